"""What the cities of the demonstration write into their case studies beyond what their intakes say. All invented."""

from collections.abc import Callable
from typing import Any

AFTER = Callable[[int], str]  # a day so many weeks from the day of the demonstration


def fields(city: str, after: AFTER) -> dict[str, Any]:
    """Values by field key for a city's case study."""
    return {"Dayton": _dayton, "Stockton": _stockton, "Tacoma": _tacoma, "Chattanooga": _chattanooga}[city](after)


def _dayton(after: AFTER) -> dict[str, Any]:
    return {
        "decision-needed": [
            {"date": after(5), "body": "Budget hearing", "what": "Money for one shared counter"},
            {"date": after(11), "body": "City commission", "what": "Vote on the permit fee ordinance"},
        ],
        "options-considered": (
            "One shared counter with the people we have: cheap and quick, and it needs five job titles changed.\n"
            "A hosted permit system: council said no last year, and it leaves four counters as they are.\n"
            "Let the county review plans: least work for us, and no say in how long it takes."
        ),
        "stakeholders": [
            {"who": "City commission", "part": "decides", "stake": "No new fee before the budget is through"},
            {"who": "Clerks and inspectors", "part": "works", "stake": "Titles and duties of five positions"},
            {"who": "Builders and homeowners", "part": "affected", "stake": "A day they can count on"},
            {"who": "Gem City University", "part": "partner", "stake": "Two analysts for one year"},
        ],
    }


def _stockton(after: AFTER) -> dict[str, Any]:
    return {
        "decision-needed": [{"date": after(16), "body": "City council", "what": "Vote on the prevention office"}],
        "options-considered": (
            "One agreement of six agencies on what is never shared, and one sentence a week on what is.\n"
            "A shared database: fast, and the first arrest from it ends the whole effort.\n"
            "Outreach alone, without the others: what we do now, nine days too late."
        ),
        "stakeholders": [
            {"who": "City council", "part": "decides", "stake": "Proof by the mid-year review"},
            {"who": "Outreach workers", "part": "works", "stake": "Evening duty, and who knows their names"},
            {"who": "The mothers' table", "part": "affected", "stake": "Never used for an arrest"},
            {"who": "County hospital", "part": "partner", "stake": "Patients' privacy"},
        ],
    }


def _tacoma(after: AFTER) -> dict[str, Any]:
    return {
        "options-considered": (
            "Six intersections at once, with signals first and lanes later.\n"
            "The whole avenue in one summer: cheaper by the mile, and nobody parks for four months."
        ),
        "stakeholders": [
            {"who": "City council", "part": "decides", "stake": "Shops on the avenue"},
            {"who": "Bus drivers", "part": "works", "stake": "A timetable that can be kept"},
            {"who": "Riders of the avenue's lines", "part": "affected", "stake": "Nine minutes, twice a day"},
        ],
    }


def _chattanooga(after: AFTER) -> dict[str, Any]:
    return {
        "options-considered": (
            "Vouchers that families take to any provider: quick, and gone in two years.\n"
            "A line of our own through the power board: slower, and it stays."
        ),
        "stakeholders": [
            {"who": "City council and power board", "part": "decides", "stake": "Who answers the phone"},
            {"who": "Library staff", "part": "works", "stake": "Evening hours"},
            {"who": "6,200 households", "part": "affected", "stake": "A connection that lasts"},
        ],
    }
