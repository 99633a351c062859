"""Sending what is in line: reserve a few, claim one, commit, send it, note how it went.

A message is claimed by a conditional update of its own row that is committed before the mail server hears of it.
Whatever dies after that leaves a claim without an end, and `services.hold_lost` hands it to a person. Whatever dies
before leaves the row waiting, and a later run takes it.
"""

import logging
import smtplib
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import F
from django.utils import timezone

from .models import Message
from .states import BACKOFF, CLAIMED, SUBSCRIBED, State
from .verdicts import Outcome, Verdict, judge, unreachable

logger = logging.getLogger(__name__)

BATCH = 20  # messages that one worker keeps to itself at a time
BATCH_SECONDS = 2  # after this long a worker looks again whether something urgent has come
RESERVATION = timedelta(minutes=1)  # how long the rest of a batch waits when its worker dies
RUN = 200  # messages that one task sends
RUN_SECONDS = 60  # after this long a task begins no other batch; far below its time limit


@dataclass
class Run:
    """What one call of `send_due` did."""

    sent: int = 0
    stopped: int = 0  # refused, put off, held or cancelled
    trouble: str = ""  # why the mail server takes nothing at the moment

    @property
    def handled(self) -> int:
        return self.sent + self.stopped


def send_due(*, limit: int = RUN) -> Run:
    """Send up to `limit` due messages over one connection, urgent ones first, for about a minute at most.

    Each is sent by one worker only, however many call this at once. Ends early when the mail server takes nothing.
    Raises RuntimeError inside a transaction: a claim counts only once it is committed.
    """
    run, began = Run(), time.monotonic()
    if not Message.objects.due().exists():
        return run
    connection = get_connection()
    try:
        while not run.trouble and run.handled < limit and time.monotonic() - began <= RUN_SECONDS:
            batch = _reserve(min(BATCH, limit - run.handled))
            if not batch:
                break
            _send_batch(batch, connection, run)
    finally:
        _close(connection)
    return run


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail itself, as it goes over the line. Raises ValueError if a header cannot be written."""
    name = " ".join(message.recipient.name.split()) if message.recipient else ""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[formataddr((name, message.address))],
        reply_to=[message.reply_to or settings.INSTITUTE_EMAIL],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated", **message.headers},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail


def _reserve(size: int) -> list[Message]:
    """Take the next messages in line out of the other workers' sight for a minute."""
    until = timezone.now() + RESERVATION
    with transaction.atomic(durable=True):
        in_line = Message.objects.due().select_related("recipient")
        batch = list(in_line.select_for_update(skip_locked=True, of=("self",))[:size])
        Message.objects.filter(pk__in=[message.pk for message in batch]).update(due_at=until)
    for message in batch:
        message.due_at = until
    return batch


def _send_batch(batch: list[Message], connection, run: Run) -> None:
    """Send reserved messages one by one; what is not reached goes back in line."""
    began = time.monotonic()
    for place, message in enumerate(batch):
        run.trouble = run.trouble or _open(connection)
        if run.trouble or (place and time.monotonic() - began > BATCH_SECONDS):
            _release(batch[place:], error=run.trouble)
            return
        if not _wanted(message):
            run.stopped += 1
        elif _claim(message):
            _send(message, connection, run)


def _release(messages: list[Message], error: str) -> None:
    """Put reserved messages back in line, at the place their time gives them."""
    reserved = Message.objects.waiting().filter(pk__in=[message.pk for message in messages], due_at=messages[0].due_at)
    reserved.update(due_at=F("send_at"), error=error)


def _wanted(message: Message) -> bool:
    """Cancel subscribed mail of someone who has said no, or has left, since it was written."""
    person = message.recipient
    if message.category not in SUBSCRIBED or person is None:
        return True
    if person.is_active and person.wants_mail(message.category):
        return True
    Message.objects.waiting().filter(pk=message.pk).cancel(f"Not sent: {person} wants no mail of this kind.")
    return False


def _claim(message: Message) -> bool:
    """Begin to send: from this commit on the mail server may have the message. False if it is no longer ours."""
    now = timezone.now()
    message.claim = uuid.uuid4()
    message.attempts += 1
    ours = Message.objects.waiting().filter(pk=message.pk, due_at=message.due_at).exclude(send_before__lte=now)
    return bool(
        ours.update(state=State.SENDING, claim=message.claim, claimed_at=now, attempts=message.attempts, error="")
    )


def _send(message: Message, connection, run: Run) -> None:
    """Send a claimed message and note the outcome on its row.

    An error that says nothing about the message is raised: the claim stays open, and a person will look at it.
    """
    verdict = _hand_over(message, connection)
    if verdict is None:
        _mark_sent(message)
        run.sent += 1
        return
    _stop(message, verdict)
    run.stopped += 1
    if verdict.ends_run:
        run.trouble = verdict.words


def _hand_over(message: Message, connection) -> Verdict | None:
    """Give one mail to the server. None if the server took it."""
    try:
        mail = compose(message)
    except ValueError as error:
        return Verdict(Outcome.REFUSED, f"The message cannot be put together: {error}")
    try:
        connection.send_messages([mail])
    except Exception as error:
        verdict = judge(error, may_have_arrived=getattr(connection, "may_have_arrived", True))
        _close(connection)
        if verdict is None:
            raise
        return verdict
    return None


def _mark_sent(message: Message) -> None:
    """Note that the server took the message, even if it had been held for review meanwhile.

    Does not wait for the database's disk, unlike the claim: if this note is lost in a crash, a person looks at the
    message, and it is not sent twice.
    """
    change: dict[str, Any] = {"state": State.SENT, "sent_at": timezone.now(), "claim": None, "claimed_at": None}
    if message.secret:
        change |= {"text": "", "html": ""}
    with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        marked = _claimed(message).update(**change, error="")
    if not marked:
        logger.warning("Message %s was sent by a worker that had lost it; it may have been sent twice.", message.pk)


def _stop(message: Message, verdict: Verdict) -> None:
    """Put the message off, fail it or hold it, and note the server's words."""
    logger.warning("Message %s was not sent at attempt %s: %s", message.pk, message.attempts, verdict.words)
    change: dict[str, Any] = {"claim": None, "claimed_at": None, "error": verdict.words}
    if verdict.outcome is Outcome.UNKNOWN:
        change = {"state": State.HELD, "error": verdict.words}
    elif verdict.outcome is Outcome.LATER and message.attempts <= len(BACKOFF):
        change |= {"state": State.QUEUED, "due_at": timezone.now() + BACKOFF[message.attempts - 1]}
    else:
        change |= {"state": State.FAILED}
    with transaction.atomic():
        if _claimed(message).update(**change):
            message.notes.create(words=verdict.words)


def _claimed(message: Message):
    """This message, as long as nobody has taken it out of this worker's hands."""
    return Message.objects.filter(pk=message.pk, claim=message.claim, state__in=CLAIMED)


def _open(connection) -> str:
    """Open the connection if it is closed. Returns why it cannot be opened, or nothing."""
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        logger.warning("Mail waits: %s", error)
        return unreachable(error)
    return ""


def _close(connection) -> None:
    """End the conversation; a server that has already gone is no reason to fail."""
    try:
        connection.close()
    except (smtplib.SMTPException, OSError) as error:
        logger.info("The mail server did not answer our goodbye: %s", error)
