"""The page of a cohort's released cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from isc_portal.accounts.doors import signed_in

from .gallery import gallery_door, gallery_of, next_opening


@signed_in
@require_safe
def gallery(request: HttpRequest, cohort: str) -> HttpResponse:
    """The cases the reader may see, narrowed down by what stands in the address."""
    found = gallery_door(request, cohort)
    shown = gallery_of(found, request.user, request.GET)
    opens_on = None
    if found.belongs or found.runs:
        opens_on = next_opening(found, shown.entries) if not shown.chosen else None
    context = {"cohort": found, "gallery": shown, "opens_on": opens_on}
    return render(request, "casestudies/cases/gallery.html", context)
