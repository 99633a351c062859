"""The queue of those who want to say something: first come, first called."""

from django.db import transaction

from casestudies.clinics.models import Clinic, ClinicState, Seat

from . import clock, rules, versions
from .locking import conducted, locked
from .models import SpeakerTurn
from .refusals import Refused


@transaction.atomic
def ask_to_speak(*, clinic: Clinic, seat: Seat) -> SpeakerTurn:
    """Join the queue; whoever is in it already keeps their place."""
    row = locked(clinic)
    existing = SpeakerTurn.objects.filter(clinic=row, seat=seat, done_at=None).first()
    if existing:
        return existing
    if row.state != ClinicState.LIVE or row.step is None:
        raise Refused("The clinic is not running.")
    if not rules.may_ask_to_speak(row.step.kind, seat.role):
        raise Refused(rules.why_closed(row.step.kind, seat.role) or "In this step you cannot ask to speak.")
    turn: SpeakerTurn = SpeakerTurn.objects.create(clinic=row, seat=seat)
    versions.bump(row)
    return turn


@transaction.atomic
def leave_queue(*, clinic: Clinic, seat: Seat) -> None:
    """Leave the queue, or be done with speaking."""
    row = locked(clinic)
    if SpeakerTurn.objects.filter(clinic=row, seat=seat, done_at=None).update(done_at=clock.database_now()):
        versions.bump(row)


@transaction.atomic
def call_speaker(*, turn: SpeakerTurn, by) -> SpeakerTurn:
    """Give somebody in the queue the word; whoever had it is done."""
    row = conducted(turn.clinic, by)
    turn = SpeakerTurn.objects.get(pk=turn.pk)
    if turn.called_at is None and turn.done_at is None:
        now = clock.database_now()
        SpeakerTurn.objects.filter(clinic=row, called_at__isnull=False, done_at=None).update(done_at=now)
        turn.called_at = now
        turn.save(update_fields=["called_at"])
        versions.bump(row)
    return turn


@transaction.atomic
def finish_speaker(*, turn: SpeakerTurn, by) -> SpeakerTurn:
    """Note that somebody has spoken, or take them out of the queue."""
    row = conducted(turn.clinic, by)
    turn = SpeakerTurn.objects.get(pk=turn.pk)
    if turn.done_at is None:
        turn.done_at = clock.database_now()
        turn.save(update_fields=["done_at"])
        versions.bump(row)
    return turn


def queue(clinic: Clinic) -> list[SpeakerTurn]:
    """Who speaks, then who waits, in their order."""
    turns = SpeakerTurn.objects.filter(clinic=clinic, done_at=None).select_related("seat")
    return sorted(turns, key=lambda turn: (turn.called_at is None, turn.asked_at, turn.pk))
