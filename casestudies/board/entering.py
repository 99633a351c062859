"""Coming into the room: a seat, and the ties to vendors that stand beside one's name."""

from django.db import transaction

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


def invitation_waits(*, user, pk: int) -> bool:
    """Whether the person is invited to the clinic and has not answered: the invitation comes before the room."""
    return Seat.objects.of(user).filter(clinic=pk, state=SeatState.INVITED).exists()


def clinic_of_code(*, user, code: str) -> Clinic | None:
    """The clinic with this code on its screen, if it is one that the person may enter."""
    return Clinic.objects.known_to(user).held().filter(join_code=code).first()
