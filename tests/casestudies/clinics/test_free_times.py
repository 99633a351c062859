"""Free times, times of day as people write them, and seats that people take when they come in."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from casestudies.clinics import seats, services
from casestudies.clinics.bookings import Clash, parties
from casestudies.clinics.forms import parse_time
from casestudies.clinics.free import free_times
from casestudies.clinics.times import clock_at
from resources.directory.models import Expert
from tests.casestudies.clinic_making import make_case, make_clinic

from .conftest import AT

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("America/New_York")
DAY = date(2027, 3, 4)


def clocks(starts) -> list[str]:
    return [clock_at(start, ZONE) for start in starts]


def free_of(clinic, **wanted) -> list[str]:
    keys = [(party.kind, party.key) for party in parties(clinic)]
    return clocks(free_times(keys, **{"day": DAY, "minutes": 70, "zone": ZONE, "count": 9, **wanted}))


def test_an_empty_day_is_free_from_nine_to_six_in_turns_that_do_not_overlap():
    assert clocks(free_times([], day=DAY, minutes=70, zone=ZONE, count=9)) == [
        "9:00 AM", "10:30 AM", "12:00 PM", "1:30 PM", "3:00 PM", "4:30 PM"
    ]  # fmt: skip
    assert clocks(free_times([], day=DAY, minutes=541, zone=ZONE)) == []


def test_what_is_taken_is_left_out_unless_it_is_the_clinic_that_moves(clinic):
    assert free_of(clinic) == ["9:00 AM", "10:30 AM", "12:00 PM", "3:00 PM", "4:30 PM"]
    assert "1:30 PM" in free_of(clinic, besides=clinic.pk)
    assert free_of(clinic, near=AT, count=2) == ["12:00 PM", "3:00 PM"]


def test_nothing_in_the_past_is_offered(clinic):
    with time_machine.travel(datetime(2027, 3, 4, 19, 0, tzinfo=UTC), tick=False):
        assert free_of(clinic) == ["3:00 PM", "4:30 PM"]


def test_on_the_day_the_clocks_change_the_hours_are_those_of_the_venue():
    starts = free_times([], day=date(2027, 3, 14), minutes=60, zone=ZONE, count=1)
    assert starts[0].astimezone(UTC) == datetime(2027, 3, 14, 13, 0, tzinfo=UTC)


def test_a_day_without_a_free_time_says_so(cast, case):
    make_clinic(make_case(cast.neighbor), starts_at=AT - timedelta(hours=4.5), minutes=480, by=cast.facilitator)
    with pytest.raises(Clash, match="No time that day is free for all of them; try another day"):
        make_clinic(case, starts_at=AT, by=cast.facilitator)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1:30 PM", time(13, 30)), ("1:30pm", time(13, 30)), ("9 a.m.", time(9)), ("12 am", time(0)),
        ("12:15 PM", time(12, 15)), ("13:30", time(13, 30)), (" 8.45 am ", time(8, 45)), ("0:05", time(0, 5)),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_as_people_write_it(text, read):
    assert parse_time(text) == read


@pytest.mark.parametrize(
    "text", ["", "9", "noon", "13 PM", "0 am", "24:00", "9:60", "9:5", "1:30 PM tomorrow", "-1:30"]
)
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        parse_time(text)


@pytest.mark.parametrize(
    ("persona", "role", "title"),
    [
        ("mayor", "presenter", "Mayor of Dayton"),
        ("viewer", "presenter", "City of Dayton"),
        ("peer", "peer", "City of Stockton"),
        ("facilitator", "facilitator", "Facilitator"),
        ("administrator", "observer", "The Institute"),
    ],
)
def test_whoever_belongs_to_the_cohort_takes_one_seat_of_their_own(cast, clinic, persona, role, title):
    user = getattr(cast, persona)
    seat = seats.take_seat(clinic=clinic, user=user)
    assert (seat.role, seat.title, seat.ties_stated_at) == (role, title, None)
    again = seats.take_seat(clinic=clinic, user=user, ties=" Shares in Northgate ")
    assert again.pk == seat.pk and again.ties == "Shares in Northgate" and again.ties_stated_at
    assert seats.suggested_ties(user=user) == "Shares in Northgate"


@pytest.mark.parametrize("persona", ["expert", "stranger", "outsider", "other_facilitator"])
def test_nobody_from_elsewhere_takes_a_seat(cast, clinic, persona):
    with pytest.raises(PermissionDenied):
        seats.take_seat(clinic=clinic, user=getattr(cast, persona))
    assert clinic.seats.count() == 1


def test_an_invited_expert_takes_the_seat_after_answering_only(cast, clinic):
    seat = services.invite_expert(clinic=clinic, expert=cast.expert.expert, by=cast.facilitator)
    with pytest.raises(PermissionDenied, match="Answer your invitation"):
        seats.take_seat(clinic=clinic, user=cast.expert)
    services.accept_seat(seat=seat, ties="")
    assert seats.take_seat(clinic=clinic, user=cast.expert).pk == seat.pk
    with pytest.raises(ValidationError, match="has been in the room already"):
        services.withdraw_invitation(seat=seat, by=cast.facilitator)
    with pytest.raises(ValidationError, match="You have been in this clinic already"):
        services.decline_seat(seat=seat)


def test_a_co_facilitator_is_of_the_cohort_free_and_in_no_other_part(cast, clinic):
    with pytest.raises(ValidationError, match="does not facilitate Fall 2026"):
        services.add_facilitator(clinic=clinic, user=cast.other_facilitator)
    second = cast.cohort.facilitations.create(user=cast.outsider).user
    services.add_facilitator(clinic=clinic, user=second)
    seat = clinic.seats.get(user=second)
    theirs = make_case(cast.neighbor)
    with pytest.raises(Clash, match="Paul Outsider is in the clinic of Dayton"):
        make_clinic(theirs, starts_at=AT, by=second)
    services.remove_facilitator(seat=seat)
    make_clinic(theirs, starts_at=AT, by=second)
    Expert.objects.create(name="Paul Outsider", user=second)
    services.invite_expert(clinic=make_clinic(case=clinic.case), expert=second.expert, by=cast.facilitator)
    with pytest.raises(ValidationError, match="as expert"):
        services.add_facilitator(clinic=second.expert.seats.get().clinic, user=second)
