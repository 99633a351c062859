"""The pages of accounts and of a city's people in a real Chromium: axe, every width, nothing refused."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from cohorts.people.services import invite_to_team, name_signer
from isc_portal.accounts import services
from isc_portal.accounts.models import Invitation

from ..signing_in import sign_in, sign_in_without_second_factor
from .mailbox import code_in, newest_mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [1280, 375, 320]
PEOPLE = "/cities/fall-2026/dayton-oh/people/"


@pytest.fixture
def settled(cast):
    """Dayton with a signer, a phone number and invitations in every state; and an administrator invited."""
    cast.editor.phone = "(937) 555-0142 ext. 12"
    cast.editor.save()
    name_signer(member=cast.own.members.get(user=cast.editor), may_sign=True, by=cast.mayor)
    for email, name in [
        ("dana.cole@dayton.example.org", "Dana Cole"),
        ("a.very.long.name.indeed@dayton.example.org", ""),
    ]:
        invite_to_team(participation=cast.own, email=email, name=name, role="viewer", by=cast.editor)
    Invitation.objects.filter(name="").update(expires_at=timezone.now() - timedelta(days=1))
    services.invite(email="olga@isc.example.org", name="", role="administrator", subject=None, by=cast.administrator)
    services.invite(
        email=cast.outsider.email,
        name="",
        role="facilitator",
        subject=cast.cohort,
        by=cast.administrator,
        message="We would love to have you.",
    )
    return cast


def look(page: Page, live_server, path: str, *, client: Client | None = None) -> list[str]:
    """Open a page at every width and say what is wrong with it."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if _is_wrong(message) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    if client:
        for cookie in client.cookies.values():
            page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + path, wait_until="load")
        violations = Axe().run(page).response["violations"]
        wrong += [f"{path} at {width}: {one['id']} {[node['html'] for node in one['nodes']]}" for one in violations]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{path} scrolls sideways at {width}")
    return wrong


def _is_wrong(message) -> bool:
    return message.type == "error" and "status of 403" not in message.text  # an invitation to another address


SIGNED_IN = [
    ("editor", "/accounts/profile/"),
    ("editor", "/accounts/email/"),
    ("editor", "/accounts/sessions/"),
    ("editor", "/accounts/2fa/"),
    ("editor", "/accounts/2fa/totp/activate/"),
    ("editor", "/accounts/2fa/webauthn/add/"),
    ("editor", "/accounts/2fa/webauthn/"),
    ("editor", "/accounts/password/set/"),
    ("editor", "/accounts/logout/"),
    ("editor", PEOPLE),
    ("viewer", PEOPLE),
    ("mayor", f"{PEOPLE}{{member}}/"),
    ("mayor", f"{PEOPLE}office/"),
    ("administrator", "/accounts/invitations/"),
    ("administrator", "/accounts/invitations/?state=expired"),
    ("administrator", "/accounts/administrators/"),
    ("administrator", "/accounts/administrators/{administrator}/remove/"),
    ("facilitator without a second factor", "/accounts/second-factor/"),
    ("facilitator with one not shown", "/accounts/2fa/reauthenticate/"),
    ("outsider", "{invitation}"),
    ("viewer", "{invitation}"),
]


@pytest.mark.parametrize(("persona", "path"), SIGNED_IN)
def test_nothing_is_wrong_with_the_pages_of_those_who_signed_in(page, live_server, settled, persona, path):
    client = Client()
    name, _, how = persona.partition(" ")
    if how == "without a second factor":
        sign_in_without_second_factor(client, settled.facilitator)
    elif how:
        sign_in(client, settled.facilitator)
        sign_in_without_second_factor(client, settled.facilitator)
    else:
        (sign_in if name == "administrator" else sign_in_without_second_factor)(client, getattr(settled, name))
    path = path.format(
        member=settled.own.members.get(user=settled.editor).pk,
        administrator=settled.administrator.pk,
        invitation=Invitation.objects.get(role="facilitator").path,
    )
    assert look(page, live_server, path, client=client) == []


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/accounts/inactive/"]
)
def test_nothing_is_wrong_with_the_pages_on_the_way_in(page, live_server, settled, path):
    assert look(page, live_server, path) == []


@pytest.mark.parametrize("email", ["dana.cole@dayton.example.org", "paul"])
def test_nothing_is_wrong_with_an_invitations_page_for_whoever_is_signed_out(page, live_server, settled, email):
    invitation = Invitation.objects.get(email__startswith=email)
    assert look(page, live_server, invitation.path) == []


def test_nothing_is_wrong_with_the_pages_that_take_codes(page, live_server, settled):
    for address, confirm in [
        ("/accounts/login/code/", "/accounts/login/code/confirm/"),
        ("/accounts/password/reset/", "/accounts/password/reset/confirm/"),
    ]:
        client = Client()
        client.post(address, {"email": settled.editor.email})
        assert look(page, live_server, confirm, client=client) == []
        page.context.clear_cookies()


def test_nothing_is_wrong_with_the_second_step(page, live_server, settled):
    sign_in(Client(), settled.facilitator)
    client = Client()
    client.post("/accounts/login/code/", {"email": settled.facilitator.email})
    client.post("/accounts/login/code/confirm/", {"code": code_in(newest_mail(settled.facilitator.email))})
    assert look(page, live_server, "/accounts/2fa/authenticate/", client=client) == []


def test_the_form_for_a_mailed_code_works_without_scripts(browser, live_server, settled):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("Email address", exact=True).first.fill(settled.editor.email)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Code from the mail").fill(code_in(newest_mail(settled.editor.email)))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{live_server.url}/accounts/profile/")
    assert page.get_by_role("heading", level=1).inner_text() == "Your profile"
    assert settings.SESSION_COOKIE_NAME in {cookie["name"] for cookie in context.cookies()}
    context.close()
