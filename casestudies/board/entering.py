"""Coming into the room: a seat, and the ties to vendors that stand beside one's name."""

from django.db import transaction
from django.http import Http404

from casestudies.clinics.doors import clinic_door
from casestudies.clinics.models import Clinic, Seat, SeatState
from casestudies.clinics.seats import take_seat

from . import versions


@transaction.atomic
def enter(*, clinic: Clinic, user, ties: str) -> Seat:
    """Seat the person with the ties they state (empty: none); cards of theirs that are shown tell the new ones.

    Raises PermissionDenied for whom `take_seat` has no seat.
    """
    seat = take_seat(clinic=clinic, user=user, ties=ties)
    if seat.cards.exists():
        versions.bump(clinic)
    return seat


def has_entered(seat: Seat | None) -> bool:
    """Whether the seat is theirs and they said which ties they have, so that nothing stands before the room."""
    return seat is not None and seat.state == SeatState.ACCEPTED and seat.ties_stated_at is not None


class InvitationWaits(Exception):
    """The person is invited to the clinic and has not answered: the invitation comes before the room."""


def entrance(request, pk: int) -> Clinic:
    """The clinic's door as it stands before the seats. Raises InvitationWaits, and what `clinic_door` raises."""
    try:
        clinic = clinic_door(request, pk)
    except Http404 as closed:
        if Seat.objects.of(request.user).filter(clinic=pk, state=SeatState.INVITED).exists():
            raise InvitationWaits from closed
        raise
    if clinic.seat is not None and clinic.seat.state == SeatState.INVITED:
        raise InvitationWaits
    return clinic


def clinic_of_code(*, user, code: str) -> Clinic | None:
    """The clinic with this code on its screen, if it is one that the person may enter."""
    return Clinic.objects.known_to(user).held().filter(join_code=code).first()
