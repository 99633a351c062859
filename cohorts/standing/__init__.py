"""Where each city stands with each piece of its work: the cohort's grid, and the city's own front page."""
