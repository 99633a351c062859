"""Reads of shortlists: a city's own, never another's."""

from django.db import models

from cohorts.institutes.models import Participation


class ShortlistQuerySet(models.QuerySet):
    """Shortlists follow their city: who sees its work sees them, who may write there changes them."""

    def visible_to(self, user):
        return self.filter(participation__in=Participation.objects.visible_to(user))

    def editable_by(self, user):
        return self.filter(participation__in=Participation.objects.editable_by(user))
