"""Reads of who was asked to help: the city that asked and those who run its cohort; and what may be told of it."""

from django.db import models
from django.db.models import Q

from cohorts.institutes.models import Participation


class HelpRequestQuerySet(models.QuerySet):
    """What a city asked of experts. Ratings are for the city and for those who run its cohort, never for the expert."""

    def visible_to(self, user):
        return self.filter(participation__in=Participation.objects.visible_to(user))

    def editable_by(self, user):
        """What the city's side may rate."""
        return self.filter(participation__in=Participation.objects.editable_by(user))

    def run_by(self, user):
        """Those of the cohorts that the user runs."""
        return self.filter(participation__in=Participation.objects.run_by(user))

    def told_to(self, user):
        """Those from which a page tells the reader what an expert did.

        Of an exchange through the portal: the city's side, those who run its cohort, and the expert. Of a clinic:
        whoever may read in its record who was there (see `sources`).
        """
        from . import sources

        if not user.is_authenticated:
            return self.none()
        seen = Q(participation__in=Participation.objects.visible_to(user)) | Q(expert__user=user)
        return self.filter(Q(introduction__isnull=False) & seen | Q(clinic__in=sources.told_clinics(user)))
