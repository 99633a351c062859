"""Writes of the outbox: putting messages in line, and what administrators decide about those that got stuck.

Nothing here talks to a mail server; `delivery` does, in a worker.
"""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone
from django.utils.text import capfirst
from kombu.exceptions import OperationalError

from . import links, rendering
from .models import Message
from .states import CANCELLABLE, HOLD_AFTER, NEEDS_A_PERSON, SUBSCRIBED, Category, State

logger = logging.getLogger(__name__)

SECRETS_KEPT = timedelta(days=1)  # how long a one-time link that could not be sent stays in its row


class CannotChange(Exception):
    """The message is no longer in a state that allows this; the sentence says so to the administrator."""


def enqueue(
    *,
    to,
    template: str,
    context: dict,
    dedupe_key: str,
    send_at: datetime | None = None,
    send_before: datetime | None = None,
    category: str = Category.ACCOUNT,
    urgent: bool = False,
    secret: bool | None = None,
    reply_to: str = "",
) -> Message:
    """Write a message from `<template>.subject.txt`, `.txt` and `.html` and put it in line.

    `to` is a person (their zone and preferences count) or a bare address. The same `dedupe_key` again makes nothing
    new and returns the first message. `send_before` cancels a message that would come too late to be of use.
    `urgent` goes first; `secret` (by default: whatever is urgent) hides the text and removes it once it is sent.

    A fault in the message never breaks the act that caused it: an address nobody can write to, or a template that
    stumbles over its context, gives a failed message that administrators see. Raises ValueError for a category
    that does not exist or that a bare address cannot subscribe to, and TemplateDoesNotExist: both are wrong every
    time and not in the data.
    """
    recipient, address = (None, to.strip()) if isinstance(to, str) else (to, to.email)
    category = Category(category)
    if category in SUBSCRIBED and recipient is None:
        raise ValueError(f"Mail of the category {category.value} goes to people with an account, who can stop it.")
    if first := Message.objects.filter(dedupe_key=dedupe_key).first():
        return first
    now = timezone.now()
    send_at = send_at or now
    message = Message(
        dedupe_key=dedupe_key,
        category=category,
        recipient=recipient,
        address=address,
        reply_to=reply_to,
        urgent=urgent,
        secret=urgent if secret is None else secret,
        created_at=now,
        send_at=send_at,
        send_before=send_before,
        due_at=send_at,
    )
    _fill_in(message, template, context)
    Message.objects.bulk_create([message], ignore_conflicts=True)  # another transaction may have been quicker
    if send_at <= now:
        _nudge_on_commit()
    return Message.objects.get(dedupe_key=dedupe_key)


def _fill_in(message: Message, template: str, context: dict) -> None:
    """Write the texts into a new message, or say on it why it cannot be sent."""
    person, stop = message.recipient, ""
    if person is not None and message.category in SUBSCRIBED:
        stop = links.unsubscribe_url(user=person, category=message.category)
        # RFC 2369 and RFC 8058: the mail program shows its own button and posts to this address.
        message.headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    try:
        validate_email(message.address)
        if message.reply_to:
            validate_email(message.reply_to)
        writing = rendering.write(
            template=template, context=context, recipient=person, category=message.category, unsubscribe_url=stop
        )
    except TemplateDoesNotExist:
        raise
    except ValidationError:
        message.address, message.reply_to = rendering.one_line(message.address), ""
        _fail(message, "The address is not one that mail can be sent to.")
    except Exception:
        logger.exception("The message %s could not be written.", message.dedupe_key)
        _fail(message, "The message could not be written, because its template stumbled. The server's log says where.")
    else:
        message.subject = writing.subject
        if person is not None and stop and not person.wants_mail(message.category):
            message.state, message.error = State.CANCELLED, f"Not sent: {person} wants no mail of this kind."
        else:
            message.text, message.html = writing.text, writing.html


def _fail(message: Message, words: str) -> None:
    message.state, message.error = State.FAILED, words
    message.subject = message.subject or "(not written)"


def _nudge_on_commit() -> None:
    """Wake a worker once for all the messages of a transaction; beat finds what a lost nudge left."""
    if not any(entry[1] is nudge for entry in connection.run_on_commit):
        transaction.on_commit(nudge)


def nudge() -> None:
    """Wake a worker. Without a broker the messages wait for beat, and whoever wrote them is not troubled."""
    from .tasks import send_due

    try:
        send_due.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The broker cannot be reached, so mail waits for the next round: %s", error)


def cancel_waiting(*, dedupe_prefix: str, because: str) -> int:
    """Cancel the messages that wait under keys with this beginning: the reminders of something that is done.

    Returns how many. What a worker has in hand at this moment is still sent.
    """
    return Message.objects.waiting().filter(dedupe_key__startswith=dedupe_prefix).cancel(because)


# --- what administrators decide ----------------------------------------------------------------------------------


def retry(*, message: Message, by) -> None:
    """Put a failed or held message back in line, with all its attempts before it. Raises CannotChange."""
    now = timezone.now()
    with transaction.atomic():
        stopped = Message.objects.filter(pk=message.pk, state__in=NEEDS_A_PERSON).exclude(text="")
        changed = stopped.update(
            state=State.QUEUED, due_at=now, send_before=None, attempts=0, claim=None, claimed_at=None, error=""
        )
        _decided(message, changed, by, "sent it again")
        _nudge_on_commit()


def cancel(*, message: Message, by) -> None:
    """Take a waiting, held or failed message out of line for good. Raises CannotChange."""
    with transaction.atomic():
        changed = Message.objects.filter(pk=message.pk, state__in=CANCELLABLE).cancel(f"Cancelled by {by}.")
        _decided(message, changed, by, "cancelled it")


def mark_as_sent(*, message: Message, by) -> None:
    """Settle a held message that has arrived, as somebody found out. Raises CannotChange."""
    with transaction.atomic():
        held = Message.objects.filter(pk=message.pk, state=State.HELD)
        _decided(message, held.finish(State.SENT, sent_at=timezone.now()), by, "marked it as sent")


def _decided(message: Message, changed: int, by, words: str) -> None:
    """Note who decided what; raises CannotChange, and so undoes it, if the message had moved on."""
    if not changed:
        message.refresh_from_db(fields=["state"])
        raise CannotChange(
            f"Nothing was changed: this message is {message.get_state_display().lower()}"
            + (" and its text has been removed." if message.state in NEEDS_A_PERSON else " meanwhile.")
        )
    message.notes.create(by=by, words=f"{capfirst(str(by))} {words}.")


# --- what beat looks after ---------------------------------------------------------------------------------------


def hold_lost(*, now: datetime | None = None) -> int:
    """Hand messages to a person whose worker died while sending them. Returns how many.

    They are never sent again by themselves: the mail server may have taken them.
    """
    now = now or timezone.now()
    words = "The worker that was sending this message stopped before it was done. It may or may not have arrived."
    with transaction.atomic():
        lost = list(Message.objects.lost(now - HOLD_AFTER).select_for_update(skip_locked=True).only("pk"))
        Message.objects.filter(pk__in=[message.pk for message in lost]).update(state=State.HELD, error=words)
        for message in lost:
            message.notes.create(words=words)
    return len(lost)


def cancel_late(*, now: datetime | None = None) -> int:
    """Cancel messages that waited until they were of no use. Returns how many."""
    return Message.objects.too_late(now).cancel("Not sent: by the time it could be, it was of no use to its reader.")


def remove_old_secrets(*, now: datetime | None = None) -> int:
    """Remove one-time codes and links from messages that got stuck, once they are worthless. Returns how many."""
    now = now or timezone.now()
    return Message.objects.stale_secrets(now, older_than=now - SECRETS_KEPT).update(text="", html="")
