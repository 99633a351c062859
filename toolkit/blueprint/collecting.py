"""What a blueprint is made of: the facts of the intake, and what is not known yet. JSON only, no words of its own."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cohorts.institutes.models import Participation
from cohorts.intake.answered import Answered
from cohorts.intake.progress import progress_of, question_url
from cohorts.intake.signing import valid_signature
from isc_portal.charts.timeline import long_date

PARTS = {
    "financing": "Financing",
    "operations": "Operations",
    "partnerships": "Partnerships",
    "engagement": "Resident engagement",
    "inclusion": "Digital inclusion",
}

CONTENTS = (
    ("message", "The mayor's message", "Why this, and why now"),
    ("initiative", "The initiative", "The problem, who is affected, where the city stands, and what is wanted"),
    ("financing", "Part 1. Financing", "What it costs over five years, what is found, and what is not"),
    ("operations", "Part 2. Operations", "Who does the work, with which systems, and the dates that decide"),
    ("partnerships", "Part 3. Partnerships", "Partners, vendors, and ties that are said aloud"),
    ("engagement", "Part 4. Resident engagement", "Whom it is for, and how they are heard"),
    ("inclusion", "Part 5. Digital inclusion", "Five elements, so that no one is left outside"),
    ("principles", "Guiding principles", "What vendors and technology partners are held to"),
    ("chain", "From recommendation to outcome", "What became of the advice of the clinic"),
)

# What each part takes from the intake (question key, what the reader misses without it), and what only the work after
# the clinic can add (what, where it will come from).
WANTED = {
    "initiative": [
        ("problem", "The problem in the city's own words"),
        ("affected", "Who is affected, and how many people"),
        ("baseline", "A baseline: value, day and source"),
        ("desired-result", "The result that is wanted"),
        ("decision-date", "The day by which a decision is needed"),
    ],
    "financing": [
        ("one-time-cost", "What the initiative costs once"),
        ("yearly-cost", "What it costs each year"),
        ("sources", "Sources found so far"),
        ("level-of-control", "The level at which the council controls the budget"),
    ],
    "operations": [
        ("staff", "Which staff it involves, and what changes for them"),
        ("skills-gap", "The skills that are missing"),
        ("systems", "The systems it touches, and how long their contracts run"),
        ("procurement", "How the city would buy what it needs"),
        ("council-calendar", "The council dates that matter"),
    ],
    "partnerships": [
        ("partners", "Partners, and what each brings"),
        ("vendors-involved", "Whether vendors are involved"),
        ("vendor-ties", "Ties to vendors, disclosed"),
    ],
    "engagement": [
        ("neighborhoods", "The neighborhoods that feel the problem most"),
        ("languages", "The languages that are needed"),
        ("engagement-so-far", "How residents have been part of it so far"),
        ("trust", "Where trust could be a problem"),
    ],
    "inclusion": [
        ("no-broadband", "The share of households without broadband"),
        ("connectivity", "How good the networks are where it would run"),
    ],
}
AFTER_THE_CLINIC = {
    "financing": [
        ("Which existing dollars move, line by line", "The Budget Analysis"),
        ("A five-year projection by fund, and the effect on reserves", "The Budget Analysis"),
    ],
    "operations": [
        ("A crosswalk of positions with training hours and cost", "The Project Action Plan"),
        ("One accountable person for each task", "The Project Action Plan"),
    ],
    "partnerships": [("An instrument, a term and an exit for each partner", "The work with partners after the clinic")],
    "engagement": [
        ("What is open to influence, and what is not", "The Engagement Strategy"),
        ("Promises to residents, and when the city reports back", "The Engagement Strategy"),
    ],
    "inclusion": [
        ("An action, an owner and money for each of the five elements", "The work on part 5 after the clinic")
    ],
}


def collect_blueprint(participation: Participation, *, as_of: datetime, by: Any) -> dict[str, Any]:
    """The snapshot of a city's blueprint: equal for equal answers, whoever asks and whenever.

    What the city wants kept confidential and its security posture are left out: a blueprint goes to the council.
    """
    intake = participation.intake
    progress = progress_of(intake)
    answered = Answered(progress)
    signature = valid_signature(intake)
    city, mayor = participation.city, participation.mayor
    return {
        "title": answered.text("title") or f"The initiative of {city.name}",
        "place": city.long_name,
        "place_line": f"City of {city.long_name}",
        "person": f"Mayor {mayor.name}" if mayor else "",
        "group": participation.cohort.long_name,
        "time_zone": city.time_zone,
        "sentence": answered.text("desired-result"),
        "summary": answered.text("problem"),
        "sources": _sources(participation, signature),
        "contents": [{"id": part, "title": title, "about": about} for part, title, about in CONTENTS],
        "city": {"name": city.name, "population": city.population, "form_of_government": city.form_of_government},
        "statement": answered.text("statement"),
        "signature": signature
        and {"name": signature.name, "at": signature.signed_at.isoformat(), "for_the_mayor": signature.for_the_mayor},
        "initiative": _initiative(answered),
        "money": _money(answered),
        "operations": {
            "staff": answered.rows("staff"),
            "positions": sum(int(count) for count in answered.cells("staff", "positions") if count is not None),
            "skills_gap": answered.text("skills-gap"),
            "labor": answered.value("labor-agreement"),
            "labor_detail": answered.text("labor-agreement-detail"),
            "procurement": answered.text("procurement"),
            "systems": _dated(answered, "systems", "until"),
            "calendar": _dated(answered, "council-calendar", "date"),
        },
        "partnerships": {
            "partners": answered.rows("partners"),
            "vendors_involved": answered.value("vendors-involved"),
            "vendors": answered.rows("vendors"),
            "ties": answered.value("vendor-ties"),
            "ties_detail": answered.text("vendor-ties-detail"),
        },
        "engagement": {
            "neighborhoods": answered.text("neighborhoods"),
            "languages": answered.text("languages"),
            "so_far": answered.text("engagement-so-far"),
            "trust": answered.text("trust"),
        },
        "inclusion": {
            "no_broadband": answered.value("no-broadband"),
            "connectivity": answered.text("connectivity"),
        },
        "gaps": {part: _gaps(participation, answered, part) for part in WANTED},
        "unready": [
            {"what": question.label, "why": "", "url": question_url(participation, question)}
            for question in progress.missing
        ]
        + [
            {"what": question.label, "why": problem, "url": question_url(participation, question)}
            for question, problem in progress.problems
        ],
    }


def _sources(participation: Participation, signature: Any) -> list[str]:
    city = participation.city.name
    if signature is None:
        return [f"Intake of {city} to the {participation.cohort.long_name}, not signed by the mayor yet."]
    on = long_date(signature.signed_at.astimezone(ZoneInfo(participation.city.time_zone)))
    by = f"for the mayor by {signature.name}" if signature.for_the_mayor else f"by {signature.name}"
    return [f"Intake of {city} to the {participation.cohort.long_name}, signed {by} on {on}."]


def _initiative(answered: Answered) -> dict[str, Any]:
    people = answered.cells("affected", "people")
    return {
        "area": answered.text("priority-area-other") or answered.text("priority-area"),
        "problem": answered.text("problem"),
        "affected": [{**row, "count": count} for row, count in zip(answered.rows("affected"), people, strict=True)],
        "baseline": answered.rows("baseline"),
        "desired_result": answered.text("desired-result"),
        "focus_question": answered.text("focus-question"),
        "tried": answered.text("tried-already"),
        "decision_date": answered.value("decision-date"),
        "decision_body": answered.text("decision-body"),
        "would_fail": answered.text("what-would-fail-it"),
        "help_sought": answered.text("help-sought"),
    }


def _money(answered: Answered) -> dict[str, Any]:
    rows, amounts = answered.rows("sources"), answered.cells("sources", "amount")
    return {
        "one_time": answered.value("one-time-cost"),
        "yearly": answered.value("yearly-cost"),
        "level": answered.value("level-of-control"),
        "sources": [
            {"source": row.get("source", ""), "sure": row.get("sure", ""), "amount": amount}
            for row, amount in zip(rows, amounts, strict=True)
        ],
        "tried": answered.text("tried-to-pay"),
        "fiscal_year_start": answered.text("fiscal-year-start"),
    }


def _dated(answered: Answered, key: str, column: str) -> list[dict[str, Any]]:
    """The rows of a table with the day of one column beside its words, as it is stored."""
    days = answered.cells(key, column)
    return [{**row, "day": day} for row, day in zip(answered.rows(key), days, strict=True)]


def _gaps(participation: Participation, answered: Answered, part: str) -> list[dict[str, str]]:
    gaps = []
    for key, what in WANTED[part]:
        question, section = answered.question(key), answered.section(key)
        if question is None or section is None or answered.value(key) is not None:
            continue
        assignee = section.work.assignee if section.work else None
        who = f"{assignee.name}, in the intake" if assignee else "An editor of the city, in the intake"
        gaps.append({"what": what, "who": who, "url": question_url(participation, question)})
    gaps += [
        {"what": what, "who": f"{where}, after the clinic", "url": ""} for what, where in AFTER_THE_CLINIC.get(part, [])
    ]
    return gaps
