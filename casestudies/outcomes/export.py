"""All cards of a closed clinic as a spreadsheet, made of its record: so no more stands in it than the label allows."""

from collections.abc import Iterator

from isc_portal.imports.writing import Cell, Sheet

from .record import Record, Said

COLUMNS = ("Number", "Kind", "Theme", "Heading", "Text", "Dots", "Joined to", "Vendor ties")
NAMES = ("Written by", "Title", "On paper")
ANSWER = ("Number", "Recommendation", "Answer", "Reason", "Owner", "By", "Sent")


def sheets_of(record: Record) -> Iterator[Sheet]:
    """The cards, the city's answers, the commitments, and who was there where that may be told.

    Where the cards carry no names, neither names nor what could lead to them (who wrote on paper) have a column.
    """
    named = any(said.author for said, _, _ in _cards(record))
    yield Sheet(
        "Cards",
        [*COLUMNS, *(NAMES if named else ())],
        [_row(number, said, dots, joined_to, named) for number, (said, dots, joined_to) in _numbered(record)],
    )
    yield Sheet(
        "Answers",
        ANSWER,
        [
            [
                f"R{one.number}",
                one.text,
                one.answer.label if one.answer else "Not answered yet",
                one.answer.reason if one.answer else "",
                one.answer.owner if one.answer else "",
                one.answer.by_when if one.answer else None,
                one.answer.sent_on if one.answer else None,
            ]
            for one in record.recommendations
        ],
    )
    yield Sheet("Commitments", ["Who", "What", "By"], [[one.who, one.what, one.due_on] for one in record.commitments])
    if record.participants:
        yield Sheet(
            "People",
            ["Name", "Title", "Role", "Vendor ties"],
            [[one.name, one.title, one.role_label, one.tie] for one in record.participants],
        )


def _cards(record: Record) -> Iterator[tuple[Said, int | None, str]]:
    """Each card with its dots (of a recommendation) and what it was joined to."""
    for one in record.recommendations:
        yield one, one.dots, ""
        for joined in one.joined:
            yield joined, None, f"R{one.number}"
    for ones in (record.questions, record.insights, record.peer_experience, record.risks, record.resources):
        for group in ones:
            yield group.said, None, ""
            for joined in group.joined:
                yield joined, None, group.said.text[:60]


def _numbered(record: Record) -> Iterator[tuple[str, tuple[Said, int | None, str]]]:
    numbers = {one.id: f"R{one.number}" for one in record.recommendations}
    for card in _cards(record):
        yield numbers.get(card[0].id, ""), card


def _row(number: str, said: Said, dots: int | None, joined_to: str, named: bool) -> list[Cell]:
    cells: list[Cell] = [
        number, said.kind_label, said.theme_label, said.group, said.text, dots, joined_to, said.tie,
    ]  # fmt: skip
    return [*cells, said.author, said.title, said.on_paper] if named else cells
