"""Names and texts as a printed directory has them."""

import unicodedata
from functools import lru_cache

from resources.directory.choices import EntryKind

PEOPLE = frozenset({EntryKind.EXPERT, EntryKind.ADMINISTRATOR})
# What follows a last name and is not one.
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "aicp", "pe", "jd", "mpa"})
LONGEST_STATEMENT = 700  # characters of what was done
NOT_PRINTED = frozenset({"Cf", "Cs", "Co", "Cn"})  # what turns a line around, halves of characters, private ones
JOINERS = "\u200c\u200d"  # which some scripts need


def printable(text: str) -> str:
    """Text in one line, without characters that no printer and no program that reads aloud knows what to do with."""
    kept = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in text)
    shown = (one for one in kept if one in JOINERS or unicodedata.category(one) not in NOT_PRINTED)
    return " ".join("".join(shown).split())


def sort_name(name: str, kind: str, role: str = "") -> str:
    """“Kessler, Judith” for people; organizations as they are. Who has a role there is a person of the organization."""
    words = name.split()
    if kind not in PEOPLE and not role:
        return name
    suffixes: list[str] = []
    while len(words) > 1 and words[-1].strip(".,").replace(".", "").casefold() in SUFFIXES:
        suffixes.insert(0, words.pop())
    if len(words) < 2:
        return name
    return ", ".join([words[-1].rstrip(","), " ".join([*words[:-1], *suffixes])])


@lru_cache(50_000)
def sort_key(words: str) -> str:
    """What names are put in order by: their letters without accents and capitals."""
    bare = unicodedata.normalize("NFKD", words)
    return "".join(one for one in bare if not unicodedata.combining(one)).casefold()


def first_letter(words: str) -> str:
    """The letter of an index under which a name stands; “#” for what begins with none of A to Z."""
    letter = sort_key(words)[:1].upper()
    return letter if "A" <= letter <= "Z" else "#"


def shortened(text: str, limit: int = LONGEST_STATEMENT) -> str:
    """A statement, cut at the end of a sentence or a word where it is too long for a printed entry."""
    if len(text) <= limit:
        return text
    cut = text[:limit]
    sentence = cut.rfind(". ")
    if sentence > limit // 2:
        return f"{cut[: sentence + 1]} …"
    return f"{cut.rsplit(' ', 1)[0].rstrip(',.;:')} …"
