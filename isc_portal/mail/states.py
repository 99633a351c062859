"""The kinds of mail, the states of a message, and how long it waits between attempts."""

from datetime import timedelta

from django.db import models


class Category(models.TextChoices):
    """What a message is about; people choose by category what they want to get."""

    ACCOUNT = "account", "Account and sign-in"
    INTAKE = "intake", "Intake"
    COHORT = "cohort", "Cohort and applications"
    DOCUMENTS = "documents", "Documents that are ready"
    REMINDERS = "reminders", "Reminders of what is due"
    DIGEST = "digest", "Summaries of what changed"


# Sent only to people who want it, with a way to stop it in one click. All other mail belongs to an act of the
# reader's own or to a duty they took on, and always goes.
SUBSCRIBED = frozenset({Category.DOCUMENTS, Category.REMINDERS, Category.DIGEST})

# Why the reader gets a message, unless the sender gives a better reason.
REASONS = {
    Category.ACCOUNT: "You get this because this address is used to sign in to the portal, or was invited to it.",
    Category.INTAKE: "You get this because you take part in a city's intake, or review it.",
    Category.COHORT: "You get this because your city applied to take part in a cohort, or you belong to one.",
    Category.DOCUMENTS: "You get this because you asked for a document, or are asked to look at one.",
    Category.REMINDERS: "You get this because something that is due is in your hands.",
    Category.DIGEST: "You get this because you take part in a cohort.",
}


class State(models.TextChoices):
    """Where a message is between being written and having arrived at the recipient's mail server."""

    QUEUED = "queued", "Waiting"
    SENDING = "sending", "Being sent"
    HELD = "held", "Held for review"
    FAILED = "failed", "Failed"
    SENT = "sent", "Sent"
    CANCELLED = "cancelled", "Cancelled"


CLAIMED = frozenset({State.SENDING, State.HELD})  # the mail server may have the message
FINISHED = frozenset({State.SENT, State.CANCELLED})
NEEDS_A_PERSON = frozenset({State.HELD, State.FAILED})
CANCELLABLE = frozenset({State.QUEUED, State.HELD, State.FAILED})

# Waiting times after the first, second, ... temporary refusal; after the last one the message has failed.
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))

# A message that a worker has been sending for longer than this has lost its worker. Longer than all the timeouts
# of one SMTP conversation together.
HOLD_AFTER = timedelta(minutes=10)
