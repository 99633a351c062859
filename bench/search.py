"""A search of 100,000 entries, facets and misspellings included, against the bare SQL; the target is 2 times.

A search is what its page asks for: the entries of the first page in order, how many fit, and the count beside every
choice. The bare SQL is the same, written by hand for the same indexes and sent as it is, with the words spelled right.
Both answer each search in turn, so that both meet the same machine. The entries stand in a database of their own.
"""

import contextlib
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

TARGET, MOST_MILLISECONDS = 2, 100
ENTRIES, PAGE = 100_000, 24
OF_EACH_KIND, ROUNDS = 15, 3
DATABASE = "search_bench"

LISTED = "status = 'active' AND unanswered < 2"
RANKED = """
SELECT id, name, role_title, organization, city, state, population, topics, experience, offers, vendor_ties, photo,
    assured_date
FROM resources_expert WHERE {where} ORDER BY {order} name, id LIMIT 24
"""
COUNTED = (
    "SELECT code, count(*) FROM (SELECT unnest(facets) AS code FROM resources_expert WHERE {where}) AS f GROUP BY code"
)
COUNTED_COLUMN = "SELECT {column}, count(*) FROM resources_expert WHERE {where} GROUP BY {column}"
TOTAL = "SELECT count(*) FROM resources_expert WHERE {where}"


def main() -> dict[str, Any]:
    """Print the figures and return them."""
    with _database_of_its_own():
        _fill()
        result = _measure()
    print(json.dumps(result))
    return result


@contextlib.contextmanager
def _database_of_its_own() -> Iterator[None]:
    """An empty database beside the benchmark's, which is dropped again."""
    from django.core.management import call_command
    from django.db import connection

    before = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()
    connection.settings_dict["NAME"] = DATABASE
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {DATABASE}")


def _fill() -> None:
    from django.db import connection

    from bench.entries import fields_of_entries
    from resources.directory.models import Expert
    from resources.directory.topics import words_of
    from resources.directory.wording import count_words

    made: list[Expert] = []
    for fields in fields_of_entries(ENTRIES):
        made.append(Expert(**fields, search_words=words_of(fields["topics"], fields["state"])))
        if len(made) == 2_000:
            Expert.objects.bulk_create(made)
            made = []
    Expert.objects.bulk_create(made)
    count_words()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _measure() -> dict[str, Any]:
    from isc_portal.accounts.models import User

    reader = User.objects.create(email="reader@example.org")
    kinds: dict[str, list[tuple[float, float]]] = {}
    for kind, query, words in _searches():
        bare = _statements(query, words)
        pairs = []
        for _ in range(ROUNDS):
            _forget(reader)
            pairs.append((_milliseconds(lambda: _search(query, reader)), _milliseconds(lambda: _send(bare))))  # noqa: B023
        ours, theirs = (min(side) for side in zip(*pairs, strict=True))
        kinds.setdefault(kind, []).append((ours, theirs))
    for kind, found in kinds.items():
        ours, theirs = (statistics.median(side) for side in zip(*found, strict=True))
        print(f"  {kind:<36} {ours:>6.1f} ms, bare {theirs:>6.1f} ms")
    ours, theirs = (sorted(side) for side in zip(*(pair for found in kinds.values() for pair in found), strict=True))
    p95, bare_p95 = _p95(ours), _p95(theirs)
    ratio = round(p95 / bare_p95, 2)
    return {
        "what": "directory search",
        "entries": ENTRIES,
        "searches": len(ours),
        "median_ms": round(statistics.median(ours), 1),
        "bare_median_ms": round(statistics.median(theirs), 1),
        "p95_ms": round(p95, 1),
        "bare_p95_ms": round(bare_p95, 1),
        "ratio": ratio,
        "target": TARGET,
        "most_ms": MOST_MILLISECONDS,
        "met": ratio <= TARGET and p95 < MOST_MILLISECONDS,
    }


def _p95(sorted_times: list[float]) -> float:
    return sorted_times[int(len(sorted_times) * 0.95)]


# --- What people look for ---


def _searches() -> list[tuple[str, str, str]]:
    """Kinds of searches with their query strings and, for the bare SQL, their words as PostgreSQL reads them."""
    from resources.directory.choices import Offer
    from resources.directory.models import Expert

    chance = random.Random(7)
    entries = list(Expert.objects.exclude(topics=[]).exclude(experience="").order_by("pk")[:: ENTRIES // 2_000])
    found = []
    for at in range(OF_EACH_KIND):
        one, other = chance.choice(entries), chance.choice(entries)
        topic = one.topic_words[0].split()[0]
        wanted: dict[str, tuple[str, dict[str, Any]]] = {
            "a name": (one.name, {}),
            "a name, misspelled": (one.name, {"slip": True}),
            "the beginning of a name": (one.name.split()[-1][:4], {}),
            "an organization, misspelled": (" ".join(one.organization.split()[-2:]) or one.name, {"slip": True}),
            "a topic": (topic, {}),
            "a topic, misspelled": (topic, {"slip": True}),
            "a topic and a place": (f"{topic} {one.city}", {"slip": at % 2 == 0}),
            "what was done": (" ".join(one.experience.split()[:4]), {}),
            "a topic within a kind and a state": (topic, {"kind": [one.kind], "state": [one.state]}),
            "topics and an offer, without words": ("", {"topic": one.topics[:1], "offer": [Offer.CALL]}),
            "kinds, without words": ("", {"kind": [one.kind, other.kind]}),
        }
        for kind, (said, chosen) in wanted.items():
            slip = chosen.pop("slip", False)
            typed = _misspelled(said, chance) if slip else said
            query = urlencode([("q", typed), *((key, value) for key, values in chosen.items() for value in values)])
            found.append((kind, query, said))
    return found


def _misspelled(words: str, chance: random.Random) -> str:
    """The longest word with two letters swapped."""
    longest = max(words.split(), key=len)
    at = chance.randint(1, max(1, len(longest) - 3))
    return words.replace(longest, longest[:at] + longest[at + 1] + longest[at] + longest[at + 2 :], 1)


# --- The two sides ---


def _search(query: str, reader: Any) -> None:
    from django.http import QueryDict

    from resources.directory.searching import Search

    search = Search.read(QueryDict(query))
    search.counted(reader)
    list(search.entries_from(reader, 0, PAGE))


def _forget(reader: Any) -> None:
    """Forget every count but those of the whole directory, which are there in a portal that is in use."""
    from django.core.cache import cache
    from django.http import QueryDict

    from resources.directory.searching import Search

    cache.clear()
    Search.read(QueryDict("")).counted(reader)


def _statements(query: str, words: str) -> list[tuple[str, list[Any]]]:
    from django.http import QueryDict

    from resources.directory.facets import FACETS
    from resources.directory.searching import Search

    search = Search.read(QueryDict(query))
    plain = [typed.word for typed in Search.read(QueryDict(urlencode({"q": words}))).words]
    asked = " & ".join(f"'{word}':*" for word in plain)
    any_of = " | ".join(f"'{word}':*" for word in plain)
    where: list[str] = [LISTED]
    values: list[Any] = []
    if plain:
        where.append("search @@ to_tsquery('simple', %s)")
        values.append(asked)
    chosen = {facet.key: facet.codes(getattr(search, facet.key)) for facet in FACETS if getattr(search, facet.key)}
    narrowed = [*where, *("facets && %s::integer[]" for _ in chosen)]
    order = "ts_rank(search, to_tsquery('simple', %s)) DESC," if plain else ""
    both = [*values, *chosen.values()]
    sent = [
        (RANKED.format(where=" AND ".join(narrowed), order=order), [*both, *([any_of] if plain else [])]),
        (TOTAL.format(where=" AND ".join(narrowed)), both),
        (COUNTED.format(where=" AND ".join(narrowed)), both),
    ]
    for key in chosen if plain or len(chosen) > 1 else []:
        others = [codes for other, codes in chosen.items() if other != key]
        left = " AND ".join([*where, *("facets && %s::integer[]" for _ in others)])
        own = COUNTED_COLUMN.format(column=key, where=left) if key in ("kind", "state") else COUNTED.format(where=left)
        sent.append((own, [*values, *others]))
    return sent


def _send(statements: list[tuple[str, list[Any]]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)
            cursor.fetchall()


def _milliseconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    from bench.ground import prepare

    prepare()
    sys.exit(0 if main()["met"] else 1)
