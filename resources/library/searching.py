"""Searching the library as one searches the directory: plain words, their beginnings, and slips of the finger."""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchRank
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable

from resources.directory.searching import LONGEST, NEAR_COUNTS
from resources.directory.topics import TOPICS
from resources.directory.wording import Typed, as_search, read

from .models import Practice
from .querysets import PracticeQuerySet

# A word with which no word of the library begins is looked up among the library's own: those that differ by one slip
# (`portal_slips`) from it or in their beginning. Likeness, which costs little, goes before; so few are left to compare.
NEAR = """
WITH typed AS (
    SELECT word, length(word) AS letters, portal_slips(word) AS slips FROM unnest(%(words)s::text[]) AS said (word)
    WHERE length(word) >= 4 AND word !~ '[0-9]'
), known AS (
    SELECT word FROM ts_stat('SELECT search FROM resources_practice WHERE state = ''published''')
    WHERE length(word) BETWEEN 3 AND 40
)
SELECT typed.word, array_agg(DISTINCT known.word ORDER BY known.word)
FROM typed JOIN known ON similarity(left(known.word, letters + 1), typed.word) > 0.1 AND (
    left(known.word, letters - 1) = ANY(slips)
    OR portal_slips(left(known.word, letters)) && slips
    OR typed.word = ANY(portal_slips(left(known.word, letters + 1)))
)
GROUP BY typed.word
"""
UNKNOWN = """
SELECT word FROM unnest(%(words)s::text[]) AS said (word) WHERE NOT EXISTS (
    SELECT FROM resources_practice WHERE state = 'published' AND search @@ to_tsquery('simple', '''' || word || ''':*')
)
"""


@dataclass(frozen=True)
class Found:
    """Published practices that fit words and a topic.

    `topics` are (key, label, count) of the words alone, so that another topic can be chosen. `meant` are words that no
    practice has, as they were typed, with those that were looked for as well.
    """

    practices: QuerySet[Practice]
    topics: list[tuple[str, str, int]] = field(default_factory=list)
    meant: list[tuple[str, str]] = field(default_factory=list)


def find(user, asked: str, topic: str = "") -> Found:
    """The practices in which every word stands, begins a word or is a misspelling of one; those that fit best first."""
    found, words = _fitting(user, asked)
    counts = Counter(key for topics in found.values_list("topics", flat=True) for key in topics if key in TOPICS)
    topics = [(key, TOPICS[key], count) for key, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    if topic:
        found = found.filter(topics__contains=[topic])
    found = _in_order(found.select_related("city", "expert", "author").with_adopted(), words)
    return Found(found, topics, [(typed.word, ", ".join(typed.near)) for typed in words if typed.near])


def about(user, asked: str, most: int) -> list[Practice]:
    """So many of the practices that fit words, for pages on which something else is looked for; none for no words."""
    found, words = _fitting(user, asked)
    return list(_in_order(found, words)[:most]) if words else []


def _fitting(user, asked: str) -> tuple[PracticeQuerySet, list[Typed]]:
    asked = asked.replace("\x00", " ")[:LONGEST].strip()
    words = _with_near(read(asked)[1]) if asked else []
    found = Practice.objects.visible_to(user).filter(state="published")
    if words:
        return found.filter(search=as_search(" & ".join(typed.meant for typed in words))), words
    return found.none() if asked else found, words


def _in_order(found: PracticeQuerySet, words: list[Typed]) -> PracticeQuerySet:
    if words:
        return found.annotate(rank=_rank(words)).order_by("-rank", "-published_at", "pk")
    return found.order_by("-published_at", "pk")


def _with_near(words: list[Typed]) -> list[Typed]:
    """The words, with those that may have been meant where the library knows none that begins so."""
    with connection.cursor() as cursor:
        cursor.execute(UNKNOWN, {"words": [typed.word for typed in words]})
        unknown = [word for (word,) in cursor.fetchall()]
        if not unknown:
            return [Typed(typed.word) for typed in words]
        cursor.execute(NEAR, {"words": unknown})
        near = {word: tuple(known) for word, known in cursor.fetchall()}
    return [Typed(typed.word, near.get(typed.word, ())) for typed in words]


def _rank(words: list[Typed]) -> Combinable:
    """As the directory ranks: a whole word counts twice as much as a beginning, and both more than what is near."""
    search = F("search")
    rank: Combinable = SearchRank(search, as_search(" | ".join(typed.begun for typed in words)))
    rank += SearchRank(search, as_search(" | ".join(f"'{typed.word}'" for typed in words)))
    if near := [Typed(word).begun for typed in words for word in typed.near]:
        rank += NEAR_COUNTS * SearchRank(search, as_search(" | ".join(near)))
    return rank
