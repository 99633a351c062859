"""Reads of rosters: the Institute's administrators alone."""

from django.db import models


class RosterQuerySet(models.QuerySet):
    """Rosters hold people's private addresses: only administrators see them."""

    def visible_to(self, user):
        return self if user.is_authenticated and user.is_administrator else self.none()

    editable_by = visible_to
