"""The door of one roster."""

from django.http import Http404, HttpRequest

from isc_portal.accounts.doors import administrator_door

from .models import Roster


def roster_door(request: HttpRequest, pk: int) -> Roster:
    """Open a roster to the Institute's administrators. Raises Http404 to anyone else, and for one that is not there."""
    administrator_door(request)
    found = Roster.objects.visible_to(request.user).select_related("by").filter(pk=pk).first()
    if found is None:
        raise Http404("No such roster.")
    return found
