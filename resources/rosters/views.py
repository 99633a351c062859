"""Pages of rosters to read: all of them, one with its rows, how far it is, and its problems as a spreadsheet."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django_htmx.http import reswap, retarget

from isc_portal.accounts.doors import administrator_door, signed_in
from isc_portal.imports.writing import download

from . import showing
from .doors import roster_door
from .forms import DecisionsForm
from .models import UNDER_WAY, Decision, Outcome, Roster, RosterState

PAGE_SIZE = 30
ROWS_SIZE = 50
DOUBTFUL_SIZE = 10


@signed_in
@require_safe
def rosters(request: HttpRequest) -> HttpResponse:
    """Every list that was brought in, the newest first."""
    administrator_door(request)
    found = Roster.objects.visible_to(request.user).select_related("by").defer("samples")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [(roster, showing.STATE_MARKS[roster.state], showing.counted(roster)) for roster in page]
    return render(request, "resources/rosters/rosters.html", {"page_obj": page, "lines": lines})


@signed_in
@require_safe
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: what each of its rows would do or did, and what can be done with it."""
    found = roster_door(request, pk)
    if found.state == RosterState.MAPPING:
        return redirect("resources:roster_columns", pk=found.pk)
    return render(request, "resources/rosters/roster.html", roster_context(request, found))


@signed_in
@require_safe
def roster_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is, for the page that waits; the whole of its content once it has ended."""
    found = roster_door(request, pk)
    if found.state in UNDER_WAY:
        return render(request, "resources/rosters/includes/progress.html", {"roster": found})
    context = {**roster_context(request, found), "has_ended": True}
    response = render(request, "resources/rosters/includes/roster.html", context)
    return reswap(retarget(response, "#roster-page"), "innerHTML")


@signed_in
@require_safe
def roster_problems(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What is wrong in the list, as a spreadsheet: row, column, value, reason."""
    found = roster_door(request, pk)
    if kind not in ("xlsx", "csv"):
        raise Http404
    return download(kind, f"problems-{found.pk}", showing.PROBLEM_HEADERS, showing.problems(found))


def roster_context(request: HttpRequest, roster: Roster, form: DecisionsForm | None = None) -> dict:
    """What the page of a roster shows: its figures, and the rows of one outcome.

    `form` holds decisions that were refused. While the roster is under way there is no row to see.
    """
    context = {"roster": roster, "trail": showing.trail()}
    if not showing.has_rows(roster):
        return context
    sums = showing.sums(roster)
    undecided = sums["undecided"]
    outcome = showing.chosen_outcome(roster, request.GET.get("show", ""), undecided)
    decided = outcome == Outcome.DOUBTFUL and (bool(request.GET.get("decided")) or not undecided)
    size = DOUBTFUL_SIZE if outcome == Outcome.DOUBTFUL else ROWS_SIZE
    rows = showing.rows_of(roster, outcome, decided=decided)
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    if outcome == Outcome.DOUBTFUL and roster.state == RosterState.CHECKED:
        form = form or DecisionsForm(rows=page.object_list)
    return {
        **context,
        "figures": showing.figures(roster, outcome),
        "outcome": outcome,
        "decided": decided,
        "undecided": undecided,
        "people": sum(roster.counts.values()),
        "doubtful_decided": roster.counts.get(Outcome.DOUBTFUL, 0) - undecided,
        "page_obj": page,
        "shown": [showing.shown(row, form) for row in page.object_list],
        "remarks": showing.remarks(roster),
        "sums": sums,
        "decisions": Decision.choices,
    }
