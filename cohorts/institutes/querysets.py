"""Reads of cohorts and cities in them: who may see what."""

from django.db import models
from django.db.models import Q


class CohortQuerySet(models.QuerySet):
    """Cohorts. A city's team sees the cohort it is in; running it is for facilitators and administrators."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        mine = Q(facilitations__user=user) | Q(participations__members__user=user)
        return self.filter(pk__in=self.model.objects.filter(mine).values("pk"))

    def editable_by(self, user):
        """Those the user runs: facilitators their own, administrators all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(pk__in=user.facilitations.values("cohort"))


class ParticipationQuerySet(models.QuerySet):
    """Cities in cohorts. Drafts are for the city's own team, its facilitators and administrators."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(
            Q(pk__in=user.memberships.values("participation")) | Q(cohort__in=user.facilitations.values("cohort"))
        )

    def editable_by(self, user):
        """Those whose content the user may change: the city's mayor and editors.

        A city's data belongs to the city: facilitators and administrators read it, comment on it and return it.
        In a closed cohort nobody changes anything.
        """
        if not user.is_authenticated:
            return self.none()
        mine = user.memberships.filter(role__in=["mayor", "editor"]).values("participation")
        return self.filter(pk__in=mine).exclude(cohort__status="closed")

    def run_by(self, user):
        """Those whose review the user leads: facilitators of the cohort and administrators."""
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(cohort__in=user.facilitations.values("cohort"))


class TeamMemberQuerySet(models.QuerySet):
    """Members of city teams; whoever sees the city sees its team."""

    def visible_to(self, user):
        from .models import Participation

        return self.filter(participation__in=Participation.objects.visible_to(user))

    def editable_by(self, user):
        """The mayor and editors manage their own team; administrators any."""
        from .models import Participation

        if user.is_authenticated and user.is_administrator:
            return self
        return self.filter(participation__in=Participation.objects.editable_by(user))
