"""Reads of clinics: their cohort knows of them; a seat opens them to whoever comes from elsewhere."""

from django.db import models
from django.db.models import Q

from cohorts.institutes.models import Cohort, Participation


class ClinicQuerySet(models.QuerySet):
    """Clinics."""

    def visible_to(self, user):
        """Those of cohorts the user runs or works in, and those with a seat for them, unless they declined."""
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self
        working = Participation.objects.taking_part().filter(members__user=user).values("cohort")
        seated = user.seats.exclude(state="declined").values("clinic")
        return self.filter(
            Q(case__participation__cohort__in=Cohort.objects.editable_by(user))
            | Q(case__participation__cohort__in=working)
            | Q(pk__in=seated)
        )

    def editable_by(self, user):
        """Those the user plans and runs: facilitators of the cohort and administrators, while it is not closed."""
        return self.filter(case__participation__cohort__in=Cohort.objects.editable_by(user)).exclude(
            case__participation__cohort__status="closed"
        )

    def held(self):
        """All that were not called off."""
        return self.exclude(state="cancelled")

    def with_case(self):
        return self.select_related(
            "case__participation__city", "case__participation__cohort", "case__participation__mayor"
        )


class SeatQuerySet(models.QuerySet):
    """Seats: whoever sees the clinic sees who sits there."""

    def visible_to(self, user):
        from .models import Clinic

        return self.filter(clinic__in=Clinic.objects.visible_to(user))

    def editable_by(self, user):
        from .models import Clinic

        return self.filter(clinic__in=Clinic.objects.editable_by(user))

    def present(self):
        """Those who said yes, or came in."""
        return self.filter(state="accepted")
