"""The people whom cities can ask."""

import pghistory
from django.conf import settings
from django.db import models

from .querysets import ExpertQuerySet
from .topics import topics_in_words


@pghistory.track()
class Expert(models.Model):
    """A directory entry. One with a sign-in is kept by the expert in person."""

    name = models.CharField(max_length=120)
    role_title = models.CharField(max_length=120, blank=True)
    organization = models.CharField(max_length=160, blank=True)
    email = models.EmailField(
        max_length=254, blank=True, help_text="Where invitations go while nobody keeps the entry."
    )
    topics = models.JSONField(
        default=list,
        blank=True,
        help_text="What the expert helps with: values of the intake's question on help sought.",
    )
    vendor_ties = models.TextField(max_length=500, blank=True, help_text="Ties to vendors as last stated.")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="expert"
    )

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def topic_words(self) -> list[str]:
        """What the expert helps with, in words."""
        return topics_in_words(self.topics)

    def admit(self, *, user, role: str):
        """Give the person who accepted an invitation this entry to keep."""
        from .services import claim_entry

        return claim_entry(expert=self, user=user)
