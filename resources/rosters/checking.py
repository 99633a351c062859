"""The dry run: what each row of a roster's file would do to the directory. Nothing but the roster's rows is written."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from isc_portal.imports.reading import Table, read_file
from resources.directory.models import ContactPoint, Expert

from .matching import Known, People, known
from .merging import LISTS, POINTS, as_new, changes, values_of
from .models import Decision, Outcome, RememberedDecision, Roster, RosterRow
from .rows import Person, people

CHUNK = 2_000  # rows between two reports of how far the work is
Report = Callable[[int], None]


@dataclass(eq=False, slots=True)
class Checked:
    """One person of the file with what becomes of them."""

    person: Person
    known: Known
    outcome: str = Outcome.NEW
    reason: str = ""
    expert: int | None = None
    like: "Checked | None" = None  # the earlier row that a doubtful one resembles
    decision: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    problems: list[dict[str, str]] = field(default_factory=list)

    @property
    def where(self) -> str:
        return f"row {self.person.number}"


def persons(roster: Roster, table: Table) -> Iterator[Person]:
    """The people of a file, by the columns that were chosen. The table is empty after it: both are much to hold."""
    mapping = {int(position): key for position, key in roster.mapping.items()}
    headers = {key: table.headers[position] for position, key in mapping.items() if position < len(table.headers)}
    table.rows.reverse()
    while table.rows:
        yield from people(table.rows.pop(), mapping, headers)


def check(
    roster: Roster, *, report: Report = lambda done: None, keep: dict[tuple[int, int], str] | None = None
) -> None:
    """Compare the file with the directory and keep what each row would do, in place of what was kept before.

    `keep` are decisions by row and part that stand. Raises Unreadable if the file has gone bad.
    """
    began = timezone.now()
    with roster.file.open("rb") as file:
        table = read_file(file)
    rows = [Checked(person, known(person.values)) for person in persons(roster, table)]
    del table
    _compare(roster, rows, report)
    for row in rows:
        if row.outcome == Outcome.DOUBTFUL and keep:
            row.decision = keep.get((row.person.number, row.person.part), row.decision)
    counts = Counter(str(row.outcome) for row in rows)
    with transaction.atomic():
        roster.rows.all().delete()
        for start in range(0, len(rows), CHUNK):
            RosterRow.objects.bulk_create(_stored(roster, row) for row in rows[start : start + CHUNK])
        roster.counts, roster.checked_at = dict(counts), began
        roster.save(update_fields=["counts", "checked_at"])


def _stored(roster: Roster, row: Checked) -> RosterRow:
    person = row.person
    return RosterRow(
        roster=roster, number=person.number, part=person.part, values=person.values, outcome=row.outcome,
        expert_id=row.expert, reason=row.reason[:300], problems=row.problems, decision=row.decision,
        fingerprint=person.fingerprint, before=row.before, after=row.after,
    )  # fmt: skip


def _compare(roster: Roster, rows: list[Checked], report: Report) -> None:
    everybody = People(row.known for row in rows if not row.person.refused)
    entries = Entries(roster)
    found: dict[Known, Checked] = {}  # the first row about each person
    seen: dict[str, Checked] = {}
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        entries.load(part, everybody)
        for row in part:
            row.problems = row.person.problems
            if row.person.refused:
                row.outcome, row.reason = Outcome.REFUSED, row.person.refused
            elif first := seen.get(row.person.fingerprint):
                row.outcome, row.reason = Outcome.REPEATED, f"The same as {first.where}."
                row.expert = first.expert
            else:
                seen[row.person.fingerprint] = row
                _place(row, everybody, entries, found)
        report(min(start + CHUNK, len(rows)))


def _place(row: Checked, everybody: People, entries: "Entries", found: dict[Known, Checked]) -> None:
    """Decide what becomes of one row that is not refused and repeats no other letter for letter."""
    who, doubt = everybody.find(row.known)
    if who is None:
        _is_new(row, everybody, entries, found)
    elif doubt:
        _is_doubtful(row, who, doubt, everybody, entries, found)
    else:
        _is(row, who, everybody, entries, found)


def _is_new(row: Checked, everybody: People, entries: "Entries", found: dict[Known, Checked]) -> None:
    row.outcome, row.after = Outcome.NEW, as_new(row.person.values, consented=entries.consented)
    row.known.row = row
    found[row.known] = row
    everybody.add(row.known)


def _is(row: Checked, who: Known, everybody: People, entries: "Entries", found: dict[Known, Checked]) -> None:
    """The row is about somebody: an entry, or a person whom an earlier row told of."""
    first = found.get(who)
    everybody.learn(who, row.person.values.get("email", ""))
    if first is None:
        found[who] = row
        row.expert = who.expert
        before, after = entries.change(row)
        row.before, row.after = before, after
        row.outcome = Outcome.CHANGED if after else Outcome.UNCHANGED
        return
    row.outcome, row.expert = Outcome.REPEATED, first.expert
    row.reason = f"The same person as in {first.where}."
    row.reason += _add(first, row, entries)


def _add(first: Checked, row: Checked, entries: "Entries") -> str:
    """Add to the person's first row what a later one has more; in words, "" if there is nothing more.

    What the first row says stands: of a later one only what is missing so far is taken.
    """
    base = {**(first.before or {}), **(first.after or {})}
    points = [*(first.before or {}).get(POINTS, ()), *(first.after or {}).get(POINTS, ())]
    more = changes({**base, POINTS: points}, row.person.values, kept=True, consented=entries.consented)
    if not more:
        return ""
    after = dict(first.after or {})
    after |= {key: value for key, value in more.items() if key != POINTS and not (key in after and key not in LISTS)}
    if more.get(POINTS):
        after[POINTS] = [*after.get(POINTS, ()), *more[POINTS]]
    first.after = after
    if first.outcome == Outcome.UNCHANGED:
        first.outcome = Outcome.CHANGED
    return " What it tells more is added there."


def _is_doubtful(
    row: Checked, who: Known, doubt: str, everybody: People, entries: "Entries", found: dict[Known, Checked]
) -> None:
    """It may be somebody; what was decided about the same row before is proposed."""
    row.expert = who.expert
    first = found.get(who)
    if who.expert is None:
        row.like = first
        row.reason = f"May be the person of {first.where if first else 'an earlier row'}. {doubt}"
        row.before = {**(first.after or {}), "row": [first.person.number, first.person.part]} if first else None
        row.after = changes(row.before or {}, row.person.values, kept=False, consented=entries.consented)
        row.outcome = Outcome.DOUBTFUL
        return
    before, after = entries.change(row)
    row.decision = entries.remembered.get((row.person.fingerprint, who.expert), "")
    if row.decision == Decision.MERGE and not after:
        row.outcome, row.before, row.after, row.decision = Outcome.UNCHANGED, before, after, ""
        row.reason = "Merged into this entry by an earlier import."
        return
    row.outcome, row.reason, row.before, row.after = Outcome.DOUBTFUL, doubt, before, after


class Entries:
    """The entries that rows may be about, as plain values; loaded for some rows at a time."""

    def __init__(self, roster: Roster) -> None:
        self.consented = roster.consented
        self.values: dict[int, dict[str, Any]] = {}
        self.kept: set[int] = set()
        self.remembered: dict[tuple[str, int], str] = {}

    def load(self, rows: list[Checked], everybody: People) -> None:
        """Read the entries that these rows are about, and what was decided about such rows before."""
        found = (everybody.find(row.known)[0] for row in rows if not row.person.refused)
        self.values = read_entries({who.expert for who in found if who and who.expert}, self.kept)
        fingerprints = [row.person.fingerprint for row in rows]
        decided = RememberedDecision.objects.filter(fingerprint__in=fingerprints)
        self.remembered = {(one.fingerprint, one.expert_id): one.decision for one in decided}

    def change(self, row: Checked) -> tuple[dict[str, Any], dict[str, Any]]:
        """The entry's values, and what the row changes in them."""
        expert = row.expert or 0
        if expert not in self.values:  # found through an address that a row before it taught
            self.values |= read_entries({expert}, self.kept)
        before, kept = self.values[expert], expert in self.kept
        return before, changes(before, row.person.values, kept=kept, consented=self.consented)


def read_entries(pks: set[int], kept: set[int] | None = None, *, lock: bool = False) -> dict[int, dict[str, Any]]:
    """Entries by their key as plain values. Adds to `kept` those that their owner keeps."""
    points: dict[int, list[tuple[str, str]]] = {}
    wanted = ContactPoint.objects.filter(expert__in=pks).order_by("kind", "pk")
    for expert, kind, value in wanted.values_list("expert_id", "kind", "value"):
        points.setdefault(expert, []).append((kind, value))
    entries = Expert.objects.filter(pk__in=pks).defer("search", "facets", "search_words").order_by("pk")
    found = {}
    for entry in entries.select_for_update() if lock else entries:
        found[entry.pk] = values_of(entry, points.get(entry.pk, ()))
        if entry.user_id and kept is not None:
            kept.add(entry.pk)
    return found
