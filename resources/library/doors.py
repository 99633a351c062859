"""The doors of the library."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from cohorts.institutes.models import Participation
from resources.directory.models import Expert

from .models import Practice


def practice_door(request: HttpRequest, slug: str, *, write: bool = False, moderate: bool = False) -> Practice:
    """Open a practice. The row knows who looks at it: `can_edit` and `can_moderate`.

    Raises Http404 to whoever may not see it, PermissionDenied to readers when `write` or `moderate` is asked.
    """
    seen = Practice.objects.visible_to(request.user).filter(slug=slug)
    practice = seen.select_related("city", "expert", "author", "participation__city", "reviewed_by").first()
    if practice is None:
        raise Http404("No such practice here.")
    practice.can_edit = Practice.objects.editable_by(request.user).filter(pk=practice.pk).exists()
    practice.can_moderate = Practice.objects.moderated_by(request.user).filter(pk=practice.pk).exists()
    if write and not practice.can_edit:
        raise PermissionDenied(
            "Its author and the city’s team change a practice, as long as it is a draft or returned."
        )
    if moderate and not practice.can_moderate:
        raise PermissionDenied("Facilitators and administrators decide about practices.")
    return practice


def may_contribute(user) -> bool:
    """Whether the person may write a practice: a city's writer, an expert, a facilitator or an administrator."""
    return (
        user.is_administrator
        or Participation.objects.editable_by(user).exists()
        or Expert.objects.filter(user=user).exists()
        or user.facilitations.exists()
    )


def contributing_door(request: HttpRequest) -> None:
    """Let through who may write a practice. Raises PermissionDenied."""
    if not may_contribute(request.user):
        raise PermissionDenied("Teams of cities, experts and facilitators contribute practices.")
