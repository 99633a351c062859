"""What happens to a roster: brought in, its columns chosen, decided about, imported, given up, undone."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from isc_portal.imports.reading import Unreadable, read_file
from resources.directory.models import Expert

from . import running, undoing
from .columns import FIELDS, guess
from .committing import remember
from .models import CAN_BE_CANCELLED, Decision, Outcome, RememberedColumn, Roster, RosterRow, RosterState

SAMPLES = 8  # rows that are kept to choose the columns by
SAMPLE_CHARACTERS = 200


def upload(*, file, name: str, by, source: str = "", consented: bool = False) -> Roster:
    """Take a file in and guess its columns. Raises Unreadable, with nothing kept, if it is no table with rows."""
    table = read_file(file)
    if not table.rows:
        raise Unreadable("There is no row below the column names. Choose a list with at least one person.")
    remembered = dict(
        RememberedColumn.objects.filter(header__in=[header[:200] for header in table.headers]).values_list(
            "header", "field"
        )
    )
    guessed = guess(table, remembered)
    file.seek(0)
    return Roster.objects.create(
        name=name.replace("\x00", "")[:200],
        file=ContentFile(file.read(), name="roster"),
        source=source.strip(),
        consented=consented,
        headers=list(table.headers),
        samples=[[cell[:SAMPLE_CHARACTERS] for cell in row.cells] for row in table.rows[:SAMPLES]],
        mapping={str(position): key for position, key in guessed.mapping.items()},
        left_out=guessed.left_out,
        row_total=len(table.rows),
        by=by,
    )


def choose_columns(*, roster: Roster, mapping: Mapping[int, str], by, here: bool = False) -> None:
    """Say which column holds what, remember it, and compare the rows with the directory; `here` or in a worker.

    Raises ValidationError if no column names people, a field is named twice, or there is no such column or field.
    """
    chosen = {int(position): key for position, key in mapping.items() if key}
    problems = [f"There is no field “{key}”." for key in chosen.values() if key not in FIELDS]
    problems += [f"There is no column {at + 1} in this file." for at in chosen if not 0 <= at < len(roster.headers)]
    keys = list(chosen.values())
    problems += [f"{FIELDS[key]} is chosen for two columns." for key in sorted({*keys}) if keys.count(key) > 1]
    if not {"name", "first", "last"} & set(keys):
        problems.append("Choose the column that holds people’s names: a full name, or a first and a last name.")
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        for position, header in enumerate(roster.headers):
            if header.strip():
                RememberedColumn.objects.update_or_create(
                    header=header[:200], defaults={"field": chosen.get(position, "")}
                )
        roster.mapping = {str(position): key for position, key in sorted(chosen.items())}
        taken = {roster.headers[position] for position in chosen}
        roster.left_out = [header for header in roster.left_out if header not in taken]
        roster.by = by
        roster.save(update_fields=["mapping", "left_out", "by"])
    running.begin(roster, was=RosterState.MAPPING, state=RosterState.READING, here=here)


@transaction.atomic
def decide(*, row: RosterRow, decision: str, by) -> None:
    """Say what becomes of a doubtful row; it may be said otherwise until the import. Raises ValidationError."""
    roster = Roster.objects.select_for_update().get(pk=row.roster_id)
    if roster.state != RosterState.CHECKED:
        raise ValidationError(f"This list is {roster.get_state_display().lower()} by now. Nothing was saved.")
    if row.outcome != Outcome.DOUBTFUL or decision not in Decision.values:
        raise ValidationError(f"There is nothing to decide about row {row.number}.")
    row.decision = decision
    row.save(update_fields=["decision"])
    if row.expert_id and (expert := Expert.objects.filter(pk=row.expert_id).first()):
        remember(row, expert, decision)


def decide_all(*, roster: Roster, decision: str, by) -> int:
    """Decide all doubtful rows that are left in the same way; how many. Raises ValidationError."""
    left = roster.rows.filter(outcome=Outcome.DOUBTFUL, decision="").order_by("number", "part")
    with transaction.atomic():
        count = 0
        for row in left:
            decide(row=row, decision=decision, by=by)
            count += 1
    return count


def commit(*, roster: Roster, by, leave_undecided: bool = False, here: bool = False) -> None:
    """Import the roster. Raises ValidationError if doubtful rows are undecided and are not to be left out."""
    undecided = roster.rows.filter(outcome=Outcome.DOUBTFUL, decision="").count()
    if undecided and not leave_undecided:
        rows = "1 row is" if undecided == 1 else f"{undecided:,} rows are"
        raise ValidationError(f"{rows} still to decide. Decide, or say that they are left out.")
    running.begin(roster, was=RosterState.CHECKED, state=RosterState.COMMITTING, here=here)
    if roster.state == RosterState.CHECKED and roster.failure_reason:
        raise ValidationError(roster.failure_reason)


def cancel(*, roster: Roster, by) -> None:
    """Give a roster up before it is in the directory; a worker in the middle of it throws its work away."""
    given_up = Roster.objects.filter(pk=roster.pk, state__in=CAN_BE_CANCELLED).update(
        state=RosterState.CANCELLED, claim=None, heartbeat_at=timezone.now()
    )
    roster.refresh_from_db()
    if not given_up:
        raise ValidationError(f"This list is {roster.get_state_display().lower()} by now. Nothing was changed.")


def undo(*, roster: Roster, by) -> None:
    """Take an import back. Raises ValidationError, naming them, if entries were changed or used since."""
    if roster.state != RosterState.COMMITTED:
        raise ValidationError("Only what is imported can be undone.")
    undoing.refuse_if_gone_on(roster)
    running.begin(roster, was=RosterState.COMMITTED, state=RosterState.UNDOING)


def totals(roster: Roster) -> dict[str, Any]:
    """How the rows of the file fell out, counted by row: they add up to `rows`.

    A row with several people counts once, under what becomes of the first of them.
    """
    counts = dict.fromkeys(Outcome.values, 0)
    for outcome in roster.rows.filter(part=0).values_list("outcome", flat=True):
        counts[outcome] += 1
    return {
        "rows": roster.row_total,
        "created": counts[Outcome.NEW],
        "updated": counts[Outcome.CHANGED],
        **{name: counts[name] for name in ("unchanged", "repeated", "doubtful", "refused")},
    }
