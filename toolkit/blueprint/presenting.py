"""The words, figures, tables and pictures of a blueprint, made of its snapshot alone."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from isc_portal.charts.timeline import long_date
from isc_portal.templatetags.portal import dollars

from .money import YEARS, brief_dollars, five_year_cost, found_by_certainty, sources_found
from .pictures import pictures_of
from .principles import PRINCIPLES
from .tables import tables_of

LEVELS = {
    "fund": "The council controls the budget by fund: moving money between funds needs a vote.",
    "department": "The council controls the budget by department within a fund: moving money between departments "
    "needs a vote, moving it inside one does not.",
    "program": "The council controls the budget by program: moving money between programs needs a vote.",
    "line": "The council controls the budget by line item: moving money between lines needs a vote.",
}


def present_blueprint(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Everything the template shows that is not a plain value of the snapshot."""
    return {
        "years": YEARS,
        "facts": {
            "initiative": _initiative_facts(snapshot),
            "financing": _financing_facts(snapshot["money"]),
            "operations": _operations_facts(snapshot),
            "partnerships": _partnership_facts(snapshot["partnerships"]),
        },
        "decks": _decks(snapshot),
        "tables": tables_of(snapshot),
        "pictures": pictures_of(snapshot),
        "level_sentence": LEVELS.get(snapshot["money"]["level"] or "", ""),
        "tests": _tests(snapshot),
        "principles": [
            {"number": number, "title": title, "text": text} for number, (title, text) in enumerate(PRINCIPLES, 1)
        ],
        "letter": _letter(snapshot),
        "gap_words": {part: _missing_title(gaps) for part, gaps in snapshot["gaps"].items()},
    }


def _letter(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The mayor's statement: its first sentence set apart where more follow, and what is asked beside it."""
    first, _, rest = snapshot["statement"].strip().partition("\n")
    match = re.match(r"(.{20,220}?[.!?])\s+(?=\S)", first)
    pull = match[1] if match else ""
    text = f"{first[match.end() :]}\n{rest}".strip() if match else snapshot["statement"].strip()
    initiative, cost = snapshot["initiative"], five_year_cost(snapshot["money"])
    beside = []
    if initiative["decision_date"]:
        body = initiative["decision_body"] or "Who decides is not said yet"
        beside.append({"term": "A decision", "words": f"{body}, by {_day(initiative['decision_date'])}"})
    if cost is not None:
        beside.append({"term": "Over five years", "words": f"{dollars(cost)} in all"})
    return {"pull": pull, "text": text, "beside": beside}


def _day(iso: str | None) -> str:
    return long_date(date.fromisoformat(iso)) if iso else ""


def _missing_title(gaps: list[dict[str, str]]) -> str:
    return "One thing is not known yet" if len(gaps) == 1 else "What is not known yet, and who can add it"


def _initiative_facts(snapshot: dict[str, Any]) -> list[dict[str, str]]:
    initiative = snapshot["initiative"]
    facts = []
    if people := sum(int(row["count"]) for row in initiative["affected"] if row["count"]):
        facts.append({"value": f"{people:,}", "words": "people affected"})
    if initiative["baseline"] and len(initiative["baseline"][0]["value"]) <= 12:
        first = initiative["baseline"][0]
        facts.append({"value": first["value"], "words": f"{first['measure']}, {first['date']}"})
    if day := initiative["decision_date"]:
        when = date.fromisoformat(day)
        body = initiative["decision_body"]
        facts.append(
            {
                "value": f"{when:%b} {when.day}",
                "words": f"{when.year}, decision by {body}" if body else f"{when.year}, decision needed",
            }
        )
    return facts if len(facts) > 1 else []


def _financing_facts(money: dict[str, Any]) -> list[dict[str, str]]:
    cost = five_year_cost(money)
    if cost is None:
        return []
    facts = []
    if money["one_time"] is not None:
        facts.append({"value": brief_dollars(Decimal(money["one_time"])), "words": "once, to set it up"})
    if money["yearly"] is not None:
        facts.append({"value": brief_dollars(Decimal(money["yearly"])), "words": "each year after that"})
    facts.append({"value": brief_dollars(cost), "words": "in all, over five years"})
    found = sources_found(money)
    facts.append(
        {"value": brief_dollars(found), "words": "of sources found so far" if found else "no source found yet"}
    )
    return facts[:4]


def _operations_facts(snapshot: dict[str, Any]) -> list[dict[str, str]]:
    operations = snapshot["operations"]
    facts = []
    if operations["positions"]:
        facts.append({"value": f"{operations['positions']:,}", "words": "positions involved"})
    if departments := len(operations["staff"]):
        facts.append({"value": str(departments), "words": "department" if departments == 1 else "departments"})
    if systems := len(operations["systems"]):
        facts.append({"value": str(systems), "words": "system touched" if systems == 1 else "systems touched"})
    if dates := len(operations["calendar"]):
        facts.append(
            {"value": str(dates), "words": "council date that matters" if dates == 1 else "council dates that matter"}
        )
    return facts if len(facts) > 1 else []


def _partnership_facts(partnerships: dict[str, Any]) -> list[dict[str, str]]:
    partners, vendors = len(partnerships["partners"]), len(partnerships["vendors"])
    facts = []
    if partners:
        facts.append({"value": str(partners), "words": "partner named" if partners == 1 else "partners named"})
    if partnerships["vendors_involved"]:
        facts.append(
            {
                "value": str(vendors),
                "words": "vendor pitching or under contract" if vendors == 1 else "vendors pitching or under contract",
            }
        )
    if partnerships["ties"]:
        said = "ties to vendors, disclosed below" if partnerships["ties"] == "yes" else "ties to vendors"
        facts.append({"value": "Yes" if partnerships["ties"] == "yes" else "No", "words": said})
    return facts if len(facts) > 1 else []


def _decks(snapshot: dict[str, Any]) -> dict[str, str]:
    """One sentence for each part that says the result."""
    money, operations, partnerships = snapshot["money"], snapshot["operations"], snapshot["partnerships"]
    cost, found = five_year_cost(money), sources_found(money)
    city = snapshot["city"]["name"]
    if cost is None:
        financing = "What the initiative costs is not known yet."
    elif found >= cost > 0:
        financing = f"The initiative costs {dollars(cost)} over five years. The sources found so far cover it."
    elif found:
        financing = (
            f"The initiative costs {dollars(cost)} over five years. "
            f"{dollars(found)} of it is found; {dollars(cost - found)} is not."
        )
    else:
        financing = f"The initiative costs {dollars(cost)} over five years. No source has been named yet."
    if operations["positions"]:
        people = f"{operations['positions']:,} positions in {len(operations['staff'])} " + (
            "department" if len(operations["staff"]) == 1 else "departments"
        )
        operating = f"{people} are part of it."
        if operations["labor"] == "yes":
            operating += " A labor agreement is touched."
    else:
        operating = "Who does the work, and what changes for them."
    if partnerships["partners"]:
        count = len(partnerships["partners"])
        partnering = f"{city} has {'one partner' if count == 1 else f'{count} partners'} at the table."
    else:
        partnering = "Who else is at the table, and who would like to sell something."
    inclusion = snapshot["inclusion"]["no_broadband"]
    return {
        "financing": financing,
        "operations": operating,
        "partnerships": partnering,
        "engagement": "Whom it is for, how they have been heard, and what they may fear.",
        "inclusion": f"{inclusion}% of households have no broadband at home. No one may be left outside."
        if inclusion is not None
        else "So that no one is left outside.",
    }


def _tests(snapshot: dict[str, Any]) -> list[dict[str, str]]:
    """The tests of a plan that can be run on what the intake knows: test, measure, state, words."""
    money, initiative, operations = snapshot["money"], snapshot["initiative"], snapshot["operations"]
    cost, found = five_year_cost(money), sources_found(money)
    tests = []
    if cost is not None:
        holds = found >= cost
        tests.append(
            {
                "test": "Sources equal uses",
                "measure": f"{dollars(found)} found against {dollars(cost)} of uses over five years",
                "state": "done" if holds else "risk",
                "words": "Holds" if holds else "Open",
            }
        )
    certain = found_by_certainty(money)["Certain"]
    if money["one_time"] is not None:
        holds = certain >= Decimal(money["one_time"])
        tests.append(
            {
                "test": "The start is paid for",
                "measure": f"{dollars(certain)} is certain against {dollars(Decimal(money['one_time']))} needed once",
                "state": "done" if holds else "risk",
                "words": "Holds" if holds else "Open",
            }
        )
    if initiative["decision_date"] and operations["calendar"]:
        before = [row for row in operations["calendar"] if row["day"] and row["day"] <= initiative["decision_date"]]
        count = len(before)
        tests.append(
            {
                "test": "Dates fit the council calendar",
                "measure": f"{count} council {'date falls' if count == 1 else 'dates fall'} on or before "
                f"{_day(initiative['decision_date'])}",
                "state": "done" if before else "risk",
                "words": "Holds" if before else "Watch",
            }
        )
    measured = [row for row in initiative["baseline"] if row["value"] and row["date"] and row["source"]]
    tests.append(
        {
            "test": "A baseline that others can check",
            "measure": f"{len(measured)} of {len(initiative['baseline'])} measures have a value, a day and a source"
            if initiative["baseline"]
            else "No measure yet",
            "state": "done" if measured else "risk",
            "words": "Holds" if measured else "Open",
        }
    )
    return tests
