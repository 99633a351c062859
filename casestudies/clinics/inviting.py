"""Invitations to a clinic: experts and observers are asked, say yes or no, and state their ties before they read."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from isc_portal.accounts.models import Invitation, Role
from isc_portal.accounts.services import invite, revoke_all
from resources.directory.models import Expert
from resources.directory.services import claim_entry
from resources.directory.topics import topics_that_help
from resources.matching.models import HelpState
from resources.matching.services import note_answer, note_asked

from . import bookings, mailing
from .help_sought import help_sought
from .models import INVITED_ROLES, Clinic, ClinicState, Seat, SeatRole, SeatState
from .seats import state_ties, title_of


@transaction.atomic
def invite_expert(*, clinic: Clinic, expert: Expert, by, message: str = "") -> Seat:
    """Ask an expert to advise in the clinic, by mail; they are booked from this moment.

    Whoever has an account gets a link to the invitation, others one to open an account first. Raises Clash if they
    are in another clinic at that time, ValidationError if they cannot be asked or were asked often enough lately.
    """
    return _invite(clinic, SeatRole.EXPERT, expert=expert, by=by, message=message)


@transaction.atomic
def invite_observer(*, clinic: Clinic, expert: Expert, by, message: str = "") -> Seat:
    """Ask somebody of the directory to sit in and listen; observers are not booked. Raises ValidationError likewise."""
    return _invite(clinic, SeatRole.OBSERVER, expert=expert, by=by, message=message)


@transaction.atomic
def accept_seat(*, seat: Seat, ties: str, user=None) -> Seat:
    """Say yes for the person, with their ties to vendors in their words (empty: none). Tells the facilitators.

    `user` is needed for a seat made before the person had an account. Accepting twice changes the ties alone. Raises
    Clash if they have come to be in another clinic at that time, ValidationError for a clinic that is over.
    """
    seat = _lock(seat)
    if seat.clinic.state in (ClinicState.CANCELLED, ClinicState.CLOSED):
        raise ValidationError("This clinic is over, or was called off. Nothing was changed.")
    first_time = seat.state != SeatState.ACCEPTED
    seat.user = seat.user or user or (seat.expert.user if seat.expert else None)
    seat.state, seat.answered_at, seat.decline_reason = SeatState.ACCEPTED, timezone.now(), ""
    seat.save(update_fields=["user", "state", "answered_at", "decline_reason"])
    note_answer(seat=seat.pk, state=HelpState.ACCEPTED)
    _keep_own_entry(seat)
    state_ties(seat=seat, ties=ties)
    if first_time:
        bookings.book(seat.clinic)
        mailing.tell_answer(seat)
    return seat


@transaction.atomic
def decline_seat(*, seat: Seat, reason: str = "", user=None) -> Seat:
    """Say no for the person, who is free again at that time. Tells the facilitators. Declining twice is once.

    Raises ValidationError once they are in the room.
    """
    seat = _lock(seat)
    if seat.state == SeatState.DECLINED:
        return seat
    if seat.first_seen_at is not None or seat.clinic.state in (ClinicState.ENDED, ClinicState.CLOSED):
        raise ValidationError("You have been in this clinic already. Nothing was changed.")
    seat.user = seat.user or user or (seat.expert.user if seat.expert else None)
    seat.state, seat.answered_at, seat.decline_reason = SeatState.DECLINED, timezone.now(), reason.strip()[:300]
    seat.save(update_fields=["user", "state", "answered_at", "decline_reason"])
    note_answer(seat=seat.pk, state=HelpState.DECLINED)
    bookings.release_seat(seat)
    mailing.tell_answer(seat)
    return seat


@transaction.atomic
def withdraw_invitation(*, seat: Seat, by) -> None:
    """Take an invitation back, whether it was answered or not; whoever had not declined is told.

    Raises ValidationError for whoever has been in the room.
    """
    seat = _lock(seat)
    if seat.role not in INVITED_ROLES:
        raise ValidationError(f"{seat.name} was not invited to this clinic.")
    if seat.first_seen_at is not None or seat.cards.exists():
        raise ValidationError(f"{seat.name} has been in the room already and keeps the seat.")
    if seat.state != SeatState.DECLINED:
        mailing.tell_withdrawn(seat, by=by)
        note_answer(seat=seat.pk, state=HelpState.WITHDRAWN)
    bookings.release_seat(seat)
    expert = seat.expert
    seat.delete()
    if expert and not expert.user_id and not expert.seats.exists():
        revoke_all(email=expert.email, subject=expert)


def _invite(clinic: Clinic, role: SeatRole, *, expert: Expert, by, message: str) -> Seat:
    clinic = Clinic.objects.select_for_update(of=("self",)).with_case().get(pk=clinic.pk)
    if clinic.state not in (ClinicState.PLANNED, ClinicState.LIVE):
        raise ValidationError("This clinic is over, or was called off: nobody can be invited.")
    user = keeper_of(expert)
    expert = Expert.objects.filter(user=user).first() or expert if user else expert
    name = user.name if user else expert.name
    if user is None and not expert.email:
        raise ValidationError(f"{expert} has no address to write to. Add one to the entry first.")
    if user and not user.is_active:
        raise ValidationError(f"The account of {name} is closed.")
    if user and clinic.participation.members.filter(user=user).exists():
        raise ValidationError(f"{name} is on the team of {clinic.participation.city} and presents.")
    try:
        with transaction.atomic():
            seat = Seat.objects.create(
                clinic=clinic,
                user=user,
                expert=expert,
                role=role,
                state=SeatState.INVITED,
                name=name,
                title=title_of(expert),
                invited_at=timezone.now(),
            )
    except IntegrityError as error:
        raise ValidationError(f"{name} has a seat in this clinic already.") from error
    if role == SeatRole.EXPERT:
        note_asked(
            expert=expert,
            participation=clinic.participation,
            clinic=clinic.pk,
            seat=seat.pk,
            topics=topics_that_help(helps=help_sought(clinic)),
            by=by,
        )
    bookings.book(clinic)
    if user is not None:
        mailing.tell_invited(seat, by=by, message=message)
    else:
        invite(
            email=expert.email,
            name=expert.name,
            role=Role.EXPERT,
            subject=expert,
            by=by,
            message="\n\n".join(part for part in (mailing.invitation_words(clinic), message.strip()) if part),
        )
    return seat


def keeper_of(expert: Expert):
    """The account that keeps the entry; of one that nobody keeps, the account with its address, if there is one."""
    if expert.user_id or not expert.email:
        return expert.user
    return get_user_model().objects.filter(email__iexact=expert.email).first()


def waiting_invitation(expert: Expert) -> Invitation | None:
    """The invitation to open an account that an expert has not answered."""
    return Invitation.objects.waiting().for_subject(expert).first()


def _keep_own_entry(seat: Seat) -> None:
    """An entry that nobody keeps and that has the person's own address is theirs from here on."""
    entry, user = seat.expert, seat.user
    if entry is None or user is None or entry.user_id or entry.email.lower() != user.email.lower():
        return
    if not Expert.objects.filter(user=user).exists():
        claim_entry(expert=entry, user=user)


def _lock(seat: Seat) -> Seat:
    return (
        Seat.objects.select_for_update(of=("self",))
        .select_related("user", "expert__user", "clinic__case__participation__city")
        .select_related("clinic__case__participation__cohort")
        .get(pk=seat.pk)
    )
