"""A document: one version of one kind about one subject, from the moment it is asked for."""

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from . import numbering
from .kinds import Kind, UnknownKind, get_kind
from .querysets import DocumentQuerySet
from .states import STANDING, UNDER_WAY, JobState, Stage, Status


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(
        condition=pghistory.AnyChange("status", "withdrawn_reason", "job_state"),
    ),
    fields=["kind", "version", "try_number", "title", "job_state", "status", "withdrawn_reason", "approved_by"],
)
class Document(models.Model):
    """One version of a document, and the job that makes it.

    The row comes first: it holds the snapshot of the content, and a worker makes the PDF of it. A try that failed keeps
    its row and its version number; the next try has the same version and the next `try_number`.

    `snapshot` is what the kind collected; `snapshot_hash` its SHA-256, which people compare as the fingerprint.
    `anchors` says on which page each id of the HTML fell. `size` is in bytes.
    """

    kind = models.CharField(max_length=40)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    version = models.PositiveIntegerField()
    try_number = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=9, unique=True, default=numbering.new_code, editable=False)

    title = models.CharField(max_length=300)
    place = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    sources = models.JSONField(default=list, blank=True)
    as_of = models.DateTimeField()
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    prepared_by_name = models.CharField(max_length=120, blank=True)
    snapshot = models.JSONField()
    snapshot_hash = models.CharField(max_length=64, editable=False)

    job_state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    requested_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now, help_text="When it was last put in line.")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.WAITING)
    pages_done = models.PositiveIntegerField(default=0)
    pages_expected = models.PositiveIntegerField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure_reason = models.TextField(blank=True, help_text="What went wrong, in plain words.")
    failure_detail = models.TextField(blank=True, help_text="For administrators.")

    file = models.FileField(upload_to="documents", max_length=200, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    anchors = models.JSONField(default=dict, blank=True)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by_name = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-version", "-try_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "version", "try_number"], name="document_try_unique"
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "version"],
                condition=~Q(job_state=JobState.FAILED),
                name="document_version_unique",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "snapshot_hash"],
                condition=Q(job_state__in=UNDER_WAY, file=""),
                name="document_content_made_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(job_state__in=JobState.values), name="document_job_state_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="document_status_known"),
            models.CheckConstraint(condition=Q(version__gte=1, try_number__gte=1), name="document_counts_from_one"),
            models.CheckConstraint(
                condition=~Q(job_state=JobState.READY) | (~Q(file="") & Q(pages__gte=1, size__gte=1)),
                name="document_ready_has_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(job_state=JobState.FAILED) | ~Q(failure_reason=""), name="document_failure_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(job_state=JobState.RENDERING) | (Q(claim__isnull=False) & Q(heartbeat_at__isnull=False)),
                name="document_in_work_has_a_worker",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.APPROVED) | Q(approved_at__isnull=False), name="document_approval_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN) | ~Q(withdrawn_reason=""), name="document_withdrawal_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "subject_type", "subject_id"], name="document_of_subject"),
            models.Index(F("requested_at").desc(), F("id").desc(), name="document_newest"),
            models.Index(fields=["heartbeat_at"], condition=Q(job_state__in=UNDER_WAY), name="document_under_way"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_name}, {self.place}, version {self.version_name}"

    def get_absolute_url(self) -> str:
        return reverse("documents:kind", args=[self.kind, self.subject_id])

    @property
    def declared(self) -> Kind:
        """The kind as its slice declared it; raises UnknownKind for one that has been taken away."""
        return get_kind(self.kind)

    @property
    def kind_name(self) -> str:
        try:
            return self.declared.name
        except UnknownKind:
            return self.kind.replace("-", " ").capitalize()

    @property
    def version_name(self) -> str:
        """“3”, or “2, first try” for a try that failed."""
        return numbering.version_name(self.version, self.try_number, failed=self.job_state == JobState.FAILED)

    @property
    def fingerprint(self) -> str:
        """The content's hash as people compare it."""
        return numbering.fingerprint(self.snapshot_hash)

    @property
    def file_fingerprint(self) -> str:
        """The SHA-256 of the PDF itself, in groups of eight."""
        return " ".join(self.file_hash[start : start + 8] for start in range(0, len(self.file_hash), 8))

    @property
    def file_name(self) -> str:
        """What the PDF is called on the reader's computer."""
        return numbering.file_name(self.place, self.kind_name, self.version)

    @property
    def check_path(self) -> str:
        """The address, within the portal, that says whether this copy is current."""
        return reverse("documents:verify", args=[self.code])

    @property
    def is_under_way(self) -> bool:
        return self.job_state in UNDER_WAY

    @property
    def is_ready(self) -> bool:
        return self.job_state == JobState.READY

    @property
    def has_failed(self) -> bool:
        return self.job_state == JobState.FAILED

    @property
    def can_be_read(self) -> bool:
        """Whether there is a file, which stays readable while the approval is being put on its cover."""
        return bool(self.file)

    @property
    def is_standing(self) -> bool:
        """Whether it counts: made, not superseded and not withdrawn."""
        return self.can_be_read and self.status in STANDING

    @property
    def status_words(self) -> str:
        """The status as readers are told it; a kind that nobody approves has no drafts."""
        if self.status == Status.DRAFT:
            return "Draft, not approved" if self.declared.needs_approval else "Current"
        if self.status == Status.IN_REVIEW:
            return "In review with the mayor"
        return self.get_status_display()

    @property
    def pages_shown(self) -> int:
        """How many pages there will be, as far as one knows: as many as last time, or as are done."""
        return max(self.pages_expected or 0, self.pages_done)

    @property
    def seconds_taken(self) -> int | None:
        """How long the making took."""
        if not (self.started_at and self.finished_at):
            return None
        return round((self.finished_at - self.started_at).total_seconds())
