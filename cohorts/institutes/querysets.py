"""Reads of cohorts and cities in them: who may see what."""

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.utils import timezone

# A city whose intake is in one of these states has given its place in the cohort to another one.
HOLDS_NO_PLACE = frozenset({"declined", "withdrawn"})


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

    def administered_by(self, user):
        """Those whose settings and people the user may change: administrators, all."""
        return self if user.is_authenticated and user.is_administrator else self.none()

    def with_counts(self):
        """With how many cities hold a place, how many intakes wait for review, and how many requests for an answer."""

        def count(rows, **wanted):
            return Count(rows, filter=Q(**wanted), distinct=True)

        return self.annotate(
            city_count=count("participations")
            - count("participations", participations__intake__state__in=HOLDS_NO_PLACE),
            review_count=count("participations", participations__intake__state="submitted"),
            request_count=count("applications", applications__status="new"),
        )

    def taking_applications(self):
        """Those that any city may ask to take part in at this moment, the one that closes first before the others."""
        open_ones = Q(application_deadline=None) | Q(application_deadline__gt=timezone.now())
        return self.filter(open_ones, status="applications").order_by("application_deadline", "starts_on", "name")


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

    def taking_part(self):
        """Those that hold a place in their cohort: all but the declined and the withdrawn."""
        return self.exclude(intake__state__in=HOLDS_NO_PLACE)

    def run_by(self, user):
        """Those whose review the user leads: facilitators of the cohort and administrators."""
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(cohort__in=user.facilitations.values("cohort"))

    def with_can_run(self, user):
        """With `can_run`: whether it is one of those that `run_by` gives, asked for each row in the same query."""
        if user.is_administrator:
            return self.annotate(can_run=Value(True))
        return self.annotate(can_run=Exists(user.facilitations.filter(cohort=OuterRef("cohort"))))


class TeamMemberQuerySet(models.QuerySet):
    """Members of city teams; whoever sees the city sees its team."""

    def visible_to(self, user):
        from .models import Participation

        return self.filter(participation__in=Participation.objects.visible_to(user))

    def mayor_first(self, *within: str):
        """With their people, in the order of the fields `within`, then the mayor, editors and viewers, each by name."""
        others = Case(When(role="mayor", then=Value(0)), default=Value(1))
        return self.select_related("user").order_by(*within, others, "role", "user__name")

    def editable_by(self, user):
        """The mayor and editors manage their own team; administrators any."""
        from .models import Participation

        if user.is_authenticated and user.is_administrator:
            return self
        return self.filter(participation__in=Participation.objects.editable_by(user))
