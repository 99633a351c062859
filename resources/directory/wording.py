"""What somebody typed, read as words: without accents and signs, each with the words that may have been meant."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db import connection, transaction

MOST_WORDS = 8
LITTLE = frozenset("a an and at by for from in of on or s the to with".split())  # not asked for where others are
# A word that hardly any entry has is looked up among all words: those that differ by one slip, or else those that begin
# almost so or are alike (`portal_alike`). `resources_word` is in the order of its letters' numbers.
READ = """
SELECT (SELECT last_value FROM resources_directory_version), typed.word, COALESCE(slipped.near, alike.near)
FROM (SELECT 1) AS always
LEFT JOIN (
    SELECT word, at FROM unnest(string_to_array(portal_words(%(typed)s), ' ')) WITH ORDINALITY AS said (word, at)
    WHERE word <> '' ORDER BY at LIMIT %(most)s
) AS typed ON true
LEFT JOIN LATERAL (
    SELECT COALESCE(sum(entries), 0) AS entries FROM resources_word
    WHERE text >= typed.word AND text < typed.word || chr(1114111)
) AS known ON true
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT text) AS near FROM resources_word
    WHERE known.entries < %(few)s AND length(typed.word) >= %(least)s AND typed.word !~ '[0-9]'
        AND slips && portal_slips(typed.word) AND text <> typed.word
) AS slipped ON true
LEFT JOIN LATERAL (
    SELECT array_agg(word) AS near FROM portal_alike(typed.word) AS word
    WHERE known.entries = 0 AND slipped.near IS NULL AND length(typed.word) > %(least)s AND typed.word !~ '[0-9]'
) AS alike ON true
ORDER BY typed.at
"""
LIMITS = {
    "most": MOST_WORDS,
    "few": 5,  # entries below which a word may be a misspelling, also where somebody misspelled it in an entry
    "least": 4,  # letters of a word below which a misspelling could be any other word
}


@dataclass(frozen=True)
class Typed:
    """A word that was typed, in plain letters, and the words of the directory that may have been meant."""

    word: str
    near: tuple[str, ...] = ()

    @property
    def begun(self) -> str:
        """The words that begin so, as a part of a search. Words are letters and digits: no sign is an operator."""
        return f"'{self.word}':*"

    @property
    def meant(self) -> str:
        """The same, with the words that may have been meant."""
        return f"({' | '.join([self.begun, *(Typed(word).begun for word in self.near)])})"


def read(typed: str) -> tuple[int, list[Typed]]:
    """The number of the directory's newest change, and what was typed as words, without the little ones. One query."""
    with connection.cursor() as cursor:
        cursor.execute(READ, {"typed": typed, **LIMITS})
        rows = cursor.fetchall()
    words = [Typed(word, tuple(near or ())) for _, word, near in rows if word]
    return rows[0][0], [typed for typed in words if typed.word not in LITTLE] or words


def as_search(text: str) -> SearchQuery:
    """A search as PostgreSQL reads it."""
    return SearchQuery(text, config="simple", search_type="raw")


COUNT = """
CREATE TEMPORARY TABLE counted_words ON COMMIT DROP AS
SELECT word COLLATE "C" AS word, least(ndoc, %s) AS entries FROM ts_stat('SELECT search FROM resources_expert')
WHERE word !~ '[0-9]' AND length(word) BETWEEN 4 AND 40
"""
FORGET = """
DELETE FROM resources_word WHERE NOT EXISTS (SELECT FROM counted_words WHERE word = text)
    OR EXISTS (SELECT FROM resources_word AS same WHERE same.text = resources_word.text AND same.id < resources_word.id)
"""
CORRECT = """
UPDATE resources_word SET entries = counted_words.entries FROM counted_words
WHERE word = text AND resources_word.entries <> counted_words.entries
"""
LEARN = """
INSERT INTO resources_word (text, entries) SELECT word, entries FROM counted_words
WHERE NOT EXISTS (SELECT FROM resources_word WHERE text = word)
"""


@transaction.atomic
def count_words() -> int:
    """Count in how many entries each word stands, as far as matters; forget what none has, learn what was missed.

    Returns how many words were forgotten. It locks no entry; a second run changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS counted_words")
        cursor.execute(COUNT, [LIMITS["few"]])
        cursor.execute(FORGET)
        forgotten = cursor.rowcount
        cursor.execute(CORRECT)
        cursor.execute(LEARN)
    return forgotten
