"""The doors: the first line of every view of a cohort's or a city's things."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from .models import Cohort, Participation


def city_door(request, cohort: str, city: str, *, write: bool = False) -> Participation:
    """Open the city's things, with `viewer_role` and `viewer` (the TeamMember, if any) set on the row.

    Raises Http404 to whoever may not know of them, PermissionDenied to readers when `write` is asked.
    """
    user = request.user
    participation = (
        Participation.objects.visible_to(user)
        .filter(cohort__slug=cohort, city__slug=city)
        .select_related("cohort", "city", "mayor", "intake")
        .first()
    )
    if participation is None:
        raise Http404("No such city here.")
    member = participation.members.filter(user=user).first()
    participation.viewer = member
    if member:
        participation.viewer_role = member.role
    else:
        participation.viewer_role = "administrator" if user.is_administrator else "facilitator"
    participation.can_write = bool(member and member.can_write) and not participation.cohort.is_closed
    participation.can_run = user.is_administrator or Cohort.objects.editable_by(user).filter(slug=cohort).exists()
    request.participation, request.cohort = participation, participation.cohort
    if write and not participation.can_write:
        raise PermissionDenied(
            "This cohort is closed: everything can still be read, and nothing changed."
            if member and member.can_write
            else "Only the mayor and the editors of this city may change this."
        )
    return participation


def cohort_door(request, cohort: str) -> Cohort:
    """Open the running of a cohort to its facilitators and to administrators.

    Raises Http404 to outsiders, PermissionDenied to the teams of its cities.
    """
    found = Cohort.objects.visible_to(request.user).filter(slug=cohort).first()
    if found is None:
        raise Http404("No such cohort here.")
    if not Cohort.objects.editable_by(request.user).filter(pk=found.pk).exists():
        raise PermissionDenied("This page is for the cohort's facilitators.")
    request.cohort = found
    return found


def run_door(request, cohort: str, city: str) -> Participation:
    """Open a city's review to the facilitators of its cohort and to administrators; its own team gets 403."""
    participation = city_door(request, cohort, city)
    if not participation.can_run:
        raise PermissionDenied("This page is for the cohort's facilitators.")
    return participation
