"""Reads of reports about entries: administrators, and whoever wrote them."""

from django.db import models


class OutdatedReportQuerySet(models.QuerySet):
    """What readers say about entries is for those who can settle it."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self if user.is_administrator else self.filter(by=user)

    def editable_by(self, user):
        return self if user.is_authenticated and user.is_administrator else self.none()

    def open(self):
        """Those that nobody has settled yet."""
        return self.filter(settled_at=None)
