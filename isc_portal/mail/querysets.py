"""Reads of the outbox: who may see it, what is in line, what a person must look at."""

from django.db import models
from django.db.models import Case, Count, F, Min, Q, Value, When
from django.utils import timezone

from .states import NEEDS_A_PERSON, State


class MessageQuerySet(models.QuerySet):
    """Messages. The order in which they are sent: urgent ones first, then by the time they became due."""

    def visible_to(self, user):
        """Administrators watch all mail; nobody else sees any of it here."""
        if user.is_authenticated and user.is_administrator:
            return self
        return self.none()

    def editable_by(self, user):
        """Whoever sees a message may retry, cancel and mark it."""
        return self.visible_to(user)

    def waiting(self):
        """Not sent yet, and in nobody's way."""
        return self.filter(state=State.QUEUED)

    def in_line(self):
        """Waiting messages in the order in which they are sent."""
        return self.waiting().order_by("-urgent", "due_at", "pk")

    def due(self, now=None):
        """Messages whose time has come and has not passed, in sending order."""
        now = now or timezone.now()
        return self.in_line().filter(due_at__lte=now).filter(Q(send_before=None) | Q(send_before__gt=now))

    def too_late(self, now=None):
        """Waiting messages that would be of no use to their reader."""
        return self.waiting().filter(send_before__lte=now or timezone.now())

    def trouble(self):
        """The first message in line that could have gone by now and was refused or not taken, or None."""
        return self.due().without_bodies().exclude(error="").first()

    def lost(self, claimed_before):
        """Messages that a worker began to send and never finished."""
        return self.filter(state=State.SENDING, claimed_at__lt=claimed_before)

    def stale_secrets(self, now, *, older_than):
        """Failed and held messages with a one-time code or link that is of no use any more."""
        stuck = self.filter(secret=True, state__in=NEEDS_A_PERSON).exclude(text="")
        return stuck.filter(Q(send_before__lte=now) | Q(created_at__lt=older_than))

    def finish(self, state, **fields) -> int:
        """End these messages as sent or cancelled; a secret is removed with the same statement. Returns how many."""
        unless_secret = {
            name: Case(When(secret=True, then=Value("")), default=F(name), output_field=models.TextField())
            for name in ("text", "html")
        }
        return self.update(state=state, claim=None, claimed_at=None, **{"error": "", **unless_secret, **fields})

    def cancel(self, words: str) -> int:
        """Cancel these messages, saying why. Returns how many there were."""
        return self.finish(State.CANCELLED, error=words)

    def without_bodies(self):
        """For lists: everything but the texts, which are long."""
        return self.defer("text", "html", "headers")

    def search(self, words: str):
        """Messages whose address, recipient's name or subject contains the words."""
        return self.filter(
            Q(address__icontains=words) | Q(recipient__name__icontains=words) | Q(subject__icontains=words)
        )

    def counts(self, now=None) -> dict:
        """How many messages are in each state (`queued`, `held`, ...), in all (`total`), and `oldest`: since when
        the message that has waited longest could have been sent (None if none is waiting)."""
        now = now or timezone.now()
        found = dict(self.order_by().values_list("state").annotate(Count("pk")))  # from an index alone
        oldest = self.waiting().filter(send_at__lte=now).aggregate(oldest=Min("send_at"))
        return {"total": sum(found.values()), **{state.value: found.get(state, 0) for state in State}, **oldest}
