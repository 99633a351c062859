"""Closing a clinic: the page on which the facilitators note what stays of it, and the confirmation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casestudies.clinics.doors import clinic_run_door
from casestudies.clinics.models import Clinic, ClinicState, RecordLabel, SeatRole
from casestudies.clinics.titles import title_of_case
from cohorts.teamwork.saving import Refused, StaleVersion
from cohorts.teamwork.texts import both
from isc_portal.accounts.doors import signed_in
from isc_portal.templatetags.portal import day

from .closing import (
    ATTENDED,
    COMMITMENTS,
    DAYS_TO_ANSWER,
    NOTES,
    PARTS,
    Protocol,
    close_clinic,
    expected,
    left_waiting,
    names_in,
    protocol_of,
    save_part,
    to_be_answered,
    why_no_protocol,
    why_not_closable,
)
from .closing_forms import Posted, read
from .shared_page import arrive, other_person, pulse, stored

SPARE_ROWS = 2
WHERE = "the closing"
PART_WORDS = {ATTENDED: "who was there", NOTES: "the notes", COMMITMENTS: "the commitments"}
GROUPS = {
    SeatRole.FACILITATOR: "Facilitators",
    SeatRole.EXPERT: "Experts",
    SeatRole.OBSERVER: "Observers",
    SeatRole.PRESENTER: "The city’s own team",
    SeatRole.PEER: "Peers from other cities",
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def clinic_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Attendance, notes and commitments of a clinic, before it is closed or to correct them afterwards."""
    clinic = clinic_run_door(request, pk)
    if reason := why_no_protocol(clinic):
        return render(request, "casestudies/outcomes/close_not_yet.html", {"clinic": clinic, "reason": reason})
    if request.method == "POST":
        return _store(request, clinic)
    return _page(request, clinic)


def _page(
    request: HttpRequest, clinic: Clinic, *, posted: Posted | None = None, refusals: dict[str, str] | None = None
) -> HttpResponse:
    stands = protocol_of(clinic)
    shown = posted.protocol if posted else stands
    seats = expected(clinic)
    for seat in seats:
        seat.here = seat.pk in shown.attended
    problems = {**(posted.problems if posted else {})}
    for part, sentence in (refusals or {}).items():
        problems.setdefault(part, []).append(sentence)
    closed = clinic.state == ClinicState.CLOSED
    context = {
        "clinic": clinic,
        "title": title_of_case(clinic.case),
        "closed": closed,
        "can_write": clinic.can_change,
        "chatham": clinic.record_label == RecordLabel.CHATHAM_HOUSE,
        "seat_groups": [(GROUPS[role], [one for one in seats if one.role == role]) for role in GROUPS],
        "came": sum(seat.here for seat in seats),
        "notes": shown.notes,
        "rows": [
            *({"who": one.who, "what": one.what, "by": _typed_day(one.due_on)} for one in shown.commitments),
            *({} for _ in range(SPARE_ROWS)),
        ],
        "seen": {part: stands.seen(part) for part in PARTS},
        "problems": problems,
        "page_key": _page_key(clinic),
        "presence": arrive(request, clinic.participation, _page_key(clinic), WHERE),
        "next_url": reverse("casestudies:record" if closed else "casestudies:clinic_close_confirm", args=[clinic.pk]),
        "why_not": "" if closed else why_not_closable(clinic),
        "trail": [("Clinic", clinic.get_absolute_url())],
    }
    return render(request, "casestudies/outcomes/close.html", context, status=422 if problems else 200)


def _store(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """Store the whole form: the way that needs no script, and the way a conflict is settled."""
    posted = read(_chosen(request.POST))
    refusals: dict[str, str] = {}
    for part in PARTS:
        base = request.POST.get(f"{part}-base", "")
        if f"{part}-version" not in request.POST or posted.protocol.seen(part) == base:
            continue
        try:
            save_part(
                clinic=clinic,
                by=request.user,
                part=part,
                protocol=posted.protocol,
                seen=request.POST.get(f"{part}-version", ""),
            )
        except StaleVersion:
            return _ask(request, clinic, part, posted.protocol)
        except Refused as refused:
            refusals[part] = str(refused)
    if refusals or posted.problems:
        return _page(request, clinic, posted=posted, refusals=refusals)
    if request.POST.get("choose"):
        messages.success(request, "Stored. The other text stays in the history.")
    if request.POST.get("go") == "next" and clinic.state != ClinicState.CLOSED:
        return redirect("casestudies:clinic_close_confirm", clinic.pk)
    settled = request.POST.get("choose", "").partition("-")[2]
    return HttpResponseRedirect(request.path + (f"?settled={settled}#{settled}" if settled in PARTS else ""))


def _chosen(data: QueryDict) -> QueryDict:
    """The form with the decision on a conflict carried out: the third text stands in the field it was written for."""
    choice, _, part = data.get("choose", "").partition("-")
    if choice == "third" and part == NOTES:
        data = data.copy()
        data[NOTES] = data.get(f"third-{NOTES}", "")
    elif choice == "theirs" and part in PARTS:
        data = data.copy()
        data.pop(f"{part}-version", None)  # what stands there is not touched
    return data


def _ask(request: HttpRequest, clinic: Clinic, part: str, mine: Protocol) -> HttpResponse:
    """The page that shows what both noted."""
    theirs = protocol_of(clinic)
    seats = expected(clinic)
    mine_words, their_words = (_words_of(part, one, seats) for one in (mine, theirs))
    skipped = {"csrfmiddlewaretoken", "choose", "go", f"{part}-version", f"third-{NOTES}"}
    context = {
        "title": f"Somebody else changed {PART_WORDS[part]} as well",
        "address": request.path,
        "asked": PART_WORDS[part].capitalize(),
        "asked_label": "What it is about",
        "hidden": [
            *((name, value) for name in request.POST if name not in skipped for value in request.POST.getlist(name)),
            (f"{part}-version", theirs.seen(part)),
        ],
        "texts": {
            "mine": mine_words,
            "my_title": "What you noted",
            "my_quiet": "Not stored yet",
            "my_initials": request.user.initials,
            "my_button": "Use mine",
            "choose_mine": f"mine-{part}",
            "theirs": their_words,
            "their_title": "What stands there now",
            "their_quiet": "Stored by another facilitator, or by you in another window",
            "their_initials": "?",
            "their_button": "Use what stands there",
            "choose_theirs": f"theirs-{part}",
        },
        "third": {"name": f"third-{NOTES}", "text": both(mine.notes, theirs.notes), "choose": f"third-{NOTES}"}
        if part == NOTES
        else None,
    }
    return render(request, "casestudies/outcomes/conflict.html", context, status=409)


def _words_of(part: str, protocol: Protocol, seats: list[Any]) -> str:
    if part == NOTES:
        return protocol.notes
    if part == ATTENDED:
        return "\n".join(seat.name for seat in seats if seat.pk in protocol.attended)
    return "\n".join(
        f"{one.who}: {one.what}{f' (by {day(one.due_on)})' if one.due_on else ''}" for one in protocol.commitments
    )


def _typed_day(on) -> str:
    return f"{on:%m/%d/%Y}" if on else ""


def _page_key(clinic: Clinic) -> str:
    return f"clinic-close-{clinic.pk}"


@signed_in
@require_POST
def clinic_close_save(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Store one part: 200 with its new fingerprint, 409 when somebody else changed it, 403 when nothing may change."""
    if refusal := other_person(request):
        return refusal
    clinic = clinic_run_door(request, pk)
    if part not in PARTS:
        raise BadRequest("There is no such part.")
    posted = read(request.POST)
    before = [read(QueryDict(one)).protocol.seen(part) for one in request.POST.getlist("unanswered")[:9]]
    try:
        stands = save_part(
            clinic=clinic,
            by=request.user,
            part=part,
            protocol=posted.protocol,
            seen=request.POST.get(f"{part}-version", ""),
            unanswered=before,
        )
    except StaleVersion:
        sentence = f"Somebody changed {PART_WORDS[part]} while you were writing. Both texts are kept."
        return JsonResponse({"state": "conflict", "sentence": sentence}, status=409)
    except Refused as refused:
        return JsonResponse({"state": "refused", "sentence": str(refused)}, status=422)
    return stored(version=stands.seen(part), base=stands.seen(part), problems=posted.problems.get(part))


@signed_in
@require_safe
def clinic_close_pulse(request: HttpRequest, pk: int) -> HttpResponse:
    """Who else is on the page, and a fresh token."""
    clinic = clinic_run_door(request, pk)
    closed = "" if clinic.can_change else "This cohort is closed: everything can still be read, and nothing changed."
    return pulse(request, clinic.participation, _page_key(clinic), WHERE, closed)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def clinic_close_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What closing will do, and the button that does it."""
    clinic = clinic_run_door(request, pk)
    if clinic.state == ClinicState.CLOSED:
        return redirect("casestudies:record", clinic.pk)
    stands, problem, status = protocol_of(clinic), "", 200
    if request.method == "POST":
        if not clinic.can_change:
            raise PermissionDenied("This cohort is closed: everything can still be read, and nothing changed.")
        try:
            close_clinic(
                clinic=clinic,
                by=request.user,
                attended=stands.attended,
                notes=stands.notes,
                commitments=stands.commitments,
                seen=request.POST.get("seen", ""),
            )
        except StaleVersion:
            problem, status = "Something was noted since you opened this page. Read it once more, then close.", 409
        except Refused as refused:
            problem, status = str(refused), 409
        else:
            messages.success(request, "The clinic is closed. The city and everybody who was there have been told.")
            return redirect("casestudies:record", clinic.pk)
    seats = expected(clinic)
    recommendations = to_be_answered(clinic)
    context = {
        "clinic": clinic,
        "title": title_of_case(clinic.case),
        "why_not": why_not_closable(clinic),
        "names": names_in(clinic, stands),
        "problem": problem,
        "protocol": stands,
        "seen": stands.seen_whole,
        "came": sum(seat.here for seat in seats),
        "of": len(seats),
        "recommendations": recommendations,
        "days": DAYS_TO_ANSWER,
        "waiting": left_waiting(clinic),
        "staff_only": clinic.record_label == RecordLabel.STAFF_ONLY,
        "can_write": clinic.can_change,
        "trail": [
            ("Clinic", clinic.get_absolute_url()),
            ("Attendance, notes and commitments", reverse("casestudies:clinic_close", args=[clinic.pk])),
        ],
    }
    return render(request, "casestudies/outcomes/close_confirm.html", context, status=status)
