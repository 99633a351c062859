"""Dayton, Ohio: permits. Accepted, with a blueprint in its second version."""

NAME, STATE, MAYOR = "Dayton", "OH", "Lorraine Whitcomb"
TEAM = [
    ("Lorraine Whitcomb", "mayor", "Mayor"),
    ("Ana Reyes", "editor", "Chief of staff"),
    ("Marcus Bell", "editor", "Director of building services"),
    ("Priya Nair", "viewer", "Budget analyst"),
]


def answers(after):
    """Answers by question key; `after(weeks)` is a day so many weeks from the day of the demonstration."""
    return {
        "form-of-government": "council-manager",
        "term-end": after(160),
        "fiscal-year-start": "1",
        "team": [
            {"name": "Ana Reyes", "title": "Chief of staff", "part": "Leads the project for the mayor"},
            {"name": "Marcus Bell", "title": "Director of building services", "part": "Owns the permit process"},
            {"name": "Priya Nair", "title": "Budget analyst", "part": "Keeps the figures"},
        ],
        "council-calendar": [
            {"date": after(5), "what": "Budget hearing"},
            {"date": after(9), "what": "First reading of the permit fee ordinance"},
            {"date": after(11), "what": "Second reading and vote"},
        ],
        "title": "Cut permit time from 94 to 30 days",
        "priority-area": "permitting",
        "problem": (
            "Half of Dayton's building permits took longer than 94 days in June. A family that adds a bedroom waits "
            "through a building season; a shop pays rent on an empty room.\n"
            "No desk is slow by itself. A plan walks on paper between zoning, building, fire and water, one after the "
            "other, and each sends it back for its own reasons."
        ),
        "affected": [
            {"group": "Homeowners who build", "people": 2400, "how": "Wait a building season"},
            {"group": "Small shops", "people": 310, "how": "Pay rent on empty rooms"},
            {"group": "Builders and trades", "people": 540, "how": "Cannot plan their crews"},
        ],
        "baseline": [
            {"measure": "Median days to a permit", "value": "94 days", "date": after(-21), "source": "Permit ledger"},
            {"measure": "Plans sent back once or more", "value": "61%", "date": after(-21), "source": "Permit ledger"},
        ],
        "desired-result": (
            "Every home and small-shop permit is answered within 30 days, and anyone can see where theirs stands."
        ),
        "focus-question": "How can four departments review one plan side by side without buying a new system first?",
        "tried-already": (
            "A counter for simple permits, five years ago. It worked until its one clerk retired; nobody had been "
            "trained to follow. Last year we asked for a new system and were refused."
        ),
        "decision-date": after(11),
        "decision-body": "City commission",
        "systems": [
            {"system": "Permit ledger", "for": "Every permit since 2009", "until": after(31)},
            {"system": "Plan scanning", "for": "Paper plans, under contract", "until": after(18)},
            {"system": "Address database", "for": "Shared with the county"},
        ],
        "data-available": "The day of each hand-over between desks for every permit since 2009. The reasons for "
        "sending a plan back are free text.",
        "data-governance": "practice",
        "privacy-policy": "no",
        "connectivity": "Fiber in city hall. Inspectors' tablets use cellular, which is weak in two valleys.",
        "security": ["second-factor", "training"],
        "one-time-cost": "640000.00",
        "yearly-cost": "420000.00",
        "level-of-control": "department",
        "sources": [
            {"source": "Vacant inspector posts", "sure": "likely", "amount": "350000.00"},
            {"source": "Plan-scanning contract, when it ends", "sure": "certain", "amount": "1144000.00"},
            {"source": "Permit technology fee", "sure": "possible", "amount": "580000.00"},
        ],
        "tried-to-pay": (
            "We asked council for $510,000 for a new permit system. The vote was 3 to 2 against, because two "
            "departments would have kept their own counters."
        ),
        "staff": [
            {"department": "Building services", "positions": 14, "change": "One shared queue instead of four desks"},
            {"department": "Fire prevention", "positions": 3, "change": "Plans reviewed on screen, at the same time"},
            {"department": "Water", "positions": 2, "change": "Same"},
        ],
        "skills-gap": "Marking up plans on screen; leading a review that four departments share.",
        "labor-agreement": "yes",
        "labor-agreement-detail": "The clerks' agreement: titles and duties of five positions would change.",
        "procurement": ["cooperative", "rfp"],
        "partners": [
            {"partner": "Gem City University", "kind": "university", "brings": "Two analysts for one year"},
            {"partner": "Miami Valley Builders' League", "kind": "employer", "brings": "Test users every Friday"},
        ],
        "vendors-involved": "yes",
        "vendors": [
            {"vendor": "Plansoft", "status": "pitching", "offers": "A hosted permit system", "price": "890000.00"},
            {"vendor": "ScanRight", "status": "contract", "offers": "Scanning of paper plans", "price": "286000.00"},
        ],
        "vendor-ties": "yes",
        "vendor-ties-detail": "The deputy director of building services worked for Plansoft until three years ago.",
        "neighborhoods": "Wright-Dunbar, Twin Towers and Old North Dayton, where most houses are being repaired.",
        "languages": ["spanish", "arabic", "other"],
        "no-broadband": "18",
        "engagement-so-far": "Two evenings with builders. No homeowners came; the invitation went out by email only.",
        "trust": "People remember the counter that closed. They will ask what happens when this one's clerk retires.",
        "help-sought": ["reallocation", "operations", "vendors"],
        "what-would-fail-it": "If each department keeps its own counter beside the shared one.",
        "confidential": "That the scanning contract may not be renewed, until the vendor has been told.",
        "statement": (
            "A family that wants to add a bedroom should not wait longer for our answer than for the lumber.\n"
            "No one on those desks is slow. What is broken is the path between them, and a ledger that no longer talks "
            "to anything else we own. I do not want to be sold a system. I want to know what another city changed "
            "first, and what it would not do again."
        ),
    }
