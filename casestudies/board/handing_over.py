"""Who conducts a clinic, and how that passes to somebody else: by name, and never by opening a page.

- The leader offers it to another facilitator by name, who accepts or declines; until then the leader conducts.
- Another facilitator asks for it; the leader gives it, which is enough, since the other one has asked.
- If the leader has not been heard from for two minutes, another facilitator may take over, after a confirmation. A
  leader who comes back sees who conducts, and can ask for it.

An open row of `Handover` is an offer, or an ask if nobody has offered it.
"""

import datetime as dt

from django.db import transaction

from casestudies.clinics.models import Clinic, ClinicState, Seat
from casestudies.clinics.seats import facilitator_seat

from . import clock, versions
from .locking import conducted, locked
from .models import Handover
from .refusals import NeedsConfirmation, Refused

GONE = dt.timedelta(minutes=2)


def open_handover(clinic: Clinic) -> Handover | None:
    """The offer or the ask that waits for an answer."""
    return clinic.handovers.filter(ended_at=None).select_related("offered_by", "offered_to").first()


@transaction.atomic
def offer_handover(*, clinic: Clinic, by, to) -> Handover:
    """Offer the clinic to another facilitator by name. One to somebody else replaces it."""
    row = conducted(clinic, by)
    if to.pk == by.pk:
        raise Refused("You conduct this clinic already.")
    _refuse_stranger(row, to)
    existing = open_handover(row)
    if existing and existing.offered_to_id == to.pk and existing.offered_by_id == by.pk:
        return existing
    _end_open(row)
    handover: Handover = Handover.objects.create(clinic=row, offered_by=by, offered_to=to)
    versions.bump(row)
    return handover


@transaction.atomic
def take_back_handover(*, clinic: Clinic, by) -> Clinic:
    """Take back what one has offered, or asked for. Nothing open is no error: it may just have been answered."""
    row = locked(clinic)
    existing = open_handover(row)
    if existing is None or by.pk not in (existing.offered_by_id, existing.offered_to_id):
        return row
    if existing.offered_by_id == by.pk or existing.offered_by_id is None:
        _end_open(row)
        versions.bump(row)
    return row


@transaction.atomic
def accept_handover(*, clinic: Clinic, by) -> Clinic:
    """Conduct the clinic from now on, as it was offered. Refuses whoever it was not offered to, or not any more."""
    row = locked(clinic)
    if row.leader_id == by.pk:
        return row
    existing = open_handover(row)
    if existing is None or existing.offered_to_id != by.pk or existing.offered_by_id is None:
        raise Refused("This clinic is not offered to you any more.")
    if existing.offered_by_id != row.leader_id:
        raise Refused(f"{row.leader} conducts this clinic by now. Ask for it.")
    return _passes(row, existing, by)


@transaction.atomic
def decline_handover(*, clinic: Clinic, by) -> Clinic:
    """Say no to an offer, or to an ask: whoever conducts the clinic goes on."""
    row = locked(clinic)
    existing = open_handover(row)
    declines = existing and by.pk == (existing.offered_to_id if existing.offered_by_id else row.leader_id)
    if declines:
        _end_open(row)
        versions.bump(row)
    return row


@transaction.atomic
def ask_to_conduct(*, clinic: Clinic, by) -> Handover:
    """Ask whoever conducts the clinic for it. Refuses while somebody else's ask or an offer waits for an answer."""
    row = locked(clinic)
    _refuse_stranger(row, by)
    if row.leader_id is None:
        raise Refused("Nobody conducts this clinic. Take it over.")
    if row.leader_id == by.pk:
        raise Refused("You conduct this clinic already.")
    existing = open_handover(row)
    if existing and existing.offered_to_id == by.pk:
        return existing
    if existing:
        raise Refused(f"{existing.offered_to} is to take over already.")
    handover: Handover = Handover.objects.create(clinic=row, offered_by=None, offered_to=by)
    versions.bump(row)
    return handover


@transaction.atomic
def give_to_asker(*, clinic: Clinic, by, to) -> Clinic:
    """Give the clinic to the person who asked for it. They need not accept: they have asked."""
    row = locked(clinic)
    if row.leader_id == to.pk:
        return row
    row = conducted(clinic, by)
    existing = open_handover(row)
    if existing is None or existing.offered_by_id is not None or existing.offered_to_id != to.pk:
        raise Refused(f"{to} does not ask for the clinic any more.")
    existing.offered_by = by
    existing.save(update_fields=["offered_by"])
    return _passes(row, existing, to)


@transaction.atomic
def take_over(*, clinic: Clinic, by, confirmed: bool = False) -> Clinic:
    """Conduct a clinic whose leader is gone: there is none any more, or two minutes have passed without them.

    Needs a confirmation. Refuses while the leader is there, and before the clinic has begun.
    """
    row = locked(clinic)
    if row.leader_id == by.pk:
        return row
    _refuse_stranger(row, by)
    if row.state != ClinicState.LIVE:
        raise Refused("The clinic is not running.")
    if row.leader_id is not None and not leader_is_gone(row):
        raise Refused(f"{row.leader} is connected and conducts this clinic. Ask to take over.")
    if not confirmed:
        who = f"{row.leader} has not been connected for two minutes. " if row.leader_id else ""
        raise NeedsConfirmation(f"{who}Conduct this clinic from now on?")
    _end_open(row)
    now = clock.database_now()
    handover = Handover.objects.create(clinic=row, offered_by=row.leader, offered_to=by, ended_at=now)
    return _passes(row, handover, by)


def leader_is_gone(clinic: Clinic) -> bool:
    """Whether nothing was heard from the leader's page for two minutes. It is noted in their seat once a minute."""
    seen = Seat.objects.filter(clinic=clinic, user=clinic.leader_id).values_list("seen_at", flat=True).first()
    last = max(filter(None, (seen, clinic.started_at)), default=None)
    return last is None or clock.database_now() - last > GONE


def may_conduct(clinic: Clinic, user) -> bool:
    """Whether the clinic could be theirs: they run its cohort."""
    return user.is_active and Clinic.objects.run_by(user).filter(pk=clinic.pk).exists()


def _passes(row: Clinic, handover: Handover, to) -> Clinic:
    _refuse_stranger(row, to)
    now = clock.database_now()
    handover.accepted_at = handover.ended_at = now
    handover.save(update_fields=["accepted_at", "ended_at"])
    facilitator_seat(clinic=row, user=to)
    Seat.objects.filter(clinic=row, user=to).update(seen_at=now)
    row.leader = to
    row.save(update_fields=["leader"])
    versions.bump(row)
    return row


def _end_open(row: Clinic) -> None:
    for handover in row.handovers.filter(ended_at=None):
        handover.ended_at = clock.database_now()
        handover.save(update_fields=["ended_at"])


def _refuse_stranger(row: Clinic, user) -> None:
    if not may_conduct(row, user):
        raise Refused(f"{user} does not facilitate this cohort.")
