"""A roster's rows into the directory: all of them in one transaction, or none."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from resources.directory.models import ContactPoint, Expert
from resources.directory.topics import words_of

from .checking import CHUNK, Report, check, read_entries
from .merging import POINTS, as_new, changes
from .models import Decision, Outcome, RememberedDecision, Roster, RosterRow

ONE_AT_A_TIME = 7_314_021  # the key of the lock that every import and undo takes


class Outdated(Exception):
    """The directory changed since the rows were compared."""


def lock_the_directory() -> None:
    """Let no other import or undo run until this transaction ends, and check references after each statement.

    Checks that wait for the end would make each row slower than the one before: the history's triggers catch an error
    for each row, and PostgreSQL goes through all that waits whenever one is caught.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def is_outdated(roster: Roster) -> bool:
    """Whether an entry was touched, or one that rows are about is gone, since the rows were compared."""
    gone = Q(outcome__in=[Outcome.CHANGED, Outcome.UNCHANGED], expert=None)
    touched = Expert.objects.filter(updated_at__gte=roster.checked_at)
    return touched.exists() or roster.rows.filter(gone).exists()


def falls_out_otherwise(roster: Roster) -> bool:
    """Compare the rows with the directory again, if it changed; whether they fall out otherwise. Decisions stay."""
    if not is_outdated(roster):
        return False
    before = roster.counts
    decided = roster.rows.exclude(decision="").values_list("number", "part", "decision")
    check(roster, keep={(number, part): decision for number, part, decision in decided})
    return roster.counts != before


def write(roster: Roster, report: Report = lambda done: None) -> None:
    """Write what the rows say. Call it inside a transaction that holds the lock and has compared again."""
    made = dict.fromkeys(_that_others_resemble(roster), 0)
    done = 0
    sure = roster.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]).order_by("number", "part")
    for rows in _chunks(sure):
        _add([row for row in rows if row.outcome == Outcome.NEW], roster, made)
        _change([row for row in rows if row.outcome == Outcome.CHANGED], roster)
        done += len(rows)
        report(done)
    decided = roster.rows.filter(outcome=Outcome.DOUBTFUL, decision__in=[Decision.MERGE, Decision.KEEP])
    for rows in _chunks(decided.order_by("number", "part")):
        for row in rows:
            _decided(row, roster, made)
        done += len(rows)
        report(done)
    _let_the_planner_know()
    report(roster.row_total)


def _that_others_resemble(roster: Roster) -> Iterable[tuple[int, int]]:
    """The number and part of each row that a doubtful row of the same file is compared with."""
    befores = roster.rows.filter(outcome=Outcome.DOUBTFUL, expert=None).values_list("before__row", flat=True)
    return [(like[0], like[1]) for like in befores if like]


def _let_the_planner_know() -> None:
    """Count the tables anew: after so many rows the database would plan searches, and an undo, by the old numbers."""
    with connection.cursor() as cursor:
        for model in (Expert, ContactPoint, RosterRow):
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def _chunks(rows) -> Iterable[list[RosterRow]]:
    """Rows in their order, so many at a time; each chunk is read when the one before it is written."""
    last = (0, -1)
    while True:
        after = Q(number__gt=last[0]) | Q(number=last[0], part__gt=last[1])
        chunk = list(rows.filter(after)[:CHUNK])
        if not chunk:
            return
        last = (chunk[-1].number, chunk[-1].part)
        yield chunk


def _entry(values: Mapping[str, Any], roster: Roster) -> Expert:
    fields = {name: value for name, value in values.items() if name not in (POINTS, "phone", "website")}
    words = words_of(values.get("topics", ()), values.get("state", ""))
    return Expert(**fields, source=roster.source, search_words=words)


def _add(rows: list[RosterRow], roster: Roster, made: dict[tuple[int, int], int]) -> None:
    """Make an entry of each row."""
    if not rows:
        return
    entries = Expert.objects.bulk_create([_entry(row.after or {}, roster) for row in rows])
    pairs = []
    for row, entry in zip(rows, entries, strict=True):
        if (row.number, row.part) in made:
            made[(row.number, row.part)] = entry.pk
        pairs += [(entry.pk, kind, value) for kind, value in (row.after or {}).get(POINTS, ())]
    _reach(pairs, roster)
    _tell_rows(rows, [entry.pk for entry in entries])


def _tell_rows(rows: list[RosterRow], entries: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{RosterRow._meta.db_table}" AS r SET expert_id = n.expert'  # noqa: S608
            " FROM unnest(%s::bigint[], %s::bigint[]) AS n(row, expert) WHERE r.id = n.row",
            [[row.pk for row in rows], entries],
        )


def _reach(points: Iterable[tuple[int, str, str]], roster: Roster) -> None:
    """Add contact points: (entry, kind, value)."""
    once = list(dict.fromkeys(points))
    columns = [[point[place] for point in once] for place in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{ContactPoint._meta.db_table}" (expert_id, kind, value, label, consented, consented_at)'  # noqa: S608
            " SELECT expert, kind, value, '', %s, %s FROM unnest(%s::bigint[], %s::text[], %s::text[])"
            " AS point(expert, kind, value) ON CONFLICT DO NOTHING",
            [roster.consented, timezone.now() if roster.consented else None, *columns],
        )


def _change(rows: list[RosterRow], roster: Roster) -> None:
    """Change the entries of these rows, each of which has one of its own."""
    if not rows:
        return
    entries = {
        entry.pk: entry
        for entry in Expert.objects.select_for_update()
        .filter(pk__in=[row.expert_id for row in rows])
        .defer("search", "facets")
        .order_by("pk")
    }
    written: set[str] = set()
    points: list[tuple[int, str, str]] = []
    for row in rows:
        if entry := entries.get(row.expert_id or 0):
            written |= set_fields(entry, row.before or {}, row.after or {})
            points += [(entry.pk, kind, value) for kind, value in (row.after or {}).get(POINTS, ())]
    save_fields(entries.values(), written)
    _reach(points, roster)


def set_fields(entry: Expert, before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Give the entry what `after` says; the names of the fields that it wrote. A second address is a contact point."""
    names = {name for name in after if name not in (POINTS, "phone", "website")}
    if before.get("email"):
        names.discard("email")
    for name in names:
        setattr(entry, name, after[name])
    return names


def save_fields(entries: Iterable[Expert], names: set[str]) -> None:
    """Save these fields of many entries, and what follows from them."""
    now, entries = timezone.now(), list(entries)
    for entry in entries:
        entry.search_words, entry.updated_at = words_of(entry.topics, entry.state), now
    if entries:
        Expert.objects.bulk_update(entries, [*sorted(names), "search_words", "updated_at"], batch_size=500)


def _decided(row: RosterRow, roster: Roster, made: dict[tuple[int, int], int]) -> None:
    """Do what was decided for a doubtful row; one that is to be merged into a row that was left out is new."""
    like = (row.before or {}).get("row")
    target = row.expert_id or (made.get((like[0], like[1])) if like else None)
    entry = target and Expert.objects.select_for_update().filter(pk=target).first()
    if like and entry:
        remember(row, entry, row.decision)
    if row.decision == Decision.KEEP or not entry:
        row.before, row.after = None, as_new(row.values, consented=roster.consented)
        row.save(update_fields=["before", "after"])
        _add([row], roster, made)
        return
    kept: set[int] = set()
    before = read_entries({entry.pk}, kept)[entry.pk]
    after = changes(before, row.values, kept=bool(kept), consented=roster.consented)
    save_fields([entry], set_fields(entry, before, after))
    _reach([(entry.pk, kind, value) for kind, value in after.get(POINTS, ())], roster)
    row.before, row.after, row.expert = before, after, entry
    row.save(update_fields=["before", "after", "expert"])
    made[(row.number, row.part)] = entry.pk


def remember(row: RosterRow, entry: Expert, decision: str) -> None:
    RememberedDecision.objects.update_or_create(
        fingerprint=row.fingerprint, expert=entry, defaults={"decision": decision, "decided_at": timezone.now()}
    )
