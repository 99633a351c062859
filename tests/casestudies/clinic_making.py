"""Makers of clinics for tests: planned through the services, so that nothing is booked or seated in another way."""

from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from casestudies.cases.models import CaseState, CaseStudy
from casestudies.clinics.models import Clinic, ClinicState
from casestudies.clinics.services import plan_clinic
from tests.factories import make_facilitator, make_participation

from . import making

_number = count(1)


def make_case(participation=None, *, state: str = CaseState.RELEASED, **answers) -> CaseStudy:
    """A complete case study, released unless told otherwise; `answers` are fields by key with _ for -."""
    texts = {"title": "Permits in ten days", "focus_question": "Where would you start?", **answers}
    return making.make_case(participation or make_participation(), state, **texts)


def make_clinic(
    case: CaseStudy | None = None, *, starts_at: datetime | None = None, live: bool = False, by=None, **fields
) -> Clinic:
    """A clinic of 70 minutes with the default run-of-show, planned by a facilitator of the cohort.

    Left to itself each starts two hours after the one made before, from a week ahead, so that no two clash. `live`
    puts it in its first step, with the clock running and the planner conducting. `fields` go to `plan_clinic`.
    """
    case = case or make_case()
    cohort = case.participation.cohort
    by = by or cohort.facilitators.order_by("pk").first() or make_facilitator(cohort)
    if starts_at is None:
        starts_at = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(
            days=7, hours=2 * next(_number)
        )
    clinic = plan_clinic(case=case, starts_at=starts_at, by=by, **fields)
    if live:
        now = timezone.now()
        step = clinic.steps.first()
        step.started_at = now
        step.save(update_fields=["started_at"])
        clinic.state, clinic.leader, clinic.step, clinic.started_at = ClinicState.LIVE, by, step, now
        clinic.step_ends_at = now + timedelta(minutes=step.minutes)
        clinic.save()
    return clinic
