"""The link that stops one kind of mail (RFC 8058)."""

import pytest
from django.test import Client
from django.urls import reverse

from isc_portal.accounts.models import User
from isc_portal.mail.links import unsubscribe_token, unsubscribe_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(reader) -> str:
    return reverse("mail:unsubscribe", args=[unsubscribe_token(user=reader, category="reminders")])


def wants(reader: User) -> bool:
    reader.refresh_from_db()
    return reader.wants_mail("reminders")


def test_the_link_in_the_mail_leads_to_this_portal(reader, page, settings):
    settings.PORTAL_URL = "https://portal.isc.example.org"
    assert unsubscribe_url(user=reader, category="reminders").startswith(
        "https://portal.isc.example.org/mail/unsubscribe/"
    )


def test_a_mail_program_stops_it_with_one_post_and_nothing_else(reader, page):
    strict = Client(enforce_csrf_checks=True)  # it has neither a session nor a cookie
    response = strict.post(page, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not wants(reader)
    assert reader.wants_mail("digest"), "other kinds still come"


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_follows_the_link_stops_nothing(method, reader, page, client):
    response = getattr(client, method)(page)
    assert response.status_code == 200
    assert wants(reader)


def test_the_page_says_what_will_stop_and_for_whom_and_takes_it_back(reader, page, client):
    body = client.get(page).content.decode()
    assert "Stop this mail?" in body and "Reminders of what is due" in body and reader.email in body
    body = client.post(page, {"act": "stop"}).content.decode()
    assert "You no longer get this mail" in body and not wants(reader)
    body = client.post(page, {"act": "resume"}).content.decode()
    assert "You get this mail again" in body and wants(reader)


def test_stopping_one_kind_keeps_the_wishes_for_the_others(reader, page, client):
    reader.mail_preferences = {"digest": False}
    reader.save()
    client.post(page)
    reader.refresh_from_db()
    assert reader.mail_preferences == {"digest": False, "reminders": False}


@pytest.mark.parametrize("category", ["account", "nonsense"])
def test_mail_that_always_goes_cannot_be_stopped(category, reader, client):
    page = reverse("mail:unsubscribe", args=[unsubscribe_token(user=reader, category=category)])
    response = client.post(page)
    assert response.status_code == 404
    reader.refresh_from_db()
    assert reader.mail_preferences == {}


def test_a_link_that_was_changed_or_cut_stops_nothing_and_shows_nobody(reader, page, client):
    for broken in (page[:-3] + "/", page.replace(":", "", 1), reverse("mail:unsubscribe", args=["x"])):
        response = client.post(broken)
        assert response.status_code == 404
        assert "This link does not work" in response.content.decode()
        assert reader.email not in response.content.decode()
    assert wants(reader)


def test_a_link_of_someone_who_has_left_says_so_without_an_error(reader, page, client):
    reader.delete()
    assert client.get(page).status_code == 404
