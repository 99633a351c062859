"""The door of one directory entry."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from .models import Expert


def entry_door(request: HttpRequest, pk: int, *, write: bool = False) -> Expert:
    """Open an entry. The row knows who looks at it: `can_edit`, and `reachable`: the contact points this reader sees.

    Raises Http404 to whoever may not see the entry, PermissionDenied to readers when `write` is asked.
    """
    seen = Expert.objects.visible_to(request.user).select_related("user").prefetch_related("contact_points")
    entry = seen.filter(pk=pk).first()
    if entry is None:
        raise Http404("No such entry.")
    entry.can_edit = request.user.is_administrator or entry.user_id == request.user.pk
    if write and not entry.can_edit:
        raise PermissionDenied("Only the expert in person and the Institute's administrators change this entry.")
    entry.reachable = [point for point in entry.contact_points.all() if point.consented or entry.can_edit]
    return entry
