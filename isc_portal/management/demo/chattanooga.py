"""Chattanooga, Tennessee: broadband for those who still have none. Accepted."""

NAME, STATE, MAYOR = "Chattanooga", "TN", "Calvin Reed"
TEAM = [
    ("Calvin Reed", "mayor", "Mayor"),
    ("Terrence Cobb", "editor", "Chief innovation officer"),
    ("Joy Okafor", "editor", "Director of libraries"),
]


def answers(after):
    """Answers by question key; `after(weeks)` is a day so many weeks from the day of the demonstration."""
    return {
        "form-of-government": "mayor-council",
        "term-end": after(124),
        "fiscal-year-start": "7",
        "team": [
            {"name": "Terrence Cobb", "title": "Chief innovation officer", "part": "Leads the initiative"},
            {"name": "Joy Okafor", "title": "Director of libraries", "part": "Training and support"},
        ],
        "council-calendar": [
            {"date": after(10), "what": "Library budget hearing"},
            {"date": after(20), "what": "Vote on the support desk"},
        ],
        "title": "Broadband for 6,200 homes",
        "priority-area": "digital-service",
        "problem": (
            "The fiber passes every house, and 6,200 homes with school-age children do not use it. Free lines were "
            "offered in the pandemic; a third were never connected, and a fifth stopped within a year.\n"
            "The line was not what was missing. Devices broke, nobody answered questions, and landlords changed."
        ),
        "affected": [
            {"group": "Children without a line at home", "people": 9800, "how": "Do homework in parking lots"},
            {"group": "Their parents", "people": 8300, "how": "Cannot reach school, clinic or work online"},
            {"group": "Older people who live alone", "people": 4100, "how": "Depend on others for every form"},
        ],
        "baseline": [
            {"measure": "Homes not connected", "value": "6,200", "date": after(-26), "source": "Utility and schools"},
            {"measure": "Lines still in use after a year", "value": "47%", "date": after(-26), "source": "Utility"},
        ],
        "desired-result": "Three in four of these homes connected, and still connected a year later.",
        "focus-question": "Who should answer the phone when a family's connection fails on a Sunday evening?",
        "tried-already": "Free lines, given by letter. The letters were in English and looked like advertising.",
        "decision-date": after(20),
        "decision-body": "City council",
        "systems": [
            {"system": "Library cards", "for": "Lending of devices", "until": after(60)},
            {"system": "School enrollment", "for": "Which families are eligible, owned by the county"},
        ],
        "data-available": "Connections by street from the utility; school counts by zone. Nothing by household.",
        "data-governance": "policy",
        "privacy-policy": "yes",
        "connectivity": "Fiber everywhere. Inside wiring is missing in 38 older apartment buildings.",
        "security": ["second-factor", "training", "backups", "insurance"],
        "one-time-cost": "920000.00",
        "yearly-cost": "540000.00",
        "level-of-control": "department",
        "sources": [
            {"source": "Library hours moved to support", "sure": "likely", "amount": "700000.00"},
            {"source": "Utility's community fund", "sure": "certain", "amount": "1250000.00"},
            {"source": "Tennessee Reach Foundation", "sure": "possible", "amount": "900000.00"},
        ],
        "tried-to-pay": "A state digital grant that was cancelled after we had been chosen.",
        "staff": [
            {"department": "Libraries", "positions": 9, "change": "Support by phone and at the door"},
            {"department": "Innovation office", "positions": 2, "change": "Work with landlords"},
        ],
        "skills-gap": "Support in Spanish and Q'anjob'al; repairing devices.",
        "labor-agreement": "no",
        "procurement": ["cooperative", "in-house"],
        "partners": [
            {"partner": "City electric utility", "kind": "agency", "brings": "Lines and a community fund"},
            {"partner": "Lookout Community College", "kind": "university", "brings": "Students who repair devices"},
            {"partner": "Habla Chattanooga", "kind": "nonprofit", "brings": "People whom families trust"},
        ],
        "vendors-involved": "no",
        "vendor-ties": "no",
        "neighborhoods": "East Lake, Alton Park, Avondale and Brainerd.",
        "languages": ["spanish", "other"],
        "no-broadband": "12.5",
        "engagement-so-far": "Kitchen-table talks with 60 families, paid for their time.",
        "trust": "Families without papers fear any list with their address.",
        "help-sought": ["inclusion", "partners", "staff"],
        "what-would-fail-it": "If we count lines given and not lines used.",
        "statement": (
            "We were the first city with a gigabit for all, and I am tired of being proud of it while children sit in "
            "parking lots.\nI want a number that tells the truth, and a phone that somebody answers."
        ),
    }
