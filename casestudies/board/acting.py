"""What every act on a board shares: who may, how it answers a script, and how it answers a page without one.

An act is a POST. A script (`Accept: application/json`) gets
  200 {version, mine}: done; `mine` for acts of a seat (see `mine`)
  409 {message, confirm: true}: it needs a confirmation, for which `message` asks
  422 {message}: refused, for the reason in `message`; 401, 403, 404 {message}: not for this reader. An act of a seat
       that names its `seat` is refused with 401 if somebody else has signed in in this browser meanwhile
and a page without a script is sent back to where it was, with the same sentence above it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from casestudies.clinics.doors import clinic_door, clinic_run_door
from casestudies.clinics.models import Clinic, SeatState
from isc_portal.accounts.doors import signed_in

from .mine import mine
from .polling import refusal, seat_of
from .refusals import NeedsConfirmation, Refused

Act = Callable[..., Any]


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a page."""
    return "application/json" in request.headers.get("Accept", "")


def facilitators_act(act: Act) -> Callable[..., HttpResponse]:
    """Make a view of `act(request, clinic)`, for those who run the clinic; its service decides who conducts."""
    return _view(act, "casestudies:console", clinic_run_door)


def seats_act(act: Act) -> Callable[..., HttpResponse]:
    """Make a view of `act(request, clinic)`, for those who have taken their seat (`clinic.seat`)."""
    return _view(act, "casestudies:seat", seat_door)


def seat_door(request: HttpRequest, pk: int) -> Clinic:
    """Open a clinic to those who sit in it, with their `seat` on the row.

    Raises PermissionDenied to those who see it from outside, Http404 to others.
    """
    seat = seat_of(request.user, pk)
    if seat is not None:
        clinic: Clinic = seat.clinic
        clinic.seat = seat
        request.clinic = clinic
        return clinic
    clinic = clinic_door(request, pk)
    if clinic.seat is None or clinic.seat.state != SeatState.ACCEPTED:
        raise PermissionDenied("Take your seat in this clinic first.")
    return clinic


def _view(act: Act, page: str, door: Callable[[HttpRequest, int], Clinic]) -> Callable[..., HttpResponse]:
    @require_POST
    @json_refusals
    @signed_in
    @wraps(act)
    def view(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        clinic = door(request, pk)
        if door is seat_door and request.POST.get("seat", str(clinic.seat.pk)) != str(clinic.seat.pk):
            return refusal(401, "Somebody else is signed in here. Sign in as yourself, and it is sent.")
        try:
            act(request, clinic, **kwargs)
        except Refused as refused:
            if not wants_json(request):
                messages.error(request, refused.said)
                return redirect(_way_back(request, page, pk))
            if isinstance(refused, NeedsConfirmation):
                return refusal(409, refused.said, confirm=True)
            return refusal(422, refused.said)
        if not wants_json(request):
            return redirect(_way_back(request, page, pk))
        now = Clinic.objects.select_related("step").get(pk=pk)
        told: dict[str, Any] = {"version": now.board_version}
        if door is seat_door:
            told["mine"] = mine(now, clinic.seat)
        return JsonResponse(told)

    return view


def json_refusals(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell a script of a closed door in JSON; a page gets the portal's own pages for it."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not wants_json(request):
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return refusal(401, "You are signed out. Sign in again in another tab.")
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return refusal(404, "This is not there for you.")
        except PermissionDenied as denied:
            return refusal(403, str(denied) or "This is not for you to change.")

    return wrapped


def _way_back(request: HttpRequest, page: str, pk: int) -> str:
    """The page of ours that the form stood on, else the page of the act."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return came_from
    from django.urls import reverse

    return reverse(page, args=[pk])
