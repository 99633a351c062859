"""Counts beside the choices: they are what counting by hand gives, and follow every change."""

import random

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from resources.directory import facets, searching
from resources.directory.choices import LANGUAGES, REGION_OF, Availability, EntryKind, Offer
from resources.directory.facets import FACETS, TIES
from resources.directory.generated import code_of
from resources.directory.models import Expert
from resources.directory.searching import Search
from resources.directory.topics import TOPICS
from tests.cleared import clear_cache

pytestmark = pytest.mark.django_db


def counts(user, query: str) -> dict[str, dict[str, int]]:
    """The counts above zero by facet and value."""
    _, found = Search.read(QueryDict(query)).counted(user)
    return {
        one.facet.key: {choice.value: choice.count for choice in [*one.choices, *one.more] if choice.count}
        for one in found
    }


def values_of(entry: Expert) -> dict[str, set[str]]:
    """What an entry counts under, told in Python."""
    return {
        "kind": {entry.kind}, "topic": set(entry.topics), "offer": set(entry.offers), "state": {entry.state},
        "availability": {entry.availability}, "band": {entry.population_band}, "language": set(entry.languages),
        "region": {REGION_OF.get(entry.state, "")}, "ties": {"stated" if entry.vendor_ties else "none"},
    }  # fmt: skip


def by_hand(query: str) -> tuple[int, dict[str, dict[str, int]]]:
    """How many entries fit, and the counts, from every entry one by one. `q` is a word of the name alone."""
    search = Search.read(QueryDict(query))
    fitting = 0
    found: dict[str, dict[str, int]] = {facet.key: {} for facet in FACETS}
    for entry in Expert.objects.listed():
        values = values_of(entry)
        if search.q and search.q not in entry.name.lower():
            continue
        against = {
            facet.key
            for facet in FACETS
            if (asked := set(getattr(search, facet.key))) and not asked & values[facet.key]
        }
        fitting += not against
        for facet in FACETS:
            if against <= {facet.key}:
                for value in values[facet.key] & set(facet.labels):
                    found[facet.key][value] = found[facet.key].get(value, 0) + 1
    return fitting, found


def test_counts_are_what_counting_by_hand_gives(cast):
    chance = random.Random(4)
    some = lambda values, most: chance.sample(sorted(values), chance.randint(0, most))  # noqa: E731
    Expert.objects.bulk_create(
        Expert(
            name=chance.choice(["Ann", "Bo", "Cy"]),
            kind=chance.choice(EntryKind.values),
            topics=some(["permitting", "housing", "water", "gone"], 3),
            offers=some(Offer.values, 2),
            languages=some(["en", "es"], 2),
            availability=chance.choice(Availability.values),
            state=chance.choice(["OH", "NM", "PR", ""]),
            population=chance.choice([None, 1, 49_999, 50_000, 900_000]),
            vendor_ties=chance.choice(["", "", "Owns shares."]),
            status=chance.choice(["active", "active", "active", "paused", "archived"]),
        )
        for _ in range(120)
    )
    asked = {
        "q": ["", "", "ann"], "kind": ["university", "expert"], "topic": ["permitting", "housing"], "ties": ["stated"],
        "state": ["OH", "NM"], "band": ["50k-150k"], "region": ["midwest"], "offer": ["call"], "language": ["es"],
    }  # fmt: skip
    for _ in range(60):
        chosen = {key: [one for one in asked[key] if chance.random() < 0.6] for key in chance.sample(sorted(asked), 3)}
        query = "&".join(f"{key}={value}" for key, values in chosen.items() for value in values[:2])
        fitting, wanted = by_hand(query)
        assert Search.read(QueryDict(query)).counted(cast.outsider)[0] == fitting, query
        assert counts(cast.outsider, query) == wanted, query


def test_no_two_values_have_the_same_number(cast):
    codes = [code for facet in FACETS if not facet.states for code in facet.codes(facet.labels)]
    assert len(codes) == len(set(codes))
    entry = Expert.objects.create(name="Ann", state="OH", topics=["housing", "housing"], vendor_ties="Owns shares.")
    entry.refresh_from_db()
    assert set(entry.facets) >= {code_of("state", "OH"), code_of("topic", "housing"), code_of("ties", "stated")}
    assert entry.facets.count(code_of("topic", "housing")) == 1
    assert not {code_of("topic", key) for key in TOPICS if key != "housing"} & set(entry.facets)
    assert set(TIES) == {"none", "stated"} and set(LANGUAGES)


def test_counts_of_the_whole_directory_are_kept_until_an_entry_changes(cast):
    clear_cache()
    ann = Expert.objects.create(name="Ann", state="OH")
    assert counts(cast.outsider, "")["state"] == {"OH": 1}
    with CaptureQueriesContext(connection) as captured:
        assert counts(cast.mayor, "")["state"] == {"OH": 1}
    assert len(captured) == 1, "what was typed and the newest change, and no count"
    for change, left in (
        (lambda: Expert.objects.create(name="Bo", state="NM"), {"OH": 1, "NM": 1}),
        (lambda: Expert.objects.filter(pk=ann.pk).update(state="TX"), {"TX": 1, "NM": 1}),
        (lambda: Expert.objects.filter(pk=ann.pk).update(unanswered=2), {"NM": 1}),
        (lambda: Expert.objects.filter(name="Bo").delete(), {}),
    ):
        change()
        assert counts(cast.outsider, "")["state"] == left
    version = Search().read(QueryDict(""))._read[0]
    Expert.objects.filter(pk=ann.pk).update(assurer="Renata Solis")
    assert Search.read(QueryDict(""))._read[0] == version, "a change that no search shows counts nothing anew"


def test_counts_of_a_search_that_few_fit_are_made_anew(cast, monkeypatch):
    clear_cache()
    made = []
    monkeypatch.setattr(facets, "count", lambda found, real=facets.count: made.append(1) or real(found))
    Expert.objects.create(name="Ann Zzyzx")
    for _ in range(2):
        assert Search.read(QueryDict("q=zzyzx")).counted(cast.outsider)[0] == 1
    assert len(made) == 2
    monkeypatch.setattr(searching, "MANY", 1)
    for _ in range(2):
        assert Search.read(QueryDict("q=zzyzx")).counted(cast.outsider)[0] == 1
    assert len(made) == 3
