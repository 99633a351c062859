"""The projector of a clinic."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casestudies.clinics.doors import clinic_door
from casestudies.clinics.times import venue_zone
from isc_portal.accounts.doors import signed_in

from . import clock
from .answers import context_of
from .polling import role_on
from .state import SCREEN, Board


@require_safe
@signed_in
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """What the room sees on the wall: for whoever sits in the clinic or runs it."""
    clinic = clinic_door(request, pk)
    role = role_on(clinic, request.user, SCREEN)
    context = {
        **context_of(Board(clinic, SCREEN), SCREEN, role),
        "version": clinic.board_version,
        "now_ms": clock.milliseconds(clock.database_now()),
    }
    with timezone.override(venue_zone(clinic.cohort)):
        return render(request, "casestudies/board/screen.html", context)
