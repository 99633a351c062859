"""What a picture is, and how a chart becomes one."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .palette import INK, LINE, QUIET

Number = int | Decimal

FONT = "Public Sans"  # as the font file calls itself, for measuring
PAGE_FONT = "Public Sans Web, Public Sans, sans-serif"  # as pages and documents call it
TEXT_SIZE = 9.5  # in units of the drawing, 490 of which span a page's text


@dataclass(frozen=True)
class Table:
    """The values of a picture: the first cell of each row is its header, the others are numbers or words."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: bool = True


@dataclass(frozen=True)
class Key:
    """One entry of a legend: the color, and what it stands for with its place in the picture (“Fee (top)”)."""

    words: str
    color: str


@dataclass(frozen=True)
class Picture:
    """A drawing with all that a reader who cannot see it needs.

    `svg` carries the description; `unit` is the grey line under the title; `table` holds the same values.
    """

    title: str
    unit: str
    description: str
    svg: SafeString
    table: Table
    legend: tuple[Key, ...] = ()


def plain(value: Number) -> str:
    """A number with thousands separated, negative in parentheses."""
    figure = f"{abs(value):,}"
    return f"({figure})" if value < 0 else figure


def sentence(title: str, unit: str, parts: Sequence[str]) -> str:
    """The description of a picture whose maker gave none: what it shows, and each value."""
    head = f"{title.rstrip('.')}, {unit[:1].lower()}{unit[1:]}" if unit else title
    return f"{head.rstrip('.')}: {'; '.join(parts)}."


def draw(chart: Any, description: str) -> SafeString:
    """The SVG of an Altair chart, as wide as the box it stands in, its words set in the page's own type."""
    import vl_convert  # loaded by the first picture of a process: it brings a whole engine along

    _know_fonts(vl_convert.register_font_directory)
    svg: str = vl_convert.vegalite_to_svg(chart.configure(**configuration()).to_dict())
    svg = re.sub(r' (?:aria-[a-z]+|role|class|opacity)="(?:[^"]*)"', _keep_opacity, svg)
    svg = re.sub(r'^<svg ([^>]*?) width="[\d.]+" height="[\d.]+"', r"<svg \1", svg)
    svg = svg.replace(f'font-family="{FONT}"', f'font-family="{PAGE_FONT}"')
    return mark_safe(svg.replace("<svg ", f'<svg role="img" aria-label="{escape(description)}" ', 1))


def _keep_opacity(match: re.Match[str]) -> str:
    """Drop what only a live chart needs. See-through shapes would stand outside a PDF's tags."""
    if match.group().startswith(" opacity") and match.group() != ' opacity="1"':
        raise ValueError("A picture for documents may not be see-through.")
    return ""


@cache
def _know_fonts(register: Callable[[str], None]) -> None:
    register(str(Path(settings.DOCUMENT_FILES) / "build" / "fonts" / "public-sans"))


def configuration() -> dict[str, Any]:
    """The look of every chart."""
    words = {"labelFont": FONT, "labelFontSize": TEXT_SIZE, "titleFont": FONT, "titleFontSize": TEXT_SIZE}
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "padding": 2,
        "axis": {
            **words,
            "labelColor": QUIET,
            "titleColor": QUIET,
            "titleFontWeight": 400,
            "gridColor": LINE,
            "gridWidth": 0.6,
            "domainColor": LINE,
            "tickColor": LINE,
        },
        "text": {"font": FONT, "fontSize": TEXT_SIZE, "color": INK},
    }
