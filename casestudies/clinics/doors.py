"""The doors of clinics: the first line of every view of one."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.urls import reverse

from cohorts.institutes.models import Cohort, Participation, TeamMember

from .models import INVITED_ROLES, Clinic, Seat, SeatRole

READS = frozenset({"GET", "HEAD"})


def clinic_door(request, pk: int) -> Clinic:
    """Open a clinic. The row knows who looks at it: `seat` (their Seat or None), `can_run` (facilitators of the
    cohort and administrators), `can_change` (the same, unless the cohort is closed) and `is_presenter` (the city's
    own team, the listening side).

    The header learns where the reader stands: `request.participation` is their own city of this cohort,
    `request.cohort` the cohort where they belong to it. Raises Http404 to whoever may not know of the clinic; who is
    invited answers first (`invitation_door`).
    """
    user, here = request.user, Clinic.objects.filter(pk=OuterRef("pk"))
    clinic = (
        Clinic.objects.visible_to(user)
        .filter(pk=pk)
        .annotate(can_run=Exists(here.run_by(user)))
        .with_case()
        .select_related("leader", "step")
        .first()
    )
    if clinic is None:
        raise Http404("No such clinic here.")
    clinic.can_change = clinic.can_run and not clinic.cohort.is_closed
    clinic.seat = Seat.objects.of(user).filter(clinic=clinic).select_related("expert").first()
    member = _stand_in(request, clinic.cohort, can_run=clinic.can_run)
    if clinic.seat:
        clinic.is_presenter = clinic.seat.role == SeatRole.PRESENTER
    else:
        clinic.is_presenter = bool(member) and member.participation_id == clinic.case.participation_id
    request.clinic = clinic
    request.shown_under = reverse("casestudies:clinics", args=[clinic.cohort.slug])
    return clinic


def clinic_run_door(request, pk: int) -> Clinic:
    """Open the running of a clinic to the facilitators of its cohort and to administrators.

    Raises Http404 to outsiders, PermissionDenied to its readers, and to all for a change in a closed cohort.
    """
    clinic = clinic_door(request, pk)
    if not clinic.can_run:
        raise PermissionDenied("This page is for the cohort’s facilitators.")
    if request.method not in READS and not clinic.can_change:
        raise PermissionDenied("This cohort is closed: everything can still be read, and nothing changed.")
    return clinic


def invitation_door(request, pk: int) -> Seat:
    """Open an invitation to a clinic to the person who is invited, also after they answered.

    Raises Http404 to everybody else.
    """
    seat = (
        Seat.objects.of(request.user)
        .filter(clinic=pk, role__in=INVITED_ROLES)
        .select_related("expert", "user", "clinic__case__participation__city", "clinic__case__participation__cohort")
        .first()
    )
    if seat is None:
        raise Http404("No such invitation here.")
    request.clinic = seat.clinic
    return seat


def agenda_door(request, cohort: str) -> Cohort:
    """Open the agenda of a cohort's clinics to all who have one to see there: `can_run` and `can_change` on the row.

    Raises Http404 to those without any.
    """
    user = request.user
    known = Clinic.objects.known_to(user).filter(case__participation__cohort=OuterRef("pk"))
    here = Cohort.objects.filter(pk=OuterRef("pk"))
    found = (
        Cohort.objects.filter(slug=cohort)
        .annotate(
            can_run=Exists(here.editable_by(user)), belongs=Exists(here.visible_to(user)), has_clinics=Exists(known)
        )
        .first()
        if user.is_authenticated
        else None
    )
    if found is None or not (found.belongs or found.has_clinics):
        raise Http404("No such cohort here.")
    found.can_change = found.can_run and not found.is_closed
    _stand_in(request, found, can_run=found.can_run)
    return found


def planning_door(request, cohort: str) -> Cohort:
    """Open the planning of a cohort's clinics to its facilitators and to administrators; its readers get 403."""
    found = agenda_door(request, cohort)
    if not found.can_run:
        raise PermissionDenied("The cohort’s facilitators plan its clinics.")
    if request.method not in READS and not found.can_change:
        raise PermissionDenied("This cohort is closed: everything can still be read, and nothing changed.")
    return found


def _stand_in(request, cohort: Cohort, *, can_run: bool) -> TeamMember | None:
    """Tell the header where the reader stands: in their own city of the cohort, else in the cohort that they run.

    Returns their place on that city's team. Whoever has a seat alone stands nowhere.
    """
    member = (
        TeamMember.objects.filter(user=request.user, participation__cohort=cohort)
        .filter(participation__in=Participation.objects.taking_part())
        .select_related("participation__cohort", "participation__city", "participation__mayor")
        .first()
    )
    if member:
        own = member.participation
        own.viewer, own.viewer_role, own.can_run = member, member.role, can_run
        own.can_write = member.can_write and not cohort.is_closed
        request.participation, request.cohort = own, own.cohort
    elif can_run:
        request.cohort = cohort
    return member
