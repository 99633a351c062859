"""What the intake says about each field of a case study, so that nothing is typed twice.

What the intake keeps to the Institute and the city (what must stay confidential, security, vendors and ties to them) is
read by nothing here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cohorts.intake.answered import Answered
from cohorts.intake.models import Intake
from cohorts.intake.progress import IntakeProgress, progress_of
from cohorts.teamwork import kinds

from .fields import FIELDS


@dataclass(frozen=True)
class Said:
    """What the intake says for one field, and in which `version` of its answers: a later one is a higher number."""

    value: Any
    version: int


def _same(key: str) -> Callable[[Answered], Any]:
    return lambda intake: intake.value(key)


def _paragraphs(*texts: str) -> str | None:
    return "\n\n".join(text for text in texts if text) or None


def _rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Rows without their empty cells, and without the rows that have nothing else."""
    filled = [{key: cell for key, cell in row.items() if cell not in (None, "")} for row in rows]
    return [row for row in filled if row] or None


def _decisions(intake: Answered) -> Any:
    return _rows([{"date": intake.value("decision-date"), "body": intake.text("decision-body")}])


def _tried(intake: Answered) -> Any:
    to_pay = intake.text("tried-to-pay")
    return _paragraphs(intake.text("tried-already"), f"To pay for it: {to_pay}" if to_pay else "")


def _stakeholders(intake: Answered) -> Any:
    body = intake.text("decision-body")
    decides = [{"who": body, "part": "decides"}] if body else []
    partners = [{"who": row["partner"], "part": "partner", "stake": row["brings"]} for row in intake.rows("partners")]
    return _rows([*decides, *partners])


def _money(intake: Answered) -> Any:
    costs = [
        {"what": "The initiative", "kind": kind, "amount": amount}
        for key, kind in (("one-time-cost", "once"), ("yearly-cost", "yearly"))
        if (amount := intake.value(key)) is not None
    ]
    columns = [intake.cells("sources", column) for column in ("source", "sure", "amount")]
    found = [dict(zip(("what", "kind", "amount"), row, strict=True)) for row in zip(*columns, strict=True)]
    return _rows([*costs, *found])


def _legal(intake: Answered) -> Any:
    level = intake.text("level-of-control")
    return f"The council controls the budget at this level: {level.lower()}." if level else None


def _labor(intake: Answered) -> Any:
    return intake.value("labor-agreement-detail") if intake.value("labor-agreement") != "no" else None


def _procurement(intake: Answered) -> Any:
    routes = intake.text("procurement")
    return f"Routes we could imagine: {routes}." if routes else None


def _technical(intake: Answered) -> Any:
    systems = [_system(row) for row in intake.rows("systems") if row.get("system")]
    return _paragraphs(
        f"Systems in place: {'; '.join(systems)}." if systems else "",
        intake.text("connectivity"),
        intake.text("data-available"),
    )


def _system(row: Mapping[str, str]) -> str:
    known = [row.get("for", ""), f"contract until {row['until']}" if row.get("until") else ""]
    more = ", ".join(part for part in known if part)
    return f"{row['system']} ({more})" if more else row["system"]


# Field: the intake's questions that it is made of, and how.
SOURCES: dict[str, tuple[tuple[str, ...], Callable[[Answered], Any]]] = {
    "title": (("title",), _same("title")),
    "focus-question": (("focus-question",), _same("focus-question")),
    "help-sought": (("help-sought",), _same("help-sought")),
    "decision-needed": (("decision-date", "decision-body"), _decisions),
    "problem-statement": (("problem",), _same("problem")),
    "affected": (("affected",), _same("affected")),
    "baseline": (("baseline",), _same("baseline")),
    "desired-result": (("desired-result",), _same("desired-result")),
    "tried-already": (("tried-already", "tried-to-pay"), _tried),
    "stakeholders": (("decision-body", "partners"), _stakeholders),
    "what-would-fail-it": (("what-would-fail-it",), _same("what-would-fail-it")),
    "money-so-far": (("one-time-cost", "yearly-cost", "sources"), _money),
    "constraints-legal": (("level-of-control",), _legal),
    "constraints-labor": (("labor-agreement", "labor-agreement-detail"), _labor),
    "constraints-procurement": (("procurement",), _procurement),
    "constraints-technical": (("systems", "connectivity", "data-available"), _technical),
}


def said(intake: Intake) -> dict[str, Said]:
    """What the intake says at this moment, by the key of the field; fields it says nothing about are left out."""
    return said_in(progress_of(intake))


def said_in(progress: IntakeProgress) -> dict[str, Said]:
    """The same, from answers that were read already."""
    answered = Answered(progress)
    versions = _versions(progress)
    found = {}
    for key, (sources, compose) in SOURCES.items():
        value = _fitting(key, compose(answered))
        if value is not None:
            found[key] = Said(value, sum(versions.get(one, 0) for one in sources))
    return found


def _versions(progress: IntakeProgress) -> dict[str, int]:
    return {
        question.key: answer.version
        for section in progress.sections
        for question in section.all_questions
        if (answer := section.answers.get(question.pk))
    }


def _fitting(key: str, value: Any) -> Any:
    """The value as far as the field can hold it: a cohort may have given its question other choices or columns."""
    asked = FIELDS[key]
    if asked.kind == "several of":
        known = {choice["value"] for choice in asked.choices}
        return [one for one in value if one in known] or None if isinstance(value, list) else None
    if asked.kind == "table":
        return _fitting_rows(key, value) if isinstance(value, list) else None
    return value if isinstance(value, str) and value else None


def _fitting_rows(key: str, rows: list[Any]) -> list[dict[str, Any]] | None:
    columns = {column.key: column for column in kinds.columns(FIELDS[key])}
    return _rows(
        [
            {name: row[name] for name, column in columns.items() if name in row and _fits(column, row[name])}
            for row in rows
            if isinstance(row, dict)
        ]
    )


def _fits(column: kinds.Column, cell: Any) -> bool:
    if kinds.is_raw(cell):
        return True
    if column.kind == "date":
        try:
            return bool(date.fromisoformat(cell))
        except (TypeError, ValueError):
            return False
    if column.kind == "one of":
        return cell in {choice["value"] for choice in column.choices}
    return isinstance(cell, (str, int)) and not isinstance(cell, bool)
