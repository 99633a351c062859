"""Reads of the library: what is published is for everybody who is signed in."""

from django.db import models
from django.db.models import Count, Q

from cohorts.institutes.models import Cohort, Participation

CAN_BE_WRITTEN = ("draft", "returned")


class PracticeQuerySet(models.QuerySet):
    """Drafts belong to their author and their city's team; moderators see what is submitted."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        own = Q(author=user) | Q(participation__in=Participation.objects.visible_to(user))
        moderated = Q(state__in=["submitted", "returned", "retired"]) if self._moderates(user) else Q(pk__in=[])
        return self.filter(Q(state="published") | own | moderated)

    def editable_by(self, user):
        """What the person may write in: their own and their city's, while it is a draft or returned."""
        if not user.is_authenticated:
            return self.none()
        own = Q(author=user) | Q(participation__in=Participation.objects.editable_by(user))
        return self.filter(own, state__in=CAN_BE_WRITTEN)

    def moderated_by(self, user):
        """What the person may publish, return and retire: facilitators of any cohort and administrators."""
        if not user.is_authenticated:
            return self.none()
        return self.exclude(state="draft") if self._moderates(user) else self.none()

    def with_adopted(self):
        """Each with how many cities say that they do it, too (`adopted`): a city in two cohorts is one."""
        return self.annotate(adopted=Count("adoptions__participation__city", distinct=True))

    @staticmethod
    def _moderates(user) -> bool:
        return user.is_administrator or Cohort.objects.filter(facilitators=user).exists()
