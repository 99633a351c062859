"""Searching the directory: what was asked for, the entries that fit in order, and how many each choice would give."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchRank
from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import QueryDict

from . import facets
from .facets import ALL, FACETS, Counted, Counts
from .models import Expert
from .wording import Typed, as_search, read

LONGEST = 200  # characters of a search that are read
MANY = 5_000  # entries from which on counts are kept until the directory changes
KEPT = 60  # seconds for which they are kept at most
NEAR_COUNTS = 0.3  # of a word as it was typed
SHOWN_NEAR = 4  # words that may have been meant
UNSENT = ("search", "facets", "search_words")  # columns that serve the search alone


@dataclass(frozen=True)
class Search:
    """What somebody looks for: words, and chosen values of each facet. Values that do not exist are not read."""

    q: str = ""
    topic: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    band: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()

    @classmethod
    def read(cls, asked: QueryDict) -> "Search":
        """Read a query string."""
        chosen = {
            facet.key: tuple(dict.fromkeys(value for value in asked.getlist(facet.key) if value in facet.labels))
            for facet in FACETS
        }
        return cls(q=" ".join(asked.get("q", "").replace("\x00", " ")[:LONGEST].split()), **chosen)

    @property
    def address(self) -> str:
        """The query string that asks for the same again, without a question mark; empty if all is asked for."""
        return urlencode([(name, value) for name, values in self._given() for value in values])

    def _given(self) -> list[tuple[str, tuple[str, ...]]]:
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        given["q"] = (self.q,) if self.q else ()
        return [(name, values) for name, values in given.items() if values]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Each chosen value in words, with the query string that takes it away."""
        return [
            (facet.labels[value], self._without(facet.key, value))
            for facet in FACETS
            for value in getattr(self, facet.key)
        ]

    def _without(self, key: str, value: str) -> str:
        left = tuple(other for other in getattr(self, key) if other != value)
        changed: dict[str, Any] = {key: left}
        return replace(self, **changed).address

    @cached_property
    def _read(self) -> tuple[int, list[Typed]]:
        return read(self.q)

    @property
    def words(self) -> list[Typed]:
        """The words that are looked for, in the plain letters of the entries' own search column. One query, once."""
        return self._read[1] if self.q else []

    @property
    def meant(self) -> list[tuple[str, str]]:
        """Words that hardly anybody has, as they were typed, with the others that were looked for as well."""
        return [(typed.word, "”, “".join(typed.near[:SHOWN_NEAR])) for typed in self.words if typed.near]

    def entries(self, user) -> QuerySet[Expert]:
        """The entries that fit, in one query: those whose name and topics fit best first, then by name."""
        return self._in_order(self._fitting(user, self._chosen()))

    def entries_from(self, user, place: int, most: int) -> QuerySet[Expert]:
        """So many of the entries, from a place on that begins at 0. One query.

        Which ones they are is told by their keys alone: a third less for PostgreSQL to carry than whole rows.
        """
        found = self.entries(user).values("pk")[place : place + most]
        return self._in_order(Expert.objects.visible_to(user).filter(pk__in=found))

    def _in_order(self, found: QuerySet[Expert]) -> QuerySet[Expert]:
        found = found.defer(*UNSENT)
        if not self.words:
            return found.order_by("name", "pk")
        search = F("search")
        rank: Combinable = SearchRank(search, as_search(" | ".join(typed.begun for typed in self.words)))
        rank += SearchRank(search, as_search(" | ".join(f"'{typed.word}'" for typed in self.words)))
        if near := [Typed(word).begun for typed in self.words for word in typed.near]:
            rank += NEAR_COUNTS * SearchRank(search, as_search(" | ".join(near)))
        return found.annotate(rank=rank).order_by("-rank", "name", "pk")

    def _chosen(self) -> dict[str, Q]:
        return {facet.key: facet.condition(getattr(self, facet.key)) for facet in FACETS if getattr(self, facet.key)}

    def _fitting(self, user, chosen: dict[str, Q]) -> QuerySet[Expert]:
        """Listed entries in which every word stands, begins a word, or is a misspelling of one."""
        found = Expert.objects.visible_to(user).listed().filter(*chosen.values())
        if self.words:
            return found.filter(search=as_search(" & ".join(typed.meant for typed in self.words)))
        return found.none() if self.q else found

    def counted(self, user) -> tuple[int, list[Counted]]:
        """How many entries fit, and how many each choice gives: a facet's own do not count against each other.

        One query; none for the whole directory or for very many entries, whose counts are kept until an entry changes.
        They are everybody's: whoever is signed in sees every listed entry.
        """
        counts = self._kept(self.address, lambda: self._count(user))
        return facets.total_of(counts[ALL]), [
            facets.counted(facet, counts.get(facet.key, counts[ALL]), getattr(self, facet.key)) for facet in FACETS
        ]

    def _count(self, user) -> Counts:
        chosen = self._chosen()
        found, counts = {ALL: self._fitting(user, chosen)}, {}
        for key in chosen:
            others = {other: asked for other, asked in chosen.items() if other != key}
            if self.q or others:
                found[key] = self._fitting(user, others)
            else:  # the facet's own choices are those of the whole directory
                counts[key] = self._kept("", lambda: facets.count({ALL: self._fitting(user, {})}))[ALL]
        try:
            return counts | facets.count(found)
        except EmptyResultSet:
            return counts | facets.nothing(found)

    def _kept(self, address: str, count: Callable[[], Counts]) -> Counts:
        key = f"directory:counts:{self._read[0]}:{sha256(address.encode()).hexdigest()}"
        counts: Counts | None = cache.get(key)
        if counts is None:
            counts = count()
            if facets.total_of(counts[ALL]) >= MANY or not address:
                cache.set(key, counts, KEPT)
        return counts
