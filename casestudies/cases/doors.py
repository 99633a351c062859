"""The doors of a case study: the first line of every view of one."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import TeamMember

from .models import CaseFile, CaseStudy


def case_door(request: HttpRequest, cohort: str, city: str, *, write: bool = False) -> CaseStudy:
    """Open a city's case study to its team and to those who run its cohort; `case.participation` is as `city_door`
    gives it. `write` asks for the city's writers.

    Raises Http404 to everybody else and where no case study has been started, PermissionDenied to readers.
    """
    participation = city_door(request, cohort, city, write=write)
    case = CaseStudy.objects.filter(participation=participation).first()
    if case is None:
        raise Http404("This city has no case study yet.")
    case.participation = participation
    return case


def case_run_door(request: HttpRequest, cohort: str, city: str) -> CaseStudy:
    """Open the check of a case study to the cohort's facilitators and to administrators; its own team gets 403."""
    case = case_door(request, cohort, city)
    if not case.participation.can_run:
        raise PermissionDenied("This page is for the cohort’s facilitators.")
    return case


def reader_door(request, cohort: str, city: str) -> CaseStudy:
    """Open a case study to whoever may read it: besides those of `case_door`, experts and peers once it is out.

    `case.is_ours` says whether the reader is of the city's team or runs the cohort. The header learns where they stand:
    in this city, in their own city of the cohort, or nowhere. Raises Http404 to everybody else.
    """
    found = CaseStudy.objects.visible_to(request.user).filter(
        participation__cohort__slug=cohort, participation__city__slug=city
    )
    case = found.select_related("participation__cohort", "participation__city", "participation__mayor").first()
    if case is None:
        raise Http404("No such case study here.")
    try:
        case.participation = city_door(request, cohort, city)
        case.is_ours = True
    except Http404:
        case.is_ours = False
        own = TeamMember.objects.filter(user=request.user, participation__cohort=case.participation.cohort_id)
        member = own.select_related("participation__cohort", "participation__city").first()
        if member:
            request.participation, request.cohort = member.participation, member.participation.cohort
    return case


def files_for(request, case: CaseStudy) -> QuerySet[CaseFile]:
    """The attachments of a case study that the reader may see."""
    return CaseFile.objects.visible_to(request.user).filter(case=case).select_related("uploaded_by")
