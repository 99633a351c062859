"""Reads of cities."""

from django.db import models


class CityQuerySet(models.QuerySet):
    """Cities. Their names are public; who takes part in what is not, and hangs off `Participation`."""

    def visible_to(self, user):
        return self if user.is_authenticated else self.none()

    def editable_by(self, user):
        return self if user.is_authenticated and user.is_administrator else self.none()
