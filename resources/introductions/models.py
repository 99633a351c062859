"""Asking an expert for help through the portal, and what came of it."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.institutes.models import Participation
from isc_portal.accounts.models import new_key
from resources.directory.models import Expert

from .querysets import IntroductionQuerySet


class IntroductionState(models.TextChoices):
    ASKED = "asked", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Not answered"
    WITHDRAWN = "withdrawn", "Withdrawn"


CLOSED = frozenset({IntroductionState.DECLINED, IntroductionState.EXPIRED, IntroductionState.WITHDRAWN})


@pghistory.track(exclude=["key"])
class Introduction(models.Model):
    """One question to one expert. Addresses are told to both sides only once the expert accepts.

    What came of it is noted in the record of who was asked, `help_request`.
    """

    DAYS = 14

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="introductions")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="introductions")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="introductions_asked"
    )
    question = models.TextField(max_length=2_000)
    state = models.CharField(max_length=10, choices=IntroductionState.choices, default=IntroductionState.ASKED)
    answer = models.TextField(max_length=2_000, blank=True)
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "participation"], condition=Q(state="asked"), name="one_open_introduction_a_city"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(answered_at__isnull=False),
                name="introduction_answer_has_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["expert", "asked_at"], name="introduction_by_expert")]

    def __str__(self) -> str:
        return f"{self.participation.city} asks {self.expert}"
