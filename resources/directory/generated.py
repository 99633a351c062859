"""What the database itself makes of an entry: its population band, what is searched, and what is counted."""

from hashlib import sha256

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Case, F, Func, Value, When

from .choices import BAND_STARTS


class Plain(Func):
    """Text in small letters without accents: the database's own `portal_plain` (see the migrations)."""

    function = "portal_plain"
    output_field = models.TextField()


class Words(Func):
    """Text as plain words with one space between them: the database's own `portal_words`."""

    function = "portal_words"
    output_field = models.TextField()


class Slips(Func):
    """A word and what is left of it without each of its letters: two that share one of these differ by one slip.

    A slip is a letter too many, too few, another one, or two that are swapped. The database's own `portal_slips`.
    """

    function = "portal_slips"
    output_field = ArrayField(models.TextField())


class FacetCodes(Func):
    """A number for each value by which an entry can be narrowed down (`code_of`): the database's `portal_facets`."""

    function = "portal_facets"
    output_field = ArrayField(models.IntegerField())


def code_of(facet: str, value: str) -> int:
    """The number of a facet's value, as the database makes it: four bytes of its SHA-256, signed."""
    return int.from_bytes(sha256(f"{facet}:{value}".encode()).digest()[:4], signed=True)


def joined(first: str, *others: str):
    """Several columns as one text, with spaces between them."""
    text: F | models.functions.Concat = F(first)
    for name in others:
        text = models.functions.Concat(text, Value(" "), F(name), output_field=models.TextField())
    return text


BAND = Case(
    *[When(population__gte=start, then=Value(band)) for band, start in reversed(BAND_STARTS.items())],
    default=Value(""),
)
SEARCH = (
    SearchVector(Words("name"), config="simple", weight="A")
    + SearchVector(
        Words(joined("organization", "role_title", "city", "state", "search_words")), config="simple", weight="B"
    )
    + SearchVector(Words("experience"), config="simple", weight="C")
)
FACET_CODES = FacetCodes("kind", "availability", BAND, "state", "vendor_ties", "topics", "offers", "languages")

# Words without digits are learned, as misspellings are looked up among them. Two changes at the same time may learn a
# word twice: a unique index would let one wait for the other, and for a roster that is under way. That something
# changed is told by the number of a sequence, for which nobody waits.
LEARN_FROM_NEW = """
INSERT INTO resources_word (text, entries)
SELECT word, count(*) FROM fresh, unnest(tsvector_to_array(fresh.search)) AS word
WHERE word !~ '[0-9]' AND length(word) BETWEEN 4 AND 40
    AND NOT EXISTS (SELECT FROM resources_word WHERE resources_word.text = word COLLATE "C")
GROUP BY word;
PERFORM nextval('resources_directory_version');
RETURN NULL;
"""
LEARN_FROM_CHANGED = """
INSERT INTO resources_word (text, entries)
SELECT word, count(*) FROM fresh JOIN former USING (id), unnest(tsvector_to_array(fresh.search)) AS word
WHERE fresh.search <> former.search AND word !~ '[0-9]' AND length(word) BETWEEN 4 AND 40
    AND NOT EXISTS (SELECT FROM resources_word WHERE resources_word.text = word COLLATE "C")
GROUP BY word;
IF EXISTS (
    SELECT FROM fresh JOIN former USING (id)
    WHERE (fresh.search, fresh.facets, fresh.status, fresh.unanswered)
        IS DISTINCT FROM (former.search, former.facets, former.status, former.unanswered)
) THEN
    PERFORM nextval('resources_directory_version');
END IF;
RETURN NULL;
"""
NOTICE_REMOVED = """
PERFORM nextval('resources_directory_version');
RETURN NULL;
"""


def _trigger(name: str, operation: pgtrigger.Operation, func: str, **rows: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**rows) if rows else None,
        func=func,
    )


# Whatever writes the ties: the day on which they were last stated otherwise follows by itself.
DATE_TIES = """
IF TG_OP = 'INSERT' THEN
    IF NEW.vendor_ties <> '' THEN NEW.ties_stated_on := COALESCE(NEW.ties_stated_on, CURRENT_DATE); END IF;
ELSIF NEW.vendor_ties <> OLD.vendor_ties AND NEW.ties_stated_on IS NOT DISTINCT FROM OLD.ties_stated_on THEN
    NEW.ties_stated_on := CURRENT_DATE;
END IF;
RETURN NEW;
"""

TRIGGERS = [
    pgtrigger.Trigger(
        name="date_ties", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=DATE_TIES
    ),
    _trigger("learn_from_new", pgtrigger.Insert, LEARN_FROM_NEW, new="fresh"),
    _trigger("learn_from_changed", pgtrigger.Update, LEARN_FROM_CHANGED, new="fresh", old="former"),
    _trigger("notice_removed", pgtrigger.Delete, NOTICE_REMOVED),
]
