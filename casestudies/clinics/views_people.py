"""The page on which facilitators bring a clinic's people together."""

from collections.abc import Callable

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from isc_portal.accounts.doors import signed_in
from resources.directory.models import Expert
from resources.directory.services import add_expert, expert_at

from . import services
from .doors import clinic_run_door
from .forms import FacilitatorForm, NewGuestForm
from .models import INVITED_ROLES, Clinic, Seat, SeatRole
from .proposals import found, in_words, proposals, wanted
from .views_planning import trail, when


@signed_in
@require_safe
def clinic_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who runs, advises and observes; whom the directory proposes and why; who said yes or no."""
    return _page(request, clinic_run_door(request, pk))


@signed_in
@require_POST
def clinic_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody to come: of the directory by `expert`, or somebody new by the form."""
    clinic = clinic_run_door(request, pk)
    if limited := ratelimit.consume_or_429(request, action="invite", user=request.user):
        return limited
    if (chosen := request.POST.get("expert", "")).isdecimal():
        expert = get_object_or_404(Expert.objects.visible_to(request.user), pk=chosen)
        return _do(request, clinic, lambda: _invite(request, clinic, expert), f"{expert} is asked by mail.")
    form = NewGuestForm(request.POST)
    if form.is_valid():
        try:
            expert = _ask_new(request, clinic, form.cleaned_data)
        except ValidationError as refused:
            form.add_error("email", refused)
        else:
            messages.success(request, f"{expert} is asked by mail.")
            return redirect("casestudies:clinic_people", pk=pk)
    return _page(request, clinic, form=form)


@signed_in
@require_POST
def clinic_facilitator_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Name another facilitator of the cohort to run the clinic."""
    clinic = clinic_run_door(request, pk)
    form = FacilitatorForm(request.POST, clinic=clinic)
    if not form.is_valid():
        messages.error(request, "Nobody was named: choose a facilitator of the cohort.")
        return redirect("casestudies:clinic_people", pk=pk)
    user = form.cleaned_data["facilitator"]
    return _do(
        request,
        clinic,
        lambda: services.add_facilitator(clinic=clinic, user=user, by=request.user),
        f"{user} helps run this clinic.",
    )


@signed_in
@require_POST
def clinic_seat_remove(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """Take a facilitator off a clinic, or an invitation back."""
    clinic = clinic_run_door(request, pk)
    row = get_object_or_404(Seat.objects.editable_by(request.user).filter(clinic=clinic), pk=seat)
    if row.role == SeatRole.FACILITATOR:
        done = f"{row.name} no longer runs this clinic."
        return _do(request, clinic, lambda: services.remove_facilitator(seat=row, by=request.user), done)
    done = f"The invitation to {row.name} is taken back."
    return _do(request, clinic, lambda: services.withdraw_invitation(seat=row, by=request.user), done)


def _invite(request: HttpRequest, clinic: Clinic, expert: Expert, *, comes_as: str = "", message: str = "") -> Seat:
    as_observer = (comes_as or request.POST.get("comes_as")) == SeatRole.OBSERVER
    ask = services.invite_observer if as_observer else services.invite_expert
    return ask(clinic=clinic, expert=expert, by=request.user, message=message)


def _ask_new(request: HttpRequest, clinic: Clinic, data: dict) -> Expert:
    """Ask somebody by address: the entry that has it already, or a new one. Raises ValidationError."""
    comes_as, message = data.pop("comes_as"), data.pop("message")
    with transaction.atomic():
        expert = expert_at(data["email"]) or add_expert(**data)
        _invite(request, clinic, expert, comes_as=comes_as, message=message)
    return expert


def _do(request: HttpRequest, clinic: Clinic, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it and go back to the page, which says what was done or why nothing was."""
    try:
        act()
    except ValidationError as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect("casestudies:clinic_people", pk=clinic.pk)


def _page(request: HttpRequest, clinic: Clinic, form: NewGuestForm | None = None) -> HttpResponse:
    seats = list(clinic.seats.select_related("user", "expert"))
    query = request.GET.get("q", "").strip()[:100]
    sought = wanted(clinic)
    facilitator_form = FacilitatorForm(clinic=clinic)
    context = {
        "clinic": clinic,
        "trail": trail(clinic),
        "when": when(clinic),
        "facilitators": [seat for seat in seats if seat.role == SeatRole.FACILITATOR],
        "guests": [seat for seat in seats if seat.role in INVITED_ROLES],
        "facilitator_form": facilitator_form if facilitator_form.fields["facilitator"].queryset.exists() else None,
        "help_words": in_words(sought),
        "proposals": proposals(clinic, sought, user=request.user) if clinic.can_change else [],
        "query": query,
        "found": found(clinic, sought, query, user=request.user) if query and clinic.can_change else [],
        "form": form or NewGuestForm(),
        "can_invite": clinic.can_change and clinic.state in ("planned", "live"),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "casestudies/clinics/clinic_people.html", context, status=status)
