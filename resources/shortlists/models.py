"""The people a city's team has in mind."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone

from cohorts.institutes.models import Participation
from resources.directory.models import Expert

from .querysets import ShortlistQuerySet


@pghistory.track()
class Shortlist(models.Model):
    """A list of directory entries that a city's team keeps together."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="shortlists")
    name = models.CharField(max_length=100)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ShortlistQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("participation", models.functions.Lower("name"), name="shortlist_name_once_a_city")
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ShortlistEntry(models.Model):
    """One person on a shortlist, and why."""

    shortlist = models.ForeignKey(Shortlist, on_delete=models.CASCADE, related_name="entries")
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["expert__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["shortlist", "expert"], name="expert_once_a_shortlist")]

    def __str__(self) -> str:
        return f"{self.expert} on {self.shortlist}"
