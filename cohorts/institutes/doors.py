"""The doors: the first line of every view of a cohort's or a city's things."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404

from .models import Cohort, Participation


def city_door(request, cohort: str, city: str, *, write: bool = False) -> Participation:
    """Open the city's things. The row knows who looks at it: `viewer` (the TeamMember, if any), `viewer_role`,
    `can_write` (the city's own people) and `can_run` (facilitators and administrators).

    Raises Http404 to whoever may not know of them, PermissionDenied to readers when `write` is asked.
    """
    user = request.user
    participation = (
        Participation.objects.visible_to(user)
        .filter(cohort__slug=cohort, city__slug=city)
        .with_can_run(user)
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
    request.participation, request.cohort = participation, participation.cohort
    if write and not participation.can_write:
        raise PermissionDenied(
            "This cohort is closed: everything can still be read, and nothing changed."
            if member and member.can_write
            else "Only the mayor and the editors of this city may change this."
        )
    return participation


def cohort_door(request, cohort: str) -> Cohort:
    """Open the running of a cohort to its facilitators and to administrators, with `can_administer` on the row.

    Raises Http404 to outsiders, PermissionDenied to the teams of its cities.
    """
    user, here = request.user, Cohort.objects.filter(pk=OuterRef("pk"))
    found = (
        Cohort.objects.visible_to(user)
        .filter(slug=cohort)
        .annotate(can_run=Exists(here.editable_by(user)), can_administer=Exists(here.administered_by(user)))
        .first()
    )
    if found is None:
        raise Http404("No such cohort here.")
    if not found.can_run:
        raise PermissionDenied("This page is for the cohort's facilitators.")
    request.cohort = found
    return found


def settings_door(request, cohort: str) -> Cohort:
    """Open a cohort's settings and people to administrators; its facilitators get 403, all others 404."""
    found = cohort_door(request, cohort)
    if not found.can_administer:
        raise PermissionDenied("Only the Institute’s administrators change a cohort’s settings and people.")
    return found


def run_door(request, cohort: str, city: str) -> Participation:
    """Open a city's review to the facilitators of its cohort and to administrators; its own team gets 403."""
    participation = city_door(request, cohort, city)
    if not participation.can_run:
        raise PermissionDenied("This page is for the cohort's facilitators.")
    return participation
