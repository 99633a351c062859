"""How far each city is with its case study and its clinic: columns of the cohort's grid, steps on the city's page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from casestudies.cases.models import CaseState, CaseStudy
from casestudies.clinics.models import ClinicState
from cohorts.institutes.models import Participation
from cohorts.intake.models import IntakeState
from cohorts.intake.progress import counted
from cohorts.standing.pieces import Facts, Piece, Standing, Step

OUT = (IntakeState.DECLINED, IntakeState.WITHDRAWN)
CASE_STEPS = {
    CaseState.DRAFT: (Step.WORKING, "Draft"),
    CaseState.SUBMITTED: (Step.WITH_INSTITUTE, "To check"),
    CaseState.READY: (Step.WITH_INSTITUTE, "To release"),
    CaseState.RELEASED: (Step.DONE, "Released"),
    CaseState.PRESENTED: (Step.DONE, "Presented"),
    CaseState.CLOSED: (Step.DONE, "Closed"),
}


@dataclass(frozen=True)
class Stand:
    """A city's case, its newest clinic (state "" if there is none), and how many recommendations it has answered."""

    case: str
    case_at: datetime
    clinic: int | None = None
    state: str = ""
    day: date | None = None
    at: datetime | None = None
    asked: int = 0
    sent: int = 0
    due_on: date | None = None


def _stands(facts: Facts) -> dict[int, Stand]:
    """By the participation's id. One query for both pieces, however many cities and clinics there are."""
    if "casestudies" not in facts.shared:
        facts.shared["casestudies"] = _read([one.pk for one in facts.participations])
    found: dict[int, Stand] = facts.shared["casestudies"]
    return found


def _read(participations: list[int]) -> dict[int, Stand]:
    waiting = Q(clinics__cards__response__isnull=False, clinics__cards__response__sent_at=None)
    rows: Any = (
        CaseStudy.objects.filter(participation__in=participations)
        .values_list(
            *("participation", "state", "released_at", "submitted_at", "started_at"),
            *("clinics", "clinics__state", "clinics__day", "clinics__started_at", "clinics__closed_at"),
        )
        .annotate(
            asked=Count("clinics__cards__response"),
            open=Count("clinics__cards__response", filter=waiting),
            due_on=Min("clinics__cards__response__due_on", filter=waiting),
        )
        .order_by("clinics__starts_at")
    )
    found: dict[int, Stand] = {}
    for pk, case, released, submitted, started, clinic, state, day, began, closed, asked, waits, due_on in rows:
        case_at = released or submitted or started
        if state and state != ClinicState.CANCELLED:
            found[pk] = Stand(case, case_at, clinic, state, day, closed or began, asked, asked - waits, due_on)
        else:
            found.setdefault(pk, Stand(case, case_at))
    return found


def _read_cases(facts: Facts) -> dict[int, Standing]:
    stands = _stands(facts)
    return {one.pk: _case(one, stands.get(one.pk)) for one in facts.participations}


def _case(participation: Participation, stand: Stand | None) -> Standing:
    url = reverse("casestudies:case", kwargs=participation.url_kwargs)
    if stand is None:
        return _not_begun(participation, url)
    step, words = CASE_STEPS[CaseState(stand.case)]
    return Standing(step, words, at=stand.case_at, url=url)


def _read_clinics(facts: Facts) -> dict[int, Standing]:
    stands = _stands(facts)
    return {one.pk: _clinic(one, stands.get(one.pk)) for one in facts.participations}


def _clinic(participation: Participation, stand: Stand | None) -> Standing:
    if stand is None or stand.clinic is None:
        return _not_begun(participation, reverse("casestudies:clinics", kwargs={"cohort": participation.cohort.slug}))
    url = reverse("casestudies:clinic", args=[stand.clinic])
    if stand.state == ClinicState.PLANNED:
        return Standing(Step.NOT_STARTED, "Planned", due_on=stand.day, url=url)
    if stand.state == ClinicState.LIVE:
        return Standing(Step.WORKING, "Live", at=stand.at, url=url)
    if stand.state == ClinicState.ENDED:
        return Standing(Step.WITH_INSTITUTE, "To close", at=stand.at, url=url)
    if not stand.asked:
        return Standing(Step.DONE, "Closed", at=stand.at, url=url)
    note = f"{stand.sent} of {counted(stand.asked, 'answer')}"
    answers = reverse("casestudies:answers", kwargs=participation.url_kwargs)
    if stand.sent < stand.asked:
        return Standing(Step.WITH_MAYOR, "Answers", note, due_on=stand.due_on, url=answers)
    return Standing(Step.DONE, "Answered", note, at=stand.at, url=answers)


def _not_begun(participation: Participation, url: str) -> Standing:
    return Standing(Step.OUT if participation.intake.state in OUT else Step.NOT_STARTED, url=url)


CASE = Piece("case", "Case", "Case study", _read_cases)
CLINIC = Piece("clinic", "Clinic", "Clinic", _read_clinics)
