"""What a guidebook is made of: the whole directory, a search, or a shortlist."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from resources.shortlists.models import Shortlist

from .querysets import EditionQuerySet


@pghistory.track()
class Edition(models.Model):
    """The subject of `guidebook` documents: which entries, under which title.

    `query` is the search as it stands in the address bar ("" for the whole directory).
    """

    title = models.CharField(max_length=160)
    query = models.CharField(max_length=2_000, blank=True)
    shortlist = models.OneToOneField(Shortlist, null=True, blank=True, on_delete=models.CASCADE, related_name="edition")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shortlist=None) | Q(query=""), name="edition_of_a_search_or_a_shortlist"
            ),
            models.UniqueConstraint(
                fields=["created_by", "query"], condition=Q(shortlist=None), name="edition_of_a_search_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return self.title
