"""Invitations: made, mailed, sent again, revoked, expired, accepted by whoever they are for and by nobody else."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cohorts.institutes.models import TeamMember
from isc_portal.accounts import services
from isc_portal.accounts.models import Invitation, InvitationState, User

from ..factories import make_user
from ..signing_in import sign_in, sign_in_without_second_factor
from .mailbox import code_in, link_in, mails_to, newest_mail

pytestmark = pytest.mark.django_db

NEW = "dana.cole@dayton.example.org"


def invite(cast, email=NEW, role="editor", subject=None, by=None, **more) -> Invitation:
    """An invitation to Dayton's team, unless told otherwise."""
    return services.invite(
        email=email,
        name=more.pop("name", "Dana Cole"),
        role=role,
        subject=subject or cast.own,
        by=by or cast.mayor,
        **more,
    )


def as_newcomer(client: Client, invitation: Invitation, **fields):
    return client.post(invitation.path, {"name": "Dana Cole", "time_zone": "America/New_York", **fields})


# --- the mail ---


def test_the_mail_says_who_asks_for_what_and_until_when(cast):
    with time_machine.travel("2026-11-23 15:00:00Z", tick=False):
        invitation = invite(cast, message="You know the budget best.\n<b>Welcome</b>")
    message = newest_mail(NEW)
    assert message.subject == (
        "Lorraine Whitcomb invites you to work with the team of Dayton, OH in Fall 2026, as an editor"
    )
    assert "Hello Dana Cole," in message.text
    assert "You know the budget best.\n<b>Welcome</b>" in message.text
    assert "&lt;b&gt;Welcome&lt;/b&gt;" in message.html and "<b>Welcome</b>" not in message.html
    assert "Monday, December 7, 2026" in message.text and "Monday, December 7, 2026" in message.html
    assert link_in(message) == invitation.path
    assert invitation.path in message.html
    assert message.reply_to == cast.mayor.email
    assert message.secret


def test_the_address_is_read_in_any_spelling_and_nonsense_is_refused(cast):
    assert invite(cast, email="  Dana.COLE@dayton.example.org ").email == NEW
    with pytest.raises(ValidationError):
        invite(cast, email="dana at dayton")


def test_the_same_invitation_again_renews_the_one_that_waits(cast):
    first = invite(cast)
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        again = invite(cast, by=cast.editor, message="Once more")
        assert again.pk == first.pk and again.key == first.key
        assert (again.times_sent, again.invited_by, again.message) == (2, cast.editor, "Once more")
        assert again.state == InvitationState.OPEN
        assert again.expires_at == timezone.now() + timedelta(days=14)
    assert len(mails_to(NEW)) == 2


def test_the_database_holds_one_open_invitation_for_an_address_role_and_subject(cast):
    first = invite(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            email=NEW.upper(), role="editor", subject=cast.own, expires_at=first.expires_at, invited_by=cast.mayor
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(email="x@example.org", role="editor", expires_at=first.expires_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            email="x@example.org", role="administrator", subject=cast.own, expires_at=timezone.now()
        )
    with pytest.raises(ValueError, match="Only administrators"):
        services.invite(email="x@example.org", name="", role="editor", subject=None, by=cast.administrator)


def test_inviting_tells_nobody_whether_an_address_has_an_account(cast):
    client = Client()
    sign_in(client, cast.administrator)
    pages = []
    for email in (cast.outsider.email, "nobody@example.org"):
        response = client.post("/accounts/invitations/", {"email": email}, follow=True)
        pages.append((response.status_code, response.redirect_chain))
        invitation = Invitation.objects.get(email=email)
        assert (invitation.name, invitation.accepted_by) == ("", None)
        assert newest_mail(email).text.replace(email, "X").replace(invitation.key, "K").count("X") == 1
        assert cast.outsider.name not in response.content.decode()
    assert pages[0] == pages[1]


# --- looking at the link ---


def test_looking_at_the_link_changes_nothing_however_often_scanners_do(cast):
    invitation = invite(cast)
    people, members = User.objects.count(), TeamMember.objects.count()
    for method in ("get", "head", "options"):
        for _ in range(3):
            assert getattr(Client(), method)(invitation.path).status_code in (200, 405)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.OPEN
    assert (User.objects.count(), TeamMember.objects.count()) == (people, members)
    assert len(mails_to(NEW)) == 1


def test_the_page_says_what_it_is_for_and_who_asks(cast):
    invitation = invite(cast, message="You know the budget best.")
    page = Client().get(invitation.path).content.decode()
    for words in ("Lorraine Whitcomb", "Dayton, OH in Fall 2026", "as an editor", NEW, "You know the budget best."):
        assert words in page
    assert "Last-Modified" not in Client().get(invitation.path).headers
    assert "no-store" in Client().get(invitation.path).headers["Cache-Control"]


def test_an_unknown_link_leads_nowhere(client, cast):
    assert client.get("/accounts/invitation/" + "x" * 43 + "/").status_code == 404


# --- accepting ---


def test_someone_new_gets_an_account_and_their_place_and_is_signed_in(cast):
    invitation = invite(cast)
    client = Client()
    page = client.get(invitation.path)
    assert page.context["form"].initial == {"name": "Dana Cole", "time_zone": "America/New_York"}
    response = as_newcomer(client, invitation, name="Dana Cole-Smith", time_zone="America/Chicago")
    assert response.url == "/cities/fall-2026/dayton-oh/"
    user = User.objects.get(email=NEW)
    assert (user.name, user.time_zone, user.has_usable_password()) == ("Dana Cole-Smith", "America/Chicago", False)
    assert EmailAddress.objects.get(user=user).verified
    assert TeamMember.objects.get(user=user, participation=cast.own).role == "editor"
    assert client.session["_auth_user_id"] == str(user.pk)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == (InvitationState.ACCEPTED, user)


def test_a_citys_zone_is_where_its_new_people_start(cast):
    invitation = invite(cast, subject=cast.neighbor, by=cast.peer)
    assert Client().get(invitation.path).context["form"].initial["time_zone"] == "America/Los_Angeles"


def test_what_a_newcomer_enters_is_checked_and_kept(cast):
    invitation = invite(cast)
    response = as_newcomer(Client(), invitation, name="", time_zone="Mars/Olympus")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "time_zone"}
    assert not User.objects.filter(email=NEW).exists()


def test_someone_signed_in_with_the_address_accepts_with_one_button(cast):
    invitation = invite(cast, email=cast.outsider.email.upper(), role="viewer")
    client = Client()
    sign_in(client, cast.outsider)
    page = client.get(invitation.path).content.decode()
    assert "Accept" in page and "follow the work of Dayton, OH" in page
    assert not TeamMember.objects.filter(user=cast.outsider).exists()
    assert client.post(invitation.path).url == "/cities/fall-2026/dayton-oh/"
    assert TeamMember.objects.get(user=cast.outsider).role == "viewer"


def test_accepting_twice_changes_nothing(cast):
    invitation = invite(cast, email=cast.outsider.email)
    client = Client()
    sign_in(client, cast.outsider)
    for _ in range(2):
        assert client.post(invitation.path).url == "/cities/fall-2026/dayton-oh/"
    assert TeamMember.objects.filter(user=cast.outsider).count() == 1


def test_someone_with_an_account_who_is_signed_out_is_mailed_a_code_first(cast):
    invitation = invite(cast, email=cast.outsider.email)
    client = Client()
    assert "sign in to accept" in client.get(invitation.path).content.decode()
    confirm = client.post(invitation.path)
    assert confirm.url.startswith("/accounts/login/code/confirm/?next=")
    assert not TeamMember.objects.filter(user=cast.outsider).exists()
    back = client.post(confirm.url, {"code": code_in(newest_mail(cast.outsider.email)), "next": invitation.path})
    assert back.url == invitation.path
    client.post(invitation.path)
    assert TeamMember.objects.get(user=cast.outsider).role == "editor"


def test_someone_signed_in_with_another_address_is_told_so_plainly(cast):
    invitation = invite(cast)
    client = Client()
    sign_in(client, cast.outsider)
    for response in (client.get(invitation.path), client.post(invitation.path)):
        assert response.status_code == 403
        page = response.content.decode()
        assert f"It was sent to {NEW}, and you are signed in as {cast.outsider.email}" in page
    assert not TeamMember.objects.filter(user=cast.outsider).exists()
    with pytest.raises(ValidationError, match="you are signed in as"):
        services.accept(invitation=invitation, user=cast.outsider)


def test_an_address_that_was_never_shown_to_be_read_is_not_the_persons_own(cast):
    squatter = User.objects.create_user(NEW, "Squatter")
    with pytest.raises(ValidationError, match="was sent to"):
        services.accept(invitation=invite(cast), user=squatter)


def test_someone_new_cannot_accept_what_has_an_account_by_then(cast):
    invitation = invite(cast)
    make_user("Dana Cole", email=NEW)
    with pytest.raises(ValidationError, match="has an account by now"):
        services.accept_as_newcomer(invitation=invitation, name="Dana", time_zone="UTC")
    assert Invitation.objects.get().state == InvitationState.OPEN


def test_accepting_never_lowers_what_a_person_may_do(cast):
    as_viewer = invite(cast, email=cast.outsider.email, role="viewer")
    as_editor = invite(cast, email=cast.outsider.email, role="editor")
    services.accept(invitation=as_editor, user=cast.outsider)
    services.accept(invitation=as_viewer, user=cast.outsider)
    assert TeamMember.objects.get(user=cast.outsider).role == "editor"


def test_a_new_mayor_takes_the_office_and_the_one_before_becomes_an_editor(cast):
    invitation = invite(cast, role="mayor", by=cast.administrator, name="Frank Ito")
    as_newcomer(Client(), invitation, name="Frank Ito")
    assert dict(
        cast.own.members.filter(user__in=[cast.mayor.pk, User.objects.get(email=NEW).pk]).values_list(
            "user__name", "role"
        )
    ) == {
        "Frank Ito": "mayor",
        "Lorraine Whitcomb": "editor",
    }
    cast.own.refresh_from_db()
    assert cast.own.mayor.name == "Frank Ito"


def test_a_facilitator_is_led_to_the_second_factor_first(cast):
    invitation = invite(cast, role="facilitator", subject=cast.cohort, by=cast.administrator)
    client = Client()
    as_newcomer(client, invitation)
    assert cast.cohort.facilitators.filter(email=NEW).exists()
    assert client.get("/accounts/profile/").url == "/accounts/second-factor/"


def test_an_expert_gets_their_entry_and_one_kept_by_another_stays_theirs(cast):
    entry = cast.expert.expert
    invitation = invite(cast, role="expert", subject=entry, by=cast.administrator)
    response = as_newcomer(Client(), invitation)
    assert response.status_code == 422
    assert "kept by another account" in response.content.decode()
    assert not User.objects.filter(email=NEW).exists()
    entry.user = None
    entry.save()
    as_newcomer(Client(), invitation)
    entry.refresh_from_db()
    assert entry.user.email == NEW


def test_an_administrator_is_made_by_accepting_and_not_before(cast):
    services.invite(email=cast.outsider.email, name="", role="administrator", subject=None, by=cast.administrator)
    invitation = Invitation.objects.get()
    cast.outsider.refresh_from_db()
    assert not cast.outsider.is_administrator
    client = Client()
    sign_in_without_second_factor(client, cast.outsider)
    client.post(invitation.path)
    cast.outsider.refresh_from_db()
    assert cast.outsider.is_administrator
    assert client.get("/accounts/profile/").url == "/accounts/second-factor/"
    with pytest.raises(ValidationError, match="is an administrator already"):
        services.invite(email=cast.outsider.email, name="", role="administrator", subject=None, by=cast.administrator)


def test_what_was_invited_to_may_be_gone(cast):
    invitation = invite(cast, role="expert", subject=cast.expert.expert, by=cast.administrator)
    cast.expert.expert.delete()
    response = as_newcomer(Client(), invitation)
    assert "no longer in the portal" in response.content.decode()
    assert not User.objects.filter(email=NEW).exists()


# --- expiring, sending again, revoking ---


def test_an_invitation_is_good_for_fourteen_days_to_the_second(cast):
    with time_machine.travel("2026-11-23 15:00:00Z", tick=False) as clock:
        invitation = invite(cast)
        clock.shift(timedelta(days=14) - timedelta(seconds=1))
        assert Client().get(invitation.path).status_code == 200
        clock.shift(timedelta(seconds=1))
        for response in (Client().get(invitation.path), as_newcomer(Client(), invitation)):
            assert response.status_code == 410
            assert "has expired" in response.content.decode()
        assert not User.objects.filter(email=NEW).exists()
        services.resend(invitation=invitation, by=cast.editor)
        clock.shift(timedelta(days=13))
        assert as_newcomer(Client(), invitation).status_code == 302
    assert User.objects.filter(email=NEW).exists()


def test_sending_again_counts_and_renews_but_not_twice_in_a_minute(cast):
    with time_machine.travel("2026-11-23 15:00:00Z", tick=False) as clock:
        invitation = invite(cast)
        with pytest.raises(ValidationError, match="a moment ago"):
            services.resend(invitation=invitation, by=cast.mayor)
        clock.shift(timedelta(days=3))
        renewed = services.resend(invitation=invitation, by=cast.mayor)
        assert renewed.times_sent == 2
        assert renewed.expires_at == timezone.now() + timedelta(days=14)
        assert [link_in(message) for message in mails_to(NEW)] == [invitation.path, invitation.path]


def test_a_revoked_link_is_useless_and_stays_so(cast):
    invitation = services.revoke(invitation=invite(cast), by=cast.mayor)
    for response in (Client().get(invitation.path), as_newcomer(Client(), invitation)):
        assert response.status_code == 410
        assert "was revoked" in response.content.decode()
    assert not User.objects.filter(email=NEW).exists()
    with pytest.raises(ValidationError, match="was revoked"):
        services.resend(invitation=invitation, by=cast.mayor)
    assert invite(cast).pk != invitation.pk


def test_an_accepted_one_is_neither_sent_again_nor_revoked(cast):
    invitation = invite(cast)
    as_newcomer(Client(), invitation)
    for service in (services.resend, services.revoke):
        with pytest.raises(ValidationError, match="has accepted"):
            service(invitation=invitation, by=cast.mayor)
    page = Client().get(invitation.path)
    assert page.status_code == 410 and "already been accepted" in page.content.decode()


def test_too_many_tries_to_accept_end_on_the_page_that_says_so(cast):
    invitation = invite(cast)
    client = Client()
    for _ in range(20):
        assert as_newcomer(client, invitation, name="").status_code == 422
    assert as_newcomer(client, invitation).status_code == 429


# --- the administrators' list ---
