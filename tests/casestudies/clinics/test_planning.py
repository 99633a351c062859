"""Planning clinics: what is made, what is booked, and what is refused."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from casestudies.clinics import bookings, services
from casestudies.clinics.models import Booking
from tests import factories
from tests.casestudies.clinic_making import make_case, make_clinic

AT = datetime(2027, 3, 4, 18, 30, tzinfo=UTC)  # 1:30 PM in New York


@pytest.fixture
def case(cast):
    return make_case(cast.own)


def test_a_new_clinic_has_the_default_run_of_show_its_day_and_a_code(cast, case):
    clinic = make_clinic(case, starts_at=datetime(2027, 3, 5, 2, 0, tzinfo=UTC), by=cast.facilitator)
    assert [step.minutes for step in clinic.steps.all()] == [10, 5, 10, 3, 20, 7, 10, 5]
    assert clinic.day.isoformat() == "2027-03-04", "the day at the venue, where it is still the fourth"
    assert len(clinic.join_code) == 6
    assert [(seat.user, seat.role) for seat in clinic.seats.all()] == [(cast.facilitator, "facilitator")]


def test_a_clash_names_who_is_where_and_when_and_offers_free_times(cast, case):
    make_clinic(make_case(cast.neighbor), starts_at=AT, by=cast.facilitator)
    with pytest.raises(bookings.Clash) as refused:
        make_clinic(case, starts_at=AT.replace(minute=45), by=cast.facilitator)
    words = refused.value.messages[0]
    assert words.startswith("Helen Osei is in the clinic of Stockton from 1:30 PM to 2:40 PM. Free times that day: ")
    assert all(start.date() == AT.date() for start in refused.value.free)
    assert case.clinics.count() == 0, "nothing of the second one is left"


def test_city_and_room_are_booked_as_well(cast, case):
    make_clinic(case, starts_at=AT, room="Room  304", facilitators=[])
    with pytest.raises(bookings.Clash, match="Dayton has a clinic from 1:30 PM"):
        make_clinic(case, starts_at=AT, facilitators=[])
    with pytest.raises(bookings.Clash, match="Room 304 is taken by the clinic of Dayton from"):
        make_clinic(make_case(cast.neighbor), starts_at=AT, room="room 304", facilitators=[])


def test_one_clinic_may_begin_when_the_other_one_ends(cast, case):
    make_clinic(case, starts_at=AT, minutes=60, by=cast.facilitator)
    make_clinic(make_case(cast.neighbor), starts_at=AT.replace(hour=19), by=cast.facilitator)


def test_an_expert_is_one_person_whether_they_come_by_entry_or_account(cast, case):
    expert = cast.expert.expert
    assert bookings.person_key(expert=expert) == bookings.person_key(user=cast.expert)
    factories.Expert.objects.filter(pk=expert.pk).update(user=None, email=cast.expert.email.upper())
    expert.refresh_from_db()
    assert bookings.person_key(expert=expert) == bookings.person_key(user=cast.expert)


def test_a_moved_clinic_takes_its_bookings_along_and_a_cancelled_one_frees_them(cast, case):
    clinic = make_clinic(case, starts_at=AT, by=cast.facilitator)
    other = make_clinic(make_case(cast.neighbor), starts_at=AT.replace(hour=21), by=cast.facilitator)
    with pytest.raises(bookings.Clash):
        services.change_clinic(clinic=clinic, by=cast.facilitator, starts_at=other.starts_at)
    clinic = services.change_clinic(clinic=clinic, by=cast.facilitator, starts_at=AT.replace(hour=15))
    assert clinic.calendar_sequence == 1
    services.change_clinic(clinic=other, by=cast.facilitator, starts_at=AT)
    services.cancel_clinic(clinic=other, by=cast.facilitator)
    assert {booking.clinic_id for booking in Booking.objects.all()} == {clinic.pk}


def test_nothing_is_planned_in_a_closed_cohort(cast, case):
    cast.cohort.status = "closed"
    cast.cohort.save()
    with pytest.raises(ValidationError, match="closed"):
        make_clinic(case, by=cast.facilitator)
