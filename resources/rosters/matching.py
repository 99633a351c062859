"""Which entry a row of a roster is about: for certain, perhaps, or none.

The same address is the same person, unless the two names have no word in common: offices share addresses. Without an
address on both sides the same name at the same organization and place is the same person. Names that are alike where
the organization or the place is alike are for a person to decide.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from resources.directory import topics
from resources.directory.choices import EntryStatus
from resources.directory.models import ContactPoint, Expert

from .rows import SUFFIXES

ALIKE = 0.85  # of two names, from 0 to 1, above which one may be a misspelling of the other
MOST_COMPARED = 50  # entries of one last name in one place that a row is compared with

plain = lru_cache(maxsize=100_000)(topics.plain)


@dataclass(eq=False, slots=True)
class Known:
    """Somebody whom a row may be about: an entry (`expert`), or what an earlier row of the file makes (`row`)."""

    name: str
    organization: str
    place: tuple[str, str]
    emails: set[str] = field(default_factory=set)
    expert: int | None = None
    row: Any = None

    @property
    def identity(self) -> tuple:
        return (self.name, self.organization, self.place)

    @property
    def blocks(self) -> set[int]:
        """Groups of people who are worth comparing: by name alone, and by a name's ends where they work.

        Each is a number made of these words, which takes a third of their room; that two groups share one is as good as
        impossible, and would cost a comparison.
        """
        words = [word for word in self.name.split() if word not in SUFFIXES]
        ends = {words[0], words[-1]} if words else set()
        places = {where for where in (self.organization, self.place if self.place[0] else "") if where}
        return {hash(self.name)} | {hash((end, where)) for end in ends for where in places}


def known(values: Mapping[str, Any], **more: Any) -> Known:
    """A person as compared, from a row's or an entry's values."""
    return Known(
        name=plain(values.get("name", "")),
        organization=plain(values.get("organization", "")),
        place=(plain(values.get("city", "")), values.get("state", "")),
        emails={values["email"].lower()} if values.get("email") else set(),
        **more,
    )


class People:
    """All whom the rows of a file may be about. Entries that no row comes near are not kept in memory."""

    def __init__(self, rows: Iterable[Known]) -> None:
        self.by_email: dict[str, list[Known]] = defaultdict(list)
        self.by_block: dict[int, list[Known]] = defaultdict(list)
        self.shared: set[int] = set()  # the groups with more than one in them; nobody else needs to be found by group
        emails: set[str] = set()
        blocks: set[int] = set()
        for row in rows:
            emails |= row.emails
            self.shared |= row.blocks & blocks
            blocks |= row.blocks
        self._load(emails, blocks)

    def _load(self, emails: set[str], blocks: set[int]) -> None:
        addresses: dict[int, set[str]] = defaultdict(set)
        points = ContactPoint.objects.filter(kind="email").values_list("expert_id", "value")
        for expert, value in points.iterator(chunk_size=5_000):
            if value.lower() in emails:
                addresses[expert].add(value.lower())
        fields = ("pk", "name", "organization", "city", "state", "email")
        entries = Expert.objects.exclude(status=EntryStatus.ARCHIVED).order_by("pk").values_list(*fields)
        for pk, *texts in entries.iterator(chunk_size=5_000):
            entry = known(dict(zip(fields[1:], texts, strict=True)), expert=pk)
            entry.emails |= addresses.get(pk, set())
            shared = entry.blocks & blocks
            if entry.emails & emails or shared:
                self.shared |= shared
                self.add(entry)

    def add(self, one: Known) -> None:
        """From now on rows may be about this person."""
        for email in one.emails:
            self.by_email[email].append(one)
        for block in one.blocks & self.shared:
            self.by_block[block].append(one)

    def learn(self, one: Known, email: str) -> None:
        """The person has this address, too."""
        if email and email.lower() not in one.emails:
            one.emails.add(email.lower())
            self.by_email[email.lower()].append(one)

    def find(self, row: Known) -> tuple[Known | None, str]:
        """Who it is, and "" if that is certain; else why it may be that person. (None, "") for nobody."""
        shared = [one for email in row.emails for one in self.by_email.get(email, ())]
        for one in shared:
            if _share_a_word(one.name, row.name):
                return one, ""
        near = [one for block in row.blocks for one in self.by_block.get(block, ())[:MOST_COMPARED]]
        near = list(dict.fromkeys(near))
        for one in near:
            if one.identity == row.identity and not (one.emails and row.emails):
                return one, ""
        if shared:
            return shared[0], "It has the same email address, and another name."
        for one in near:
            if reason := _likeness(one, row):
                return one, reason
        return None, ""


def _share_a_word(one: str, other: str) -> bool:
    words = {word for word in one.split() if len(word) > 1 and word not in SUFFIXES}
    return not words or bool(words & set(other.split()))


def _likeness(one: Known, row: Known) -> str:
    """Why the two may be the same person, "" if nothing says so."""
    same_name = one.name == row.name
    if not same_name and SequenceMatcher(None, one.name, row.name).ratio() < ALIKE:
        return ""
    name = "The name is the same" if same_name else "The names are alike"
    bare = not (row.organization or row.place[0]) or not (one.organization or one.place[0])
    if row.organization and one.organization == row.organization:
        return f"{name}, and so is the organization; the email address differs or is missing."
    if row.place[0] and one.place == row.place:
        return f"{name}, and so is the place; the email address differs or is missing."
    return f"{name}; there is no organization or place to tell them apart by." if same_name and bare else ""
