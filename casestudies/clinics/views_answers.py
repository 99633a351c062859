"""What a person who is asked to a clinic answers: whether they come, and which ties to vendors they have."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from isc_portal.accounts.doors import signed_in

from . import services
from .doors import clinic_door, invitation_door
from .forms import DeclineForm, TiesForm
from .models import ClinicState, Seat, SeatState
from .seats import state_ties, suggested_ties
from .titles import title_of_case
from .views_planning import trail, when


@signed_in
@require_safe
def clinic_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """When and where the clinic is and what it is called; nothing of the case before the ties are stated."""
    return _page(request, invitation_door(request, pk))


@signed_in
@require_POST
def invitation_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes, with the ties to vendors."""
    seat = invitation_door(request, pk)
    form = TiesForm(request.POST)
    if form.is_valid():
        try:
            services.accept_seat(seat=seat, ties=form.words, user=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "Thank you. The facilitators know that you come, and the case is open to you.")
            return redirect("casestudies:clinic", pk=pk)
    return _page(request, seat, ties_form=form)


@signed_in
@require_POST
def invitation_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no."""
    seat = invitation_door(request, pk)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            services.decline_seat(seat=seat, user=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "The facilitators know that you cannot come. Thank you for telling them.")
            return redirect("casestudies:clinic_invitation", pk=pk)
    return _page(request, seat, decline_form=form)


@signed_in
def clinic_ties(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the ties to vendors that a person stated for a clinic."""
    clinic = clinic_door(request, pk)
    seat = clinic.seat
    if seat is None or seat.state != SeatState.ACCEPTED:
        raise PermissionDenied("Whoever has a seat in this clinic states ties to vendors.")
    form = TiesForm(request.POST or None, known=seat.ties if seat.ties_stated_at else _known(request.user))
    if request.method == "POST" and form.is_valid():
        state_ties(seat=seat, ties=form.words)
        messages.success(request, "Your ties to vendors are saved as you stated them.")
        return redirect("casestudies:clinic", pk=pk)
    context = {"clinic": clinic, "form": form, "trail": trail(clinic)}
    return render(request, "casestudies/clinics/clinic_ties.html", context, status=422 if form.errors else 200)


def _known(user) -> str | None:
    """What the person stated before; None if they never did, so that “I have none” is never said for them."""
    return suggested_ties(user=user) or None


def _page(
    request: HttpRequest, seat: Seat, ties_form: TiesForm | None = None, decline_form: DeclineForm | None = None
) -> HttpResponse:
    clinic = seat.clinic
    context = {
        "seat": seat,
        "clinic": clinic,
        "title": title_of_case(clinic.case),
        "when": when(clinic),
        "ties_form": ties_form or TiesForm(known=_known(request.user)),
        "decline_form": decline_form or DeclineForm(),
        "open": clinic.state in (ClinicState.PLANNED, ClinicState.LIVE) and not clinic.cohort.is_closed,
    }
    refused = (ties_form and ties_form.errors) or (decline_form and decline_form.errors)
    return render(request, "casestudies/clinics/clinic_invitation.html", context, status=422 if refused else 200)
