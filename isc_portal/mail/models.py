"""The outbox: every message is a row before it is sent."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from .querysets import MessageQuerySet
from .states import CANCELLABLE, CLAIMED, FINISHED, NEEDS_A_PERSON, Category, State


class Message(models.Model):
    """One mail to one address, from the moment it is written.

    A worker claims it (`sending`, with a `claim` of its own) and commits that before the mail server hears of it, so
    that a crash at any moment sends nothing twice: a claim without an end goes to `held`, where a person decides.
    """

    dedupe_key = models.CharField(
        max_length=250, unique=True, help_text="Names the occasion: a second message for the same one is not made."
    )
    category = models.CharField(max_length=20, choices=Category.choices)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    address = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    urgent = models.BooleanField(default=False, help_text="Goes before all others: someone is waiting at the screen.")
    secret = models.BooleanField(
        default=False, help_text="Carries a one-time code or link: never shown, and removed once it is sent."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    send_at = models.DateTimeField(default=timezone.now)
    send_before = models.DateTimeField(
        null=True, blank=True, help_text="From this moment on the message is of no use and is cancelled."
    )
    due_at = models.DateTimeField(
        help_text="When the next attempt may be made: `send_at` at first, later after each temporary refusal, and a "
        "little later while a worker has the message in hand."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, help_text="What is wrong, in plain words.")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                F("urgent").desc(), "due_at", "id", condition=Q(state=State.QUEUED), name="mail_message_in_line"
            ),
            models.Index(fields=["claimed_at"], condition=Q(state=State.SENDING), name="mail_message_claimed"),
            models.Index(fields=["state", "-created_at", "-id"], name="mail_message_by_state"),
            models.Index(fields=["-created_at", "-id"], name="mail_message_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="mail_message_state_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="mail_message_category_known"),
            models.CheckConstraint(condition=~Q(dedupe_key=""), name="mail_message_has_a_key"),
            models.CheckConstraint(
                condition=~Q(subject__regex=r"[\r\n]") & ~Q(subject=""), name="mail_message_subject_is_one_line"
            ),
            models.CheckConstraint(
                condition=~Q(address__regex=r"[\r\n]") & ~Q(reply_to__regex=r"[\r\n]"),
                name="mail_message_addresses_are_one_line",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLAIMED, claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state__in=CLAIMED) & Q(claim=None, claimed_at=None)),
                name="mail_message_claimed_while_it_is_being_sent",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False) | (~Q(state=State.SENT) & Q(sent_at=None)),
                name="mail_message_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.FAILED, State.HELD, State.CANCELLED], error=""),
                name="mail_message_stopped_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(secret=True, state__in=FINISHED) | Q(text="", html=""),
                name="mail_message_finished_secret_is_blank",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.address})"

    def get_absolute_url(self) -> str:
        return reverse("mail:message", args=[self.pk])

    @property
    def message_id(self) -> str:
        """The Message-ID header: the same at every attempt, so that a second copy is known as one."""
        digest = hashlib.sha256(self.dedupe_key.encode()).hexdigest()[:20]
        return f"<{self.pk}.{digest}@{urlsplit(settings.PORTAL_URL).hostname or 'localhost'}>"

    @property
    def can_be_retried(self) -> bool:
        """Stopped, and still has a text to send."""
        return self.state in NEEDS_A_PERSON and bool(self.text)

    @property
    def can_be_cancelled(self) -> bool:
        return self.state in CANCELLABLE

    @property
    def can_be_marked_as_sent(self) -> bool:
        return self.state == State.HELD


class MessageNote(models.Model):
    """Something that happened to a message on its way: a refusal by a mail server, a decision by an administrator."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.words
