"""The work on a roster as a job: claimed, told of while it goes on, ended once. May run twice without harm."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from isc_portal.imports.reading import Unreadable

from . import checking, committing, undoing
from .models import UNDER_WAY, Roster, RosterState

logger = logging.getLogger(__name__)

AT_ONCE = 1_000  # rows up to which nobody waits for a worker
SILENT_AFTER = dt.timedelta(minutes=3)
WENT_WRONG = "Something in the portal went wrong, and nothing was written. The Institute has been told."
CHANGED_MEANWHILE = (
    "Entries were changed while this list waited, and some of its rows now fall out otherwise. "
    "Nothing was imported: look at the rows again."
)


class LostClaim(Exception):
    """Somebody cancelled, or another worker took over; what this one did is thrown away."""


class Outside:
    """Tells how far the work is, past the transaction that holds it, and hears when it is to stop."""

    def __init__(self, roster: Roster) -> None:
        self.roster, self.connection = roster, connection.copy()

    def __call__(self, done: int) -> None:
        """Raises LostClaim if the roster is no longer in this worker's hands."""
        mine = Roster.objects.filter(pk=self.roster.pk, claim=self.roster.claim, state=self.roster.state)
        if not mine.exists():
            raise LostClaim
        with self.connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{Roster._meta.db_table}" SET rows_done = %s, heartbeat_at = %s'  # noqa: S608
                " WHERE id = %s AND claim = %s AND state = %s",
                [done, timezone.now(), self.roster.pk, self.roster.claim, self.roster.state],
            )

    def close(self) -> None:
        self.connection.close()


def begin(roster: Roster, *, was: RosterState, state: RosterState, here: bool = False) -> None:
    """Move a roster from one state into one that is under way, and do the work `here` or send it to a worker.

    Short lists are always worked on here. Raises ValidationError if it is in another state by now.
    """
    moved = Roster.objects.filter(pk=roster.pk, state=was).update(
        state=state, rows_done=0, heartbeat_at=timezone.now(), claim=None, failure_reason=""
    )
    if not moved:
        roster.refresh_from_db()
        raise ValidationError(f"This list is in another state by now: {roster.get_state_display().lower()}.")
    if here or roster.row_total <= AT_ONCE:
        run(roster.pk)
        roster.refresh_from_db()
        return
    from .tasks import work_on_roster

    transaction.on_commit(lambda: work_on_roster.delay(roster.pk), robust=True)
    roster.refresh_from_db()


def run(roster_id: int) -> None:
    """Do what the roster's state asks for. A roster that is not under way is left alone."""
    token = uuid.uuid4()
    claimed = Roster.objects.filter(pk=roster_id, state__in=UNDER_WAY).update(claim=token, heartbeat_at=timezone.now())
    if not claimed:
        return
    roster = Roster.objects.get(pk=roster_id)
    report = Outside(roster)
    try:
        WORK[RosterState(roster.state)](roster, report)
    except LostClaim:
        logger.info("Roster %s is no longer in this worker's hands.", roster_id)
    except Unreadable as refused:
        _end(roster, RosterState.FAILED, failure_reason=str(refused))
    except committing.Outdated:
        _end(roster, RosterState.CHECKED, failure_reason=CHANGED_MEANWHILE)
    except Exception:
        logger.exception("Roster %s could not be worked on.", roster_id)
        back = {RosterState.READING: RosterState.FAILED, RosterState.COMMITTING: RosterState.CHECKED}
        _end(roster, back.get(RosterState(roster.state), RosterState.COMMITTED), failure_reason=WENT_WRONG)
        raise
    finally:
        report.close()


def _end(roster: Roster, state: RosterState, **fields) -> None:
    """Settle how it ended. Raises LostClaim if that is not for this worker to say any more."""
    mine = Roster.objects.filter(pk=roster.pk, claim=roster.claim, state=roster.state)
    if not mine.update(state=state, claim=None, **fields):
        raise LostClaim


def _read(roster: Roster, report: Callable[[int], None]) -> None:
    with transaction.atomic():
        checking.check(roster, report=report)
        _end(roster, RosterState.CHECKED)


def _commit(roster: Roster, report: Callable[[int], None]) -> None:
    with transaction.atomic():
        if committing.falls_out_otherwise(roster):
            _end(roster, RosterState.CHECKED, failure_reason=CHANGED_MEANWHILE)
            return
    with transaction.atomic():
        committing.lock_the_directory()
        if committing.is_outdated(roster):
            raise committing.Outdated
        committing.write(roster, report)
        _end(roster, RosterState.COMMITTED, committed_at=timezone.now())


def _undo(roster: Roster, report: Callable[[int], None]) -> None:
    with transaction.atomic():
        committing.lock_the_directory()
        try:
            undoing.refuse_if_gone_on(roster)
        except ValidationError as refused:
            _end(roster, RosterState.COMMITTED, failure_reason=" ".join(refused.messages))
            return
        undoing.take_back(roster, report)
        _end(roster, RosterState.UNDONE, undone_at=timezone.now())


WORK = {RosterState.READING: _read, RosterState.COMMITTING: _commit, RosterState.UNDOING: _undo}


def send_forgotten() -> int:
    """Send rosters to the workers again that nobody has been heard to work on for minutes; how many."""
    from .tasks import work_on_roster

    silent = Q(heartbeat_at__lt=timezone.now() - SILENT_AFTER) | Q(heartbeat_at=None)
    found = list(Roster.objects.filter(silent, state__in=UNDER_WAY).values_list("pk", flat=True))
    for pk in found:
        work_on_roster.delay(pk)
    return len(found)
