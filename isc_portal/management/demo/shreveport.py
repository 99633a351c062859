"""Shreveport, Louisiana: water that is lost. Returned by the facilitators with one section to amend."""

NAME, STATE, MAYOR = "Shreveport", "LA", "Yvette Batiste"
TEAM = [
    ("Yvette Batiste", "mayor", "Mayor"),
    ("Yvonne Carter", "editor", "Director of water and sewerage"),
    ("Sam Boudreaux", "editor", "Finance analyst"),
]


def answers(after):
    """Answers by question key; `after(weeks)` is a day so many weeks from the day of the demonstration."""
    return {
        "form-of-government": "mayor-council",
        "term-end": after(58),
        "fiscal-year-start": "1",
        "team": [{"name": "Yvonne Carter", "title": "Director of water and sewerage", "part": "Leads the initiative"}],
        "council-calendar": [{"date": after(15), "what": "Rate hearing"}],
        "title": "Cut water loss from 31 to 18 percent",
        "priority-area": "water-and-energy",
        "problem": (
            "Of every 100 gallons that leave the plant, 31 never reach a meter that works. Pipes break where the "
            "ground swells, and 9,000 meters have stopped turning. Those who pay carry those who are not measured."
        ),
        "affected": [
            {"group": "Households that pay for water", "people": 64000, "how": "Pay for what is lost"},
            {"group": "Streets with low pressure", "people": 5200, "how": "Boil water after breaks"},
        ],
        "baseline": [
            {"measure": "Water that earns nothing", "value": "31%", "date": after(-40), "source": "Water balance"}
        ],
        "desired-result": "18 percent or less in four years, without a rate increase for small households.",
        "focus-question": "What should we repair first with the money we have: pipes, meters or billing?",
        "tried-already": "New meters in one district. They work; the billing system rejects half of their readings.",
        "systems": [{"system": "Billing", "for": "72,000 accounts", "until": after(90)}],
        "data-governance": "practice",
        "privacy-policy": "no",
        "one-time-cost": "7400000.00",
        "yearly-cost": "350000.00",
        "level-of-control": "fund",
        "sources": [{"source": "Revolving loan of the state", "sure": "possible", "amount": "5000000.00"}],
        "staff": [{"department": "Water and sewerage", "positions": 38, "change": "Two crews look for leaks at night"}],
        "labor-agreement": "no",
        "procurement": ["rfp", "undecided"],
        "partners": [{"partner": "Red River Technical University", "kind": "university", "brings": "Leak models"}],
        "vendors-involved": "yes",
        "vendors": [
            {"vendor": "AquaSense", "status": "pitching", "offers": "Meters and billing in one", "price": "6900000.00"}
        ],
        "vendor-ties": "no",
        "neighborhoods": "Allendale, Cedar Grove and Queensborough.",
        "languages": ["spanish"],
        "no-broadband": "21",
        "trust": "Estimated bills. Some were four times the year before.",
        "help-sought": ["money", "vendors", "operations"],
        "what-would-fail-it": "If we buy meters before billing can read them.",
        "statement": "We sell water to people and lose a third of it on the way. I want to know where to dig first.",
    }
