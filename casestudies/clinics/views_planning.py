"""Pages about when and where clinics are: the agenda, planning one, changing it, calling it off, and its own page."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casestudies.cases.models import CaseStudy
from cohorts.institutes.models import Cohort
from isc_portal.accounts.doors import signed_in
from isc_portal.templatetags.portal import zone_name

from . import services, words
from .bookings import Clash
from .calendars import feed_url
from .doors import agenda_door, clinic_door, clinic_run_door, planning_door
from .forms import CancelForm, ClinicForm
from .models import Clinic, ClinicState, RecordLabel, Seat, SeatRole, SeatState
from .planning import agenda, gaps
from .run_of_show import timed
from .times import clock_at, from_to, venue_zone
from .titles import title_of_case

# The order in which people are told on the page of a clinic.
ROLES = [SeatRole.FACILITATOR, SeatRole.EXPERT, SeatRole.OBSERVER, SeatRole.PRESENTER, SeatRole.PEER]


@signed_in
@require_safe
def clinics(request: HttpRequest, cohort: str) -> HttpResponse:
    """The agenda of a cohort's clinics by day; for those who run it, also what each still lacks."""
    found = agenda_door(request, cohort)
    context = {
        "cohort": found,
        "days": agenda(found, user=request.user, with_gaps=found.can_run),
        "zone": venue_zone(found),
        "feed_url": feed_url(user=request.user),
        "has_cases": found.can_change and CaseStudy.objects.filter(participation__cohort=found).exists(),
    }
    return render(request, "casestudies/clinics/clinics.html", context)


@signed_in
def clinic_new(request: HttpRequest, cohort: str) -> HttpResponse:
    """Plan a clinic on one of the cohort's cases."""
    found = planning_door(request, cohort)
    chosen = request.GET.get("case", "")
    case = CaseStudy.objects.filter(participation__cohort=found, pk=chosen).first() if chosen.isdecimal() else None
    form = ClinicForm(_with_taken_time(request, found), cohort=found, by=request.user, case=case)
    free: list[datetime] = []
    if request.method == "POST" and form.is_valid():
        try:
            clinic = services.plan_clinic(by=request.user, **form.cleaned_data)
        except Clash as clash:
            # The free times stand beside it, each on a button.
            form.add_error("starts_at", clash.who if clash.free else clash)
            free = clash.free
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"{clinic} is planned. Its team has been told. Next: who advises?")
            return redirect("casestudies:clinic_people", pk=clinic.pk)
    return _form_page(request, found, form, free, trail=[("Clinics", _agenda_url(found))])


@signed_in
def clinic_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change when and where a clinic is, its record label, and how its cards are shown."""
    clinic = clinic_run_door(request, pk)
    form = ClinicForm(_with_taken_time(request, clinic.cohort), cohort=clinic.cohort, clinic=clinic)
    free: list[datetime] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.change_clinic(clinic=clinic, by=request.user, **form.cleaned_data)
        except Clash as clash:
            # The free times stand beside it, each on a button.
            form.add_error("starts_at", clash.who if clash.free else clash)
            free = clash.free
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"{clinic}: saved.")
            return redirect("casestudies:clinic", pk=pk)
    return _form_page(request, clinic.cohort, form, free, clinic=clinic, trail=trail(clinic))


@signed_in
def clinic_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a clinic off."""
    clinic = clinic_run_door(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_clinic(clinic=clinic, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"{clinic} is called off, and whoever was expected has been told.")
            return redirect(_agenda_url(clinic.cohort))
    context = {"clinic": clinic, "form": form, "trail": trail(clinic), "when": when(clinic)}
    return render(request, "casestudies/clinics/clinic_cancel.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def clinic(request: HttpRequest, pk: int) -> HttpResponse:
    """One clinic: what it is on, when and where, who comes, its steps, and the ways into it."""
    if _must_answer(request, pk):
        return redirect("casestudies:clinic_invitation", pk=pk)
    clinic = clinic_door(request, pk)
    seats = list(clinic.seats.select_related("user", "expert"))
    steps = timed(clinic)
    coming = [seat for seat in seats if seat.state == SeatState.ACCEPTED]
    people = [(role, [seat for seat in coming if seat.role == role]) for role in ROLES]
    case = CaseStudy.objects.visible_to(request.user).filter(pk=clinic.case_id).exists()
    context = {
        "clinic": clinic,
        "title": title_of_case(clinic.case),
        "when": when(clinic),
        "people": [(SeatRole(role), found) for role, found in people if found],
        "steps": steps,
        "step_minutes": sum(step.minutes for step in steps),
        "missing": gaps(clinic, seats, sum(step.minutes for step in steps)) if clinic.can_run else [],
        "can_read_case": case,
        "can_read_record": clinic.can_run or case and clinic.record_label != RecordLabel.STAFF_ONLY,
        "facts": _facts(clinic),
        "trail": [("Clinics", _agenda_url(clinic.cohort))],
        "can_sit": clinic.state in (ClinicState.PLANNED, ClinicState.LIVE),
        "states_ties": bool(clinic.seat) and clinic.seat.state == SeatState.ACCEPTED,
    }
    return render(request, "casestudies/clinics/clinic.html", context)


def trail(clinic: Clinic) -> list[tuple[str, str]]:
    """The pages above a page of a clinic."""
    return [("Clinics", _agenda_url(clinic.cohort)), (str(clinic), clinic.get_absolute_url())]


def when(clinic: Clinic) -> str:
    """From when to when, at the venue: “1:30 PM to 2:40 PM (Eastern Time)”."""
    zone = venue_zone(clinic.cohort)
    return f"{from_to(clinic, zone)} ({zone_name(zone)})"


def _facts(clinic: Clinic) -> list[tuple[str, str]]:
    label = RecordLabel(clinic.record_label)
    cards = words.cards_in_words(
        record_label=clinic.record_label, named_cards=clinic.named_cards, moderated=clinic.moderated
    )
    return [
        ("Room", ", ".join(part for part in (clinic.room, clinic.cohort.venue) if part)),
        ("Record", f"{label.label}. {words.RECORD_LABELS[label]}"),
        ("Cards", cards),
        ("Code", clinic.join_code if clinic.can_run else ""),
    ]


def _must_answer(request: HttpRequest, pk: int) -> bool:
    """Whether the reader's one way into the clinic is an invitation that waits for an answer."""
    if Clinic.objects.visible_to(request.user).filter(pk=pk).exists():
        return False
    return Seat.objects.of(request.user).filter(clinic=pk).exists()


def _agenda_url(cohort: Cohort) -> str:
    return reverse("casestudies:clinics", args=[cohort.slug])


def _with_taken_time(request: HttpRequest, cohort: Cohort) -> QueryDict | None:
    """What was sent, with the free time that was pressed in place of the one that clashed."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    try:
        start = datetime.fromisoformat(data.get("take", ""))
    except ValueError:
        return data
    if start.tzinfo is not None:
        local = start.astimezone(venue_zone(cohort))
        data["starts_on"], data["starts_at"] = f"{local:%m/%d/%Y}", clock_at(start, venue_zone(cohort))
    return data


def _form_page(request: HttpRequest, cohort: Cohort, form: ClinicForm, free: list, *, trail, clinic=None):
    context = {
        "cohort": cohort,
        "clinic": clinic,
        "form": form,
        "free": [(start.isoformat(), clock_at(start, form.zone)) for start in free],
        "trail": trail,
    }
    return render(request, "casestudies/clinics/clinic_form.html", context, status=422 if form.errors else 200)
