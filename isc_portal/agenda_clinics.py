"""What is due and waits around case studies and clinics: a part of the agenda, and so of the roof."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from casestudies.board.models import Handover
from casestudies.cases.models import CaseState, CaseStudy
from casestudies.clinics.models import Clinic, ClinicState, Seat, SeatState
from casestudies.outcomes.models import Response
from cohorts.institutes.models import Cohort, TeamMember
from cohorts.intake.models import IntakeState
from cohorts.intake.progress import counted

from .agenda_shapes import Agenda, Due, Waiting

AHEAD = (ClinicState.PLANNED, ClinicState.LIVE)


def add_clinics(agenda: Agenda, user: Any, members: list[TeamMember], cohorts: Iterable[Cohort]) -> None:
    """Add what case studies, clinics and answers ask of the user, as a member of teams, as a facilitator, by a seat."""
    if members:
        _cases_of_teams(agenda, members)
        _clinics_of_teams(agenda, members)
        _answers_of_teams(agenda, members)
    if cohorts := list(cohorts):
        _cases_of_cohorts(agenda, cohorts)
        _clinics_of_cohorts(agenda, user, cohorts)
    _seats(agenda, user)


# --- A city's team ---


def _cases_of_teams(agenda: Agenda, members: list[TeamMember]) -> None:
    for member in members:
        participation = member.participation
        intake, case = getattr(participation, "intake", None), getattr(participation, "case_study", None)
        if intake is None or not member.can_write or participation.cohort.is_closed:
            continue
        page = reverse("casestudies:case", kwargs=participation.url_kwargs)
        if case is None and intake.state == IntakeState.ACCEPTED:
            words = "It begins with what the intake says, so that nothing is typed twice."
            agenda.waiting.append(Waiting("Start the case study", page, words, participation=participation.pk))
        elif case is not None and case.state == CaseState.DRAFT:
            agenda.waiting.append(Waiting("Finish the case study and submit it", page, participation=participation.pk))
        elif case is not None and case.state in (CaseState.SUBMITTED, CaseState.READY):
            agenda.waited_for.append(
                Waiting(
                    "The facilitators check your case study",
                    page,
                    since=case.submitted_at,
                    participation=participation.pk,
                )
            )


def _clinics_of_teams(agenda: Agenda, members: list[TeamMember]) -> None:
    """The city's own clinics by their day, and every clinic of the cohort that is live."""
    own = {member.participation_id for member in members}
    clinics = (
        Clinic.objects.filter(Q(case__participation__in=own, state=ClinicState.PLANNED) | Q(state=ClinicState.LIVE))
        .filter(case__participation__cohort__in={member.participation.cohort_id for member in members})
        .with_case()
    )
    for clinic in clinics:
        city, participation = clinic.participation.city.name, clinic.case.participation_id
        if clinic.state == ClinicState.LIVE:
            whose = "Your clinic" if participation in own else f"The clinic of {city}"
            url = reverse("casestudies:seat", args=[clinic.pk])
            agenda.waiting.append(Waiting(f"{whose} is live: take your seat", url, participation=participation))
        else:
            agenda.due.append(Due("your clinic", clinic.day, clinic.get_absolute_url(), participation=participation))


def _answers_of_teams(agenda: Agenda, members: list[TeamMember]) -> None:
    by_pk = {member.participation_id: member for member in members if member.can_write}
    if not by_pk:
        return
    open_answers = (
        Response.objects.waiting()
        .filter(recommendation__clinic__case__participation__in=by_pk)
        .values("recommendation__clinic__case__participation")
        .annotate(count=Count("pk"), due_on=Min("due_on"))
        .order_by("due_on")
    )
    for found in open_answers:
        member = by_pk[found["recommendation__clinic__case__participation"]]
        url = reverse("casestudies:answers", kwargs=member.participation.url_kwargs)
        answers = f"{counted(found['count'], 'answer')} to the clinic"
        agenda.due.append(Due(answers, found["due_on"], url, participation=member.participation_id))
        if member.can_sign:
            what = f"Answer {counted(found['count'], 'recommendation')}"
            agenda.waiting.append(Waiting(what, url, participation=member.participation_id))


# --- Facilitators ---


def _cases_of_cohorts(agenda: Agenda, cohorts: list[Cohort]) -> None:
    cases = CaseStudy.objects.filter(participation__cohort__in=[one.pk for one in cohorts], state=CaseState.SUBMITTED)
    for case in cases.select_related("participation__city", "participation__cohort"):
        agenda.waiting.append(
            Waiting(
                f"Check the case study of {case.participation.city}",
                reverse("casestudies:case_review", kwargs=case.participation.url_kwargs),
                since=case.submitted_at,
                participation=case.participation_id,
            )
        )


def _clinics_of_cohorts(agenda: Agenda, user: Any, cohorts: list[Cohort]) -> None:
    clinics = (
        Clinic.objects.filter(case__participation__cohort__in=[one.pk for one in cohorts])
        .filter(state__in=[*AHEAD, ClinicState.ENDED])
        .with_case()
    )
    for clinic in clinics:
        city, participation = clinic.participation.city.name, clinic.case.participation_id
        if clinic.state == ClinicState.PLANNED:
            url = clinic.get_absolute_url()
            agenda.due.append(Due(f"the clinic of {city}", clinic.day, url, participation=participation))
        elif clinic.state == ClinicState.LIVE:
            url = reverse("casestudies:console", args=[clinic.pk])
            agenda.waiting.append(Waiting(f"The clinic of {city} is live", url, participation=participation))
        else:
            url = reverse("casestudies:clinic_close", args=[clinic.pk])
            what = f"Close the clinic of {city}"
            agenda.waiting.append(Waiting(what, url, since=clinic.ended_at, participation=participation))
    offers = Handover.objects.filter(offered_to=user, offered_by__isnull=False, ended_at=None).select_related(
        "offered_by", "clinic__case__participation__city"
    )
    for offer in offers:
        agenda.waiting.append(
            Waiting(
                f"{offer.offered_by or 'A facilitator'} asks you to conduct the clinic of "
                f"{offer.clinic.participation.city.name}",
                reverse("casestudies:console", args=[offer.clinic_id]),
                since=offer.offered_at,
            )
        )


# --- Whoever has a seat ---


def _seats(agenda: Agenda, user: Any) -> None:
    """Invitations to answer, and the clinics that were said yes to; a member's or facilitator's own are told above."""
    seats = (
        Seat.objects.of(user)
        .filter(role__in=["expert", "observer"], clinic__state__in=AHEAD)
        .exclude(state=SeatState.DECLINED)
        .select_related("clinic__case__participation__city")
        .order_by("clinic__starts_at")
    )
    for seat in seats:
        clinic, city = seat.clinic, seat.clinic.participation.city.name
        if seat.state == SeatState.INVITED:
            url = reverse("casestudies:clinic_invitation", args=[clinic.pk])
            what = f"Say whether you can come to the clinic of {city}"
            agenda.waiting.append(Waiting(what, url, since=seat.invited_at))
        elif clinic.state == ClinicState.LIVE:
            url = reverse("casestudies:seat", args=[clinic.pk])
            agenda.waiting.append(Waiting(f"The clinic of {city} is live: take your seat", url))
        else:
            agenda.due.append(
                Due(f"the clinic of {city}", timezone.localdate(clinic.starts_at), clinic.get_absolute_url())
            )
