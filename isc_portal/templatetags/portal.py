"""Tags and filters of every page: icons, times in the reader's words, money, and what a component demands."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from isc_portal.wordwise import compared, in_words

register = template.Library()

# The USWDS icons in the icon sheet (static/build/icons.svg), and the one we drew ourselves.
ICONS = frozenset(json.loads((Path(__file__).parent.parent / "icons.json").read_text())) | {"half"}

# A thing that is due within this many days is "soon": it is shown in apricot ink.
SOON = dt.timedelta(days=3)

ZONE_NAMES = {
    "EST": "Eastern Time",
    "CST": "Central Time",
    "MST": "Mountain Time",
    "PST": "Pacific Time",
    "AKST": "Alaska Time",
    "HST": "Hawaii Time",
    "AST": "Atlantic Time",
    "SST": "Samoa Time",
    "ChST": "Chamorro Time",
    "UTC": "Coordinated Universal Time (UTC)",
}


class MissingAttribute(template.TemplateSyntaxError):
    """A component was used without something it cannot be drawn without."""


@register.simple_tag(takes_context=True)
def required(context: template.Context, component: str, *names: str) -> str:
    """Refuse to draw a component that lacks one of the named attributes; zero and False count as given."""
    for name in names:
        value = context.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise MissingAttribute(f"<c-{component}> needs the attribute “{name}”.")
    return ""


@register.simple_tag
def one_of(component: str, name: str, value: object, *allowed: str) -> str:
    """Refuse to draw a component whose attribute has a value that it does not know."""
    if value not in allowed:
        raise MissingAttribute(f"<c-{component}> knows no {name} “{value}”; it knows {', '.join(allowed)}.")
    return ""


@register.simple_tag
def icon(name: str, size: int | str = 3, label: str = "") -> SafeString:
    """An icon of the icon sheet. It is decoration and hidden from screen readers unless it has a label."""
    if name not in ICONS:
        raise MissingAttribute(f"“{name}” is not in isc_portal/icons.json. Add it there and run npm run build.")
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="usa-icon usa-icon--size-{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        size,
        spoken,
        static("build/icons.svg"),
        name,
    )


STATE_ICONS = {
    "none": "radio_button_unchecked",
    "working": "half",
    "review": "schedule",
    "done": "check_circle",
    "yours": "arrow_forward",
    "late": "error",
    "superseded": "history",
}


@register.simple_tag
def state_icon(state: str) -> SafeString:
    """The icon of a state, for where its word stands beside it; no state at all counts as not begun."""
    if state and state not in STATE_ICONS:
        raise MissingAttribute(f"There is no state “{state}”; there are {', '.join(STATE_ICONS)}.")
    return icon(STATE_ICONS[state or "none"])


def _local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _day_of(value: dt.date | dt.datetime) -> dt.date:
    return _local(value).date() if isinstance(value, dt.datetime) else value


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    """The time of day in the reader's zone: “2:14 PM”."""
    if not value:
        return ""
    if isinstance(value, dt.datetime):
        value = _local(value)
    return f"{value.hour % 12 or 12}:{value:%M} {'AM' if value.hour < 12 else 'PM'}"


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A day, short: “Fri, Nov 20”, with the year when it is not this one."""
    if not value:
        return ""
    date = _day_of(value)
    year = "" if date.year == timezone.localdate().year else f", {date.year}"
    return f"{date:%a, %b} {date.day}{year}"


@register.filter
def long_day(value: dt.date | dt.datetime | None) -> str:
    """A day in a sentence: “Friday, November 20”, with the year when it is not this one."""
    if not value:
        return ""
    date = _day_of(value)
    year = "" if date.year == timezone.localdate().year else f", {date.year}"
    return f"{date:%A, %B} {date.day}{year}"


@register.filter
def when(value: dt.date | dt.datetime | None) -> str:
    """When something happened: “Today, 9:42 AM”, “Yesterday, 4:10 PM”, else the day alone."""
    if not value:
        return ""
    date, today = _day_of(value), timezone.localdate()
    words = {today: "Today", today - dt.timedelta(days=1): "Yesterday"}.get(date)
    if words is None:
        return day(value)
    return f"{words}, {clock(value)}" if isinstance(value, dt.datetime) else words


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A point in time that must be exact: “November 16, 2026, 4:40 PM”."""
    if not value:
        return ""
    local = _local(value)
    return f"{local:%B} {local.day}, {local.year}, {clock(value)}"


@register.filter
def in_days(value: dt.date | dt.datetime | None) -> str:
    """How far away a day is: “today”, “in 3 days”, “4 days late”."""
    if not value:
        return ""
    days = (_day_of(value) - timezone.localdate()).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days > 1:
        return f"in {days} days"
    return "1 day late" if days == -1 else f"{-days} days late"


@register.filter
def due_state(value: dt.date | dt.datetime | None) -> str:
    """Whether a day that is still to be met is “late”, “soon” (three days or less) or “”."""
    if not value:
        return ""
    left = _day_of(value) - timezone.localdate()
    if left < dt.timedelta(0):
        return "late"
    return "soon" if left <= SOON else ""


@register.filter
def zone_name(zone: dt.tzinfo | str | None) -> str:
    """A time zone as people say it: “Eastern Time” for America/New_York."""
    if not zone:
        zone = timezone.get_current_timezone()
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    in_winter = dt.datetime(timezone.now().year, 1, 15, tzinfo=zone).tzname() or str(zone)
    return ZONE_NAMES.get(in_winter, f"{str(zone).rpartition('/')[2].replace('_', ' ')} time")


@register.filter
def dollars(amount: Decimal | int | str | None) -> str:
    """Money in whole dollars, with cents only where there are some; negative in parentheses: “($1,200)”."""
    if amount is None or amount == "":
        return ""
    try:
        exact = Decimal(str(amount))
    except InvalidOperation:
        return str(amount)
    figure = f"{abs(exact):,.2f}".removesuffix(".00")
    return f"(${figure})" if exact < 0 else f"${figure}"


@register.filter
def initials(name: str) -> str:
    """One or two capitals for a face: “AR” for Ana Reyes."""
    words = [word for word in str(name).replace("-", " ").split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


@register.filter
def breakable(address: str) -> SafeString:
    """An address that may go on in a new line before its @."""
    return format_html_join(SafeString("<wbr>@"), "{}", ((part,) for part in str(address).split("@")))


@register.simple_tag
def diff(before: str, after: str) -> SafeString:
    """The second text with what it adds in `<ins>` and what it drops in `<del>`, word by word."""
    old, new = in_words(str(before or "")), in_words(str(after or ""))
    parts: list[SafeString] = []
    for kind, i1, i2, j1, j2 in compared(old, new).get_opcodes():
        if kind == "equal":
            parts.append(conditional_escape("".join(new[j1:j2])))
            continue
        if i2 > i1:
            parts.append(format_html("<del>{}</del>", "".join(old[i1:i2])))
        if j2 > j1:
            parts.append(format_html("<ins>{}</ins>", "".join(new[j1:j2])))
    return format_html_join("", "{}", ((part,) for part in parts))


@register.simple_tag
def differing(text: str, other: str) -> SafeString:
    """A text with the words underlined (`<ins>`) that the other one does not have: one side of two."""
    mine, theirs = in_words(str(text or "")), in_words(str(other or ""))
    parts: list[SafeString] = []
    for kind, i1, i2, _j1, _j2 in compared(mine, theirs).get_opcodes():
        words = "".join(mine[i1:i2])
        if words:
            parts.append(conditional_escape(words) if kind == "equal" else format_html("<ins>{}</ins>", words))
    return format_html_join("", "{}", ((part,) for part in parts))


@register.filter
def elided(page: Page) -> Iterator[int | str]:
    """The page numbers to offer around this one, with an ellipsis for the rest."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def with_dots(nodes: Iterable[Any]) -> list[tuple[Any, bool]]:
    """Each node of a chain, and whether the line after it is dotted: it is, up to a node that is not done."""
    nodes = list(nodes)
    states = [node.get("state") if isinstance(node, dict) else getattr(node, "state", "") for node in nodes]
    return [(node, after in ("next", "open")) for node, after in zip(nodes, [*states[1:], ""], strict=True)]


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """The current page's query string with the given arguments changed; an empty value takes one away."""
    request = context.get("request")
    query = request.GET.copy() if request else {}
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    text = query.urlencode() if hasattr(query, "urlencode") else "&".join(f"{k}={v}" for k, v in query.items())
    return f"?{text}"
