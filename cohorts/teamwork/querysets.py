"""Reads of comments: whoever sees the city's page sees what is written beside it."""

from django.db import models


class CommentQuerySet(models.QuerySet):
    """Comments beside the fields of a city's pages."""

    def visible_to(self, user):
        from cohorts.institutes.models import Participation

        return self.filter(participation__in=Participation.objects.visible_to(user))

    def open(self):
        """First comments that nobody has marked as answered."""
        return self.filter(parent=None, resolved_at=None)
