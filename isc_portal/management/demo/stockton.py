"""Stockton, California: shootings. Accepted."""

NAME, STATE, MAYOR = "Stockton", "CA", "Pedro Alvarez"
TEAM = [
    ("Pedro Alvarez", "mayor", "Mayor"),
    ("Luis Ortega", "editor", "Director of violence prevention"),
    ("Dana Whitfield", "editor", "Deputy city manager"),
]


def answers(after):
    """Answers by question key; `after(weeks)` is a day so many weeks from the day of the demonstration."""
    return {
        "form-of-government": "council-manager",
        "term-end": after(110),
        "fiscal-year-start": "7",
        "team": [
            {"name": "Luis Ortega", "title": "Director of violence prevention", "part": "Leads the initiative"},
            {"name": "Dana Whitfield", "title": "Deputy city manager", "part": "Money and departments"},
        ],
        "council-calendar": [
            {"date": after(7), "what": "Mid-year budget review"},
            {"date": after(16), "what": "Vote on the prevention office"},
        ],
        "title": "Cut shootings by a fifth in two years",
        "priority-area": "public-safety",
        "problem": (
            "Last year 214 people were shot in Stockton. A review of two years of cases found that fewer than 180 "
            "people were involved in most of them, on either side.\n"
            "Outreach workers know many of these young men by name. Hospitals, probation and the schools know others. "
            "Nobody sees all of it, and the list is made anew, by hand, every month."
        ),
        "affected": [
            {"group": "People at very high risk", "people": 180, "how": "Of being shot, or of shooting"},
            {"group": "Their families", "people": 900, "how": "Live with the fear"},
            {"group": "Residents of four districts", "people": 61000, "how": "Hear it at night"},
        ],
        "baseline": [
            {"measure": "People shot in a year", "value": "214", "date": after(-30), "source": "Police case review"},
            {"measure": "Days until outreach", "value": "9 days", "date": after(-30), "source": "Outreach log"},
        ],
        "desired-result": "A fifth fewer people shot within two years, and a person at the bedside within two days.",
        "focus-question": "What may six agencies share about one young man, and who decides, so that help reaches him "
        "before the next shooting?",
        "tried-already": "A sharing agreement between police and probation. Schools and hospitals did not sign: "
        "the draft said what is shared, and not what is not.",
        "decision-date": after(16),
        "decision-body": "City council",
        "systems": [
            {"system": "Outreach log", "for": "Contacts of outreach workers, a spreadsheet"},
            {"system": "Police records", "for": "Cases and persons", "until": after(70)},
        ],
        "data-available": "Two years of reviewed cases, and the outreach log. Hospital data only as yearly counts.",
        "data-governance": "nobody",
        "privacy-policy": "yes",
        "connectivity": "Good in offices. Outreach workers use their own phones.",
        "security": ["second-factor", "training", "plan"],
        "one-time-cost": "380000.00",
        "yearly-cost": "910000.00",
        "level-of-control": "program",
        "sources": [
            {"source": "State violence intervention grant", "sure": "certain", "amount": "1500000.00"},
            {"source": "Overtime saved in two districts", "sure": "possible", "amount": "400000.00"},
            {"source": "Valley Hope Foundation", "sure": "likely", "amount": "600000.00"},
        ],
        "tried-to-pay": "Two state grants. The first ended before the second began, and we lost four outreach workers.",
        "staff": [
            {"department": "Office of violence prevention", "positions": 11, "change": "Evening and weekend duty"},
            {"department": "Police", "positions": 4, "change": "Weekly review with outreach"},
        ],
        "skills-gap": "Someone who can write a sharing agreement that hospitals will sign.",
        "labor-agreement": "yes",
        "labor-agreement-detail": "Evening duty of outreach workers, which the agreement does not foresee.",
        "procurement": ["rfp", "in-house"],
        "partners": [
            {"partner": "San Joaquin College", "kind": "university", "brings": "Evaluation, and an ethics board"},
            {"partner": "Valley Hope Foundation", "kind": "nonprofit", "brings": "Money for three years"},
            {"partner": "County hospital", "kind": "agency", "brings": "Bedside access"},
        ],
        "vendors-involved": "yes",
        "vendors": [
            {"vendor": "Sightline Analytics", "status": "pilot", "offers": "Risk scores", "price": "240000.00"}
        ],
        "vendor-ties": "no",
        "neighborhoods": "South Stockton, Sierra Vista, Conway Homes and the Kelly corridor.",
        "languages": ["spanish", "tagalog", "other"],
        "no-broadband": "14.5",
        "engagement-so-far": "A table of twelve mothers who lost a child meets monthly and reads every draft.",
        "trust": "A risk score was used without telling anyone. People learned of it from the newspaper.",
        "help-sought": ["data", "engagement", "measuring", "money"],
        "what-would-fail-it": "If the list is used for arrests even once.",
        "confidential": "Everything about individual cases.",
        "statement": (
            "I have sat with too many mothers. They do not ask me for cameras; they ask why nobody called.\n"
            "We know most of these young men before it happens. I want to learn how other cities came to share what "
            "they know without breaking the trust of those who told them."
        ),
    }
