"""The people whom cities can ask."""

import pghistory
from django.conf import settings
from django.db import models

from .querysets import ExpertQuerySet


@pghistory.track()
class Expert(models.Model):
    """A directory entry. One with a sign-in is kept by the expert in person."""

    name = models.CharField(max_length=120)
    role_title = models.CharField(max_length=120, blank=True)
    organization = models.CharField(max_length=160, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="expert"
    )

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def admit(self, *, user, role: str):
        """Give the person who accepted an invitation this entry to keep."""
        from .services import claim_entry

        return claim_entry(expert=self, user=user)
