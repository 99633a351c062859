"""Fifty people plan the same expert, room or city for the same time at once: one gets it, the others a sentence."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from casestudies.clinics import bookings, services
from casestudies.clinics.models import Booking, Clinic, Seat
from tests.casestudies.clinic_making import make_case, make_clinic
from tests.factories import make_cast, make_expert, make_participation

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2027, 3, 4, 18, 30, tzinfo=UTC)
PEOPLE = 50


def all_at_once(acts) -> list[Exception | None]:
    """Do the acts at the same moment, each on a connection of its own; what each came back with."""
    ready, answers = Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act) -> None:
        try:
            ready.wait(60)
            act()
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def assert_one_won(answers: list[Exception | None], words: str) -> None:
    assert answers.count(None) == 1
    lost = [error for error in answers if error is not None]
    assert {type(error) for error in lost} == {bookings.Clash}, {repr(error) for error in lost}
    for error in lost:
        assert (
            error.messages[0].startswith(words)
            and " from 1:30 PM to 2:40 PM. Free times that day: " in error.messages[0]
        )


def test_of_fifty_clinics_in_one_room_one_is_planned():
    cast = make_cast()
    cases = [make_case(make_participation(cast.cohort)) for _ in range(PEOPLE)]
    answers = all_at_once(
        [
            lambda case=case: services.plan_clinic(
                case=case, starts_at=AT, room="Room 304", by=cast.facilitator, facilitators=[]
            )
            for case in cases
        ]
    )
    assert_one_won(answers, "Room 304 is taken by the clinic of City ")
    assert Clinic.objects.count() == 1, "nothing of the others is left"
    assert Booking.objects.filter(kind="room").count() == 1


def test_of_fifty_invitations_of_one_expert_at_one_time_one_is_sent():
    cast = make_cast()
    expert = make_expert("Anita Rao").expert
    clinics = [
        make_clinic(make_case(make_participation(cast.cohort)), starts_at=AT, by=cast.facilitator, facilitators=[])
        for _ in range(PEOPLE)
    ]
    answers = all_at_once(
        [
            lambda clinic=clinic: services.invite_expert(clinic=clinic, expert=expert, by=cast.facilitator)
            for clinic in clinics
        ]
    )
    assert_one_won(answers, "Anita Rao is in the clinic of City ")
    assert Seat.objects.filter(role="expert").count() == Booking.objects.filter(kind="person").count() == 1
