"""What became of a clinic: what people committed to, how the city answers each recommendation, and where that leads."""

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from casestudies.board.models import Card
from casestudies.clinics.models import Clinic, Seat
from cohorts.institutes.models import TeamMember

from .querysets import CommitmentQuerySet, ResponseQuerySet


@pghistory.track()
class Commitment(models.Model):
    """What somebody in the room said they would do, noted by the facilitator when closing the clinic."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="commitments")
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.SET_NULL, related_name="commitments")
    who = models.CharField(max_length=160, help_text="As the report shows it.")
    what = models.CharField(max_length=400)
    due_on = models.DateField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.who}: {self.what}"


class Answer(models.TextChoices):
    ADOPT = "adopt", "Adopt"
    ADAPT = "adapt", "Adapt"
    DEFER = "defer", "Defer"
    DECLINE = "decline", "Decline"


@pghistory.track(exclude=["reminders_sent", "reminded_at"])
class Response(models.Model):
    """The city's answer to one recommendation: a draft that its team writes together until the mayor sends it.

    Made with each recommendation when the clinic is closed, due on `due_on`. `version` grows by one with each save.
    Once it is sent, `answer`, `reason`, `owner` and `by_when` are what the author was told; what the team writes to
    send instead is kept in `change` until the mayor sends that.
    """

    recommendation = models.OneToOneField(Card, on_delete=models.PROTECT, related_name="response")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    owner = models.ForeignKey(
        TeamMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="owned_responses"
    )
    by_when = models.DateField(
        null=True, blank=True, help_text="When it is done; of a deferred one, when it is looked at again."
    )
    change = models.JSONField(
        null=True,
        blank=True,
        help_text="A draft of another answer than the sent one: answer, reason, owner (the member's id), by_when.",
    )
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(null=True, blank=True, help_text="When the team last wrote in it.")
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(help_text="When the city's answer is expected.")
    sent_at = models.DateTimeField(null=True, blank=True)
    times_sent = models.PositiveSmallIntegerField(default=0)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reminders_sent = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | ~Q(answer="") & ~Q(reason=""), name="sent_response_says_what_and_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display() or 'No answer yet'} to “{self.recommendation.text[:60]}”"

    @property
    def participation(self):
        """The city that answers."""
        return self.recommendation.clinic.case.participation


@pghistory.track()
class ChainLink(models.Model):
    """That a recommendation became a row of a tool. The tool registers its model as a target (see `chain`)."""

    recommendation = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="chain_links")
    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made_at"]
        indexes = [models.Index(fields=["target_type", "target_id"])]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "target_type", "target_id"], name="chain_link_once")
        ]

    def __str__(self) -> str:
        return f"“{self.recommendation.text[:60]}” became {self.target}"
