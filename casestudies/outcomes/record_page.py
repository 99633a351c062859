"""The record of a closed clinic on screen and as a spreadsheet, for those who may read it."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from casestudies.board.models import Card
from casestudies.clinics.doors import clinic_door
from casestudies.clinics.models import Clinic, ClinicState, RecordLabel
from isc_portal.accounts.doors import signed_in
from isc_portal.imports.writing import XLSX, Sheet, as_workbook

from .closing import REPORT
from .export import sheets_of
from .models import Response
from .readers import records_visible_to
from .record import Record, record_of


def record_door(request: HttpRequest, pk: int) -> Clinic:
    """Open the record of a clinic to those who may read it; `can_run` is on the row.

    Raises Http404 to whoever may not know of the clinic, PermissionDenied to those who do and may not read its record.
    """
    clinic = clinic_door(request, pk)
    if records_visible_to(request.user).filter(pk=clinic.pk).exists():
        return clinic
    if clinic.state != ClinicState.CLOSED:
        raise PermissionDenied("This clinic has no record yet: it is made when the facilitators close it.")
    raise PermissionDenied("The record of this clinic is for the Institute’s facilitators and administrators.")


@signed_in
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """What stays of the clinic."""
    clinic = record_door(request, pk)
    if clinic.state != ClinicState.CLOSED:  # those who run it see what is left to do
        return redirect("casestudies:clinic_close", clinic.pk)
    found = record_of(clinic, staff=is_staff_page(clinic))
    context = {
        "clinic": clinic,
        "record": found,
        "most_dots": max((one.dots for one in found.recommendations), default=0),
        "kinds": kinds_of(found),
        "can_change": clinic.can_change,
        "answers_url": _answers_url(request, clinic),
        "mine": Card.objects.recommendations().filter(seat__in=clinic.seats.of(request.user)).exists(),
        "report_url": _report_url(clinic),
        "trail": [("Clinic", clinic.get_absolute_url())],
    }
    return render(request, "casestudies/outcomes/record.html", context)


@signed_in
@require_safe
def clinic_cards_export(request: HttpRequest, pk: int) -> HttpResponse:
    """All cards of the clinic as a spreadsheet, as its label allows; text stays text, whatever it begins with."""
    clinic = record_door(request, pk)
    sheets: Iterator[Sheet] = sheets_of(record_of(clinic, staff=is_staff_page(clinic)))
    response = HttpResponse(as_workbook(sheets), content_type=XLSX)
    name = f"clinic-{clinic.participation.city.slug}-{clinic.day.isoformat()}"
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def is_staff_page(clinic: Clinic) -> bool:
    """Whether only staff reads this clinic's record: what it holds follows from the label, not from the reader.

    So the page, the report and the spreadsheet are the same for all, and none can be passed on with more in it.
    """
    return clinic.record_label == RecordLabel.STAFF_ONLY


def kinds_of(record: Record) -> list[tuple[str, tuple]]:
    """The other kinds of cards with their headings, those that there are."""
    found = [
        ("Risks", record.risks),
        ("Resources", record.resources),
        ("Insights", record.insights),
        ("What peers have seen", record.peer_experience),
        ("Questions asked", record.questions),
    ]
    return [(title, ones) for title, ones in found if ones]


def _answers_url(request: HttpRequest, clinic: Clinic) -> str:
    """The page of the city's answers, for those who may open it."""
    participation = clinic.participation
    if not Response.objects.visible_to(request.user).filter(recommendation__clinic=clinic).exists():
        return ""
    return reverse("casestudies:answers", kwargs=participation.url_kwargs)


def _report_url(clinic: Clinic) -> str:
    try:
        return reverse("documents:kind", args=[REPORT, clinic.pk])
    except NoReverseMatch:
        return ""
