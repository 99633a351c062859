"""Passkeys in a real Chromium with a virtual authenticator, under our Content-Security-Policy."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from ..signing_in import sign_in_without_second_factor
from .mailbox import code_in, newest_mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains about: refused scripts and styles, errors of scripts."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def fingerprint_reader(page: Page):
    """A function that gives the browser's device a fingerprint reader, and one that changes it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    number = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def knows_its_owner(verified: bool) -> None:
        session.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": verified})

    return knows_its_owner


def let_in(page: Page, live_server, user) -> None:
    """Give the browser the session of somebody who signed in with a mailed code."""
    client = Client()
    sign_in_without_second_factor(client, user)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
    page.context.add_cookies([cookie])


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def add_passkey(page: Page, name: str = "Work laptop", *, alone: bool = True) -> None:
    page.get_by_label("Name of this passkey").fill(name)
    if not alone:
        page.get_by_text("Sign in with this passkey alone").click()
    page.get_by_role("button", name="Go on with your device").click()


def test_a_facilitator_sets_up_a_passkey_and_signs_in_with_it_alone(
    page, live_server, cast, fingerprint_reader, complaints
):
    let_in(page, live_server, cast.facilitator)
    page.goto(f"{live_server.url}/accounts/profile/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second factor")
    page.get_by_role("link", name="Set up a passkey").click()
    add_passkey(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    assert page.get_by_label("Recovery codes").get_by_role("listitem").count() == 10
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile")
    sign_out(page)
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/profile/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/")
    expect(page.get_by_role("row", name="Work laptop")).to_contain_text("Signs you in by itself")
    assert complaints == []
    assert Authenticator.objects.get(user=cast.facilitator, type="webauthn").last_used_at


def test_a_passkey_is_the_second_step_after_a_mailed_code(page, live_server, cast, fingerprint_reader, complaints):
    let_in(page, live_server, cast.facilitator)
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    add_passkey(page, alone=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    sign_out(page)
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/sessions/")
    page.get_by_label("Email address", exact=True).first.fill(cast.facilitator.email)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Code from the mail").fill(code_in(newest_mail(cast.facilitator.email)))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where you are signed in")
    page.goto(f"{live_server.url}/accounts/2fa/recovery-codes/generate/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Make new recovery codes?")
    assert complaints == []


def test_what_went_wrong_is_said_in_words_and_nothing_is_changed(
    page, live_server, cast, fingerprint_reader, complaints
):
    let_in(page, live_server, cast.editor)
    fingerprint_reader(False)
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    add_passkey(page)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed. Try again")
    assert not Authenticator.objects.exists()
    fingerprint_reader(True)
    page.get_by_role("button", name="Go on with your device").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    assert complaints == []


def test_the_last_passkey_is_kept_by_those_who_need_it(page, live_server, cast, fingerprint_reader):
    let_in(page, live_server, cast.facilitator)
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    add_passkey(page)
    page.get_by_role("link", name="Go on").click()
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove Work laptop").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("This is your only second factor")).to_be_visible()
    assert Authenticator.objects.filter(user=cast.facilitator, type="webauthn").exists()
