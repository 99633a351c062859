"""Putting a message in line."""

import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone
from kombu import pools

from isc_portal.celery import app
from isc_portal.mail import services
from isc_portal.mail.models import Message
from isc_portal.mail.states import State

pytestmark = pytest.mark.django_db


def test_a_message_is_written_at_once_with_a_subject_of_one_line_a_text_and_html(write):
    message = write(context={"city": "O'Fallon", "words": "See <b>Money</b> & more."})
    assert message.state == State.QUEUED
    assert message.subject == "O'Fallon's intake came back"
    assert message.text.startswith(
        "Hello Ana Reyes,\n\nO'Fallon's intake came back to you. See <b>Money</b> & more.\n\nhttp"
    )
    assert "&#x27;" not in message.text and "&amp;" not in message.text
    assert "<p style=" in message.html and "See &lt;b&gt;Money&lt;/b&gt; &amp; more." in message.html
    assert ">Open the intake</a>" in message.html


def test_text_and_html_say_who_sent_it_and_why_and_where_the_institute_is(write, settings):
    message = write()
    html = " ".join(message.html.split())
    for words in (
        "You get this because you take part in a city's intake, or review it.",
        settings.INSTITUTE_NAME,
        "United States Conference of Mayors",
        settings.INSTITUTE_ADDRESS,
        settings.INSTITUTE_EMAIL,
    ):
        assert words in message.text
        assert words in html.replace("&#x27;", "'")


def test_the_html_needs_no_style_sheet_no_script_and_nothing_from_elsewhere(write):
    html = write().html
    assert html.lower().startswith("<!doctype html>")
    assert '<html lang="en"' in html and 'role="presentation"' in html
    for unwanted in ("<style", "<link", "<script", "<img", "var(--", "src="):
        assert unwanted not in html
    assert "#54278f" in html  # the violet of the web pages, on the button
    assert html.count("<h1") == 1


def test_the_preheader_is_the_first_sentence_after_the_greeting(write):
    assert "display: none" in (html := write().html)
    assert ">Dayton's intake came back to you. The baseline's source is missing.</div>" in html.replace("&#x27;", "'")


def test_times_are_told_in_the_readers_zone(write):
    noon = timezone.now().replace(year=2026, month=11, day=20, hour=17, minute=0)
    assert "by 12:00 PM EST" in write(context={"city": "Dayton", "due": noon}).text
    assert "by 5:00 PM UTC" in write(to="clerk@dayton.example.org", context={"city": "Dayton", "due": noon}).text


def test_the_same_occasion_makes_no_second_message(write, reader):
    first = write("intake 7 returned")
    again = write("intake 7 returned", context={"city": "Tacoma"})
    assert again.pk == first.pk
    assert Message.objects.get().subject == "Dayton's intake came back"


def test_a_message_of_a_transaction_that_fails_was_never_written(write):
    with pytest.raises(RuntimeError), transaction.atomic():
        write("undone")
        raise RuntimeError
    assert not Message.objects.exists()


def test_an_address_nobody_can_write_to_fails_the_message_and_not_the_act(write):
    for number, address in enumerate(["", "no at sign", "a@b\r\nBcc: c@example.org", "a@example.org, b@example.org"]):
        message = write(f"bad {number}", to=address)
        assert message.state == State.FAILED
        assert message.error == "The address is not one that mail can be sent to."
        assert "\n" not in message.address


def test_a_template_that_stumbles_fails_the_message_and_not_the_act(write, caplog):
    class Landmine:
        def __str__(self) -> str:
            raise ZeroDivisionError

    message = write(context={"city": "Dayton", "words": Landmine()})
    assert message.state == State.FAILED and not message.can_be_retried
    assert "could not be written" in message.error
    assert "occasion" in caplog.text and "Traceback" in caplog.text


def test_a_subject_that_comes_out_empty_fails_the_message_and_not_the_act(write, monkeypatch):
    monkeypatch.setattr("isc_portal.mail.rendering.one_line", lambda words: "")
    message = write()
    assert message.state == State.FAILED and message.subject == "(not written)"


def test_a_secret_that_nobody_wants_is_not_kept(write, reader):
    reader.mail_preferences = {"digest": False}
    message = write(category="digest", secret=True)
    assert message.state == State.CANCELLED and message.text == ""


def test_a_template_that_is_missing_is_a_mistake_that_every_test_sees(write):
    with pytest.raises(TemplateDoesNotExist):
        write(template="occasions/forgotten")


def test_subscribed_mail_goes_to_people_who_can_stop_it(write):
    with pytest.raises(ValueError, match="reminders goes to people with an account"):
        write(to="clerk@dayton.example.org", category="reminders")


def test_subscribed_mail_offers_to_stop_in_the_header_the_text_and_the_html(write):
    message = write(category="reminders")
    link = message.headers["List-Unsubscribe"].strip("<>")
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith("http://localhost:8000/mail/unsubscribe/")
    assert link in message.text and f'href="{link}"' in message.html
    other = write(category="intake")
    assert other.headers == {} and "unsubscribe" not in other.text + other.html


def test_subscribed_mail_that_someone_does_not_want_is_kept_but_not_sent(write, reader):
    reader.mail_preferences = {"reminders": False}
    message = write(category="reminders")
    assert message.state == State.CANCELLED
    assert message.error == "Not sent: Ana Reyes wants no mail of this kind."
    assert write(category="documents").state == State.QUEUED


@pytest.mark.parametrize("category", ["account", "intake", "cohort"])
def test_mail_that_belongs_to_an_act_or_a_duty_always_goes(write, reader, category):
    reader.mail_preferences = {category: False}
    assert write(category=category).state == State.QUEUED


def test_what_is_urgent_is_secret_unless_said_otherwise(write):
    assert write(urgent=True).secret
    assert not write(urgent=True, secret=False).secret
    assert not write().secret


def test_the_message_number_is_the_same_at_every_attempt_and_differs_between_messages(write):
    first, second = write("one"), write("two")
    assert first.message_id == Message.objects.get(pk=first.pk).message_id
    assert first.message_id != second.message_id
    assert first.message_id.endswith("@localhost>")


def test_a_transaction_with_many_messages_wakes_the_worker_once(write, monkeypatch, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        for _ in range(3):
            write()
        write(send_at=timezone.now() + timedelta(days=1))
    assert callbacks == [services.nudge]


def test_a_message_for_later_wakes_nobody(write, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        write(send_at=timezone.now() + timedelta(days=1))
    assert callbacks == []


@pytest.fixture
def no_broker(monkeypatch):
    """Nobody listens where the broker should be."""

    def forget_connections():
        pools.reset()
        app._pool = app.amqp._producer_pool = None

    forget_connections()
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    yield
    forget_connections()


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_does_not_trouble_the_act_or_keep_it_waiting(write, no_broker, caplog):
    began = time.monotonic()
    for _ in range(5):
        write()
    assert Message.objects.waiting().count() == 5
    assert caplog.text.count("The broker cannot be reached") == 5
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.SENT},
        {"state": State.SENDING},
        {"state": State.FAILED, "error": ""},
        {"subject": "two\nlines"},
        {"subject": ""},
        {"dedupe_key": ""},
        {"state": "lost"},
        {"category": "spam"},
        {"secret": True, "state": State.CANCELLED, "error": "x"},
    ],
)
def test_the_database_refuses_rows_that_make_no_sense(write, change):
    message = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**change)


def test_reminders_of_what_is_done_are_cancelled_by_the_beginning_of_their_key(write):
    later = timezone.now() + timedelta(days=3)
    write("section 4 due:2026-11-20:3", send_at=later)
    write("section 4 due:2026-11-20:1", send_at=later)
    write("section 44 due:2026-11-20:1", send_at=later)
    assert services.cancel_waiting(dedupe_prefix="section 4 due:", because="The section is complete.") == 2
    assert set(Message.objects.waiting().values_list("dedupe_key", flat=True)) == {"section 44 due:2026-11-20:1"}


def test_writing_a_message_takes_three_queries(write, django_assert_num_queries):
    with django_assert_num_queries(3):
        write()
