"""How a search is narrowed down, and how many entries each choice would give: counted by the database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Func, Q, QuerySet

from cohorts.places.gazetteer import STATES

from .choices import LANGUAGES, REGION_STATES, Availability, EntryKind, Offer, PopulationBand, Region
from .generated import code_of
from .topics import TOPICS

SHOWN_CHOICES = 10  # of a facet; the others fold away
TIES = {"none": "No ties stated", "stated": "Ties disclosed"}


@dataclass(frozen=True)
class Facet:
    """One way to narrow a search: its values with their labels, in the order in which they are shown.

    `column` holds the value of an entry that has one alone; of those with several it is empty. A value of a facet with
    `states` stands for those of each of them.
    """

    key: str
    label: str
    labels: Mapping[str, str]
    column: str = ""
    by_count: bool = False
    states: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def codes(self, values: Iterable[str]) -> list[int]:
        """The numbers of values, as they stand in an entry's `facets`."""
        if self.states:
            return [code_of("state", state) for value in values for state in self.states[value]]
        return [code_of(self.key, value) for value in values]

    @property
    def numbered(self) -> str:
        """The facet whose values the numbers are of."""
        return "state" if self.states else self.key

    def condition(self, chosen: Iterable[str]) -> Q:
        """Entries with any of the chosen values."""
        return Q(facets__overlap=self.codes(chosen))


FACETS = (
    Facet("kind", "Kind", dict(EntryKind.choices), "kind"),
    Facet("topic", "Topic", TOPICS, by_count=True),
    Facet("offer", "Offers", dict(Offer.choices)),
    Facet("availability", "Availability", dict(Availability.choices), "availability"),
    Facet("band", "City size", dict(PopulationBand.choices), "population_band"),
    Facet("region", "Region", dict(Region.choices), "state", states=REGION_STATES),
    Facet("state", "State", STATES, "state", by_count=True),
    Facet("language", "Languages", LANGUAGES, by_count=True),
    Facet("ties", "Vendor ties", TIES),
)


@dataclass(frozen=True)
class Choice:
    """One box of a facet, with how many entries it gives together with all other facets."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Counted:
    """A facet as the page draws it: the choices in view, and those that fold away."""

    facet: Facet
    choices: list[Choice] = field(default_factory=list)
    more: list[Choice] = field(default_factory=list)


FACET = {facet.key: facet for facet in FACETS}
Counts = dict[str, Counter[int]]
ALL = ""  # the key under which entries are counted that fit the whole search


def count(found: Mapping[str, QuerySet]) -> Counts:
    """How often each number of `facets` stands in the entries of several querysets, by their keys. One query.

    Of a queryset whose key is that of a facet, the facet's own values alone are counted.
    """
    statements, values = [], []
    for key, queryset in found.items():
        statement, given = _counting(queryset.order_by(), FACET.get(key))
        statements.append(statement)
        values += [key, *given]
    counts = nothing(found)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), values)
        for key, value, code, number in cursor.fetchall():
            counts[key][code_of(FACET[key].numbered, value) if value else code] = number
    return counts


def _counting(queryset: QuerySet, own: Facet | None) -> tuple[str, list]:
    """SQL of key (the first parameter), value or its number, and count; of one facet alone, or of all."""
    if own and own.column:
        found, given = queryset.values(own.column).query.sql_with_params()
        return (
            f"SELECT %s, value::text, 0, count(*) FROM ({found}) AS found (value) GROUP BY value",  # noqa: S608
            [*given],
        )
    # Unnested where it is selected: as a table beside each row it takes half as long again.
    found, given = queryset.values(code=Func("facets", function="unnest")).query.sql_with_params()
    counted = f"SELECT %s, NULL, code, count(*) FROM ({found}) AS found (code)"  # noqa: S608
    if own is None:
        return f"{counted} GROUP BY code", [*given]
    return f"{counted} WHERE code = ANY(%s) GROUP BY code", [*given, own.codes(own.labels)]


def nothing(keys: Iterable[str]) -> Counts:
    """The counts where nothing fits."""
    return {key: Counter() for key in keys}


def total_of(counts: Counter[int]) -> int:
    """How many entries were counted: each states ties to vendors, or none."""
    return sum(counts[code_of("ties", value)] for value in TIES)


def counted(facet: Facet, counts: Counter[int], chosen: tuple[str, ...]) -> Counted:
    """A facet with the choices that give something, and those that are chosen."""
    choices = [
        Choice(value, label, number, value in chosen)
        for value, label in facet.labels.items()
        if (number := sum(counts[code] for code in facet.codes([value]))) or value in chosen
    ]
    if facet.by_count:
        choices.sort(key=lambda choice: (not choice.chosen, -choice.count, choice.label))
    shown = max(SHOWN_CHOICES, len(chosen))
    return Counted(facet, choices[:shown], choices[shown:])
