"""Writes to clinics: planning, moving, calling off, and who runs them. Invitations are in `inviting`.

Refusals are ValidationErrors whose sentence can be shown as it is; `bookings.Clash` also carries free times.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from casestudies.cases.models import CaseStudy
from casestudies.cases.services import renew_brief

from . import bookings
from .inviting import accept_seat, decline_seat, invite_expert, invite_observer, withdraw_invitation
from .labels import why_not
from .mailing import tell_cancelled, tell_moved, tell_planned
from .models import Clinic, ClinicState, RecordLabel, Seat, SeatRole
from .run_of_show import copy_default
from .seats import facilitator_seat
from .times import day_at, venue_zone

__all__ = ["accept_seat", "decline_seat", "invite_expert", "invite_observer", "withdraw_invitation"]

# No letter or digit that is read as another one, and none that makes words.
CODE_LETTERS = "BCDFGHJKMNPQRTVWXZ2346789"
CODE_LENGTH = 6


@transaction.atomic
def plan_clinic(
    *,
    case: CaseStudy,
    starts_at: datetime,
    minutes: int = 70,
    room: str = "",
    link: str = "",
    record_label: str = RecordLabel.ATTRIBUTABLE,
    by,
    facilitators: Iterable | None = None,
    named_cards: bool = True,
    moderated: bool = False,
    simulated: bool = False,
) -> Clinic:
    """Plan a clinic on a case, with the default run-of-show; its city, room and facilitators are
    booked, and the city's team is told by mail.

    `facilitators` are people; left out, whoever plans it, if they facilitate the cohort. Raises Clash if somebody or
    something is in another clinic at that time, ValidationError in a closed cohort.
    """
    cohort = case.participation.cohort
    _refuse_closed(cohort)
    clinic = _with_join_code(
        Clinic(
            case=case,
            starts_at=starts_at,
            minutes=minutes,
            day=day_at(starts_at, venue_zone(cohort)),
            room=room.strip(),
            link=link,
            record_label=record_label,
            named_cards=named_cards,
            moderated=moderated,
            simulated=simulated,
        )
    )
    copy_default(clinic)
    if facilitators is None:
        facilitators = cohort.facilitators.filter(pk=by.pk) if by is not None else []
    for user in facilitators:
        facilitator_seat(clinic=clinic, user=user)
    bookings.book(clinic)
    tell_planned(clinic, by=by)
    renew_brief(case=case, by=by)
    return clinic


@transaction.atomic
def change_clinic(*, clinic: Clinic, by, **changes) -> Clinic:
    """Change when and where a clinic is, its record label, or how its cards are shown; the bookings follow.

    Whoever said yes is told of a new time or place by mail, and a released case gets a new brief. Raises Clash;
    ValidationError for what cannot change any more: the time of a clinic that has begun, a record label that would tell
    more than was promised.
    """
    clinic = lock(clinic)
    _refuse_closed(clinic.cohort)
    before = (clinic.starts_at, clinic.minutes, clinic.room, clinic.link)
    label, named = clinic.record_label, clinic.named_cards
    for name, value in changes.items():
        setattr(clinic, name, value.strip() if name == "room" else value)
    after = (clinic.starts_at, clinic.minutes, clinic.room, clinic.link)
    if clinic.state not in (ClinicState.PLANNED, ClinicState.LIVE) and after != before:
        raise ValidationError("This clinic is over: when and where it was stays as it is.")
    if clinic.state == ClinicState.LIVE and after[:2] != before[:2]:
        raise ValidationError("This clinic has begun. Change the steps that are left instead, or extend the step.")
    _refuse_looser(clinic, label, named)
    clinic.day = day_at(clinic.starts_at, venue_zone(clinic.cohort))
    if after != before:
        clinic.calendar_sequence += 1
    clinic.board_version += 1  # so that those in the room see it
    clinic.save()
    if after[:3] != before[:3]:
        bookings.book(clinic)
        renew_brief(case=clinic.case, by=by)
    if after != before and clinic.state == ClinicState.PLANNED:
        tell_moved(clinic, by=by, was=before[0] if after[:2] != before[:2] else None)
    return clinic


@transaction.atomic
def cancel_clinic(*, clinic: Clinic, by, reason: str = "") -> Clinic:
    """Call a clinic off: all it had taken is free again, and whoever said yes or was asked is told by mail. A
    released case gets a new brief. Raises ValidationError once it has begun.
    """
    clinic = lock(clinic)
    _refuse_closed(clinic.cohort)
    if clinic.state == ClinicState.CANCELLED:
        return clinic
    if clinic.state != ClinicState.PLANNED:
        raise ValidationError("This clinic has begun and cannot be called off. Its facilitator can end it.")
    clinic.state = ClinicState.CANCELLED
    clinic.calendar_sequence += 1
    clinic.save(update_fields=["state", "calendar_sequence"])
    bookings.release(clinic)
    tell_cancelled(clinic, by=by, reason=reason.strip())
    renew_brief(case=clinic.case, by=by)
    return clinic


@transaction.atomic
def add_facilitator(*, clinic: Clinic, user, by=None) -> Seat:
    """Name a facilitator of the cohort to help run the clinic. Raises Clash; ValidationError for anybody else."""
    clinic = lock(clinic)
    if not clinic.cohort.facilitators.filter(pk=user.pk, is_active=True).exists():
        raise ValidationError(f"{user} does not facilitate {clinic.cohort}. An administrator can name them there.")
    other = Seat.objects.of(user).filter(clinic=clinic).exclude(role=SeatRole.FACILITATOR).coming().first()
    if other is not None:
        raise ValidationError(f"{user} is in this clinic already, as {other.get_role_display().lower()}.")
    seat = facilitator_seat(clinic=clinic, user=user)
    bookings.book(clinic)
    return seat


@transaction.atomic
def remove_facilitator(*, seat: Seat, by=None) -> None:
    """Take a facilitator off a clinic. Raises ValidationError for whoever conducts it or has written a card."""
    clinic = lock(seat.clinic)
    if clinic.leader_id == seat.user_id:
        raise ValidationError(f"{seat.name} conducts this clinic. Hand it over to somebody else first.")
    if seat.role != SeatRole.FACILITATOR:
        raise ValidationError(f"{seat.name} is not a facilitator of this clinic.")
    if seat.cards.exists():
        raise ValidationError(f"{seat.name} has written a card in this clinic and stays with it.")
    bookings.release_seat(seat)
    seat.delete()


def lock(clinic: Clinic) -> Clinic:
    """The clinic as it is, kept from others until the transaction ends."""
    return Clinic.objects.select_for_update(of=("self",)).with_case().get(pk=clinic.pk)


def _with_join_code(clinic: Clinic) -> Clinic:
    """Save a new clinic under a code that no other one has."""
    while True:
        clinic.join_code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        try:
            with transaction.atomic():
                clinic.save(force_insert=True)
        except IntegrityError:
            if not Clinic.objects.filter(join_code=clinic.join_code).exists():
                raise
        else:
            return clinic


def _refuse_closed(cohort) -> None:
    if cohort.is_closed:
        raise ValidationError("This cohort is closed: everything can still be read, and nothing changed.")


def _refuse_looser(clinic: Clinic, label: str, named: bool) -> None:
    """Raise ValidationError if the record would tell more than people were promised when they wrote."""
    reason = why_not(
        clinic=clinic, was=(label, named), record_label=clinic.record_label, named_cards=clinic.named_cards
    )
    if reason:
        raise ValidationError(reason)
