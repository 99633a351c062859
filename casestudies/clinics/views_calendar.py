"""Clinics as calendar files."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from isc_portal.accounts.doors import signed_in

from . import calendars
from .models import Clinic


@signed_in
@require_safe
def clinic_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One clinic as a file, also for those who are asked to come and have not answered."""
    clinic = get_object_or_404(Clinic.objects.known_to(request.user).with_case(), pk=pk)
    return _answer(calendars.one(clinic), f"clinic-{clinic.pk}.ics")


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's clinics for their calendar program, which does not sign in: the address tells whose they are."""
    person = calendars.person_of(token)
    if person is None:
        raise Http404("This calendar has another address.")
    return _answer(calendars.feed(person), "clinics.ics")


@signed_in
@require_POST
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """Give the reader's feed a new address, as when the old one went to somebody else."""
    calendars.new_address(user=request.user)
    messages.success(request, "Your calendar has a new address. The one before shows nothing any more.")
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "home")


def _answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response
