"""The demonstration: one cohort of eight real cities with invented people, at every stage of the intake.

The cities are real. Their people, vendors, universities, partners and figures are invented, and every page of a
demonstration says so. One module a city holds what it answers; `story.py` lets the people do it, through the services.
"""
