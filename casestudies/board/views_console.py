"""The console of a clinic: for its facilitators and for administrators, whoever conducts it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casestudies.clinics.doors import clinic_run_door
from casestudies.clinics.times import venue_zone
from isc_portal.accounts.doors import signed_in

from . import clock, presence
from .answers import conducting, context_of
from .polling import note_seen
from .state import CONSOLE, Board, ShownCard


@require_safe
@signed_in
def console(request: HttpRequest, pk: int) -> HttpResponse:
    """The console as it stands; opening it makes nobody the one who conducts."""
    clinic = clinic_run_door(request, pk)
    note_seen(clinic.seat)
    presence.note(pk, request.user.pk)
    role = conducting(clinic, request.user)
    context: dict[str, Any] = {
        **context_of(Board(clinic, CONSOLE), CONSOLE, role),
        "version": clinic.board_version,
        "now_ms": clock.milliseconds(clock.database_now()),
    }
    with timezone.override(venue_zone(clinic.cohort)):
        return render(request, "casestudies/board/console.html", context)


@require_safe
@signed_in
def console_card(request: HttpRequest, pk: int, card: int) -> HttpResponse:
    """What can be done with one card: hold it back, join it with another, put it under a heading."""
    clinic = clinic_run_door(request, pk)
    context = context_of(Board(clinic, CONSOLE), CONSOLE, conducting(clinic, request.user))
    cards: list[ShownCard] = context["board"].cards
    found = next((one for top in cards for one in (top, *top.joined) if one.pk == card), None)
    if found is None:
        raise Http404("No such card here, or whoever wrote it has withdrawn it.")
    context |= {
        "card": found,
        "targets": [one for one in context["board"].on_screen if one.kind == found.kind and one.pk != card],
        "groups": sorted({one.group for one in cards if one.group}),
        "moderates": context["console"].moderates,
        "trail": [("Console", reverse("casestudies:console", args=[pk]))],
    }
    with timezone.override(venue_zone(clinic.cohort)):
        return render(request, "casestudies/board/console_card.html", context)
