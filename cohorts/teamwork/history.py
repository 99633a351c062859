"""The history of a city, read from the events that the database's triggers keep: every slice adds its own changes.

A slice that a city's team writes in registers a `Book` (see `register`); the page and the list of news read them all.
What one person typed into one answer in one go is one change, however often it was saved on the way.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, CharField, F, Func, Q, QuerySet, Value, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Lead

from cohorts.institutes.models import Participation

IN_ONE_GO = timedelta(minutes=10)
PER_PAGE = 25
LOOKED_THROUGH = 100


@dataclass(frozen=True)
class Change:
    """One change as the page tells it. `before` and `after` are words; `restore_url` is where the earlier text returns.

    `participation` is the id of the city's.
    """

    at: datetime
    who: Any
    what: str
    participation: int
    where: str = ""
    before: str = ""
    after: str = ""
    note: str = ""
    restore_url: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of change.

    `rows` gives the changes in some cities, of one part alone if its key is not "": rows made by `told_rows`. `tell`
    gives the words of some of them by key: the fields of `Change` from `what` on.
    """

    kind: str
    rows: Callable[[Sequence[Participation], str], QuerySet]
    tell: Callable[[set[int], Sequence[Participation]], dict[int, dict[str, Any]]]


@dataclass(frozen=True)
class Book:
    """What one slice adds: its sources, the parts by which the page can be narrowed, and who may have written in it.

    `parts` are (key, title); `people` gives querysets of user ids.
    """

    sources: Sequence[Source]
    parts: Callable[[Participation], list[tuple[str, str]]]
    people: Callable[[Participation], list[QuerySet]]


_BOOKS: list[Book] = []


def register(book: Book) -> None:
    """Add a slice's changes to every city's history. Called once, when the app is ready."""
    _BOOKS.append(book)


# --- Reading it ---


def parts_of(participation: Participation) -> list[tuple[str, str]]:
    """The parts by which the page can be narrowed: (key, title)."""
    return [part for book in _BOOKS for part in book.parts(participation)]


def people_of(participation: Participation) -> QuerySet:
    """Everybody who may have changed something: the team, the facilitators, and whoever did something here before."""
    known = Q(pk__in=participation.members.values("user")) | Q(pk__in=participation.cohort.facilitations.values("user"))
    for book in _BOOKS:
        for ids in book.people(participation):
            known |= Q(pk__in=ids)
    return get_user_model().objects.filter(known)


def changes_of(
    participation: Participation,
    *,
    part: str = "",
    person: int | None = None,
    page: Any = 1,
    people: Mapping[int, Any] | None = None,
) -> Page:
    """A page of changes, newest first, of one part or by one person if asked for.

    `people` by their id saves looking up who they are. As many queries for many changes as for one.
    """
    rows = [source.rows([participation], part) for source in _sources()]
    if person:
        rows = [one.filter(person=person) for one in rows]
    result = Paginator(_newest_first(rows), PER_PAGE).get_page(page)
    result.object_list = _tell(list(result.object_list), [participation], people or {})
    return result


def recent_changes(
    participations: Sequence[Participation], *, since: datetime, besides: Any, limit: int
) -> list[Change]:
    """The newest changes in several cities that somebody else than `besides` made after a moment.

    As many queries for many cities as for one; of a long time away, what the last hundred changes were.
    """
    if not participations:
        return []
    rows = list(_newest_first([source.rows(participations, "") for source in _sources()])[:LOOKED_THROUGH])
    others = [row for row in rows if row[2] > since and row[3] != besides.pk]
    return _tell(others[:limit], participations, {})


def _sources() -> list[Source]:
    return [source for book in _BOOKS for source in book.sources]


def _newest_first(rows: list[QuerySet]) -> QuerySet:
    """Kind, key, moment, person and place (the participation) of each change."""
    columns = [one.values_list("kind", "key", "moment", "person", "place") for one in rows]
    return columns[0].union(*columns[1:], all=True).order_by("-moment", "-key")


def _tell(rows: list[tuple], participations: Sequence[Participation], known: Mapping[int, Any]) -> list[Change]:
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, key, *_ in rows:
        keys[kind].add(key)
    unknown = {person for _, _, _, person, _ in rows if person} - known.keys()
    people = {**known, **(get_user_model().objects.in_bulk(unknown) if unknown else {})}
    told = {
        source.kind: source.tell(keys[source.kind], participations) for source in _sources() if keys.get(source.kind)
    }
    return [
        Change(at=at, who=people.get(person), participation=place, **told[kind][key])
        for kind, key, at, person, place in rows
        if key in told[kind]
    ]


# --- What sources are made of ---


def told_rows(events: QuerySet, kind: str, *, at: str, pk: str, place: str) -> QuerySet:
    """Events annotated with `person`, as the history puts those of all sources together; `place` leads to the city."""
    return events.annotate(kind=Value(kind, CharField()), key=F(pk), moment=F(at), place=F(place))


def person_of_context() -> Cast:
    """Who was signed in when the change was made; nobody, when a job made it."""
    return Cast(KeyTextTransform("user", "pgh_context__metadata"), BigIntegerField())


def along(function: Func) -> Window:
    """What comes before or after an event in the history of the same row."""
    return Window(function, partition_by="pgh_obj_id", order_by="pgh_id")


def goes(events: QuerySet) -> QuerySet:
    """The last save of each go at an answer: the next one is by somebody else, or later, or in the same moment.

    Two saves in one moment are the two texts of a settled conflict, and both stay visible.
    """
    return (
        events.exclude(pgh_label="delete")
        .annotate(
            person=Cast("updated_by_id", BigIntegerField()),
            next_by=along(Lead(Coalesce("updated_by_id", 0))),
            next_at=along(Lead("pgh_created_at")),
        )
        .filter(
            Q(next_at=None)
            | ~Q(next_by=Coalesce("updated_by_id", 0))
            | Q(next_at__gt=F("pgh_created_at") + IN_ONE_GO)
            | Q(next_at=F("pgh_created_at"))
        )
    )


def goes_before(keys: set[int], events: QuerySet) -> dict[int, int]:
    """For each event, the last one of an earlier go at the same answer; `events` are all of those cities."""
    same_answers = events.model.objects.filter(pgh_id__in=keys).values("pgh_obj_id")
    found = goes(events).filter(pgh_obj_id__in=same_answers).order_by("pgh_id")
    before: dict[int, int] = {}
    last: dict[int, int] = {}
    for answer, key in found.values_list("pgh_obj_id", "pgh_id"):
        if key in keys and answer in last:
            before[key] = last[answer]
        last[answer] = key
    return before


def verb(was: str, is_: str) -> str:
    """What somebody did to an answer, told by its words before and after."""
    if was == is_:
        return "changed and changed back"
    return "answered" if not was else "emptied" if not is_ else "changed"
