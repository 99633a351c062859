"""What stands around the pages of a long document: running heads, page numbers, thumb tabs.

They follow from where each part begins and which ids fell on which page, and are printed as a document of their own
with one page for each of all pages, which the binding lays over them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from . import layout
from .models import Document

if TYPE_CHECKING:
    from .parts import Bound

TAB_PLACES = 9  # tabs beside one another down the edge of a page, before the next begins at the top again


@dataclass(frozen=True)
class Head:
    """One page: from where to where it goes, or what its part is called, and the tab's words and place."""

    reach: str
    tab: str = ""
    place: int = 0
    bare: bool = False  # the cover


def html(document: Document, bound: Sequence["Bound"]) -> str:
    """The HTML of all heads."""
    context = {**layout.paper_context(document), "heads": all_heads(bound), "places": range(TAB_PLACES)}
    return render_to_string("documents/pdf/heads.html", context)


def all_heads(bound: Sequence["Bound"]) -> list[Head]:
    """The head of every page, in order."""
    made: list[Head] = []
    tab, place = "", -1
    for one in bound:
        if one.part.tab != tab:
            tab, place = one.part.tab, place + bool(one.part.tab)
        reaches = reaches_of(one.part.ids, one.printed.anchors, one.printed.pages)
        made += [
            Head(
                reach or tab or one.part.title,
                tab,
                max(place, 0) % TAB_PLACES,
                bare=one.part.is_front and page == 0,
            )
            for page, reach in enumerate(reaches)
        ]
    return made


def reaches_of(ids: Mapping[str, str], anchors: Mapping[str, int], pages: int) -> list[str]:
    """For each page, from what to what it goes; where nothing begins, it goes on with the last of the page before."""
    found: dict[int, list[str]] = {}
    for id, word in ids.items():
        if word and id in anchors:
            found.setdefault(anchors[id], []).append(word)
    reaches, last = [], ""
    for page in range(1, pages + 1):
        words = found.get(page) or ([last] if last else [])
        reaches.append("" if not words else words[0] if words[0] == words[-1] else f"{words[0]} to {words[-1]}")
        last = words[-1] if words else ""
    return reaches
