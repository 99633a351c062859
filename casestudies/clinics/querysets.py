"""Reads of clinics: their cohort knows of them; a seat opens them to whoever comes from elsewhere."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cohorts.institutes.models import Cohort, Participation


class ClinicQuerySet(models.QuerySet):
    """Clinics."""

    def visible_to(self, user):
        """Those of cohorts the user runs or works in, and those for which they have a seat and stated their ties.

        Whoever is invited and has not answered sees the invitation alone: see `known_to`.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        seated = user.seats.filter(state="accepted", ties_stated_at__isnull=False).values("clinic")
        return self.filter(self._of_cohorts(user) | Q(pk__in=seated))

    def known_to(self, user):
        """Those that stand in the user's agenda and calendar: the visible ones, and those they are invited to."""
        from .models import Seat

        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        seated = Seat.objects.of(user).exclude(state="declined").values("clinic")
        return self.filter(self._of_cohorts(user) | Q(pk__in=seated))

    def editable_by(self, user):
        """Those the user plans and runs: facilitators of the cohort and administrators, while it is not closed."""
        return self.run_by(user).exclude(case__participation__cohort__status="closed")

    def run_by(self, user):
        """Those of the cohorts that the user runs; of a closed cohort, they can be read and not changed."""
        return self.filter(case__participation__cohort__in=Cohort.objects.editable_by(user))

    def held(self):
        """All that were not called off."""
        return self.exclude(state="cancelled")

    def with_case(self):
        return self.select_related(
            "case__participation__city", "case__participation__cohort", "case__participation__mayor"
        )

    @staticmethod
    def _of_cohorts(user) -> Q:
        working = Participation.objects.taking_part().filter(members__user=user).values("cohort")
        return Q(case__participation__cohort__in=Cohort.objects.editable_by(user)) | Q(
            case__participation__cohort__in=working
        )


class SeatQuerySet(models.QuerySet):
    """Seats: whoever sees the clinic sees who sits there."""

    def visible_to(self, user):
        from .models import Clinic

        return self.filter(clinic__in=Clinic.objects.visible_to(user))

    def editable_by(self, user):
        from .models import Clinic

        return self.filter(clinic__in=Clinic.objects.editable_by(user))

    def of(self, user):
        """The user's own, also those made for their directory entry before they had an account."""
        if not user.is_authenticated:
            return self.none()
        taken = self.model.objects.filter(clinic=OuterRef("clinic"), user=user)
        return self.filter(Q(user=user) | Q(user=None, expert__user=user) & ~Exists(taken))

    def present(self):
        """Those who said yes, or came in."""
        return self.filter(state="accepted")

    def coming(self):
        """Those who said yes or have not answered yet."""
        return self.exclude(state="declined")
