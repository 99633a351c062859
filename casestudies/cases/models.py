"""The case study: a city's initiative, written down for those who will work on it in a clinic."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from cohorts.institutes.models import Participation

from .querysets import CaseFileQuerySet, CaseStudyQuerySet


class CaseState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    READY = "ready", "Ready"
    RELEASED = "released", "Released"
    PRESENTED = "presented", "Presented"
    CLOSED = "closed", "Closed"


OPEN_FOR_WRITING = frozenset({CaseState.DRAFT})
# From here on it is read by others than the city and its facilitators.
OUT = frozenset({CaseState.RELEASED, CaseState.PRESENTED, CaseState.CLOSED})


@pghistory.track()
class CaseStudy(models.Model):
    """A city's case, one per participation, and how far it is on its way into a clinic."""

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="case_study")
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.DRAFT)
    peers_from = models.DateField(
        null=True, blank=True, help_text="From when the cohort may read it; left out, the day of its clinic."
    )
    started_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = CaseStudyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "case studies"
        ordering = ["participation__city__name", "participation__city__state"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["released", "presented", "closed"]) | Q(released_at__isnull=False),
                name="released_case_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Case study of {self.participation}"

    @property
    def open_for_writing(self) -> bool:
        return self.state in OPEN_FOR_WRITING

    @property
    def is_out(self) -> bool:
        return self.state in OUT


@pghistory.track()
class CaseAnswer(models.Model):
    """What stands in one field of the case study; `value` has the shape that the field's kind gives it.

    `version` grows by one with each save, as an intake's answers do. `intake_version` is the version of the intake's
    answer that the city took over or last decided about: a newer one is offered.
    """

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="answers")
    field = models.SlugField(max_length=60)
    value = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    intake_version = models.PositiveIntegerField(null=True, blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "field"], name="case_answer_once_per_field")]

    def __str__(self) -> str:
        return f"{self.field} of {self.case}"

    @property
    def origin(self) -> str:
        """Where it comes from, if nobody of the city wrote it here."""
        return "From the intake." if self.version == 1 and self.intake_version else ""


class Readers(models.TextChoices):
    """Who reads an attachment; each includes those before it."""

    CITY = "city", "The city and its facilitators"
    EXPERTS = "experts", "Also the clinic’s experts"
    PEERS = "peers", "Also the other cities of the cohort"


READ_BY = {
    Readers.CITY: "the city and its facilitators",
    Readers.EXPERTS: "the city, its facilitators and the clinic’s experts",
    Readers.PEERS: "the city, its facilitators, the clinic’s experts and the cohort’s other cities",
}


def case_file_path(instance, name: str) -> str:
    """Where an attachment is kept: never under a name that somebody chose."""
    return f"cases/{instance.case_id}/{instance.sha256}"


@pghistory.track()
class CaseFile(models.Model):
    """A file attached to a case study, checked by its content, with readers of its own."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="files")
    title = models.CharField(max_length=160, blank=True, help_text="What it is, for whoever did not write it.")
    readers = models.CharField(max_length=10, choices=Readers.choices, default=Readers.CITY)
    file = models.FileField(upload_to=case_file_path, max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at"]
        constraints = [models.UniqueConstraint(fields=["case", "sha256"], name="same_file_once_per_case")]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def read_by(self) -> str:
        """Who reads it once the case study is released, in a sentence."""
        return READ_BY[Readers(self.readers)]


class CaseStep(models.TextChoices):
    """What can happen to a case study, for its timeline."""

    STARTED = "started", "Started"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    READY = "ready", "Found complete"
    RELEASED = "released", "Released"
    PRESENTED = "presented", "Presented"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Reopened"


class CaseTimelineEntry(models.Model):
    """One step of the case study's way, never changed."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="timeline")
    step = models.CharField(max_length=10, choices=CaseStep.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.at:%Y-%m-%d}"
