"""The administrators’ list of invitations, and their own number."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from isc_portal.accounts import services
from isc_portal.accounts.models import Invitation, InvitationState, Role, User

from ..factories import make_user
from ..signing_in import sign_in
from .mailbox import mails_to, newest_mail
from .test_invitations import NEW, invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(cast) -> Client:
    client = Client()
    sign_in(client, cast.administrator)
    return client


@pytest.mark.parametrize("persona", ["mayor", "facilitator", "outsider", "expert"])
def test_the_list_does_not_exist_for_others(cast, sign_in, persona):
    invite(cast)
    client = sign_in(persona)
    assert client.get("/accounts/invitations/").status_code == 404
    assert client.post("/accounts/invitations/", {"email": "me@example.org"}).status_code == 404
    number = Invitation.objects.get().pk
    for act in ("resend", "revoke"):
        assert client.post(f"/accounts/invitations/{number}/{act}/").status_code == 404
    assert client.get("/accounts/administrators/").status_code == 404
    assert Invitation.objects.get().state == InvitationState.OPEN
    assert len(mails_to(NEW)) == 1


def test_the_list_shows_each_state_and_never_a_key(cast, staff):
    with time_machine.travel(timezone.now() - timedelta(days=15)):
        expired = invite(cast, email="late@example.org", name="")
    revoked = services.revoke(invitation=invite(cast, email="gone@example.org", name=""), by=cast.mayor)
    accepted = services.accept(invitation=invite(cast, email=cast.outsider.email, name=""), user=cast.outsider)
    waiting = invite(cast)
    for state, found in [("open", waiting), ("expired", expired), ("revoked", revoked), ("accepted", accepted)]:
        page = staff.get("/accounts/invitations/", {"state": state}).content.decode()
        shown = [one.email for one in (waiting, expired, revoked, accepted) if f">{one.email}<" in page]
        assert shown == [found.email]
        assert found.key not in page
    assert "None fits" in staff.get("/accounts/invitations/?q=nothing-like-it").content.decode()
    assert NEW in staff.get("/accounts/invitations/?q=dayton").content.decode()
    assert staff.get("/accounts/invitations/?state=nonsense").status_code == 404


def test_administrators_send_again_and_revoke_from_the_list(cast, staff):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        invitation = invite(cast)
    page = staff.post(f"/accounts/invitations/{invitation.pk}/resend/", follow=True).content.decode()
    assert f"The invitation to {NEW} is sent again." in page
    assert len(mails_to(NEW)) == 2
    assert staff.get(f"/accounts/invitations/{invitation.pk}/revoke/").status_code == 405
    staff.post(f"/accounts/invitations/{invitation.pk}/revoke/")
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.REVOKED


def test_a_button_on_another_page_comes_back_to_that_page_and_to_no_other_site(cast, staff):
    invitation = invite(cast)
    answer = staff.post(f"/accounts/invitations/{invitation.pk}/resend/", {"next": "/cohorts/fall-2026/people/"})
    assert answer.url == "/cohorts/fall-2026/people/"
    answer = staff.post(f"/accounts/invitations/{invitation.pk}/resend/", {"next": "https://evil.example/"})
    assert answer.url == "/accounts/invitations/"


def test_the_form_keeps_what_was_typed_when_the_address_is_refused(cast, staff):
    page = staff.post("/accounts/invitations/", {"email": "nonsense", "message": "Please come"})
    assert page.status_code == 422
    assert "Please come" in page.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(cast, staff, count, django_assert_num_queries):
    for number in range(count):
        invite(cast, email=f"person{number}@example.org", by=[cast.mayor, cast.editor, cast.viewer][number])
    staff.get("/accounts/invitations/")
    with django_assert_num_queries(LIST_QUERIES):
        page = staff.get("/accounts/invitations/")
    assert page.content.decode().count("Revoke<span") == count


LIST_QUERIES = 4  # session, person, count, invitations with who made them


# --- the staff ---


def test_an_administrator_is_asked_and_then_removed_and_told(cast, staff):
    other = make_user("Olga Brandt", is_administrator=True)
    page = staff.get(f"/accounts/administrators/{other.pk}/remove/").content.decode()
    assert "Take Olga Brandt off" in page
    other.refresh_from_db()
    assert other.is_administrator
    staff.post(f"/accounts/administrators/{other.pk}/remove/")
    other.refresh_from_db()
    assert not other.is_administrator and other.is_active
    message = newest_mail(other.email)
    assert message.subject == "You are no longer an administrator"
    assert f"{cast.administrator.name} took you off the staff" in message.text
    page = staff.post(f"/accounts/administrators/{cast.administrator.pk}/remove/", follow=True).content.decode()
    assert "is the only administrator, so nothing was changed" in page


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_leave_one(cast):
    from .at_once import at_once

    other = make_user("Olga Brandt", is_administrator=True)
    outcomes = at_once(
        lambda: services.remove_administrator(user=other, by=cast.administrator),
        lambda: services.remove_administrator(user=cast.administrator, by=other),
    )
    assert sorted(outcomes) == ["done", "refused"]
    assert User.objects.administrators().count() == 1


def test_roles_are_written_for_everyone_who_may_be_invited(cast):
    for role in Role:
        invitation = Invitation(role=role, subject_name="Dayton, OH in Fall 2026")
        assert invitation.purpose[0].islower()
        assert "{" not in invitation.purpose
