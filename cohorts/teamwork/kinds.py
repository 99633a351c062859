"""The question kinds: how an answer is read from a form and stored, what is wrong with it, and its words.

Stored (JSON; None is no answer):

    short text, long text   str
    whole number            int
    money, percent          str of a Decimal: "640000.00", "12.5"
    date                    str, ISO: "2026-11-20"
    yes/no                  "yes" or "no"
    one of                  str, the value of a choice
    several of              list of such, in the order of the choices
    table                   list of rows, each {column key: a simple kind's value}; empty cells are left out
    file                    list of {"id", "name", "size", "sha256", "content_type"} of stored files

What was typed but cannot be read as its kind is kept as {"raw": text}, in a table cell by cell, so that an unfinished
answer is never lost; `problems` then says what is wrong with it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.template.defaultfilters import filesizeformat

from isc_portal.forms import count_words
from isc_portal.templatetags.portal import dollars

from . import reading
from .questions import Asked, QuestionKind

MOST_ROWS = 60
MOST_FILES = 5
YES_NO = [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]
LONG = frozenset({QuestionKind.LONG_TEXT})
TEXTS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
CHOSEN = frozenset({QuestionKind.ONE_OF, QuestionKind.YES_NO})
NUMBERS = frozenset({QuestionKind.WHOLE_NUMBER, QuestionKind.MONEY, QuestionKind.PERCENT})

UNREADABLE = {
    QuestionKind.WHOLE_NUMBER: "is not a number we can read. Write it in figures, like 12 or 1,200.",
    QuestionKind.MONEY: "is not an amount we can read. Write it in figures, like 640,000 or $1.2 million.",
    QuestionKind.PERCENT: "is not a percentage we can read. Write it in figures, like 12 or 12.5.",
    QuestionKind.DATE: "is not a day we can read. Write month, day and year, like 11/20/2026.",
    QuestionKind.YES_NO: "is neither yes nor no. Choose one of the two.",
    QuestionKind.ONE_OF: "is not in the list any more. Choose again.",
}


@dataclass(frozen=True)
class Column:
    """A column of a table question: a simple kind with a label. `sum` adds it up under the table."""

    key: str
    label: str
    kind: str
    choices: list = field(default_factory=list)
    required: bool = False
    sum: bool = False
    word_limit: int | None = None
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None


def columns(question: Asked) -> list[Column]:
    """The columns of a table question."""
    known = Column.__dataclass_fields__
    return [Column(**{name: value for name, value in column.items() if name in known}) for column in question.columns]


def choices(spec: Asked | Column) -> list[dict[str, str]]:
    """What there is to choose from: {"value", "label", "help"?}."""
    return YES_NO if spec.kind == QuestionKind.YES_NO else spec.choices


# --- From the form to what is stored ---


def read(question: Asked, data: QueryDict, name: str) -> Any:
    """What the form holds for a question, as it is stored. Files come by another way."""
    if question.kind == QuestionKind.SEVERAL_OF:
        ticked = set(data.getlist(name))
        return [choice["value"] for choice in question.choices if choice["value"] in ticked] or None
    if question.kind == QuestionKind.TABLE:
        return _read_rows(question, data, name)
    return read_text(question, data.get(name, ""))


def read_text(spec: Asked | Column, typed: str) -> Any:
    """One field's text as the stored value of a simple kind; {"raw": text} when it cannot be read, None when blank."""
    text = reading.tidy(typed, lines=spec.kind in LONG)
    if not text:
        return None
    try:
        return _READERS[QuestionKind(spec.kind)](spec, text)
    except (ValueError, ArithmeticError):
        return {"raw": text}


def _read_choice(spec: Asked | Column, text: str) -> str:
    if text not in {choice["value"] for choice in choices(spec)}:
        raise ValueError(text)
    return text


_READERS = {
    QuestionKind.SHORT_TEXT: lambda spec, text: text,
    QuestionKind.LONG_TEXT: lambda spec, text: text,
    QuestionKind.WHOLE_NUMBER: lambda spec, text: reading.whole_number(text),
    QuestionKind.MONEY: lambda spec, text: str(reading.amount(text)),
    QuestionKind.PERCENT: lambda spec, text: f"{reading.percent(text).normalize():f}",
    QuestionKind.DATE: lambda spec, text: reading.day(text).isoformat(),
    QuestionKind.YES_NO: _read_choice,
    QuestionKind.ONE_OF: _read_choice,
}


def _read_rows(question: Asked, data: QueryDict, name: str) -> list[dict[str, Any]] | None:
    by_key = {column.key: column for column in columns(question)}
    cell = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-([-\w]+)", re.ASCII)
    rows: dict[int, dict[str, Any]] = {}
    for posted in data:
        if (match := cell.fullmatch(posted)) and (column := by_key.get(match[2])):
            value = read_text(column, str(data[posted]))
            if value is not None:
                rows.setdefault(int(match[1]), {})[column.key] = value
    return [{key: rows[index][key] for key in by_key if key in rows[index]} for index in sorted(rows)] or None


# --- What is wrong with it ---


def is_raw(value: Any) -> bool:
    """Whether this is text that could not be read as its kind."""
    return isinstance(value, dict) and "raw" in value


def is_empty(question: Asked, value: Any) -> bool:
    """Whether nothing has been answered. Unreadable text is an answer: it has a problem instead."""
    return value in (None, "", [], {})


def problems(question: Asked, value: Any) -> list[str]:
    """What keeps this from being a finished answer, in sentences; that a required one is missing is not among them."""
    if is_empty(question, value):
        return []
    if question.kind == QuestionKind.TABLE:
        return list(_problems_of_rows(question, value))
    if question.kind == QuestionKind.SEVERAL_OF:
        most = int(question.maximum or 0)
        return [f"Choose up to {most}; {len(value)} are ticked."] if most and len(value) > most else []
    if question.kind == QuestionKind.FILE:
        most = int(question.maximum or MOST_FILES)
        return [f"Up to {most} files fit here; there are {len(value)}. Remove some."] if len(value) > most else []
    return _problems_of_text(question, value)


def _problems_of_text(spec: Asked | Column, value: Any) -> list[str]:
    if is_raw(value):
        return [f"“{_shortened(value['raw'])}” {UNREADABLE[QuestionKind(spec.kind)]} What you typed is kept."]
    if spec.kind in TEXTS and spec.word_limit:
        over = count_words(value) - spec.word_limit
        return [f"{over} {'word' if over == 1 else 'words'} too many; up to {spec.word_limit} fit."] if over > 0 else []
    if spec.kind in NUMBERS:
        if spec.minimum is not None and Decimal(value) < spec.minimum:
            return [f"This has to be at least {_show_number(spec.kind, spec.minimum)}."]
        if spec.maximum is not None and Decimal(value) > spec.maximum:
            return [f"This has to be at most {_show_number(spec.kind, spec.maximum)}."]
    if spec.kind in CHOSEN and value not in {choice["value"] for choice in choices(spec)}:
        return [f"“{_shortened(value)}” {UNREADABLE[QuestionKind(spec.kind)]}"]
    return []


def _problems_of_rows(question: Asked, rows: list[dict[str, Any]]) -> Iterable[str]:
    for number, row in enumerate(rows, 1):
        for column in columns(question):
            if column.key in row:
                for problem in _problems_of_text(column, row[column.key]):
                    yield f"Row {number}, {column.label}: {problem}"
            elif column.required:
                yield f"Row {number}: {column.label} is missing."
    fewest, most = int(question.minimum or 0), int(question.maximum or MOST_ROWS)
    if len(rows) < fewest:
        yield f"Fill in at least {fewest} rows; there {'is' if len(rows) == 1 else 'are'} {len(rows)}."
    if len(rows) > most:
        yield f"Up to {most} rows fit here; there are {len(rows)}."


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39].rstrip()}…"


# --- Its words ---


def display(question: Asked, value: Any) -> str:
    """The answer as plain text: for pages, differences, exports and documents; "" when there is none."""
    if is_empty(question, value):
        return ""
    if question.kind == QuestionKind.TABLE:
        return "\n".join(" · ".join(cell for cell in row if cell) for row in table_rows(question, value))
    if question.kind == QuestionKind.SEVERAL_OF:
        return ", ".join(_label(question, one) for one in value)
    if question.kind == QuestionKind.FILE:
        return "\n".join(f"{one['name']} ({filesizeformat(one['size'])})".replace("\xa0", " ") for one in value)
    return _show(question, value)


def table_rows(question: Asked, value: Any) -> list[list[str]]:
    """The cells of a table answer as text, row by row, in the order of the columns."""
    return [[_show(column, row.get(column.key)) for column in columns(question)] for row in value or []]


def sums(question: Asked, value: Any) -> dict[str, str]:
    """What the summed columns of a table come to, by key, as text; cells that cannot be read count as nothing."""
    return {
        column.key: _show_number(
            column.kind,
            sum((Decimal(row[column.key]) for row in value or [] if _is_figure(row.get(column.key))), Decimal(0)),
        )
        for column in columns(question)
        if column.sum
    }


def exportable(question: Asked, value: Any) -> Decimal | int | date | str | None:
    """The answer as one cell of a spreadsheet: a figure or a day where it is one, else its text."""
    if is_empty(question, value):
        return None
    if is_raw(value):
        return str(value["raw"])
    match question.kind:
        case QuestionKind.WHOLE_NUMBER:
            return int(value)
        case QuestionKind.MONEY | QuestionKind.PERCENT:
            return Decimal(value)
        case QuestionKind.DATE:
            return date.fromisoformat(value)
    return display(question, value)


def _is_figure(value: Any) -> bool:
    return value is not None and not is_raw(value)


def _show(spec: Asked | Column, value: Any) -> str:
    if value is None:
        return ""
    if is_raw(value):
        return str(value["raw"])
    if spec.kind in NUMBERS:
        return _show_number(spec.kind, Decimal(value))
    if spec.kind == QuestionKind.DATE:
        day = date.fromisoformat(value)
        return f"{day:%B} {day.day}, {day.year}"
    return _label(spec, value) if spec.kind in CHOSEN else str(value)


def _show_number(kind: str, number: Decimal | int) -> str:
    if kind == QuestionKind.MONEY:
        return dollars(Decimal(number))
    figure = f"{Decimal(number).normalize():f}"
    return f"{figure}%" if kind == QuestionKind.PERCENT else f"{int(number):,}"


def _label(spec: Asked | Column, value: str) -> str:
    return next((choice["label"] for choice in choices(spec) if choice["value"] == value), str(value))


# --- Back into the form ---


def fill(spec: Asked | Column, value: Any) -> str:
    """What stands in the field of a simple kind: `read_text` of it gives the value again."""
    if value is None:
        return ""
    if is_raw(value):
        return str(value["raw"])
    match spec.kind:
        case QuestionKind.MONEY:
            return dollars(Decimal(value)).replace("$", "")
        case QuestionKind.WHOLE_NUMBER:
            return f"{int(value):,}"
        case QuestionKind.DATE:
            return f"{date.fromisoformat(value):%m/%d/%Y}"
    return str(value)
