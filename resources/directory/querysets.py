"""Reads of the directory: who may see what."""

from django.db import models


class ExpertQuerySet(models.QuerySet):
    """Directory entries: open to whoever is signed in; kept by the expert and by administrators."""

    def visible_to(self, user):
        return self if user.is_authenticated else self.none()

    def editable_by(self, user):
        if not user.is_authenticated:
            return self.none()
        return self if user.is_administrator else self.filter(user=user)
