"""Las Cruces, New Mexico: service requests. Half filled in."""

NAME, STATE, MAYOR = "Las Cruces", "NM", "Elena Baca"
TEAM = [
    ("Elena Baca", "mayor", "Mayor"),
    ("Irene Saenz", "editor", "Director of citizen services"),
    ("Rafael Luna", "editor", "Data analyst"),
]


def answers(after):
    """Answers by question key; `after(weeks)` is a day so many weeks from the day of the demonstration."""
    return {
        "form-of-government": "council-manager",
        "fiscal-year-start": "7",
        "team": [{"name": "Irene Saenz", "title": "Director of citizen services", "part": "Leads the initiative"}],
        "title": "Close service requests in five days",
        "priority-area": "digital-service",
        "problem": (
            "A pothole that is reported waits 19 days in the east of the city and 8 in the west. Nobody meant it to. "
            "Crews take the requests that come with a photo, and photos come from where phones are newer."
        ),
        "affected": [{"group": "People who report something", "people": 23000, "how": "Do not hear back"}],
        "focus-question": "How do we make a queue that does not favor those who know how to use it?",
        "data-available": "All requests since 2019 with their photos.",
        "data-governance": "unknown",
        "one-time-cost": "120000.00",
        "sources": [{"source": "Overtime of two crews", "sure": "possible", "amount": "80000.00"}],
    }
