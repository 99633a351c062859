"""Experts are asked, answer, and state their ties before they read anything of the case."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from casestudies.cases.models import CaseStudy
from casestudies.clinics import bookings, services
from casestudies.clinics.models import Booking, Clinic, Seat
from isc_portal.accounts.models import Invitation, User
from isc_portal.mail.models import Message
from resources.directory.models import Expert
from tests.casestudies.clinic_making import make_case, make_clinic

pytestmark = pytest.mark.django_db


def asked(clinic, cast) -> Seat:
    return services.invite_expert(clinic=clinic, expert=cast.expert.expert, by=cast.facilitator)


def mail_to(user_or_address) -> Message:
    address = getattr(user_or_address, "email", user_or_address)
    return Message.objects.filter(address=address).latest("pk")


def test_an_invited_expert_sees_when_and_where_and_nothing_of_the_case(cast, clinic, sign_in):
    asked(clinic, cast)
    message = mail_to(cast.expert)
    assert (
        message.subject
        == "Can you come? The clinic of Dayton, Thursday, March 4, 2027, 1:30 PM to 2:40 PM (Eastern Time)"
    )
    for body in (message.text, message.html):
        assert "Helen Osei asks you to advise in" in body and "Cut permit time" in body and "Room 304" in body
        assert f"/clinics/{clinic.pk}/invitation/" in body and "Which step first?" not in body
    client = sign_in("expert")
    assert client.get(f"/clinics/{clinic.pk}/").url == f"/clinics/{clinic.pk}/invitation/"
    page = client.get(f"/clinics/{clinic.pk}/invitation/").content.decode()
    assert (
        "Can you come to the clinic of Dayton?" in page and "Cut permit time" in page and "1:30 PM to 2:40 PM" in page
    )
    agenda = client.get(f"/cohorts/{cast.cohort.slug}/clinics/").content.decode()
    assert "You are asked to come" in agenda
    for seen in (page, agenda):
        assert "Which step first?" not in seen and "Helen Osei" not in seen
    assert (
        not Clinic.objects.visible_to(cast.expert).exists() and not CaseStudy.objects.visible_to(cast.expert).exists()
    )


def test_saying_yes_asks_for_ties_first_and_opens_the_case(cast, clinic, sign_in):
    seat = asked(clinic, cast)
    client, address = sign_in("expert"), f"/clinics/{clinic.pk}/invitation/accept/"
    assert client.post(address, {"ties": "kept"}).status_code == 422
    refused = client.post(address, {"has_ties": "some", "ties": " "})
    assert refused.status_code == 422 and "Write which ties you have." in refused.content.decode()
    assert not CaseStudy.objects.visible_to(cast.expert).exists()
    client.post(address, {"has_ties": "some", "ties": "Advises Northgate, paid, since 2024"})
    seat.refresh_from_db()
    assert (seat.state, seat.user, seat.ties) == ("accepted", cast.expert, "Advises Northgate, paid, since 2024")
    assert Expert.objects.get(user=cast.expert).vendor_ties == seat.ties
    assert list(CaseStudy.objects.visible_to(cast.expert)) == [clinic.case]
    page = client.get(f"/clinics/{clinic.pk}/").content.decode()
    assert "Advises Northgate, paid, since 2024" in page and "Denise Fuller" in page
    told = mail_to(cast.facilitator)
    assert told.subject == "Denise Fuller comes to the clinic of Dayton"
    assert "stated ties to vendors" in told.text and "stated ties to vendors" in told.html


def test_ties_can_be_changed_later_and_the_newest_stands_in_the_directory(cast, clinic, sign_in):
    services.accept_seat(seat=asked(clinic, cast), ties="Shares in Northgate")
    client = sign_in("expert")
    assert "Shares in Northgate" in client.get(f"/clinics/{clinic.pk}/ties/").content.decode()
    client.post(f"/clinics/{clinic.pk}/ties/", {"has_ties": "none", "ties": "Shares in Northgate"})
    assert Seat.objects.get(user=cast.expert).ties == Expert.objects.get(user=cast.expert).vendor_ties == ""


def test_saying_no_frees_the_expert_and_tells_the_reason(cast, clinic, sign_in):
    asked(clinic, cast)
    client = sign_in("expert")
    client.post(f"/clinics/{clinic.pk}/invitation/decline/", {"reason": "I teach on Thursdays."})
    assert not Booking.objects.filter(key=f"user:{cast.expert.pk}").exists()
    told = mail_to(cast.facilitator)
    assert told.subject == "Denise Fuller cannot come to the clinic of Dayton"
    assert "I teach on Thursdays." in told.text and "I teach on Thursdays." in told.html
    people = sign_in("facilitator").get(f"/clinics/{clinic.pk}/people/").content.decode()
    assert "Cannot come" in people and "I teach on Thursdays." in people
    again = client.get(f"/clinics/{clinic.pk}/invitation/").content.decode()
    assert "I can come after all" in again and client.get(f"/clinics/{clinic.pk}/").status_code == 302


def test_who_has_said_no_may_come_after_all_unless_they_are_elsewhere_by_then(cast, clinic, sign_in):
    services.decline_seat(seat=asked(clinic, cast))
    other = make_clinic(make_case(cast.neighbor), starts_at=clinic.starts_at, by=cast.facilitator, facilitators=[])
    services.invite_expert(clinic=other, expert=cast.expert.expert, by=cast.facilitator)
    page = sign_in("expert").post(f"/clinics/{clinic.pk}/invitation/accept/", {"has_ties": "none"})
    assert page.status_code == 422 and "Denise Fuller is in the clinic of Stockton" in page.content.decode()
    assert Seat.objects.get(clinic=clinic, expert__user=cast.expert).state == "declined"


def test_somebody_new_is_asked_to_open_an_account_and_then_finds_the_seat(cast, clinic, sign_in):
    client = sign_in("facilitator")
    given = {
        "name": "Anita Rao", "email": "anita.rao@columbus.example.org", "role_title": "Chief Data Officer",
        "organization": "Columbus", "topics": ["data"], "comes_as": "expert", "message": "We need you.",
    }  # fmt: skip
    page = client.post(f"/clinics/{clinic.pk}/people/invite/", given, follow=True).content.decode()
    assert "Anita Rao is asked by mail." in page and "has no account yet" in page
    expert = Expert.objects.get(email=given["email"])
    assert (expert.topics, expert.user) == (["data"], None)
    message = mail_to(given["email"])
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.subject) == ("expert", expert)
    assert "clinic of Dayton, OH on “Cut permit time”" in invitation.message and "We need you." in invitation.message
    assert "Thursday, March 4, 2027, 1:30 PM to 2:40 PM" in invitation.message and message.state == "queued"
    newcomer = Client()
    newcomer.post(invitation.path, {"name": "Anita Rao", "time_zone": "America/New_York"})
    user = User.objects.get(email=given["email"])
    seat = Seat.objects.get(expert=expert)
    assert seat.user is None and list(Seat.objects.of(user)) == [seat]
    assert newcomer.get(f"/clinics/{clinic.pk}/").url == f"/clinics/{clinic.pk}/invitation/"
    newcomer.post(f"/clinics/{clinic.pk}/invitation/accept/", {"has_ties": "none"})
    seat.refresh_from_db()
    assert (seat.user, seat.state) == (user, "accepted")
    assert Booking.objects.get(kind="person", label="Anita Rao").key == f"user:{user.pk}"


def test_an_invitation_can_be_withdrawn_and_closes_the_way_in(cast, clinic, sign_in):
    seat = asked(clinic, cast)
    sign_in("facilitator").post(f"/clinics/{clinic.pk}/people/{seat.pk}/remove/")
    assert not Seat.objects.filter(pk=seat.pk).exists() and not Booking.objects.filter(label="Denise Fuller").exists()
    assert mail_to(cast.expert).subject == "You are no longer expected in the clinic of Dayton"
    client = sign_in("expert")
    assert client.get(f"/clinics/{clinic.pk}/invitation/").status_code == 404
    assert client.get(f"/clinics/{clinic.pk}/").status_code == 404


def test_experts_are_proposed_for_what_the_case_seeks_with_the_reason(cast, clinic, sign_in):
    Expert.objects.filter(user=cast.expert).update(topics=["reallocation", "data"])
    busy = Expert.objects.create(name="Ray Castellanos", email="ray@example.org", topics=["reallocation"])
    Expert.objects.create(name="Judith Kessler", email="judith@example.org", topics=["inclusion"])
    other = make_clinic(make_case(cast.neighbor), starts_at=clinic.starts_at, by=cast.facilitator, facilitators=[])
    services.invite_expert(clinic=other, expert=busy, by=cast.facilitator)
    client = sign_in("facilitator")
    page = client.get(f"/clinics/{clinic.pk}/people/").content.decode()
    assert "Dayton wants help with Moving money within the budget." in page
    assert page.count("Helps with moving money within the budget") == 2 and "Judith Kessler" not in page
    assert "In the clinic of Stockton from 1:30 PM to 2:40 PM" in page
    found = client.get(f"/clinics/{clinic.pk}/people/?q=kess").content.decode()
    assert "Judith Kessler" in found
    client.post(f"/clinics/{clinic.pk}/people/invite/", {"expert": cast.expert.expert.pk})
    assert Seat.objects.get(clinic=clinic, expert=cast.expert.expert).state == "invited"
    refused = client.post(f"/clinics/{clinic.pk}/people/invite/", {"expert": busy.pk}, follow=True).content.decode()
    assert "Ray Castellanos is in the clinic of Stockton from 1:30 PM to 2:40 PM. Free times that day:" in refused


def test_an_expert_who_facilitates_elsewhere_at_that_time_is_refused(cast, clinic):
    make_clinic(make_case(cast.foreign), starts_at=clinic.starts_at + timedelta(hours=1), by=cast.other_facilitator)
    Expert.objects.create(name="Omar Haddad", email=cast.other_facilitator.email)
    with pytest.raises(bookings.Clash, match="Omar Haddad is in the clinic of Tacoma"):
        services.invite_expert(clinic=clinic, expert=Expert.objects.get(name="Omar Haddad"), by=cast.facilitator)


@pytest.mark.parametrize("again", [True, False])
def test_the_team_that_presents_and_whoever_has_a_seat_cannot_be_invited(cast, clinic, again):
    if again:
        asked(clinic, cast)
        expert = cast.expert.expert
    else:
        expert = Expert.objects.create(name="Ana Reyes", user=cast.editor)
    with pytest.raises(ValidationError, match="has a seat in this clinic already" if again else "and presents"):
        services.invite_expert(clinic=clinic, expert=expert, by=cast.facilitator)
