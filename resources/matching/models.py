"""Who was asked to help a city, who did, and how the city found it."""

from datetime import timedelta

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.institutes.models import Participation
from resources.directory.models import Expert
from resources.introductions.models import Introduction

from .querysets import HelpRequestQuerySet

A_QUARTER = timedelta(days=91)  # in which an expert is asked as often as they wish, and no more


class HelpState(models.TextChoices):
    ASKED = "asked", "Waiting for an answer"
    ACCEPTED = "accepted", "Said yes"
    DECLINED = "declined", "Said no"
    EXPIRED = "expired", "Did not answer"
    WITHDRAWN = "withdrawn", "Taken back"


class Helped(models.TextChoices):
    """What a city says afterwards."""

    A_LOT = "a lot", "Helped a lot"
    SOMEWHAT = "somewhat", "Helped somewhat"
    NOT = "not", "Did not help"


DID_HELP = frozenset({Helped.A_LOT, Helped.SOMEWHAT})


@pghistory.track()
class HelpRequest(models.Model):
    """That an expert was asked to help a city: by a question through the portal, or to advise in a clinic.

    One record for both ways, by which is counted how often somebody is asked. It is written by whatever asks, in the
    same transaction. Of a clinic, which belongs to the floor above, the ids of the clinic and the seat are kept; the
    record stays when the invitation is taken back. `topics` is what was wanted of the expert, as far as their entry has
    it. `helped_on` is set once there is something to rate: the day of the yes, or of the clinic they came to.
    """

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="help_requests")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="help_requests")
    introduction = models.OneToOneField(
        Introduction, null=True, blank=True, on_delete=models.CASCADE, related_name="help_request"
    )
    clinic = models.PositiveBigIntegerField(null=True, blank=True)
    seat = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    topics = models.JSONField(default=list, blank=True, help_text="Keys of `topics.TOPICS`.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=HelpState.choices, default=HelpState.ASKED)
    helped_on = models.DateField(null=True, blank=True)
    helped = models.CharField(max_length=10, choices=Helped.choices, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="In the city's words; the expert does not see it.")
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    rated_at = models.DateTimeField(null=True, blank=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(introduction__isnull=False, clinic=None, seat=None)
                | Q(introduction=None, clinic__isnull=False, seat__isnull=False),
                name="help_is_asked_in_one_way",
            ),
            models.CheckConstraint(
                condition=Q(helped="") | Q(helped_on__isnull=False, rated_at__isnull=False),
                name="help_is_rated_after_it_was_given",
            ),
        ]
        indexes = [models.Index(fields=["expert", "asked_at"], name="help_by_expert")]

    def __str__(self) -> str:
        return f"{self.participation.city} asks {self.expert}"

    @property
    def is_of_clinic(self) -> bool:
        return self.introduction_id is None
