"""Paper fallback: the page on which facilitators enter what was written on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from casestudies.clinics.doors import clinic_run_door
from casestudies.clinics.models import Clinic
from isc_portal.accounts.doors import signed_in

from . import naming
from .models import Card
from .paper import WRITERS, enter_paper, why_not
from .paper_forms import MOST_ROWS, ROWS, PaperFormSet, fresh_rows
from .refusals import Refused


@signed_in
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Several cards at once; what was entered already stands below."""
    clinic = clinic_run_door(request, pk)
    closed = why_not(clinic)
    seats = list(clinic.seats.present().filter(role__in=WRITERS).order_by("name", "pk"))
    rows = PaperFormSet(form_kwargs={"seats": seats}, **_filled(request))
    problem = ""
    if request.method == "POST" and "more" not in request.POST:
        if closed:
            problem = closed
        elif rows.is_valid() and not rows.cards():
            problem = "Nothing is written in any row. Fill in at least one."
        elif rows.is_valid():
            try:
                cards = enter_paper(clinic=clinic, by=request.user, rows=rows.cards())
            except Refused as refused:
                problem = refused.said
            else:
                words = "1 card is" if len(cards) == 1 else f"{len(cards)} cards are"
                messages.success(request, f"{words} entered and marked “on paper”.")
                return redirect("casestudies:paper", clinic.pk)
    has_errors = bool(problem) or (rows.is_bound and "more" not in request.POST and not rows.is_valid())
    context = {
        "clinic": clinic,
        "rows": rows,
        "closed": closed,
        "problem": problem,
        "has_errors": has_errors,
        "may_add": len(rows.forms) < MOST_ROWS,
        "seats": seats,
        "entered": _entered(clinic),
        "named": naming.shows_names(clinic, staff=True),
    }
    return render(request, "casestudies/board/paper.html", context, status=422 if has_errors else 200)


def _filled(request: HttpRequest) -> dict:
    """What the rows begin with: nothing yet, what was sent, or that and as many empty rows more."""
    if request.method != "POST":
        return {"initial": fresh_rows()}
    if "more" not in request.POST:
        return {"data": request.POST}
    data = request.POST.copy()
    there = min(int(number), MOST_ROWS) if (number := data.get("form-TOTAL_FORMS", "")).isdecimal() else 0
    for row, fresh in enumerate(fresh_rows(min(ROWS, MOST_ROWS - there)), there):
        data[f"form-{row}-key"] = fresh["key"]
        there = row + 1
    data["form-TOTAL_FORMS"] = str(there)
    return {"data": data}


def _entered(clinic: Clinic) -> list[Card]:
    """What came in on paper, the newest first; each with its author where names are told."""
    cards = list(
        clinic.cards.filter(on_paper=True).select_related("seat", "step", "entered_by").order_by("-made_at", "-pk")
    )
    for card in cards:
        card.clinic = clinic
        card.author = naming.author_of(card, staff=True)
    return cards
