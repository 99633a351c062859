"""Signing in: mailed codes, passwords, and what a stranger can and cannot find out."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from isc_portal.accounts.models import User
from isc_portal.mail import rendering
from isc_portal.mail.models import Message

from ..factories import make_user
from .mailbox import code_in, mails_to, newest_mail

pytestmark = pytest.mark.django_db

CODE_PAGE = "/accounts/login/code/confirm/"
ALIKE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def ana():
    return make_user("Ana Reyes", email="ana.reyes@dayton.example.org")


def ask_for_code(client: Client, email: str):
    return client.post("/accounts/login/code/", {"email": email})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_mailed_code_signs_in(client, ana):
    assert ask_for_code(client, "Ana.Reyes@Dayton.example.org").url == CODE_PAGE
    message = newest_mail(ana.email)
    response = client.post(CODE_PAGE, {"code": code_in(message).lower().replace("-", " ")})
    assert response.url == "/home/"
    assert is_signed_in(client)


def test_the_mail_with_the_code_goes_first_and_keeps_its_secret(client, ana):
    ask_for_code(client, ana.email)
    message = newest_mail(ana.email)
    assert message.urgent and message.secret
    assert message.subject == "Your sign-in code"
    assert code_in(message) in message.html
    assert message.send_before - timezone.now() <= timedelta(minutes=10)
    assert "Nobody at the Institute will ever ask you for it" in message.text


def test_three_wrong_codes_end_the_code(client, ana):
    ask_for_code(client, ana.email)
    code = code_in(newest_mail(ana.email))
    for _ in range(2):
        assert b"That code is not right" in client.post(CODE_PAGE, {"code": "BBBB-BBBB"}).content
    assert client.post(CODE_PAGE, {"code": "BBBB-BBBB"}).status_code == 302
    client.post(CODE_PAGE, {"code": code})
    assert not is_signed_in(client)


def test_a_code_is_good_for_ten_minutes_and_for_one_use(client, ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask_for_code(client, ana.email)
        code = code_in(newest_mail(ana.email))
        clock.shift(timedelta(minutes=10, seconds=1))
        client.post(CODE_PAGE, {"code": code})
        assert not is_signed_in(client)
        ask_for_code(client, ana.email)
        used = code_in(newest_mail(ana.email))
        client.post(CODE_PAGE, {"code": used})
        assert is_signed_in(client)
    other = Client()
    ask_for_code(other, ana.email)
    other.post(CODE_PAGE, {"code": used})
    assert not is_signed_in(other)


def test_a_new_code_makes_the_one_before_worthless(client, ana):
    ask_for_code(client, ana.email)
    first = code_in(newest_mail(ana.email))
    client.post(CODE_PAGE, {"action": "resend"})
    second = code_in(newest_mail(ana.email))
    assert first != second
    client.post(CODE_PAGE, {"code": first})
    assert not is_signed_in(client)
    client.post(CODE_PAGE, {"code": second})
    assert is_signed_in(client)


def test_the_page_that_was_asked_for_comes_after_the_code(client, ana):
    client.post("/accounts/login/code/", {"email": ana.email, "next": "/accounts/profile/"})
    response = client.post(CODE_PAGE, {"code": code_in(newest_mail(ana.email)), "next": "/accounts/profile/"})
    assert response.url == "/accounts/profile/"


def test_no_one_is_led_to_another_site_after_signing_in(client, ana):
    client.post("/accounts/login/code/", {"email": ana.email, "next": "https://evil.example/"})
    response = client.post(CODE_PAGE, {"code": code_in(newest_mail(ana.email)), "next": "https://evil.example/"})
    assert response.url == "/home/"


def test_a_password_signs_in_and_a_wrong_one_says_so(client, ana):
    ana.set_password("four plain words here")
    ana.save()
    page = client.post("/accounts/login/", {"login": ana.email, "password": "four plain words hare"})
    assert "The address or the password is not right" in page.content.decode()
    assert not is_signed_in(client)
    client.post("/accounts/login/", {"login": "ANA.REYES@dayton.example.org", "password": "four plain words here"})
    assert is_signed_in(client)


@pytest.mark.parametrize("address", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_asking_for_a_code_looks_the_same_with_and_without_an_account(address, ana):
    known, unknown = Client(), Client()
    first = known.post(address, {"email": ana.email}, follow=True)
    second = unknown.post(address, {"email": "bob.reyes@dayton.example.org"}, follow=True)
    assert [url for url, _ in first.redirect_chain] == [url for url, _ in second.redirect_chain]
    assert first.status_code == second.status_code == 200
    pages = [ALIKE.sub("", page.content.decode()) for page in (first, second)]
    assert "ana.reyes@" in pages[0]
    assert pages[0].replace("ana.reyes@", "X@") == pages[1].replace("bob.reyes@", "X@")
    assert set(first.cookies) == set(second.cookies)


def test_a_wrong_code_looks_the_same_with_and_without_an_account(ana):
    pages = []
    for email in (ana.email, "bob.reyes@dayton.example.org"):
        client = Client()
        ask_for_code(client, email)
        pages.append([client.post(CODE_PAGE, {"code": "BBBB-BBBB"}) for _ in range(3)])
    assert [page.status_code for page in pages[0]] == [page.status_code for page in pages[1]] == [200, 200, 302]
    assert pages[0][2].url == pages[1][2].url


def test_a_wrong_password_looks_the_same_with_and_without_an_account(client, ana, settings):
    settings.DEMO = False
    pages = [
        ALIKE.sub("", client.post("/accounts/login/", {"login": email, "password": "no such"}).content.decode())
        for email in (ana.email, "bob.reyes@dayton.example.org")
    ]
    assert "not right" in pages[0]
    assert pages[0].replace("ana.reyes@", "X@") == pages[1].replace("bob.reyes@", "X@")


def test_an_address_without_an_account_is_told_so_by_mail_once_a_day(ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(3):
            ask_for_code(Client(), "bob@dayton.example.org")
        [message] = mails_to("bob@dayton.example.org")
        assert message.subject == "There is no account for this address"
        assert "use the address your invitation was sent to" in message.text
        clock.shift(timedelta(days=1, minutes=1))
        ask_for_code(Client(), "bob@dayton.example.org")
        assert len(mails_to("bob@dayton.example.org")) == 2


def test_strangers_cannot_make_the_portal_write_to_the_whole_world(settings, ana):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "unknown_account_mails": "2/h/key"}
    for number in range(4):
        ask_for_code(Client(), f"stranger{number}@example.org")
    assert Message.objects.filter(address__startswith="stranger").count() == 2


def test_too_many_requests_end_on_the_page_that_says_so(ana):
    for email in (ana.email, "bob@dayton.example.org"):
        for _ in range(5):
            assert ask_for_code(Client(), email).status_code == 302
        refused = ask_for_code(Client(), email)
        assert refused.status_code == 429
        assert "That was a lot in a short time" in refused.content.decode()


def test_guessing_a_password_is_stopped(client, ana):
    ana.set_password("four plain words here")
    ana.save()
    for _ in range(5):
        client.post("/accounts/login/", {"login": ana.email, "password": "guess"})
    page = client.post("/accounts/login/", {"login": ana.email, "password": "four plain words here"})
    assert "That was tried too often" in page.content.decode()
    assert not is_signed_in(client)


def test_a_closed_account_cannot_sign_in_and_looks_like_none(client, ana):
    ana.is_active = False
    ana.save()
    ask_for_code(client, ana.email)
    assert newest_mail(ana.email).subject == "There is no account for this address"


def test_closing_an_account_signs_it_out(client, ana):
    ask_for_code(client, ana.email)
    client.post(CODE_PAGE, {"code": code_in(newest_mail(ana.email))})
    assert client.get("/accounts/profile/").status_code == 200
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert client.get("/accounts/profile/").url.startswith("/accounts/login/")


def test_nobody_signs_up_by_themselves(client):
    page = client.get("/accounts/signup/")
    assert "Accounts come with an invitation" in page.content.decode()
    client.post("/accounts/signup/", {"email": "me@example.org", "password1": "four plain words here"})
    assert not User.objects.exists()
    assert not Message.objects.exists()


def test_a_forgotten_password_is_replaced_after_a_mailed_code(client, ana):
    ana.set_password("four plain words here")
    ana.save()
    assert client.post("/accounts/password/reset/", {"email": ana.email}).url == "/accounts/password/reset/confirm/"
    message = newest_mail(ana.email)
    assert message.subject == "Your code for a new password"
    assert client.post("/accounts/password/reset/confirm/", {"code": code_in(message)}).status_code == 302
    new = {"password1": "five plain words are here", "password2": "five plain words are here"}
    client.post("/accounts/password/reset/complete/", new)
    ana.refresh_from_db()
    assert ana.check_password("five plain words are here")
    assert newest_mail(ana.email).subject == "Your password has changed"
    assert not is_signed_in(client)


def test_two_accounts_never_differ_in_upper_and_lower_case_alone(ana):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        User.objects.create(email="ANA.reyes@dayton.example.org", name="Another Ana")


def test_the_demonstrations_people_are_there_only_in_a_demonstration(client, settings):
    mayor = make_user("Lorraine Whitcomb", email="lorraine.whitcomb@dayton.example.org")
    settings.DEMO = False
    assert mayor.name not in client.get("/accounts/login/").content.decode()
    assert client.post("/accounts/demo-sign-in/", {"email": mayor.email}).status_code == 404
    assert not is_signed_in(client)
    settings.DEMO = True
    assert mayor.name in client.get("/accounts/login/").content.decode()
    assert client.get("/accounts/demo-sign-in/").status_code == 405
    assert client.post("/accounts/demo-sign-in/", {"email": mayor.email}).url == "/home/"
    assert is_signed_in(client)


def test_a_demonstration_signs_in_nobody_but_its_own_people(client, settings, ana):
    settings.DEMO = True
    other = make_user("Real Person", email="real@example.org")
    assert client.post("/accounts/demo-sign-in/", {"email": other.email}).status_code == 404
    assert not is_signed_in(client)


def test_a_demonstrations_administrator_needs_no_second_factor_there(client, settings):
    administrator = make_user("Ruth Adler", email="ruth.adler@isc.example.org", is_administrator=True)
    settings.DEMO = True
    client.post("/accounts/demo-sign-in/", {"email": administrator.email})
    assert client.get(reverse("accounts:invitations")).status_code == 200
    settings.DEMO = False
    assert client.get(reverse("accounts:invitations")).url == "/accounts/second-factor/"


def test_the_first_administrator_is_made_on_the_command_line_and_signs_in_by_code(client):
    call_command("createsuperuser", "--noinput", email="Ruth@isc.example.org", name="Ruth Adler", verbosity=0)
    ruth = User.objects.get()
    assert (ruth.email, ruth.is_administrator, ruth.has_usable_password()) == ("ruth@isc.example.org", True, False)
    ask_for_code(client, ruth.email)
    client.post(CODE_PAGE, {"code": code_in(newest_mail(ruth.email))})
    assert is_signed_in(client)
    assert client.get("/accounts/invitations/").url == "/accounts/second-factor/"


def test_the_portal_does_as_much_for_an_address_without_an_account(ana):
    work = []
    for email in (ana.email, "bob.reyes@dayton.example.org", "bob.reyes@dayton.example.org"):
        ask_for_code(Client(), "warm@example.org")
        with CaptureQueriesContext(connection) as queries, patched_rendering() as rendered:
            ask_for_code(Client(), email)
        work.append((len(queries), rendered.call_count))
    known, first_time, again = work
    assert known[1] == first_time[1] == again[1] == 1
    assert abs(known[0] - first_time[0]) <= 1 and abs(known[0] - again[0]) <= 3


def patched_rendering():
    """Count how often a mail is written, which is what takes time."""
    return patch("isc_portal.mail.rendering.write", wraps=rendering.write)
