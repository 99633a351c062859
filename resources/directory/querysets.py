"""Reads of the directory: who may see what."""

from django.db import models
from django.db.models import Q

from .choices import EntryStatus

UNANSWERED_HIDES = 2  # confirmation mails in a row without an answer after which searches leave an entry out
UNANSWERED_ARCHIVES = 3
# What searches, proposals and guidebooks show: active, and not silent for two mails. Indexes hold these alone.
LISTED = Q(status=EntryStatus.ACTIVE, unanswered__lt=UNANSWERED_HIDES)


class ExpertQuerySet(models.QuerySet):
    """Directory entries: open to whoever is signed in; kept by the expert and by administrators."""

    def visible_to(self, user):
        """All that are not archived; one's own, and everything for administrators."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_administrator else self.filter(~Q(status=EntryStatus.ARCHIVED) | Q(user=user))

    def listed(self):
        """Those that searches, proposals and guidebooks show."""
        return self.filter(LISTED)

    def editable_by(self, user):
        if not user.is_authenticated:
            return self.none()
        return self if user.is_administrator else self.filter(user=user)
