"""Reads of guidebooks: who may see which edition."""

from django.db import models
from django.db.models import Q

from resources.shortlists.models import Shortlist


class EditionQuerySet(models.QuerySet):
    """The whole directory is open to whoever is signed in, a search to whoever made it, a shortlist to its city."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        lists = Q(shortlist__in=Shortlist.objects.visible_to(user))
        return self.filter(EVERYTHING | Q(shortlist=None, created_by=user) | lists)

    def editable_by(self, user):
        """Administrators keep the whole directory's, everybody their own searches, and writers their city's lists."""
        if not user.is_authenticated:
            return self.none()
        may = OF_A_SEARCH & Q(created_by=user) | Q(shortlist__in=Shortlist.objects.editable_by(user))
        return self.filter(may | EVERYTHING if user.is_administrator else may)

    def of_searches_by(self, user):
        """Those of searches that this person made, the newest first."""
        return self.filter(OF_A_SEARCH, created_by=user).order_by("-pk")

    def of_everything(self):
        """Those of the whole directory; the first one counts."""
        return self.filter(EVERYTHING).order_by("pk")


EVERYTHING = Q(shortlist=None, query="")
OF_A_SEARCH = Q(shortlist=None) & ~Q(query="")
