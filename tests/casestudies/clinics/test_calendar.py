"""Clinics in calendars, and the reminder of the day before."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from casestudies.clinics import calendars, services
from casestudies.clinics.reminders import send_reminders
from isc_portal.mail.models import Message
from tests.casestudies.clinic_making import make_case, make_clinic

from .conftest import AT

pytestmark = pytest.mark.django_db


def events(content: bytes) -> list:
    return Calendar.from_ical(content).walk("VEVENT")


def path_of(user) -> str:
    return "/clinics/calendar/" + calendars.feed_url(user=user).split("/clinics/calendar/")[1]


def test_the_feed_has_times_with_their_zone_and_nothing_of_the_case(cast, clinic):
    answer = Client().get(path_of(cast.peer))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = events(answer.content)
    assert event["DTSTART"].dt == AT and event["DTSTART"].params["TZID"] == "America/New_York"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=70)
    assert b"BEGIN:VTIMEZONE" in answer.content and str(event["LOCATION"]) == "Room 304"
    assert b"Cut permit time" not in answer.content and b"Which step" not in answer.content


def test_a_moved_clinic_keeps_its_uid_and_grows_its_sequence_and_a_cancelled_one_says_so(cast, clinic):
    [before] = events(calendars.feed(cast.mayor))
    services.change_clinic(clinic=clinic, by=cast.facilitator, starts_at=AT + timedelta(hours=2))
    [moved] = events(calendars.feed(cast.mayor))
    services.cancel_clinic(clinic=clinic, by=cast.facilitator)
    [cancelled] = events(calendars.feed(cast.mayor))
    assert before["UID"] == moved["UID"] == cancelled["UID"]
    assert [event["SEQUENCE"] for event in (before, moved, cancelled)] == [0, 1, 2]
    assert [str(event["STATUS"]) for event in (before, moved, cancelled)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_changing_the_record_label_alone_moves_no_calendar(cast, clinic):
    services.change_clinic(clinic=clinic, by=cast.facilitator, record_label="staff only")
    assert events(calendars.one(clinic))[0]["SEQUENCE"] == 0


def test_a_feed_shows_each_person_their_own_clinics(cast, clinic):
    make_clinic(make_case(cast.foreign), by=cast.other_facilitator)
    assert len(events(calendars.feed(cast.facilitator))) == len(events(calendars.feed(cast.stranger))) == 1
    assert events(calendars.feed(cast.expert)) == events(calendars.feed(cast.outsider)) == []
    seat = services.invite_expert(clinic=clinic, expert=cast.expert.expert, by=cast.facilitator)
    assert [str(event["STATUS"]) for event in events(calendars.feed(cast.expert))] == ["TENTATIVE"]
    services.decline_seat(seat=seat)
    assert events(calendars.feed(cast.expert)) == []


def test_a_new_address_ends_the_old_one_and_a_closed_account_ends_any(cast, clinic, sign_in):
    old = path_of(cast.mayor)
    sign_in("mayor").post("/clinics/calendar/new/", {"back": "//evil.example.org"})
    new = path_of(cast.mayor)
    assert old != new and Client().get(old).status_code == 404 and Client().get(new).status_code == 200
    assert Client().get(new.replace(".ics", "x.ics")).status_code == 404
    cast.mayor.is_active = False
    cast.mayor.save()
    assert Client().get(new).status_code == 404


def test_the_file_of_one_clinic_is_for_those_who_know_of_it(cast, clinic, sign_in):
    address = f"/clinics/{clinic.pk}/calendar.ics"
    assert len(events(sign_in("peer").get(address).content)) == 1
    assert {sign_in(persona).get(address).status_code for persona in ("expert", "stranger", "outsider")} == {404}


def test_the_day_before_all_who_come_are_reminded_once(cast, clinic):
    seat = services.invite_expert(clinic=clinic, expert=cast.expert.expert, by=cast.facilitator)
    eve = datetime(2027, 3, 3, 13, 30, tzinfo=UTC)  # half past eight in New York
    assert send_reminders(now=eve - timedelta(hours=1)) == 0
    send_reminders(now=eve)
    assert not Message.objects.filter(address=cast.expert.email, subject__startswith="Tomorrow").exists()
    services.accept_seat(seat=seat, ties="")
    for _ in range(2):
        send_reminders(now=eve)
    told = Message.objects.filter(subject="Tomorrow: the clinic of Dayton")
    assert sorted(message.recipient.name for message in told) == [
        "Ana Reyes", "Denise Fuller", "Helen Osei", "Lorraine Whitcomb", "Marcus Bell", "Priya Nair"
    ]  # fmt: skip
    message = told.get(address=cast.expert.email)
    for body in (message.text, message.html):
        assert "1:30 PM to 2:40 PM (Eastern Time)" in body and f"/clinics/{clinic.pk}/" in body
    assert message.send_before == clinic.starts_at


def test_a_moved_clinic_is_reminded_of_anew_and_a_cancelled_one_is_not(cast, clinic):
    eve = datetime(2027, 3, 3, 13, 30, tzinfo=UTC)
    send_reminders(now=eve)
    count = Message.objects.filter(category="reminders").count()
    clinic = services.change_clinic(clinic=clinic, by=cast.facilitator, starts_at=AT + timedelta(hours=1))
    send_reminders(now=eve)
    assert Message.objects.filter(category="reminders").count() == 2 * count > 0
    services.cancel_clinic(clinic=clinic, by=cast.facilitator)
    assert send_reminders(now=eve + timedelta(hours=1)) == 0
