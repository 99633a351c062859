"""The page behind the link of a confirmation mail: open without signing in, and of use once."""

import threading
from datetime import date, timedelta

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from isc_portal.mail.models import Message
from resources.assurance import asking, services
from resources.assurance.links import SALT, token_of
from resources.directory.models import ContactPoint, Expert
from tests.accounts.mailbox import mails_to, newest_mail

from .conftest import CORRECTED, HIDDEN, JUDITH, SHOWN, link_in, pass_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(asked) -> str:
    return link_in(newest_mail(JUDITH))


def snapshot() -> list:
    return [list(Expert.objects.values()), list(ContactPoint.objects.values()), Message.objects.count()]


def test_looking_shows_the_whole_entry_and_changes_nothing(link):
    before = snapshot()
    client = Client()
    for method in (client.get, client.head, client.get):
        page = method(link)
        assert page.status_code == 200
    body = page.content.decode()
    for words in ("Judith Kessler", "Plains University", SHOWN, "(937) 555-0134, not shown to others", "Board of Acme",
                  "Yes, this is right", "Take me off the directory",
                  "Professor of &lt;public&gt; budgeting"):  # fmt: skip
        assert words in body, words
    for kept_away in ("id_source", "id_assurer", "id_email", "id_photo", "<public>", JUDITH):
        assert kept_away not in body
    assert page["Referrer-Policy"] == "same-origin" and page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert snapshot() == before and "sessionid" not in client.cookies


def test_one_button_says_yes_once(link, asked):
    client = Client()
    thanks = client.post(link, {"act": "right"}, follow=True)
    assert thanks.status_code == 200 and "Thank you" in thanks.content.decode() and "sessionid" not in client.cookies
    asked.refresh_from_db()
    assert (asked.assured_date, asked.assurer, asked.unanswered) == (date(2026, 3, 2), "Judith Kessler", 0)
    assert asked.next_check == date(2026, 3, 2) + timedelta(days=160)
    before = snapshot()
    for act in ("right", "off"):
        again = Client().post(link, {"act": act})
        assert again.status_code == 410
    assert snapshot() == before
    body = Client().get(link).content.decode()
    assert "Thank you" in body and SHOWN not in body and "555-0134" not in body and HIDDEN not in body


def test_corrections_on_the_spot_are_saved_and_count_as_an_answer(link, asked):
    kept = asked.contact_points.get(kind="email")
    assert Client().post(link, {**CORRECTED, "email": "evil@example.org", "source": "x"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.role_title, asked.topics, asked.kind) == ("Dean", ["permitting"], "university")
    assert asked.assured_date == date(2026, 3, 2) and asked.asked_at is None
    assert (asked.email, asked.source) == (JUDITH, "")
    points = {point.value: point for point in asked.contact_points.all()}
    assert set(points) == {SHOWN, "+19375550199"} and points[SHOWN].pk == kept.pk
    assert not points[SHOWN].consented and points["+19375550199"].consented


def test_wrong_corrections_change_nothing_and_keep_what_was_typed(link):
    before = snapshot()
    sent = {**CORRECTED, "role_title": "Dean & <b>more</b>", "contact-1-value": "twelve", "name": ""}
    page = Client().post(link, sent)
    body = page.content.decode()
    assert page.status_code == 422 and "Dean &amp; &lt;b&gt;more" in body and "twelve" in body
    assert "Write a phone number" in body and snapshot() == before
    for nothing in ({}, {"act": "perhaps"}, {"act": "new"}):
        assert Client().post(link, nothing).status_code == 422
    assert snapshot() == before


def test_an_expert_who_had_enough_is_off_the_directory(link, asked):
    page = Client().post(link, {"act": "off"}, follow=True).content.decode()
    assert "off the directory" in page and "Send me a new link" not in page
    asked.refresh_from_db()
    assert asked.status == "archived"
    assert Client().post(link, {"act": "new"}).status_code == 410
    assert Client().post(link, {"act": "right"}).status_code == 410
    asked.refresh_from_db()
    assert asked.status == "archived" and Message.objects.count() == 1


def test_a_link_does_not_bring_back_what_an_administrator_archived(link, asked):
    Expert.objects.filter(pk=asked.pk).update(status="archived")
    assert Client().post(link, {"act": "right"}).status_code == 410
    asked.refresh_from_db()
    assert asked.status == "archived" and asked.assured_date is None


def test_a_link_expires_and_a_new_one_is_sent_to_the_entrys_address(clock, link, asked):
    pass_days(clock, 31)
    before = snapshot()
    page = Client().get(link)
    body = page.content.decode()
    assert page.status_code == 200 and "does not work any more" in body and SHOWN not in body and JUDITH not in body
    assert Client().post(link, {"act": "right"}).status_code == 410
    assert snapshot() == before
    sent = Client().post(link, {"act": "new"}, follow=True).content.decode()
    assert "A new mail is on its way" in sent and JUDITH not in sent
    assert len(mails_to(JUDITH)) == 2
    assert Client().post(link_in(newest_mail(JUDITH)), {"act": "right"}).status_code == 302
    asked.refresh_from_db()
    assert asked.assured_date


def test_new_links_for_one_entry_are_counted(clock, link, settings):
    pass_days(clock, 31)
    answers = []
    for _ in range(4):
        pass_days(clock, 0.01)
        answers.append(Client().post(link, {"act": "new"}).status_code)
    assert answers == [302, 302, 302, 429] and len(mails_to(JUDITH)) == 4


def test_answers_from_one_place_are_counted(link, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "directory_check": "2/m/ip"}
    assert [Client().post(link, {"act": "perhaps"}).status_code for _ in range(3)] == [422, 422, 429]


def test_a_later_mail_and_another_address_make_a_link_useless(clock, link, asked):
    pass_days(clock, 1)
    asking.ask(expert=asked)
    assert Client().post(link, {"act": "right"}).status_code == 410
    newer = link_in(newest_mail(JUDITH))
    Expert.objects.filter(pk=asked.pk).update(email="new@example.org")
    assert Client().post(newer, {"act": "right"}).status_code == 410
    asked.refresh_from_db()
    assert asked.assured_date is None


@pytest.mark.parametrize(
    "forged",
    [
        lambda token, pk: token[:-3] + "abc",
        lambda token, pk: "x",
        lambda token, pk: token.split(":", 1)[1],
        lambda token, pk: signing.dumps([pk, "", "0" * 16]),
        lambda token, pk: signing.dumps([pk, "", "0" * 16], salt=SALT),
        lambda token, pk: signing.dumps({"a": 1}, salt=SALT),
        lambda token, pk: signing.dumps(["1'; --", "2026-03-02", None], salt=SALT),
        lambda token, pk: signing.dumps([10**9, "2026-03-02T14:25:00+00:00", "0" * 16], salt=SALT),
    ],
)
def test_a_forged_link_shows_nothing_and_does_nothing(asked, forged):
    address = f"/directory/check/{forged(token_of(asked), asked.pk)}/"
    before = snapshot()
    for answer in (Client().get(address), *(Client().post(address, {"act": act}) for act in ("right", "off", "new"))):
        body = answer.content.decode()
        assert answer.status_code == 404 and "This link does not work" in body and "Judith" not in body
    assert snapshot() == before


def test_a_form_from_elsewhere_is_refused(link, asked):
    client = Client(enforce_csrf_checks=True)
    assert client.post(link, {"act": "right"}).status_code == 403
    client.get(link)
    token = client.cookies["csrftoken"].value
    assert client.post(link, {"act": "right", "csrfmiddlewaretoken": token}).status_code == 302
    asked.refresh_from_db()
    assert asked.assured_date


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(asked):
    outcomes = []

    def answer(act) -> None:
        try:
            act(expert=asked, asked_at=asked.asked_at)
            outcomes.append("done")
        except ValidationError as refused:
            outcomes.append(refused.messages[0])
        finally:
            connection.close()

    both = [threading.Thread(target=answer, args=[act]) for act in (services.assure, services.archive)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == sorted([services.ANSWERED, "done"])
    asked.refresh_from_db()
    assert asked.asked_at is None and (asked.status == "archived") == (asked.assured_date is None)
