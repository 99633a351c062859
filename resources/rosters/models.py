"""A roster that somebody brings in: the file's rows, what each would do, and what it did, so that it can be undone."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from resources.directory.models import Expert

from .querysets import RosterQuerySet


class RosterState(models.TextChoices):
    """How far a roster has come."""

    MAPPING = "mapping", "Columns to check"
    READING = "reading", "Being read"
    CHECKED = "checked", "Ready to import"
    COMMITTING = "committing", "Being imported"
    COMMITTED = "committed", "Imported"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Not imported"


UNDER_WAY = frozenset({RosterState.READING, RosterState.COMMITTING, RosterState.UNDOING})
CAN_BE_CANCELLED = frozenset({RosterState.MAPPING, RosterState.READING, RosterState.CHECKED, RosterState.COMMITTING})


class Outcome(models.TextChoices):
    """What becomes of one row of the file."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    REPEATED = "repeated", "Repeated in the file"
    DOUBTFUL = "doubtful", "To decide"
    REFUSED = "refused", "Refused"


class Decision(models.TextChoices):
    """What the administrator chose for a doubtful row."""

    MERGE = "merge", "Merge into the entry"
    KEEP = "keep", "Keep both"
    SKIP = "skip", "Leave the row out"


@pghistory.track(fields=["name", "state", "by"])
class Roster(models.Model):
    """One upload: the batch that is committed as a whole and can be undone as a whole.

    `counts` are rows by `Outcome`. `mapping` is the field of an entry by the position of its column in the file.
    `left_out` names the columns that are recognized as something not to keep (a birthday, a party).
    """

    name = models.CharField(max_length=200, help_text="The file's name as uploaded.")
    file = models.FileField(upload_to="rosters", max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Where the list comes from, as people name it.")
    consented = models.BooleanField(
        default=False, help_text="The people on the list have agreed that their contact points are shown."
    )
    state = models.CharField(max_length=12, choices=RosterState.choices, default=RosterState.MAPPING)
    headers = models.JSONField(default=list, blank=True)
    samples = models.JSONField(default=list, blank=True, help_text="The first rows, to choose the columns by.")
    mapping = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    row_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    failure_reason = models.TextField(blank=True, help_text="What went wrong, in a sentence.")
    claim = models.UUIDField(null=True, blank=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, help_text="As of when the rows were compared.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RosterState.FAILED) | ~Q(failure_reason=""), name="roster_failure_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state=RosterState.COMMITTED) | Q(committed_at__isnull=False),
                name="roster_committed_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RosterRow(models.Model):
    """One person of one row. `part` counts the people of one row from 0; most rows have one.

    `values` are the entry's fields as read from the row; `problems` a list of {column, value, reason}; `before` and
    `after` what the commit changed in the entry, so that it can be undone; `fingerprint` the row's content, by which
    a later import remembers a decision.
    """

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The row's number in a spreadsheet program.")
    part = models.PositiveSmallIntegerField(default=0)
    values = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    expert = models.ForeignKey(Expert, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is repeated, doubtful or refused.")
    problems = models.JSONField(default=list, blank=True)
    decision = models.CharField(max_length=5, choices=Decision.choices, blank=True)
    fingerprint = models.CharField(max_length=64)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["number", "part"]
        constraints = [models.UniqueConstraint(fields=["roster", "number", "part"], name="roster_row_once")]
        indexes = [models.Index(fields=["roster", "outcome", "number"], name="roster_row_outcome")]

    def __str__(self) -> str:
        return f"Row {self.number}"


class RememberedDecision(models.Model):
    """What was chosen for a doubtful row, so that a later import of the same row does not ask again."""

    fingerprint = models.CharField(max_length=64)
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="+")
    decision = models.CharField(max_length=5, choices=Decision.choices)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fingerprint", "expert"], name="decision_remembered_once")]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.expert}"


class RememberedColumn(models.Model):
    """Which field a header meant when somebody last said so; "" where the column was to be left out."""

    header = models.CharField(max_length=200, unique=True)
    field = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.header}: {self.field or 'left out'}"
