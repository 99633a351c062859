"""Filters of documents. Unlike those of pages they never depend on who reads or on the day of reading."""

from datetime import date, datetime
from typing import Any

from django import template

from isc_portal.documents.press.binding import ELSEWHERE

register = template.Library()

NO_NUMBER = "000"  # as wide as a page number, while the numbers are not known
LONG_TITLE, LONGEST_TITLE = 45, 90  # letters, from which on the cover's title is set smaller


@register.filter
def full_date(value: date | datetime | str | None) -> str:
    """A day in full, also from its ISO spelling in a snapshot: “November 16, 2026”. Other texts stay as they are."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return str(value)
    return f"{value:%B} {value.day}, {value.year}" if value else ""


@register.filter
def standing(imprint: Any) -> str:
    """What a copy says about itself: “approved October 6, 2026”, “not yet approved”, “as of October 6, 2026”."""
    if imprint.approved_at:
        return f"approved {full_date(imprint.approved_at)}"
    as_of = f"as of {full_date(imprint.as_of)}"
    return f"{as_of}, not yet approved" if imprint.needs_approval else as_of


@register.filter
def cover_size(title: str) -> str:
    """The class that sets a long title smaller on the cover."""
    if len(title) > LONGEST_TITLE:
        return " cover--longest"
    return " cover--long" if len(title) > LONG_TITLE else ""


@register.filter
def writing_lines(count: int) -> range:
    """That many lines to write on."""
    return range(int(count))


@register.filter
def item(values: list[Any], index: int) -> Any:
    """The entry at a place of a list; nothing beyond its end."""
    return values[index] if index < len(values) else ""


@register.filter
def rows_have_headers(rows: list[Any], columns: list[Any]) -> bool:
    """Whether the first cells of a table head their rows: not where headers would then outnumber the data cells.

    A reader's software takes a table with more headers than data for a broken one, and reads it as a list.
    """
    return len(columns) + len(rows) <= len(rows) * (len(columns) - 1)


@register.simple_tag(takes_context=True)
def leads_to(context: template.Context, id: str) -> str:
    """The address of something in whatever part of a long document: on paper until the binding, or on the screen."""
    if context["medium"] == "paper":
        return f"{ELSEWHERE}{id}"
    key = context["part_of"].get(id, context["part"].key)
    return f"?part={key}#{id}"


@register.simple_tag(takes_context=True)
def on_page(context: template.Context, id: str) -> str:
    """The number of the page on which something stands; nothing on the screen."""
    return str(context["pages"].get(id, NO_NUMBER)) if context["medium"] == "paper" else ""
