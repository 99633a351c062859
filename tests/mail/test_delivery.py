"""Sending what is in line to a real SMTP server."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from isc_portal.mail import delivery, services, tasks
from isc_portal.mail.delivery import send_due
from isc_portal.mail.models import Message
from isc_portal.mail.states import BACKOFF, HOLD_AFTER, State
from tests.sink import DROP

pytestmark = pytest.mark.django_db


def make_due(message: Message) -> Message:
    """Let the time of the next attempt come."""
    Message.objects.filter(pk=message.pk).update(due_at=timezone.now())
    return reread(message)


def reread(message: Message) -> Message:
    message.refresh_from_db()
    return message


def test_a_message_arrives_with_its_subject_both_bodies_and_its_headers(write, smtp_sink, settings):
    message = write(category="reminders")
    assert send_due().sent == 1
    [mail] = smtp_sink.arrived
    assert mail.subject == "Dayton's intake came back"
    assert mail.text == message.text and "O'Fallon" not in mail.text
    assert mail.html.strip() == message.html.strip()
    assert mail.recipient == "ana.reyes@dayton.example.org"
    assert mail.message["To"] == "Ana Reyes <ana.reyes@dayton.example.org>"
    assert mail.message["From"] == settings.DEFAULT_FROM_EMAIL
    assert mail.message["Reply-To"] == settings.INSTITUTE_EMAIL
    assert mail.message["Message-ID"] == message.message_id
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.message["List-Unsubscribe"].strip() == message.headers["List-Unsubscribe"]
    reread(message)
    assert message.state == State.SENT and message.sent_at and message.attempts == 1
    assert message.claim is None and message.error == ""


def test_a_name_with_commas_and_accents_stays_one_recipient(write, reader, smtp_sink):
    reader.name = "José, the “Mayor”\nBcc: x@example.org"
    reader.save()
    write(reply_to="helen.osei@isc.example.org")
    send_due()
    [mail] = smtp_sink.arrived
    assert [address.addr_spec for address in mail.message["To"].addresses] == [reader.email]
    assert mail.message["Bcc"] is None
    assert mail.message["Reply-To"] == "helen.osei@isc.example.org"


def test_urgent_messages_go_first_then_the_oldest(write, smtp_sink):
    now = timezone.now()
    for key, minutes, urgent in [("late", 1, False), ("early", 5, False), ("code", 0, True)]:
        write(key, urgent=urgent, send_at=now - timedelta(minutes=minutes), context={"city": key})
    send_due()
    assert [mail.subject.split("'")[0] for mail in smtp_sink.arrived] == ["code", "early", "late"]


def test_an_urgent_message_passes_a_backlog_that_is_under_way(write, smtp_sink, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH_SECONDS", 0)
    for _ in range(3):
        write()
    send = delivery._send

    def send_and_write_a_code(message, connection, run):
        send(message, connection, run)
        write("code", urgent=True, context={"city": "Code"})

    monkeypatch.setattr(delivery, "_send", send_and_write_a_code)
    assert send_due().sent == 4
    assert smtp_sink.arrived[1].subject.startswith("Code")


def test_many_messages_share_one_connection(write, smtp_sink):
    for number in range(45):
        write(f"{number}", to=f"person{number}@example.org")
    assert send_due().sent == 45
    assert {mail.connection for mail in smtp_sink.arrived} == {1}


def test_a_run_ends_at_its_limit_and_the_next_goes_on(write, smtp_sink):
    for _ in range(5):
        write()
    assert send_due(limit=2).sent == 2
    assert send_due(limit=10).sent == 3
    assert len(smtp_sink.arrived) == 5


def test_a_run_that_takes_long_leaves_the_rest_to_the_next(write, smtp_sink, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    monkeypatch.setattr(delivery, "RUN_SECONDS", 0.5)
    send = delivery._send

    def send_slowly(*args):
        send(*args)
        time.sleep(0.6)

    monkeypatch.setattr(delivery, "_send", send_slowly)
    for _ in range(3):
        write()
    assert send_due().sent == 2
    assert send_due().sent == 1


def test_a_message_for_later_waits_for_its_time(write, smtp_sink):
    message = write(send_at=timezone.now() + timedelta(hours=1))
    assert send_due().handled == 0
    make_due(message)
    assert send_due().sent == 1


def test_a_message_that_would_come_too_late_is_cancelled(write, smtp_sink):
    message = write(send_at=timezone.now() - timedelta(hours=2), send_before=timezone.now() - timedelta(hours=1))
    assert send_due().handled == 0 and smtp_sink.begun == 0
    assert services.cancel_late() == 1
    assert reread(message).state == State.CANCELLED
    assert "of no use to its reader" in message.error


def test_a_temporary_refusal_is_tried_again_after_a_while(write, smtp_sink):
    message = write()
    smtp_sink.answer("452 4.2.2 The mailbox is full")
    before = timezone.now()
    assert send_due().stopped == 1
    reread(message)
    assert message.state == State.QUEUED and message.attempts == 1 and message.claim is None
    assert message.error == "The mail server did not take the message yet: 452 4.2.2 The mailbox is full"
    assert before + BACKOFF[0] <= message.due_at <= timezone.now() + BACKOFF[0]
    assert send_due().handled == 0, "it is not tried again before its time"
    make_due(message)
    assert send_due().sent == 1
    assert reread(message).state == State.SENT and message.attempts == 2 and message.error == ""
    assert [note.words for note in message.notes.all()] == [
        "The mail server did not take the message yet: 452 4.2.2 The mailbox is full"
    ]


def test_after_the_last_waiting_time_a_temporary_refusal_has_failed(write, smtp_sink):
    message = write()
    smtp_sink.answer(*["450 4.7.1 Try later"] * 5)
    waits = []
    for _ in range(5):
        before = timezone.now()
        send_due()
        waits.append(reread(message).due_at - before)
        if message.state == State.QUEUED:
            make_due(message)
    assert [round(wait.total_seconds() / 60) for wait in waits[:4]] == [1, 5, 30, 120]
    assert message.state == State.FAILED and message.attempts == 5
    assert message.error.endswith("450 4.7.1 Try later")


@pytest.mark.parametrize("where", ["recipient", "text"])
def test_a_permanent_refusal_fails_at_once_with_the_servers_sentence(write, smtp_sink, where):
    message = write()
    if where == "recipient":
        smtp_sink.refuse(message.address, "550 5.1.1 No such person here")
    else:
        smtp_sink.answer("554 5.7.1 We do not like your words")
    other = write(to="someone.else@example.org")
    run = send_due()
    assert (run.sent, run.stopped) == (1, 1)
    assert reread(message).state == State.FAILED
    sentence = "550 5.1.1 No such person here" if where == "recipient" else "554 5.7.1 We do not like your words"
    assert message.error == f"The mail server refused the message: {sentence}"
    assert reread(other).state == State.SENT


def test_a_server_that_breaks_off_before_the_text_is_tried_again(write, smtp_sink):
    message = write()
    smtp_sink.answer_early(DROP)
    send_due()
    assert reread(message).state == State.QUEUED
    assert message.error.startswith("The connection to the mail server broke off: ")
    make_due(message)
    send_due()
    assert len(smtp_sink.arrived) == 1


def test_a_server_that_breaks_off_after_the_text_leaves_it_to_a_person(write, smtp_sink):
    message, next_one = write(), write()
    smtp_sink.answer(DROP)
    send_due()
    assert reread(message).state == State.HELD
    assert "it may or may not have arrived" in message.error
    assert reread(next_one).state == State.SENT, "the next message goes over a new connection"
    Message.objects.filter(pk=message.pk).update(due_at=timezone.now())
    assert send_due().handled == 0 and smtp_sink.begun == 2


def test_a_server_that_says_nothing_to_the_text_leaves_it_to_a_person(write, smtp_sink, settings):
    settings.EMAIL_TIMEOUT = 0.5
    smtp_sink.hang()
    message = write()
    send_due()
    assert reread(message).state == State.HELD
    assert "timed out" in message.error


def test_a_server_that_closes_for_a_while_stops_the_run(write, smtp_sink):
    first, second = write(), write()
    smtp_sink.answer_early("421 4.3.2 Closing for maintenance")
    run = send_due()
    assert (run.sent, run.stopped) == (0, 1) and "421" in run.trouble
    assert reread(first).state == State.QUEUED and first.attempts == 1
    assert reread(second).state == State.QUEUED and second.attempts == 0
    assert "421" in second.error, "the outbox says why it waits"
    assert send_due().sent == 1 and reread(second).error == ""


def test_a_server_that_cannot_be_reached_costs_no_message_an_attempt(write, smtp_sink, settings):
    messages = [write() for _ in range(3)]
    settings.EMAIL_PORT = 1
    run = send_due()
    assert run.handled == 0 and "could not be reached" in run.trouble
    for message in messages:
        assert reread(message).state == State.QUEUED and message.attempts == 0
        assert "could not be reached" in message.error
    settings.EMAIL_PORT = smtp_sink.port
    assert send_due().sent == 3


def test_someone_who_said_no_in_the_meantime_gets_no_subscribed_mail(write, reader, smtp_sink):
    message, account = write(category="digest"), write(category="account")
    reader.mail_preferences = {"digest": False, "account": False}
    reader.save()
    run = send_due()
    assert (run.sent, run.stopped) == (1, 1)
    assert reread(message).state == State.CANCELLED and "wants no mail of this kind" in message.error
    assert reread(account).state == State.SENT


def test_a_secret_is_removed_from_its_row_once_it_is_sent(write, smtp_sink):
    message = write(urgent=True)
    send_due()
    assert smtp_sink.arrived[0].text
    assert reread(message).state == State.SENT
    assert (message.text, message.html) == ("", "")


def test_a_secret_that_got_stuck_is_removed_when_it_is_worthless(write, smtp_sink):
    now = timezone.now()
    code = write(urgent=True, send_before=now + timedelta(minutes=15))
    smtp_sink.refuse(code.address, "550 5.1.1 No such person here")
    send_due()
    assert services.remove_old_secrets(now=now) == 0
    assert services.remove_old_secrets(now=now + timedelta(minutes=16)) == 1
    assert reread(code).text == "" and not code.can_be_retried


def test_a_message_whose_worker_died_is_held_and_never_sent_by_itself(write, smtp_sink):
    message = write()
    [reserved] = delivery._reserve(20)
    assert delivery._claim(reserved)
    now = timezone.now()
    assert services.hold_lost(now=now) == 0
    assert services.hold_lost(now=now + HOLD_AFTER + timedelta(seconds=1)) == 1
    assert reread(message).state == State.HELD
    assert "may or may not have arrived" in message.error
    assert send_due().handled == 0
    assert smtp_sink.begun == 0


def test_a_worker_that_was_only_slow_settles_what_was_held(write, smtp_sink):
    message = write()
    [reserved] = delivery._reserve(20)
    delivery._claim(reserved)
    services.hold_lost(now=timezone.now() + 2 * HOLD_AFTER)
    delivery._mark_sent(reserved)
    assert reread(message).state == State.SENT


def test_a_worker_that_was_only_slow_does_not_touch_what_a_person_decided(write, smtp_sink, reader, caplog):
    message = write()
    [reserved] = delivery._reserve(20)
    delivery._claim(reserved)
    services.hold_lost(now=timezone.now() + 2 * HOLD_AFTER)
    services.retry(message=message, by=reader)
    delivery._mark_sent(reserved)
    assert reread(message).state == State.QUEUED
    assert "may have been sent twice" in caplog.text


def test_a_worker_that_lost_its_reservation_does_not_begin_to_send(write, smtp_sink):
    message = write()
    [slow] = delivery._reserve(20)
    make_due(message)
    [quick] = delivery._reserve(20)
    assert not delivery._claim(slow)
    assert delivery._claim(quick)


def test_the_rest_of_a_dead_workers_batch_goes_out_after_a_minute(write, smtp_sink):
    for _ in range(3):
        write()
    delivery._claim(delivery._reserve(20)[0])
    assert send_due().handled == 0
    Message.objects.waiting().update(due_at=timezone.now() - timedelta(seconds=1))  # the minute passes
    assert send_due().sent == 2


def test_an_error_that_says_nothing_about_the_message_is_not_swallowed(write, smtp_sink, monkeypatch):
    message = write()
    monkeypatch.setattr(
        "isc_portal.mail.backends.SMTPBackend.send_messages", lambda *_: (_ for _ in ()).throw(ZeroDivisionError())
    )
    with pytest.raises(ZeroDivisionError):
        send_due()
    assert reread(message).state == State.SENDING, "until it is held, because nobody knows"


def test_sending_inside_a_transaction_is_refused(smtp_sink, transactional_db, write):
    write()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        send_due()
    assert smtp_sink.begun == 0


@pytest.mark.django_db(transaction=True)
def test_several_senders_at_once_send_each_of_200_messages_once(write, smtp_sink):
    for number in range(200):
        write(f"{number}", to=f"person{number}@example.org")
    runs = []

    def work():
        try:
            while (run := send_due(limit=30)).handled:
                runs.append(run)
        finally:
            connection.close()

    senders = [threading.Thread(target=work) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert sorted(mail.recipient for mail in smtp_sink.arrived) == sorted(f"person{n}@example.org" for n in range(200))
    assert sum(run.sent for run in runs) == 200
    assert Message.objects.filter(state=State.SENT, attempts=1).count() == 200


@pytest.mark.django_db(transaction=True)
def test_the_same_occasion_from_two_transactions_at_once_makes_one_message(write):
    barrier, made = threading.Barrier(4), []

    def work():
        try:
            barrier.wait(10)
            made.append(write("one occasion", to="clerk@example.org").pk)
        finally:
            connection.close()

    writers = [threading.Thread(target=work) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert len(made) == 4 and len(set(made)) == 1
    assert Message.objects.count() == 1


def test_a_long_backlog_wakes_one_more_worker_with_each_run(write, smtp_sink, monkeypatch):
    monkeypatch.setattr(delivery, "RUN", 2)
    woken = []
    monkeypatch.setattr(services, "nudge", lambda: woken.append(Message.objects.waiting().count()))
    for _ in range(5):
        write()
    while tasks.send_due():
        pass
    assert woken == [5, 3], "as long as there is more than one run can send"
    assert len(smtp_sink.arrived) == 5


def test_mail_without_a_server_is_written_to_files(write, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    message = write()
    assert send_due().sent == 1
    [file] = tmp_path.iterdir()
    assert message.message_id in file.read_text()
