"""Closing a clinic: attendance, notes, commitments, and what follows from it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from casestudies.board.models import Card
from casestudies.clinics.models import Clinic, Seat
from casestudies.outcomes import closing
from casestudies.outcomes.closing import Promise, Protocol
from casestudies.outcomes.models import Commitment, Response
from cohorts.intake.assignments import today_in
from cohorts.teamwork.saving import Refused, StaleVersion
from isc_portal.mail.models import Message
from tests.cohorts.flows import text_of

from .after import COUNTER, DESK, EXPORT, PHONE


def close_url(after) -> str:
    return reverse("casestudies:clinic_close", args=[after.clinic.pk])


def test_closing_asks_the_city_to_answer_each_recommendation_that_stands_for_itself(after):
    clinic = after.close()
    clinic.refresh_from_db()
    assert (clinic.state, clinic.closed_by) == ("closed", after.leader)
    responses = Response.objects.filter(recommendation__clinic=clinic)
    assert {one.recommendation.text for one in responses} == {COUNTER, EXPORT, PHONE}
    assert {one.due_on for one in responses} == {today_in(clinic.participation) + timedelta(days=14)}
    assert Card.objects.get(text=DESK).joined_to.text == COUNTER


def test_the_case_counts_as_presented(after):
    after.close()
    after.clinic.case.refresh_from_db()
    assert after.clinic.case.state == "presented"


def test_the_city_is_asked_and_guests_are_thanked_once(after):
    after.close()
    to = {message.recipient.name: message for message in Message.objects.filter(dedupe_key__startswith="clinic-closed")}
    assert set(to) >= {"Lorraine Whitcomb", "Ana Reyes", "Denise Fuller", "Luis Ortega", "Marta Lindgren"}
    assert "Priya Nair" not in to and "Helen Osei" not in to
    asked, thanked = to["Lorraine Whitcomb"], to["Denise Fuller"]
    assert asked.subject == "Dayton: 3 recommendations from the clinic to answer"
    assert "/answers/" in asked.text and "adopt, adapt, defer or decline" in asked.text and "/answers/" in asked.html
    assert thanked.subject == "Thank you for working on Dayton’s case"
    assert "/advice/" in thanked.text and f"/clinics/{after.clinic.pk}/record/" in thanked.html


def test_the_record_of_a_clinic_for_staff_only_is_not_mailed_to_guests(after):
    Clinic.objects.filter(pk=after.clinic.pk).update(record_label="staff only")
    after.close()
    thanked = Message.objects.get(recipient__name="Denise Fuller", dedupe_key__startswith="clinic-closed")
    assert "/record/" not in thanked.text + thanked.html


def test_who_came_in_is_ticked_and_the_facilitator_corrects_it(after):
    seats = {seat.name: seat for seat in closing.expected(after.clinic)}
    assert seats["Luis Ortega"].here and seats["Lorraine Whitcomb"].here
    after.close(attended=[after.seats["peer"].pk])
    assert set(Seat.objects.filter(clinic=after.clinic, attended=True)) == {after.seats["peer"]}
    assert not Seat.objects.filter(clinic=after.clinic, attended=None).exists()


def test_a_seat_of_another_clinic_never_counts_as_there(after, cast):
    other = Seat.objects.exclude(clinic=after.clinic).first()
    after.close(attended=[after.seats["peer"].pk, 10**9, *([other.pk] if other else [])])
    assert Seat.objects.filter(attended=True).count() == 1


def test_commitments_are_kept_in_their_order_and_empty_rows_are_dropped(after):
    promises = [
        Promise("Denise Fuller", "Sends the fee study", date(2026, 11, 2)),
        Promise(" ", ""),
        Promise("City", "Calls"),
    ]
    after.close(commitments=promises)
    found = [(one.who, one.what, one.due_on) for one in Commitment.objects.filter(clinic=after.clinic)]
    assert found == [("Denise Fuller", "Sends the fee study", date(2026, 11, 2)), ("City", "Calls", None)]


def test_a_clinic_is_closed_once(after):
    after.close()
    with pytest.raises(Refused, match="closed already"):
        after.close()
    assert Response.objects.filter(recommendation__clinic=after.clinic).count() == 3


def test_a_live_clinic_is_ended_first(cast):
    from tests.casestudies.board.rooms import Room

    room = Room(cast)
    with pytest.raises(Refused, match="still live"):
        closing.close_clinic(clinic=room.clinic, by=room.leader, attended=[])
    assert room.fresh.state == "live"


def test_only_those_who_run_the_cohort_close_its_clinics(after, cast):
    for person in (cast.mayor, cast.peer, cast.expert, cast.other_facilitator):
        with pytest.raises(Refused, match="facilitators"):
            closing.close_clinic(clinic=after.clinic, by=person, attended=[])
    assert after.fresh.state == "ended"
    closing.close_clinic(clinic=after.clinic, by=cast.administrator, attended=[])


def test_what_two_facilitators_note_in_different_parts_is_both_kept(after):
    seen = closing.protocol_of(after.clinic)
    closing.save_part(
        clinic=after.clinic, by=after.leader, part="notes", protocol=Protocol(notes="Queues."), seen=seen.seen("notes")
    )
    closing.save_part(
        clinic=after.clinic,
        by=after.second,
        part="commitments",
        protocol=Protocol(commitments=(Promise("City", "Calls"),)),
        seen=seen.seen("commitments"),
    )
    stands = closing.protocol_of(after.fresh)
    assert stands.notes == "Queues." and stands.commitments == (Promise("City", "Calls"),)
    assert stands.attended == seen.attended


def test_the_same_part_is_never_overwritten_in_silence(after):
    seen = closing.protocol_of(after.clinic).seen("notes")
    save = {"clinic": after.clinic, "part": "notes", "seen": seen}
    closing.save_part(by=after.leader, protocol=Protocol(notes="Mine"), **save)
    with pytest.raises(StaleVersion):
        closing.save_part(by=after.second, protocol=Protocol(notes="Theirs"), **save)
    assert after.fresh.notes == "Mine"
    closing.save_part(by=after.second, protocol=Protocol(notes="Mine"), **save)  # the same text is never stale


def test_the_page_saves_a_part_and_shows_both_texts_of_a_conflict(after, sign_in):
    client = sign_in("facilitator")
    page = client.get(close_url(after))
    assert "Who was there?" in text_of(page)
    seen = page.context["seen"]["notes"]
    save = reverse("casestudies:clinic_close_save", args=[after.clinic.pk, "notes"])
    stored = client.post(save, {"notes": "What I saw", "notes-version": seen})
    assert stored.status_code == 200 and stored.json()["version"] != seen
    stale = client.post(save, {"notes": "Something else", "notes-version": seen})
    assert stale.status_code == 409 and "Both texts are kept" in stale.json()["sentence"]
    asked = client.post(close_url(after), {"notes": "Something else", "notes-version": seen, "notes-base": seen})
    assert asked.status_code == 409
    assert "What I saw" in text_of(asked) and "Something else" in text_of(asked)
    now = dict(asked.context["hidden"])["notes-version"]
    client.post(
        close_url(after),
        {"notes": "Something else", "notes-version": now, "choose": "third-notes", "third-notes": "Both of it"},
    )
    assert after.fresh.notes == "Both of it"


def test_the_page_works_without_script_and_reads_days_as_people_write_them(after, sign_in):
    client = sign_in("facilitator")
    page = client.get(close_url(after))
    form = {f"{part}-version": seen for part, seen in page.context["seen"].items()}
    form |= {"attended": [after.seats["peer"].pk], "notes": "Queues", "go": "next"}
    form |= {"commitments-0-who": "City", "commitments-0-what": "Calls", "commitments-0-by": "Nov 2, 2026"}
    answer = client.post(close_url(after), form)
    assert answer.status_code == 302 and answer.url.endswith("/close/confirm/")
    stands = closing.protocol_of(after.fresh)
    assert stands == Protocol(
        frozenset({after.seats["peer"].pk}), "Queues", (Promise("City", "Calls", date(2026, 11, 2)),)
    )


def test_a_day_that_is_none_is_said_and_the_rest_is_stored(after, sign_in):
    client = sign_in("facilitator")
    save = reverse("casestudies:clinic_close_save", args=[after.clinic.pk, "commitments"])
    seen = closing.protocol_of(after.clinic).seen("commitments")
    row = {"commitments-0-who": "City", "commitments-0-what": "Calls", "commitments-0-by": "next spring"}
    answer = client.post(save, {**row, "commitments-version": seen})
    assert answer.status_code == 200
    assert answer.json()["problems"] == ["“next spring” is no day. Write it as month, day, year, like 11/20/2026."]
    assert closing.protocol_of(after.fresh).commitments == (Promise("City", "Calls"),)


def test_closing_asks_once_more_and_only_with_what_was_read(after, sign_in):
    client = sign_in("facilitator")
    confirm = reverse("casestudies:clinic_close_confirm", args=[after.clinic.pk])
    page = client.get(confirm)
    assert "3 recommendations for Dayton to answer" in text_of(page)
    assert COUNTER in text_of(page) and DESK not in text_of(page)
    closing.save_part(
        clinic=after.clinic,
        by=after.second,
        part="notes",
        protocol=Protocol(notes="Later"),
        seen=closing.protocol_of(after.clinic).seen("notes"),
    )
    late = client.post(confirm, {"seen": page.context["seen"]})
    assert late.status_code == 409 and after.fresh.state == "ended"
    done = client.post(confirm, {"seen": late.context["seen"]})
    assert done.url == reverse("casestudies:record", args=[after.clinic.pk]) and after.fresh.state == "closed"


def test_cards_that_still_wait_are_said_before_closing(after, sign_in):
    Card.objects.filter(text=PHONE).update(state="waiting")
    page = sign_in("facilitator").get(reverse("casestudies:clinic_close_confirm", args=[after.clinic.pk]))
    assert "1 card still waits to be put on the screen" in text_of(page)
    assert "2 recommendations for Dayton" in text_of(page)


def test_under_chatham_house_a_record_that_names_an_adviser_cannot_be_closed(after):
    Clinic.objects.filter(pk=after.clinic.pk).update(record_label="chatham house")
    for given in (
        {"notes": "As denise  FULLER said: queues."},
        {"commitments": [Promise("Luis Ortega", "Sends the plan")]},
    ):
        with pytest.raises(Refused, match="names nobody"):
            after.close(**given)
    assert after.fresh.state == "ended"
    after.close(notes="Mayor Lorraine Whitcomb left with a queueing problem. An expert warned of May.")
    assert after.fresh.state == "closed"


def test_the_record_can_be_corrected_after_closing(closed, sign_in):
    client = sign_in("facilitator")
    page = client.get(close_url(closed))
    assert "Correct the record" in text_of(page)
    save = reverse("casestudies:clinic_close_save", args=[closed.clinic.pk, "notes"])
    answer = client.post(save, {"notes": "Corrected", "notes-version": page.context["seen"]["notes"]})
    assert answer.status_code == 200 and closed.fresh.notes == "Corrected"


@pytest.mark.parametrize("persona", ["mayor", "peer", "expert"])
def test_readers_of_the_clinic_cannot_close_it(after, sign_in, persona):
    client = sign_in(persona)
    assert client.get(close_url(after)).status_code == 403
    confirm = reverse("casestudies:clinic_close_confirm", args=[after.clinic.pk])
    assert client.post(confirm, {"seen": closing.protocol_of(after.clinic).seen_whole}).status_code == 403
    assert after.fresh.state == "ended"
