"""Reads of case studies: the city and those who run its cohort always, experts and peers once it is out."""

from django.db import models
from django.db.models import DateField, DateTimeField, Exists, F, Func, OuterRef, Q
from django.db.models.functions import Cast, Now

from cohorts.institutes.models import Participation

OUT = ("released", "presented", "closed")


def today_at(zone: str) -> Cast:
    """The day it is now in the time zone that a column names."""
    return Cast(Func(F(zone), Now(), function="timezone", output_field=DateTimeField()), DateField())


class CaseStudyQuerySet(models.QuerySet):
    """Case studies."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        own = Participation.objects.visible_to(user)
        mine = self.model.objects.filter(
            Q(participation__in=own) | Q(pk__in=self.open_to_experts(user)) | Q(pk__in=self.open_to_peers(user))
        )
        return self.filter(pk__in=mine.values("pk"))

    def open_to_experts(self, user):
        """Released ones to whose clinic the user said yes, having stated what ties they have to vendors."""
        from casestudies.clinics.models import Seat

        seats = Seat.objects.filter(
            clinic__case=OuterRef("pk"), user=user, state="accepted", ties_stated_at__isnull=False
        )
        briefed = seats.filter(role__in=["expert", "observer", "facilitator"])
        return self.model.objects.filter(Exists(briefed), state__in=OUT).values("pk")

    def open_to_peers(self, user):
        """Released ones of cohorts in which the user works for a city, from the day that the cohort may read them."""
        from casestudies.clinics.models import Clinic

        here = today_at("participation__cohort__time_zone")
        day_has_come = Clinic.objects.held().filter(case=OuterRef("pk"), day__lte=OuterRef("here"))
        cohorts = Participation.objects.taking_part().filter(members__user=user).values("cohort")
        released = self.model.objects.annotate(here=here).filter(state__in=OUT, participation__cohort__in=cohorts)
        return released.filter(Q(peers_from__lte=F("here")) | Q(peers_from=None) & Exists(day_has_come)).values("pk")

    def editable_by(self, user):
        """Those of the cities for which the user writes."""
        return self.filter(participation__in=Participation.objects.editable_by(user))

    def run_by(self, user):
        """Those whose release the user decides: facilitators of the cohort and administrators."""
        return self.filter(participation__in=Participation.objects.run_by(user))


class CaseFileQuerySet(models.QuerySet):
    """Attachments: each has readers of its own among those who may read the case study."""

    def visible_to(self, user):
        from .models import CaseStudy

        if not user.is_authenticated:
            return self.none()
        cases = CaseStudy.objects.all()
        return self.filter(
            Q(case__participation__in=Participation.objects.visible_to(user))
            | Q(case__in=cases.open_to_experts(user), readers__in=["experts", "peers"])
            | Q(case__in=cases.open_to_peers(user), readers="peers")
        )
