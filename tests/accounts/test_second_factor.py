"""The second factor: demanded of staff and facilitators before anything, kept, lost and reset."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver, reverse

from cohorts.institutes.services import add_facilitator
from isc_portal.accounts import services
from isc_portal.accounts.middleware import OPEN
from isc_portal.accounts.models import User

from ..signing_in import give_authenticator_app, sign_in, sign_in_without_second_factor
from .mailbox import code_in, newest_mail

pytestmark = pytest.mark.django_db

SET_UP = "/accounts/second-factor/"
ACTIVATE = "/accounts/2fa/totp/activate/"
SECRET = generate_totp_secret()


def app_shows(secret: str, *, periods_ago: int = 0) -> str:
    """The six digits that an authenticator app with this key shows."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - periods_ago))


def half_signed_in(user) -> Client:
    client = Client()
    sign_in_without_second_factor(client, user)
    return client


@pytest.mark.parametrize("persona", ["administrator", "facilitator"])
@pytest.mark.parametrize(
    "path",
    [
        "/accounts/profile/",
        "/accounts/sessions/",
        "/accounts/invitations/",
        "/accounts/email/",
        "/accounts/2fa/",
        "/cities/fall-2026/dayton-oh/people/",
        "/mail/",
        "/admin/",
        "/admin/accounts/user/",
    ],
)
def test_staff_and_facilitators_reach_nothing_without_it(cast, persona, path):
    response = half_signed_in(getattr(cast, persona)).get(path)
    assert response.status_code == 302 and response.url == SET_UP
    assert response.content == b""


@pytest.mark.parametrize("persona", ["administrator", "facilitator"])
def test_nothing_they_post_without_it_is_done(cast, persona):
    user = getattr(cast, persona)
    response = half_signed_in(user).post("/accounts/profile/", {"name": "Changed", "time_zone": "America/Chicago"})
    assert response.url == SET_UP
    user.refresh_from_db()
    assert user.name != "Changed"


def test_a_part_of_a_page_that_is_asked_for_without_it_becomes_a_visit_to_it(cast):
    response = half_signed_in(cast.facilitator).get("/accounts/profile/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == SET_UP


def test_what_is_public_stays_open_without_it(cast):
    client = half_signed_in(cast.administrator)
    for name in ("help", "privacy", "accessibility"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert cast.own.city.name not in page.content.decode()
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("persona", ["mayor", "editor", "viewer", "expert", "outsider"])
def test_nobody_else_is_asked_for_it(cast, persona):
    assert half_signed_in(getattr(cast, persona)).get("/accounts/profile/").status_code == 200


def test_whoever_becomes_a_facilitator_is_asked_at_the_next_click(cast):
    client = half_signed_in(cast.outsider)
    assert client.get("/accounts/profile/").status_code == 200
    add_facilitator(cohort=cast.cohort, user=cast.outsider)
    assert client.get("/accounts/profile/").url == SET_UP


def test_setting_up_an_app_leads_through_recovery_codes_to_the_page_asked_for(cast, django_capture_on_commit_callbacks):
    client = half_signed_in(cast.facilitator)
    client.get("/cities/fall-2026/dayton-oh/people/?x=1")
    page = client.get(SET_UP).content.decode()
    assert "As a facilitator you see the drafts of every city" in page
    assert cast.own.city.name not in page
    secret = client.get(ACTIVATE).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ACTIVATE, {"code": app_shows(secret)})
    assert response.url == "/accounts/2fa/recovery-codes/"
    codes = client.get(response.url)
    assert codes.status_code == 200 and len(codes.context["unused_codes"]) == 10
    assert newest_mail(cast.facilitator.email).subject == "An authenticator app was added"
    assert client.get(SET_UP).url == "/cities/fall-2026/dayton-oh/people/?x=1"
    assert client.get("/cities/fall-2026/dayton-oh/people/").status_code == 200


def test_a_wrong_code_sets_up_nothing(cast):
    client = half_signed_in(cast.facilitator)
    client.get(ACTIVATE)
    assert "That code is not right" in client.post(ACTIVATE, {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()
    assert client.get("/accounts/profile/").url == SET_UP


def test_the_qr_code_is_drawn_without_what_the_content_security_policy_forbids(cast):
    page = half_signed_in(cast.facilitator).get(ACTIVATE).content.decode()
    assert "<svg" in page
    assert "data:image" not in page and "style=" not in page


def test_signing_in_takes_both_steps(cast):
    give_authenticator_app(cast.facilitator, SECRET)
    client = Client()
    client.post("/accounts/login/code/", {"email": cast.facilitator.email})
    code = code_in(newest_mail(cast.facilitator.email))
    assert client.post("/accounts/login/code/confirm/", {"code": code}).url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert "That code is not right" in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert client.post("/accounts/2fa/authenticate/", {"code": app_shows(SECRET)}).url == "/home/"
    assert client.get("/accounts/profile/").status_code == 200


def test_a_recovery_code_stands_in_for_the_app_once(cast):
    client = half_signed_in(cast.facilitator)
    secret = client.get(ACTIVATE).context["form"].secret
    client.post(ACTIVATE, {"code": app_shows(secret)})
    spare = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"][0]
    for works in (True, False):
        other = Client()
        other.post("/accounts/login/code/", {"email": cast.facilitator.email})
        other.post("/accounts/login/code/confirm/", {"code": code_in(newest_mail(cast.facilitator.email))})
        other.post("/accounts/2fa/authenticate/", {"code": spare})
        assert ("_auth_user_id" in other.session) is works


def test_someone_with_an_app_who_becomes_a_facilitator_later_confirms_with_it(cast):
    client = half_signed_in(cast.outsider)
    give_authenticator_app(cast.outsider, SECRET)
    add_facilitator(cohort=cast.cohort, user=cast.outsider)
    assert client.get("/accounts/profile/").url == SET_UP
    confirm = client.get(SET_UP).url
    assert confirm.startswith("/accounts/2fa/reauthenticate/")
    response = client.post(confirm, {"code": app_shows(SECRET)})
    assert response.url == SET_UP
    assert client.get(SET_UP).url == "/accounts/profile/"
    assert client.get("/accounts/profile/").status_code == 200


def test_a_password_does_not_stand_in_for_it(cast):
    cast.facilitator.set_password("four plain words here")
    cast.facilitator.save()
    give_authenticator_app(cast.facilitator, SECRET)
    client = half_signed_in(cast.facilitator)
    client.post("/accounts/reauthenticate/", {"password": "four plain words here"})
    assert client.get("/accounts/profile/").url == SET_UP


def test_the_last_one_is_kept_by_those_who_need_it_and_removed_by_others(cast):
    client = Client()
    secret = sign_in_with_app(client, cast.facilitator)
    page = client.get("/accounts/2fa/totp/deactivate/", follow=True).content.decode()
    assert "This is your only second factor" in page
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=cast.facilitator, type="totp").exists()
    other = Client()
    secret = sign_in_with_app(other, cast.editor)
    assert secret
    other.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=cast.editor).exists()
    assert newest_mail(cast.editor.email).subject == "Your authenticator app was removed"


def sign_in_with_app(client: Client, user) -> str:
    sign_in_without_second_factor(client, user)
    secret = client.get(ACTIVATE).context["form"].secret
    assert client.post(ACTIVATE, {"code": app_shows(secret)}).status_code == 302
    return secret


def test_a_lost_one_is_reset_by_an_administrator_with_a_mail_and_everyone_signed_out(cast):
    client = Client()
    client.post("/accounts/login/code/", {"email": cast.editor.email})
    client.post("/accounts/login/code/confirm/", {"code": code_in(newest_mail(cast.editor.email))})
    secret = client.get(ACTIVATE).context["form"].secret
    client.post(ACTIVATE, {"code": app_shows(secret)})
    services.reset_second_factor(user=cast.editor, by=cast.administrator)
    assert not Authenticator.objects.filter(user=cast.editor).exists()
    assert client.get("/accounts/profile/").url.startswith("/accounts/login/")
    message = newest_mail(cast.editor.email)
    assert message.subject == "Your second factor was removed"
    assert f"{cast.administrator.name} removed the second factor" in message.text
    assert cast.administrator.name in message.html


def test_its_key_is_not_in_the_database_in_the_clear(cast):
    give_authenticator_app(cast.editor, SECRET)
    stored = Authenticator.objects.get(user=cast.editor)
    assert SECRET not in str(stored.data)
    assert stored.wrap().validate_code(app_shows(SECRET))


def test_its_key_is_read_after_the_secret_key_has_changed(cast, settings):
    give_authenticator_app(cast.editor, SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough to be one, and has never been seen before"
    assert Authenticator.objects.get(user=cast.editor).wrap().validate_code(app_shows(SECRET))


def test_what_is_open_without_it_exists():
    def names(patterns, prefix=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from names(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            elif pattern.name:
                yield f"{prefix}{pattern.name}"

    assert set(names(get_resolver().url_patterns)) >= OPEN


def test_the_last_administrator_stays(cast):
    with pytest.raises(ValidationError, match="only administrator"):
        services.remove_administrator(user=cast.administrator, by=cast.administrator)
    with pytest.raises(ValidationError, match="only administrator"):
        services.deactivate(user=cast.administrator, by=cast.administrator)
    assert User.objects.administrators().count() == 1


def test_the_tests_own_sign_in_has_passed_it(cast):
    client = Client()
    sign_in(client, cast.administrator)
    assert client.get("/accounts/invitations/").status_code == 200
