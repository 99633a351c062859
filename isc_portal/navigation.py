"""The shape of what stands above every page: the place row, the now line, and the links of the house bar."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Item:
    """One link of the navigation. `count` is shown only when something there waits for the reader."""

    label: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Place:
    """Where the reader is: a city in a cohort, a cohort, or the Institute's own rooms, with that place's pages."""

    name: str
    subtitle: str = ""
    url: str = ""
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class NowEntry:
    """One half of the now line: what it is (the link, if there is one), and what follows it in plain text."""

    text: str
    url: str = ""
    after: str = ""


@dataclass(frozen=True)
class NowLine:
    """What is due next, and who waits for the reader. Either may be missing; both missing means nothing to do."""

    due: NowEntry | None = None
    waiting: NowEntry | None = None


@dataclass(frozen=True)
class OpenCall:
    """A cohort that cities may ask to take part in at the moment, as the front page tells of it."""

    cohort: str
    deadline: dt.date | None = None
    places: int = 0


def link(label: str, url_name: str, *, count: int = 0, **url_kwargs: object) -> Item | None:
    """An item for a page, or None where that page does not exist, so that no one is led to a dead end."""
    try:
        return Item(label, reverse(url_name, kwargs=url_kwargs or None), count=count)
    except NoReverseMatch:
        return None


def links(*items: Item | None) -> list[Item]:
    """The items whose pages exist."""
    return [item for item in items if item]


def mark_current(items: Iterable[Item], path: str) -> list[Item]:
    """The items with the one marked that the path is on or under: the longest address wins."""
    items = list(items)
    if any(item.current for item in items):
        return items
    holding = [item for item in items if path == item.url or path.startswith(item.url.rstrip("/") + "/")]
    current = max(holding, key=lambda item: len(item.url), default=None)
    return [replace(item, current=item is current) for item in items]
