"""The states of a document: of the job that makes it, and of the paper itself."""

from django.db import models


class JobState(models.TextChoices):
    """How far the making is."""

    QUEUED = "queued", "Waiting to be made"
    RENDERING = "rendering", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


UNDER_WAY = frozenset({JobState.QUEUED, JobState.RENDERING})


class Status(models.TextChoices):
    """What the version counts for."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in review", "In review"
    APPROVED = "approved", "Approved"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"


# Versions that count: the newest of them is the current one.
STANDING = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.APPROVED})
UNAPPROVED = frozenset({Status.DRAFT, Status.IN_REVIEW})


class Stage(models.TextChoices):
    """What the worker is doing, in the reader's words."""

    WAITING = "waiting", "Waiting for its turn"
    PICTURES = "pictures", "Drawing pictures and tables"
    PAGES = "pages", "Setting pages"
    WRITING = "writing", "Writing the file"
    CHECKING = "checking", "Checking that everyone can read it"
