"""Bars, lying and stacked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from . import palette
from .pictures import Key, Number, Picture, Table, draw, plain, sentence

WIDTH = 430
ROW_HEIGHT = 24
STACK_HEIGHT = 190
READABLE_SHARE = 14  # a piece of a stack lower than one part in so many is too low for its number


@dataclass(frozen=True)
class Series:
    """One layer of a stack: a value for each category, none below zero."""

    name: str
    values: Sequence[Number]


def bars(
    *,
    title: str,
    unit: str = "",
    rows: Sequence[tuple[str, Number]],
    head: tuple[str, str] = ("", "Value"),
    description: str = "",
    say: Callable[[Number], str] = plain,
    accent: str = "",
) -> Picture:
    """One lying bar for each row, its value written after it. The bar labeled `accent` is apricot."""
    import altair as alt

    said = [(label, say(value)) for label, value in rows]
    data = [
        {
            "label": label,
            "value": float(value),
            "words": say(value),
            "color": palette.APRICOT if accent and label == accent else palette.VIOLET_VIVID,
        }
        for label, value in rows
    ]
    top = max((float(value) for _, value in rows), default=0) or 1
    base = alt.Chart(alt.Data(values=data), width=WIDTH - 110, height=ROW_HEIGHT * len(rows)).encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, top * 1.15], nice=False)),
        y=alt.Y("label:N", sort=None, title=None, axis=_label_axis(alt)),
    )
    drawn = base.mark_bar(height=13).encode(color=alt.Color("color:N", scale=None))
    values = base.mark_text(align="left", dx=5, fontWeight=700).encode(text="words:N")
    description = description or sentence(title, unit, [f"{label} {words}" for label, words in said])
    table = Table((head[0] or title, head[1]), tuple(said))
    return Picture(title, unit, description, draw(drawn + values, description), table)


def stacked_bars(
    *,
    title: str,
    unit: str = "",
    categories: Sequence[str],
    series: Sequence[Series],
    head: str = "",
    description: str = "",
    say: Callable[[Number], str] = plain,
) -> Picture:
    """One standing bar for each category, made of a piece for each series, the first one lowest.

    Every piece that is high enough carries its number, and the sum stands above the bar; the legend says the order.
    Raises ValueError for more series than there are distinct fills, and for values below zero.
    """
    if len(series) > len(palette.SERIES):
        raise ValueError(f"A stack may have {len(palette.SERIES)} series at most.")
    if any(value < 0 for layer in series for value in layer.values):
        raise ValueError("A stack cannot show values below zero.")
    sums = [sum(layer.values[index] for layer in series) for index in range(len(categories))]
    described = description or sentence(title, unit, _spoken(categories, series, sums, say))
    rows = [(layer.name, *(say(value) for value in layer.values)) for layer in series]
    rows.append(("All", *(say(total) for total in sums)))
    svg = draw(_stack(categories, series, sums, say), described)
    return Picture(title, unit, described, svg, Table((head, *categories), tuple(rows)), _legend(series))


def _spoken(
    categories: Sequence[str], series: Sequence[Series], sums: Sequence[Number], say: Callable[[Number], str]
) -> list[str]:
    pieces = []
    for index, category in enumerate(categories):
        parts = ", ".join(f"{layer.name} {say(layer.values[index])}" for layer in series if layer.values[index])
        pieces.append(f"{category}, {say(sums[index])} in all ({parts})" if parts else f"{category}, nothing")
    return pieces


def _legend(series: Sequence[Series]) -> tuple[Key, ...]:
    places = {0: " (bottom)", len(series) - 1: " (top)"} if len(series) > 1 else {}
    return tuple(
        Key(f"{layer.name}{places.get(index, '')}", palette.SERIES[index][0]) for index, layer in enumerate(series)
    )


def _stack(
    categories: Sequence[str], series: Sequence[Series], sums: Sequence[Number], say: Callable[[Number], str]
) -> Any:
    import altair as alt

    highest = float(max(sums, default=0)) or 1.0
    pieces, tops = [], []
    for index, category in enumerate(categories):
        low = 0.0
        for layer, (fill, ink) in zip(series, palette.SERIES, strict=False):
            value = float(layer.values[index])
            words = say(layer.values[index]) if value * READABLE_SHARE >= highest else ""
            pieces.append(
                {"category": category, "low": low, "high": low + value, "fill": fill, "ink": ink}
                | {"middle": low + value / 2, "words": words}
            )
            low += value
        tops.append({"category": category, "high": low, "words": say(sums[index])})
    x = alt.X(
        "category:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelAngle=0, ticks=False, labelPadding=6, labelColor=palette.INK),
        scale=alt.Scale(paddingInner=0.34, paddingOuter=0.2),
    )
    y = alt.Y(
        "low:Q",
        title=None,
        axis=alt.Axis(format=",.0f", tickCount=5, domain=False, ticks=False),
        scale=alt.Scale(domain=[0, highest * 1.12]),
    )
    base = alt.Chart(alt.Data(values=pieces), width=WIDTH, height=STACK_HEIGHT)
    drawn = base.mark_bar(stroke=palette.WHITE, strokeWidth=1.2).encode(
        x=x, y=y, y2="high:Q", color=alt.Color("fill:N", scale=None)
    )
    inside = base.mark_text(baseline="middle").encode(
        x=x, y="middle:Q", text="words:N", color=alt.Color("ink:N", scale=None)
    )
    above = alt.Chart(alt.Data(values=tops)).mark_text(dy=-9, fontWeight=700, fontSize=10)
    return drawn + inside + above.encode(x=x, y="high:Q", text="words:N")


def _label_axis(alt: Any) -> Any:
    return alt.Axis(
        domain=False, ticks=False, grid=False, labelPadding=8, labelLimit=200, labelColor=palette.INK, minExtent=110
    )
