"""Reads of introductions: the city that asks, the expert who is asked, and those who see the city."""

from django.db import models
from django.db.models import Q

from cohorts.institutes.models import Participation


class IntroductionQuerySet(models.QuerySet):
    """An exchange between a city's team and an expert."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(participation__in=Participation.objects.visible_to(user)) | Q(expert__user=user))

    def editable_by(self, user):
        """What the city's side may withdraw and rate."""
        return self.filter(participation__in=Participation.objects.editable_by(user))

    def answerable_by(self, user):
        """What the person may answer as the expert."""
        return self.filter(expert__user=user) if user.is_authenticated else self.none()
