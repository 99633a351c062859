"""Pages of rosters that act: bringing one in, its columns, decisions, the import itself, and taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from isc_portal.accounts.doors import administrator_door, signed_in
from isc_portal.imports.reading import Unreadable

from . import services, showing
from .doors import roster_door
from .forms import ColumnsForm, DecideAllForm, DecisionsForm, RosterForm
from .models import CAN_BE_CANCELLED, Outcome, Roster, RosterState


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def roster_new(request: HttpRequest) -> HttpResponse:
    """The form that takes a file. Nothing of it is in the directory until somebody says so on a later page."""
    administrator_door(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.upload(
                file=file,
                name=file.name,
                by=request.user,
                source=form.cleaned_data["source"],
                consented=form.cleaned_data["consented"],
            )
        except Unreadable as refused:
            form.add_error("file", str(refused))
        except ValidationError as refused:
            form.add_error("file", refused.messages)
        else:
            return redirect("resources:roster_columns", pk=made.pk)
    context = {"form": form, "trail": showing.trail()}
    return render(request, "resources/rosters/new.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def roster_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column of the file holds what: guessed, and corrected here."""
    roster = roster_door(request, pk)
    if roster.state != RosterState.MAPPING:
        if request.method == "POST":
            messages.warning(request, "The columns of this list were chosen already. This is what came of it.")
        return redirect("resources:roster", pk=roster.pk)
    form = ColumnsForm(request.POST if request.method == "POST" else None, roster=roster)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_columns(roster=roster, mapping=form.mapping, by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return redirect("resources:roster", pk=roster.pk)
    context = {"roster": roster, "form": form, "columns": list(form.columns()), "trail": showing.trail()}
    return render(request, "resources/rosters/columns.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def roster_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was chosen for the doubtful rows of one page."""
    roster = roster_door(request, pk)
    asked = [int(name.removeprefix("decision_")) for name in request.POST if _names_a_row(name)]
    rows = roster.rows.filter(pk__in=asked, outcome=Outcome.DOUBTFUL).select_related("expert")
    form = DecisionsForm(request.POST, rows=rows)
    back = _doubtful(roster, request)
    if not form.is_valid():
        messages.error(request, "Nothing was saved: choose one of the three answers for each row.")
        return redirect(back)
    saved = 0
    try:
        for row, decision in form.chosen:
            services.decide(row=row, decision=decision, by=request.user)
            saved += 1
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return redirect(roster_url(roster))
    if saved:
        messages.success(request, f"{showing.number_of(saved, 'decision')} saved. {_left(roster)}")
    else:
        messages.info(request, f"Nothing was changed. {_left(roster)}")
    return redirect(back)


@signed_in
@require_POST
def roster_decide_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide all doubtful rows that are left in the same way."""
    roster = roster_door(request, pk)
    form = DecideAllForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was saved: choose what is to become of the rows that are left.")
        return redirect(_doubtful(roster, request))
    try:
        services.decide_all(roster=roster, decision=form.cleaned_data["decision"], by=request.user)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        messages.success(request, f"Every doubtful row is decided. {_left(roster)}")
    return redirect(roster_url(roster))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def roster_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """What will happen, and the button that makes it happen."""
    roster = roster_door(request, pk)
    if request.method == "POST":
        leave = request.POST.get("leave_undecided") == "yes"
        return _act(request, roster, services.commit, leave_undecided=leave)
    if roster.state != RosterState.CHECKED:
        return _stale(request, roster)
    context = {"roster": roster, "sums": showing.sums(roster), "trail": showing.trail(roster)}
    return render(request, "resources/rosters/commit.html", context)


@signed_in
@require_POST
def roster_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the list up before it is in the directory."""
    roster = roster_door(request, pk)
    if roster.state not in CAN_BE_CANCELLED:
        return _stale(request, roster)
    return _act(request, roster, services.cancel)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def roster_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole import back, or say which entries stand against it."""
    roster = roster_door(request, pk)
    if roster.state != RosterState.COMMITTED:
        return _stale(request, roster)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            services.undo(roster=roster, by=request.user)
        except ValidationError as refused:
            refusals = refused.messages
        else:
            return _done(request, roster)
    context = {
        "roster": roster,
        "sums": showing.sums(roster),
        "refusals": refusals,
        "trail": showing.trail(roster),
    }
    return render(request, "resources/rosters/undo.html", context, status=422 if refusals else 200)


def roster_url(roster: Roster) -> str:
    return reverse("resources:roster", args=[roster.pk])


def _act(request: HttpRequest, roster: Roster, service, **more) -> HttpResponse:
    """Ask a service for one change of the whole roster; whatever stands against it becomes a message."""
    try:
        service(roster=roster, by=request.user, **more)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return redirect(roster_url(roster))
    return _done(request, roster)


def _done(request: HttpRequest, roster: Roster) -> HttpResponse:
    roster.refresh_from_db()
    words = showing.DONE_WORDS.get(roster.state)
    if words and not roster.failure_reason:  # the page itself says what stood against it
        messages.success(request, words.format(roster=roster))
    return redirect(roster_url(roster))


def _stale(request: HttpRequest, roster: Roster) -> HttpResponse:
    messages.warning(request, showing.STALE_WORDS[roster.state].format(roster=roster))
    return redirect(roster_url(roster))


def _doubtful(roster: Roster, request: HttpRequest) -> str:
    """The page of doubtful rows on which the form stood."""
    query = "?show=doubtful" + ("&decided=1" if request.POST.get("decided") else "")
    page = request.POST.get("page", "")
    return roster_url(roster) + query + (f"&page={page}" if page.isdecimal() else "")


def _left(roster: Roster) -> str:
    left = showing.undecided(roster)
    return f"{showing.number_of(left, 'row')} left to decide." if left else "No row is left to decide."


def _names_a_row(name: str) -> bool:
    number = name.removeprefix("decision_")
    return name.startswith("decision_") and number.isascii() and number.isdecimal() and len(number) < 18
