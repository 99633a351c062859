"""Running a clinic: starting it, its clock, and its steps. Every function takes the clinic's lock first.

Who conducts moves the clock, nobody else. Every act on a step names the step it was meant for, so that a second tap, or
a request that a browser sends again, finds its wish fulfilled and changes nothing: no step is ever skipped.
All times are the database's.
"""

import datetime as dt

from django.db import transaction

from casestudies.clinics.models import Clinic, ClinicState, ClinicStep, Seat
from casestudies.clinics.seats import facilitator_seat

from . import clock, versions
from .handing_over import (
    accept_handover,
    ask_to_conduct,
    decline_handover,
    give_to_asker,
    offer_handover,
    take_back_handover,
    take_over,
)
from .locking import conducted, locked
from .refusals import NeedsConfirmation, Refused

__all__ = [
    "accept_handover",
    "ask_to_conduct",
    "back",
    "decline_handover",
    "end",
    "extend",
    "give_to_asker",
    "held_on_paper",
    "next_step",
    "offer_handover",
    "pause",
    "restate_question",
    "resume",
    "start",
    "take_back_handover",
    "take_over",
]

EARLY = dt.timedelta(seconds=60)  # going on with more than this left needs a confirmation
SECOND_THOUGHTS = dt.timedelta(seconds=60)  # for so long a step that was begun, or an end, can be taken back
AT_LEAST_AGAIN = dt.timedelta(minutes=2)  # what a step has at least when the clinic comes back to it
MOST_EXTENSION = 60  # minutes at once
LONGEST_QUESTION = 500  # characters


@transaction.atomic
def start(*, clinic: Clinic, by, confirmed: bool = False) -> Clinic:
    """Begin the first step. Where nobody conducts yet, whoever starts it does from then on, with a seat to sit on.

    Needs a confirmation; refuses a clinic that is over, has no steps, or is conducted by somebody else. A clinic that
    the same person has started already stays as it is.
    """
    row = locked(clinic)
    if row.state == ClinicState.LIVE and row.leader_id == by.pk:
        return row
    if row.state != ClinicState.PLANNED:
        raise Refused(f"This clinic is {row.get_state_display().lower()} and cannot be started.")
    if row.leader_id not in (None, by.pk):
        raise Refused(f"{row.leader} conducts this clinic and starts it.")
    first = row.steps.order_by("order").first()
    if first is None:
        raise Refused("The run-of-show has no steps. Add the first one, then start.")
    if not confirmed:
        raise NeedsConfirmation("Start the clinic now? The clock begins to run on every screen, and you conduct it.")
    now = clock.database_now()
    if not Seat.objects.filter(clinic=row, user=by).exists():
        facilitator_seat(clinic=row, user=by)
    row.state, row.leader, row.started_at = ClinicState.LIVE, by, now
    _begin(row, first, now)
    return _saved(row, "state", "leader", "started_at")


@transaction.atomic
def pause(*, clinic: Clinic, by, step_id: int | None = None) -> Clinic:
    """Let the clock stand still. What people are writing may still be sent."""
    row, _, _ = _running(clinic, by)
    if row.paused_at is not None or _is_past(row, step_id):
        return row
    row.paused_at = clock.database_now()
    return _saved(row)


@transaction.atomic
def resume(*, clinic: Clinic, by, step_id: int | None = None) -> Clinic:
    """Let the clock go on where it stood; the end of the step moves by the length of the pause."""
    row, _, ends_at = _running(clinic, by)
    if row.paused_at is None or _is_past(row, step_id):
        return row
    row.step_ends_at = ends_at + (clock.database_now() - row.paused_at)
    row.paused_at = None
    return _saved(row)


@transaction.atomic
def next_step(*, clinic: Clinic, by, step_id: int, early: bool = False) -> Clinic:
    """Go on from the step `step_id` to the one after it. A clinic that has gone on already stays where it is.

    With more than a minute left it needs `early`; the last step is ended with `end`. A pause ends with its step.
    """
    row, step, _ = _running(clinic, by)
    if _is_past(row, step_id):
        return row
    now = clock.database_now()
    following = row.steps.filter(order__gt=step.order).order_by("order").first()
    if following is None:
        raise Refused("This is the last step. End the clinic instead.")
    left = remaining(row, now)
    if left > EARLY and not early:
        raise NeedsConfirmation(f"{_words(left)} are left in “{step.name}”. Go on to “{following.name}” now?")
    _finish(step, now)
    _begin(row, following, now)
    return _saved(row)


@transaction.atomic
def extend(*, clinic: Clinic, by, step_id: int, minutes: int, seen_end: dt.datetime | None = None) -> Clinic:
    """Give the step `minutes` more (1 to 60); the steps after it move, none is shortened.

    A step whose time is over gets them from this moment on. `seen_end` is the end that the person saw: if it is not
    the end any more, the same wish has been fulfilled already and nothing changes.
    """
    row, step, ends_at = _running(clinic, by)
    if not 1 <= minutes <= MOST_EXTENSION:
        raise Refused(f"Extend by 1 to {MOST_EXTENSION} minutes.")
    if _is_past(row, step_id) or (seen_end is not None and _differs(seen_end, ends_at)):
        return row
    stands_at = row.paused_at or clock.database_now()
    row.step_ends_at = max(ends_at, stands_at) + dt.timedelta(minutes=minutes)
    step.added_minutes += minutes
    step.save(update_fields=["added_minutes"])
    return _saved(row)


@transaction.atomic
def back(*, clinic: Clinic, by, step_id: int | None = None) -> Clinic:
    """Take back the last step forward, or the end, within a minute: the step before goes on.

    It has what was left of it, and two minutes at least. Cards that were written meanwhile keep their step.
    """
    row = conducted(clinic, by)
    now = clock.database_now()
    if row.state == ClinicState.ENDED and row.ended_at:
        earlier = row.steps.filter(started_at__isnull=False).order_by("-order").first()
        if earlier is None or now - row.ended_at > SECOND_THOUGHTS:
            raise Refused("The clinic ended more than a minute ago.")
        row.state, row.ended_at = ClinicState.LIVE, None
    else:
        row, step, _ = _running(clinic, by)
        if _is_past(row, step_id):
            return row
        earlier = row.steps.filter(order__lt=step.order).order_by("-order").first()
        if earlier is None:
            raise Refused("This is the first step.")
        if step.started_at is None or now - step.started_at > SECOND_THOUGHTS:
            raise Refused(f"“{step.name}” began more than a minute ago. Go on from here.")
        ClinicStep.objects.filter(pk=step.pk).update(started_at=None, ended_at=None, added_minutes=0)
    ends_at = (earlier.started_at or now) + dt.timedelta(minutes=earlier.minutes + earlier.added_minutes)
    row.step, row.paused_at, row.step_ends_at = earlier, None, max(ends_at, now + AT_LEAST_AGAIN)
    ClinicStep.objects.filter(pk=earlier.pk).update(ended_at=None)
    return _saved(row, "state", "ended_at")


@transaction.atomic
def end(*, clinic: Clinic, by, step_id: int | None = None, early: bool = False) -> Clinic:
    """End the clinic; nothing is open after that but the cards that come in late, until its record is closed.

    Needs `early` with steps left, or with more than a minute left. One that has ended stays as it is.
    """
    row = conducted(clinic, by)
    if row.state in (ClinicState.ENDED, ClinicState.CLOSED):
        return row
    row, step, _ = _running(clinic, by)
    if _is_past(row, step_id):
        return row
    now = clock.database_now()
    to_come = row.steps.filter(order__gt=step.order).count()
    if not early and to_come:
        steps = "One step is" if to_come == 1 else f"{to_come} steps are"
        raise NeedsConfirmation(f"{steps} still to come. End the clinic now?")
    if not early and (left := remaining(row, now)) > EARLY:
        raise NeedsConfirmation(f"{_words(left)} are left in “{step.name}”. End the clinic now?")
    _finish(step, now)
    row.state, row.ended_at, row.step, row.step_ends_at, row.paused_at = ClinicState.ENDED, now, None, None, None
    return _saved(row, "state", "ended_at")


@transaction.atomic
def held_on_paper(*, clinic: Clinic, by) -> Clinic:
    """Note that the room worked without the portal, at the planned time; what was written on paper can be entered.

    Refuses a clinic that has begun here, or whose time has not come.
    """
    row = locked(clinic)
    if row.state == ClinicState.ENDED:
        return row
    if row.state != ClinicState.PLANNED:
        raise Refused(f"This clinic is {row.get_state_display().lower()}.")
    if row.starts_at > clock.database_now():
        raise Refused("This clinic has not been held yet.")
    row.state, row.started_at = ClinicState.ENDED, row.starts_at
    row.ended_at = row.starts_at + dt.timedelta(minutes=row.minutes)
    return _saved(row, "state", "started_at", "ended_at")


@transaction.atomic
def restate_question(*, clinic: Clinic, by, question: str) -> Clinic:
    """Put the question as it was restated onto every screen; empty takes it away, and the case's own stands there."""
    row = conducted(clinic, by)
    question = " ".join(question.replace("\x00", "").split())
    if len(question) > LONGEST_QUESTION:
        raise Refused(f"A question for the screen has at most {LONGEST_QUESTION} characters.")
    if row.question == question:
        return row
    row.question = question
    return _saved(row, "question")


def remaining(clinic: Clinic, now: dt.datetime | None = None) -> dt.timedelta:
    """What is left of the step, negative once its time is over; nothing while no step runs."""
    if clinic.step_ends_at is None:
        return dt.timedelta(0)
    return clinic.step_ends_at - (clinic.paused_at or now or clock.database_now())


def _running(clinic: Clinic, by) -> tuple[Clinic, ClinicStep, dt.datetime]:
    """The clinic, the step that runs and when it ends, for whoever conducts it."""
    row = conducted(clinic, by)
    if row.state != ClinicState.LIVE or row.step is None or row.step_ends_at is None:
        raise Refused("The clinic is not running.")
    return row, row.step, row.step_ends_at


def _is_past(row: Clinic, step_id: int | None) -> bool:
    """Whether the act was meant for a step that is over: its wish is fulfilled. Raises Refused for one to come."""
    if step_id is None or step_id == row.step_id:
        return False
    meant = row.steps.filter(pk=step_id).first()
    if meant is None or row.step is None or meant.order > row.step.order:
        raise Refused("This page shows an older run-of-show. Look again, and repeat what you wanted.")
    return True


def _begin(row: Clinic, step: ClinicStep, now: dt.datetime) -> None:
    step.started_at, step.ended_at = now, None
    step.save(update_fields=["started_at", "ended_at"])
    row.step, row.step_ends_at, row.paused_at = step, now + dt.timedelta(minutes=step.minutes), None


def _finish(step: ClinicStep, now: dt.datetime) -> None:
    step.ended_at = now
    step.save(update_fields=["ended_at"])


def _saved(row: Clinic, *more: str) -> Clinic:
    row.save(update_fields=["step", "step_ends_at", "paused_at", *more])
    versions.bump(row)
    return row


def _differs(seen: dt.datetime, stored: dt.datetime) -> bool:
    """Whether two ends are not the same; a browser knows milliseconds only."""
    return abs(seen - stored) > dt.timedelta(milliseconds=2)


def _words(left: dt.timedelta) -> str:
    minutes, seconds = divmod(round(left.total_seconds()), 60)
    return f"{minutes}:{seconds:02} minutes"
