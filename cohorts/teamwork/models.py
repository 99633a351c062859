"""How a team works on one text together: comments beside a field. Saving and presence have no rows of their own."""

import pghistory
from django.conf import settings
from django.db import models

from cohorts.institutes.models import Participation

from .querysets import CommentQuerySet


@pghistory.track()
class Comment(models.Model):
    """A remark beside one field of one page of a city, with replies; the team marks it as answered.

    `page` names the page ("intake"), `field` the field on it (a question's key), so that every page that a team
    fills together has comments without a table of its own.
    """

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="comments")
    page = models.CharField(max_length=40)
    field = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=4000)
    made_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]
        indexes = [models.Index(fields=["participation", "page", "field"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent=None) | models.Q(resolved_at=None), name="only_first_comments_are_resolved"
            )
        ]

    def __str__(self) -> str:
        return f"{self.author} on {self.page}, {self.field}"
