"""Worcester, Massachusetts: rental homes. Signed off by the mayor, not submitted yet."""

NAME, STATE, MAYOR = "Worcester", "MA", "Paul Desrosiers"
TEAM = [
    ("Paul Desrosiers", "mayor", "Mayor"),
    ("Nora Quill", "editor", "Commissioner of inspections"),
]


def answers(after):
    """Answers by question key; `after(weeks)` is a day so many weeks from the day of the demonstration."""
    return {
        "form-of-government": "council-manager",
        "term-end": after(58),
        "fiscal-year-start": "7",
        "team": [{"name": "Nora Quill", "title": "Commissioner of inspections", "part": "Leads the initiative"}],
        "council-calendar": [{"date": after(12), "what": "Hearing on the rental registry"}],
        "title": "Inspect every rental home in five years",
        "priority-area": "housing",
        "problem": (
            "Worcester has 41,000 rental homes and inspects the 2,600 that somebody complains about. Tenants who fear "
            "for their lease do not complain."
        ),
        "affected": [
            {"group": "Tenants", "people": 98000, "how": "Live with cold, mold and bad wiring"},
            {"group": "Landlords with one house", "people": 7400, "how": "Fear costs they cannot plan"},
        ],
        "baseline": [
            {"measure": "Rental homes inspected in a year", "value": "6%", "date": after(-20), "source": "Inspections"}
        ],
        "desired-result": "One fifth of rental homes inspected each year, half of the faults mended within 60 days.",
        "focus-question": "How do we choose which homes come first, so that it is fair and can be explained?",
        "tried-already": "A registry by letter: a third of owners answered.",
        "decision-date": after(12),
        "decision-body": "City council",
        "one-time-cost": "450000.00",
        "yearly-cost": "780000.00",
        "level-of-control": "department",
        "sources": [
            {"source": "Registration fee", "sure": "likely", "amount": "2900000.00"},
            {"source": "State healthy-homes money", "sure": "possible", "amount": "600000.00"},
        ],
        "staff": [{"department": "Inspections", "positions": 22, "change": "Routes planned by district"}],
        "labor-agreement": "yes",
        "labor-agreement-detail": "The inspectors' agreement limits inspections to six a day.",
        "procurement": ["rfi"],
        "vendors-involved": "no",
        "vendor-ties": "no",
        "neighborhoods": "Main South, Union Hill and Bell Hill.",
        "languages": ["spanish", "vietnamese", "other"],
        "no-broadband": "13",
        "help-sought": ["measuring", "engagement", "data"],
        "statement": "Nobody should have to choose between a warm home and a landlord's good mood.",
    }
