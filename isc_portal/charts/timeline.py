"""A ruler of days with what falls on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from . import palette
from .pictures import TEXT_SIZE, Picture, Table, draw

WIDTH = 470
LINE_HEIGHT = 22
MOST_MONTHS = 12  # that have their name on the ruler
LETTER = TEXT_SIZE * 0.56  # the width of an average letter


@dataclass(frozen=True)
class Event:
    """Something on a day; `done` ones are filled, others open, and the words say it too."""

    on: date
    label: str
    done: bool = False


def timeline(
    *, title: str, unit: str = "", events: Sequence[Event], start: date | None = None, end: date | None = None
) -> Picture:
    """Events along a ruler of months, each with its day and words, on as many lines as keep the words apart.

    Raises ValueError without an event.
    """
    if not events:
        raise ValueError("A timeline needs at least one event.")
    ordered = sorted(events, key=lambda event: (event.on, event.label))
    first = (start or ordered[0].on).replace(day=1)
    last = max(end or ordered[-1].on, ordered[-1].on) + timedelta(days=16)
    rows = tuple((event.label, long_date(event.on), "Done" if event.done else "To come") for event in ordered)
    description = f"{title.rstrip('.')}: " + "; ".join(
        f"{day}, {label} ({state.lower()})" for label, day, state in rows
    )
    svg = draw(_ruler(ordered, first, last), f"{description}.")
    return Picture(title, unit, f"{description}.", svg, Table(("What", "Day", "State"), rows, numbers=False))


def long_date(day: date) -> str:
    """November 16, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def _ruler(events: Sequence[Event], first: date, last: date) -> Any:
    import altair as alt

    days = (last - first).days or 1
    points = _placed([(event, (event.on - first).days / days * WIDTH) for event in events])
    lines = max(point["line"] for point in points)
    height = LINE_HEIGHT * (lines + 1)
    x = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False))
    y = alt.Y("line:Q", axis=None, scale=alt.Scale(domain=[-0.4, lines + 0.6], reverse=True, nice=False))
    base = alt.Chart(alt.Data(values=points), width=WIDTH, height=height).encode(x=x, y=y)
    stems = base.mark_rule(color=palette.LINE, strokeWidth=0.7).encode(y2=alt.datum(0))
    layers = [_months(first, last, days, x, y), stems]
    for done in (True, False):
        marks = base.mark_point(
            filled=True, size=48, opacity=1, stroke=palette.VIOLET, strokeWidth=1.5,
            fill=palette.VIOLET if done else palette.WHITE,
        )  # fmt: skip
        layers.append(marks.transform_filter(f"datum.done === {str(done).lower()}"))
    for turned in (True, False):
        style: dict[str, Any] = {"align": "right", "dx": -9} if turned else {"align": "left", "dx": 9}
        chosen = base.transform_filter(f"datum.turned === {str(turned).lower()}").encode(text="words:N")
        halo = chosen.mark_text(**style, baseline="middle", stroke=palette.WHITE, strokeWidth=4)
        layers += [halo, chosen.mark_text(**style, baseline="middle")]
    return alt.layer(*layers)


def _placed(events: list[tuple[Event, float]]) -> list[dict[str, Any]]:
    """Where each event's words stand: never over other words, and where the fewest stems cross words.

    Words that would leave the page stand before their point.
    """
    placed: list[dict[str, Any]] = []
    for event, at in reversed(events):
        words = f"{event.on:%b} {event.on.day}  {event.label}"
        width = len(words) * LETTER + 14
        turned = at + width > WIDTH
        left, right = (at - width, at + 6) if turned else (at - 6, at + width)
        box = {"at": at, "words": words, "turned": turned, "done": event.done, "left": left, "right": right}
        free = [line for line in range(1, len(events) + 1) if not _overlaps(box, line, placed)]
        box["line"] = min(free, key=lambda line: (_crossings(box, line, placed), line))
        placed.append(box)
    return placed


def _overlaps(box: dict[str, Any], line: int, placed: list[dict[str, Any]]) -> bool:
    return any(
        other["line"] == line and box["left"] < other["right"] and other["left"] < box["right"] for other in placed
    )


def _crossings(box: dict[str, Any], line: int, placed: list[dict[str, Any]]) -> int:
    """How many stems would cross words: others' stems these words, or this stem others' words."""
    crossed = sum(1 for other in placed if other["line"] > line and box["left"] < other["at"] < box["right"])
    crossing = sum(1 for other in placed if other["line"] < line and other["left"] < box["at"] < other["right"])
    return crossed + crossing


def _months(first: date, last: date, days: int, x: Any, y: Any) -> Any:
    """The ruler itself: a stroke at each month's first day with the month's name, and the year at each January."""
    import altair as alt

    months = [first]
    while (following := (months[-1] + timedelta(days=32)).replace(day=1)) <= last:
        months.append(following)
    shown = [
        {"at": (month - first).days / days * WIDTH, "line": 0, "words": _month_words(month, month == first)}
        for month in months[:: max(1, round(len(months) / MOST_MONTHS))]
    ]
    ruler = alt.Chart(alt.Data(values=[{"at": 0, "to": WIDTH, "line": 0}]))
    line = ruler.mark_rule(color=palette.VIOLET_DEEP, strokeWidth=1.25).encode(x=x, x2="to:Q", y=y)
    strokes = alt.Chart(alt.Data(values=shown)).encode(x=x, y=y)
    names = strokes.mark_text(align="left", dx=3, dy=-8, color=palette.QUIET, fontSize=8.5).encode(text="words:N")
    marks = strokes.mark_tick(color=palette.VIOLET_DEEP, orient="vertical", thickness=1, height=9, opacity=1)
    return line + marks + names


def _month_words(month: date, is_first: bool) -> str:
    return f"{month:%b %Y}" if is_first or month.month == 1 else f"{month:%b}"
