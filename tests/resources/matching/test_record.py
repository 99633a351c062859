"""Who was asked, who helped, how the city found it; and that nobody is asked too often, by whatever way."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from casestudies.clinics.inviting import accept_seat, decline_seat, invite_expert, invite_observer, withdraw_invitation
from resources.directory.models import Expert
from resources.introductions import services as introductions
from resources.matching import services
from resources.matching.models import Helped, HelpRequest

from .conftest import hold

pytestmark = pytest.mark.django_db

CITY = "/cities/fall-2026/dayton-oh/"
QUESTION = "How did you get permits down to ten days?"


def ask(cast, expert, **more) -> HelpRequest:
    asking = {"participation": cast.own, "by": cast.editor, "question": QUESTION} | more
    return introductions.ask(expert=expert, **asking).help_request


def record(expert) -> list[tuple[str, str]]:
    return [
        (row.state, "clinic" if row.is_of_clinic else "introduction") for row in expert.help_requests.order_by("pk")
    ]


def test_a_question_through_the_portal_is_recorded_with_what_it_is_about(cast, judith):
    row = ask(cast, judith)
    assert (row.state, row.topics, row.asked_by, row.helped_on) == ("asked", ["permitting"], cast.editor, None)
    introductions.accept(introduction=row.introduction)
    row.refresh_from_db()
    assert (row.state, row.helped_on) == ("accepted", timezone.now().date())
    second = ask(cast, judith)
    introductions.decline(introduction=second.introduction)
    third = ask(cast, judith)
    introductions.withdraw(introduction=third.introduction)
    assert record(judith) == [("accepted", "introduction"), ("declined", "introduction"), ("withdrawn", "introduction")]


def test_an_invitation_to_a_clinic_is_recorded_with_its_answer(cast, clinic, judith):
    seat = invite_expert(clinic=clinic, expert=judith, by=cast.facilitator)
    row = judith.help_requests.get()
    assert (row.clinic, row.seat, row.participation, row.topics) == (clinic.pk, seat.pk, cast.own, ["reallocation"])
    decline_seat(seat=seat, reason="Away")
    assert record(judith) == [("declined", "clinic")]
    withdraw_invitation(seat=seat, by=cast.facilitator)
    assert record(judith) == [("declined", "clinic")], "the record stays when the seat is gone"
    again = invite_expert(clinic=clinic, expert=judith, by=cast.facilitator)
    withdraw_invitation(seat=again, by=cast.facilitator)
    assert record(judith) == [("declined", "clinic"), ("withdrawn", "clinic")]
    invite_observer(clinic=clinic, expert=judith, by=cast.facilitator)
    assert len(record(judith)) == 2, "whoever only listens is not asked for help"


def test_questions_and_clinics_count_alike_and_nobody_is_asked_more_often_than_they_wish(cast, clinic, judith, sign_in):
    Expert.objects.filter(pk=judith.pk).update(asks_a_quarter=2)
    introductions.withdraw(introduction=ask(cast, judith).introduction)
    withdraw_invitation(seat=invite_expert(clinic=clinic, expert=judith, by=cast.facilitator), by=cast.facilitator)
    with pytest.raises(ValidationError, match="asked often enough"):
        ask(cast, judith)
    with pytest.raises(ValidationError, match="asked often enough"):
        invite_expert(clinic=clinic, expert=judith, by=cast.facilitator)
    assert len(record(judith)) == 2 and not clinic.seats.filter(expert=judith).exists()
    page = sign_in("facilitator").get(f"/clinics/{clinic.pk}/people/?q=judith").content.decode()
    assert "Asked as often these three months as they wish" in page
    first = HelpRequest.objects.earliest("pk")
    HelpRequest.objects.filter(pk=first.pk).update(asked_at=timezone.now() - timedelta(days=90, hours=23))
    with pytest.raises(ValidationError):
        ask(cast, judith)
    HelpRequest.objects.filter(pk=first.pk).update(asked_at=timezone.now() - timedelta(days=91, minutes=1))
    ask(cast, judith)


def test_who_came_to_the_clinic_can_be_rated_and_who_did_not_cannot(cast, clinic, judith):
    ray = Expert.objects.create(name="Ray Dolan", email="ray@example.org")
    seats = [invite_expert(clinic=clinic, expert=expert, by=cast.facilitator) for expert in (judith, ray)]
    for seat in seats:
        accept_seat(seat=seat, ties="")
    rows = {row.expert.name: row for row in HelpRequest.objects.all()}
    with pytest.raises(ValidationError, match="has not helped yet"):
        services.rate(help_request=rows["Judith Kessler"], helped=Helped.A_LOT, by=cast.editor)
    hold(clinic, by=cast.facilitator, came=seats[:1])
    for row in rows.values():
        row.refresh_from_db()
    assert rows["Judith Kessler"].helped_on == clinic.day and rows["Ray Dolan"].helped_on is None
    services.rate(help_request=rows["Judith Kessler"], helped=Helped.A_LOT, note=" Two ideas. ", by=cast.editor)
    services.note_clinic_held(clinic=clinic.pk, day=clinic.day, seats=[seats[0].pk])
    rows["Judith Kessler"].refresh_from_db()
    assert (rows["Judith Kessler"].helped, rows["Judith Kessler"].note) == ("a lot", "Two ideas.")
    services.note_clinic_held(clinic=clinic.pk, day=clinic.day, seats=[seats[1].pk])  # the attendance is corrected
    for row in rows.values():
        row.refresh_from_db()
    assert (rows["Judith Kessler"].helped_on, rows["Judith Kessler"].helped) == (None, "")
    assert rows["Ray Dolan"].helped_on == clinic.day


def test_the_city_says_how_it_helped_on_the_page_of_its_introductions(cast, judith, sign_in):
    row = ask(cast, judith)
    client, address = sign_in("editor"), f"{CITY}experts/{row.pk}/rate/"
    assert "has not helped yet" in client.post(address, {"helped": "a lot"}, follow=True).content.decode()
    introductions.accept(introduction=row.introduction)
    assert client.post(address, {"helped": "very much"}).status_code == 422
    row.refresh_from_db()
    assert row.helped == ""
    page = client.post(address, {"helped": "not", "note": "Too late"}, follow=True).content.decode()
    assert "Did not help." in page and "Too late" in page and "Change how it helped" in page
    client.post(address, {"helped": "somewhat", "note": ""})
    row.refresh_from_db()
    assert (row.helped, row.note, row.rated_by) == ("somewhat", "", cast.editor) and row.rated_at


def test_ratings_are_for_the_city_and_for_those_who_run_its_cohort(cast, judith, sign_in):
    judith.user = cast.outsider
    judith.save()
    row = ask(cast, judith)
    introductions.accept(introduction=row.introduction)
    services.rate(help_request=row, helped=Helped.SOMEWHAT, note="A bit late.", by=cast.mayor)
    for persona in ("administrator", "facilitator"):
        for address in ("/directory/asked/", f"/directory/{judith.pk}/", f"{CITY}experts/introductions/"):
            page = sign_in(persona).get(address).content.decode()
            assert "Helped somewhat" in page and "A bit late." in page, (persona, address)
    assert "A bit late." in sign_in("viewer").get(f"{CITY}experts/introductions/").content.decode()
    for persona in ("outsider", "peer", "editor", "expert", "other_facilitator"):
        page = sign_in(persona).get(f"/directory/{judith.pk}/")
        assert page.status_code == 200 and "A bit late." not in page.content.decode(), persona
    for persona in ("outsider", "peer", "editor", "expert"):
        assert sign_in(persona).get("/directory/asked/").status_code == 404
    for persona, status in (("viewer", 403), ("facilitator", 403), ("peer", 404), ("outsider", 404)):
        assert sign_in(persona).post(f"{CITY}experts/{row.pk}/rate/", {"helped": "not"}).status_code == status
    row.refresh_from_db()
    assert row.helped == "somewhat"
