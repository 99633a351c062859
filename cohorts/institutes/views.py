"""Pages about cohorts: the list, a new one, its settings and status, and the people of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from isc_portal.accounts.doors import administrator_door, signed_in
from isc_portal.accounts.models import Invitation

from . import services
from .doors import cohort_door, settings_door
from .forms import CohortForm, FacilitatorForm
from .models import Cohort, CohortStatus, TeamMember


@signed_in
@require_safe
def cohort_list(request: HttpRequest) -> HttpResponse:
    """The cohorts a person runs: administrators all of them, facilitators their own."""
    cohorts = Cohort.objects.editable_by(request.user).with_counts().prefetch_related("facilitators")
    if not (cohorts or request.user.is_administrator):
        raise Http404("This person runs no cohort.")
    open_ones = [cohort for cohort in cohorts if not cohort.is_closed]
    context = {"open_cohorts": open_ones, "closed_cohorts": [cohort for cohort in cohorts if cohort.is_closed]}
    return render(request, "cohorts/institutes/cohort_list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_new(request: HttpRequest) -> HttpResponse:
    """Make a cohort, with the settings, the questionnaire and the rubric of an earlier one if wished."""
    administrator_door(request)
    cohorts = Cohort.objects.editable_by(request.user)
    wanted = request.POST.get("copied_from") or request.GET.get("copied_from") or ""
    copied_from = next((cohort for cohort in cohorts if cohort.slug == wanted), None)
    if wanted and copied_from is None:
        raise Http404("There is no such cohort.")
    form = CohortForm(request.POST or None, copied_from=copied_from)
    if request.method == "POST" and form.is_valid():
        try:
            cohort = services.create_cohort(copied_from=copied_from, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{cohort} is set up. Invite its cities and facilitators next.")
            return redirect(cohort)
    context = {"form": form, "cohorts": cohorts, "copied_from": copied_from, "trail": _trail()}
    return render(request, "cohorts/institutes/cohort_new.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_settings(request: HttpRequest, cohort: str) -> HttpResponse:
    """A cohort's settings, and its status."""
    found = settings_door(request, cohort)
    form = CohortForm(request.POST or None, cohort=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_cohort(cohort=found, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "The settings are saved.")
            return redirect("cohorts:cohort_settings", cohort=found.slug)
    context = {"cohort": found, "form": form, "trail": _trail(found)}
    return render(request, "cohorts/institutes/cohort_settings.html", context)


@signed_in
@require_POST
def cohort_status(request: HttpRequest, cohort: str) -> HttpResponse:
    """Move a cohort to its next status."""
    found = settings_door(request, cohort)
    status = request.POST.get("status", "")
    if status not in CohortStatus.values:
        raise Http404("There is no such status.")
    try:
        services.change_status(cohort=found, status=status)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"{found} is in “{CohortStatus(status).label}”.")
    return redirect("cohorts:cohort_settings", cohort=found.slug)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_people(request: HttpRequest, cohort: str) -> HttpResponse:
    """A cohort's facilitators and the teams of its cities. Administrators invite facilitators here."""
    found = settings_door(request, cohort) if request.method == "POST" else cohort_door(request, cohort)
    form = FacilitatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_facilitator(cohort=found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, f"{form.cleaned_data['email']} is asked by mail to facilitate {found}.")
            return redirect("cohorts:cohort_people", cohort=found.slug)
    context = {
        "cohort": found,
        "form": form,
        "may_change": found.can_administer,
        "facilitations": found.facilitations.select_related("user"),
        "invitations": Invitation.objects.waiting().for_subject(found),
        "members": TeamMember.objects.visible_to(request.user)
        .filter(participation__cohort=found)
        .select_related("participation__city", "participation__cohort")
        .mayor_first("participation__city__name", "participation__city__state"),
        "trail": _trail(found),
    }
    return render(request, "cohorts/institutes/cohort_people.html", context)


@signed_in
@require_POST
def facilitator_remove(request: HttpRequest, cohort: str, pk: int) -> HttpResponse:
    """End a person's work as a facilitator of a cohort."""
    found = settings_door(request, cohort)
    facilitator = get_object_or_404(found.facilitations.select_related("user", "cohort"), pk=pk)
    try:
        ended = services.remove_facilitator(facilitator=facilitator)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        said = [f"{facilitator.user} no longer facilitates {found}. What they wrote stays.", *ended]
        messages.success(request, " ".join(said))
    return redirect("cohorts:cohort_people", cohort=found.slug)


def _trail(cohort: Cohort | None = None) -> list[tuple[str, str]]:
    above = [("Cohorts", reverse("cohorts:cohort_list"))]
    return [*above, (cohort.name, cohort.get_absolute_url())] if cohort else above
