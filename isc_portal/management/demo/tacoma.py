"""Tacoma, Washington: buses. Accepted."""

NAME, STATE, MAYOR = "Tacoma", "WA", "Ingrid Solberg"
TEAM = [
    ("Ingrid Solberg", "mayor", "Mayor"),
    ("Grace Lindqvist", "editor", "Mobility manager"),
    ("Theo Marsh", "editor", "Traffic engineer"),
]


def answers(after):
    """Answers by question key; `after(weeks)` is a day so many weeks from the day of the demonstration."""
    return {
        "form-of-government": "council-manager",
        "term-end": after(56),
        "fiscal-year-start": "1",
        "team": [
            {"name": "Grace Lindqvist", "title": "Mobility manager", "part": "Leads the initiative"},
            {"name": "Theo Marsh", "title": "Traffic engineer", "part": "Signals and street design"},
        ],
        "council-calendar": [
            {"date": after(6), "what": "Street plan hearing"},
            {"date": after(13), "what": "Vote on the first six intersections"},
        ],
        "title": "Nine minutes faster on Pacific Avenue",
        "priority-area": "mobility",
        "problem": (
            "The bus on Pacific Avenue is on time for 58 of 100 riders. It stands at 41 signals, none of which knows "
            "that it is coming. People who clean hospitals at five in the morning take the bus before, to be sure."
        ),
        "affected": [
            {"group": "Riders on a weekday", "people": 6800, "how": "Leave earlier than they should have to"},
            {"group": "Drivers on the avenue", "people": 21000, "how": "Fear longer waits"},
            {"group": "Shops along it", "people": 260, "how": "Depend on both"},
        ],
        "baseline": [
            {"measure": "Minutes end to end, morning", "value": "47 min", "date": after(-12), "source": "Bus log"},
            {"measure": "Trips on time", "value": "58%", "date": after(-12), "source": "Bus log"},
        ],
        "desired-result": "38 minutes end to end in the morning, and 80 of 100 trips on time, before the next winter.",
        "focus-question": "Which six of 41 intersections first, and what do we tell the shops that lose parking?",
        "tried-already": "Longer green times in the whole corridor. Cross streets backed up, and it was undone in May.",
        "decision-date": after(13),
        "decision-body": "City council",
        "systems": [
            {"system": "Signal control", "for": "41 intersections, three makes", "until": after(44)},
            {"system": "Bus positions", "for": "Every 30 seconds, from the transit agency"},
        ],
        "data-available": "Bus positions for three years, signal logs for one. They use different clocks.",
        "data-governance": "policy",
        "privacy-policy": "yes",
        "connectivity": "Fiber to 22 of 41 cabinets, copper to the others.",
        "security": ["training", "backups", "plan"],
        "one-time-cost": "1850000.00",
        "yearly-cost": "160000.00",
        "level-of-control": "fund",
        "sources": [
            {"source": "Regional transit grant", "sure": "likely", "amount": "1200000.00"},
            {"source": "Signal maintenance already budgeted", "sure": "certain", "amount": "640000.00"},
            {"source": "Transit agency share", "sure": "certain", "amount": "450000.00"},
        ],
        "tried-to-pay": "A federal application that scored well and was not funded.",
        "staff": [
            {"department": "Public works", "positions": 6, "change": "One team for signals and buses"},
            {"department": "Transit agency", "positions": 3, "change": "Shared control room in the morning"},
        ],
        "skills-gap": "Reading signal logs; explaining them to shop owners.",
        "labor-agreement": "no",
        "procurement": ["cooperative", "rfi"],
        "partners": [
            {"partner": "Regional transit agency", "kind": "agency", "brings": "Buses, positions, money"},
            {"partner": "Commencement Bay University", "kind": "university", "brings": "A simulation of the corridor"},
        ],
        "vendors-involved": "yes",
        "vendors": [
            {"vendor": "GreenWave Controls", "status": "contract", "offers": "Signal upkeep", "price": "310000.00"},
            {"vendor": "Nimbus Traffic", "status": "pitching", "offers": "Cameras with counts", "price": "980000.00"},
        ],
        "vendor-ties": "no",
        "neighborhoods": "Hilltop, South End and the Lincoln District.",
        "languages": ["spanish", "vietnamese", "korean", "russian"],
        "no-broadband": "9",
        "engagement-so-far": "Surveys on the bus in five languages; 1,140 answers. Two walks with shop owners.",
        "trust": "Shops were promised loading zones in an earlier project. Half of them were never painted.",
        "help-sought": ["procurement", "engagement", "measuring"],
        "what-would-fail-it": "If we start with all 41 intersections.",
        "statement": (
            "Nine minutes is breakfast with a child. We can give it back to 6,800 people every morning.\n"
            "I need a plan that survives the first angry week, and I would like to hear from a mayor who had one."
        ),
    }
