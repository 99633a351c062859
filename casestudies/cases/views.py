"""The case study's own page, its form, and what the form's scripts ask for."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.institutes.doors import city_door
from cohorts.teamwork import filling
from cohorts.teamwork.models import Comment
from cohorts.teamwork.saving import Refused, StaleVersion
from isc_portal.accounts.doors import signed_in
from isc_portal.templatetags.portal import clock

from .answers import keep_ours, save_answer, take_over
from .case_sheet import PAGE, CaseSheet, case_url, offers_of, steps
from .doors import case_door, files_for
from .fields import FIELDS, PART_OF
from .from_intake import said
from .models import CaseState, CaseStep, CaseStudy, CaseTimelineEntry
from .progress import field_url, progress_of
from .reading import CaseText
from .services import start_case, submit_case, why_not_started
from .standing import STATUS, STATUS_WORDS, next_step, readership
from .timeline import entries_of, steps_of


@signed_in
@require_safe
def case(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Where the case study stands, who reads it, what is missing and what is next; before it is started, how to."""
    participation = city_door(request, cohort, city)
    found = CaseStudy.objects.filter(participation=participation).first()
    if found is None:
        reason = why_not_started(participation)
        offered = "" if reason else said(participation.intake)
        context = {"participation": participation, "reason": reason, "offered": len(offered), "total": len(FIELDS)}
        return render(request, "casestudies/cases/start.html", context)
    found.participation = participation
    progress = progress_of(found)
    may_take = participation.can_write and found.open_for_writing
    offers = offers_of(progress, said(participation.intake)) if may_take else {}
    entries = entries_of(found)
    context = {
        "participation": participation,
        "case": found,
        "text": CaseText({line.question.key: line.value for line in progress.lines}),
        "progress": progress,
        "status": (STATUS[CaseState(found.state)], STATUS_WORDS[CaseState(found.state)]),
        "next": next_step(progress),
        "returned": _returned(found, entries),
        "offers": [(offer, field_url(participation, key)) for key, offer in offers.items()],
        "readership": readership(found),
        "files": files_for(request, found),
        "comments": Comment.objects.open().filter(participation=participation, page=PAGE).count(),
        "timeline": steps_of(entries),
    }
    return render(request, "casestudies/cases/case.html", context)


def _returned(case: CaseStudy, entries: list[CaseTimelineEntry]) -> CaseTimelineEntry | None:
    """The step with which a draft came back from the facilitators, if it did."""
    if case.state != CaseState.DRAFT:
        return None
    return next((one for one in entries if one.step in (CaseStep.RETURNED, CaseStep.REOPENED)), None)


@signed_in
@require_POST
def case_start(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Start the case study with what the intake says."""
    participation = city_door(request, cohort, city)
    member = participation.viewer
    if not (participation.can_run or member and member.can_write):
        raise PermissionDenied("Only the mayor and the editors of this city may change this.")
    try:
        start_case(participation=participation, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(case_url(participation))


@signed_in
@require_POST
def case_submit(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """Hand the case study to the facilitators."""
    found = case_door(request, cohort, city, write=True)
    try:
        submit_case(case=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Submitted. The facilitators check it, and you get a mail when they have decided.")
    return redirect(case_url(found.participation))


# --- The form ---


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def case_form(request: HttpRequest, cohort: str, city: str, part: str) -> HttpResponse:
    """One part to fill in, or to read; posted as a whole, it is stored field by field."""
    found = case_door(request, cohort, city, write=request.method == "POST")
    sheet = CaseSheet(request, found.participation, part, more_rows=request.GET.get("more", ""))
    if request.method == "POST":
        return filling.store(request, sheet)
    sheet.arrive()
    return filling.show(request, sheet)


@signed_in
@require_POST
def case_save(request: HttpRequest, cohort: str, city: str, field: str) -> HttpResponse:
    """Store one field, for the script that saves by itself (see `filling.save_one`)."""
    if refusal := filling.other_person(request):
        return refusal
    found = case_door(request, cohort, city, write=True)
    if field not in FIELDS:
        raise Http404("No such field in a case study.")
    return filling.save_one(
        request,
        FIELDS[field],
        save=partial(save_answer, case=found, field=field),
        steps=lambda: steps(progress_of(found), current=PART_OF[field].key),
    )


@signed_in
@require_safe
def case_pulse(request: HttpRequest, cohort: str, city: str, part: str) -> HttpResponse:
    """Who else is here and what has changed (see `filling.pulse`)."""
    found = case_door(request, cohort, city)
    sheet = CaseSheet(request, found.participation, part)
    sheet.arrive()
    return filling.pulse(request, sheet)


@signed_in
@require_POST
def case_offer(request: HttpRequest, cohort: str, city: str, field: str) -> HttpResponse:
    """Take over what the intake says now, or keep the city's own words."""
    found = case_door(request, cohort, city, write=True)
    if field not in FIELDS:
        raise Http404("No such field in a case study.")
    try:
        seen: dict[str, Any] = {
            "case": found,
            "field": field,
            "by": request.user,
            "intake_version": _number(request, "intake_version"),
        }
        if request.POST.get("act") == "take":
            take_over(**seen, version=_number(request, "version"))
            messages.success(request, "Taken over from the intake. What stood here before is in the history.")
        else:
            keep_ours(**seen)
            messages.success(request, "Your own words stay.")
    except StaleVersion as stale:
        who, at = stale.row.updated_by or "Somebody", clock(stale.row.updated_at)
        messages.error(request, f"{who} changed this field at {at}. Nothing was taken over; look at it again.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(field_url(found.participation, field))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def trail(found: CaseStudy) -> list[tuple[str, str]]:
    """The way back from a page below the case study's own."""
    return [("Case study", reverse("casestudies:case", kwargs=found.participation.url_kwargs))]
