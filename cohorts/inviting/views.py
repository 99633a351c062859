"""Pages that invite cities to a cohort: a list with a dry run, and one city."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cohorts.institutes.doors import settings_door
from cohorts.institutes.models import Cohort
from isc_portal.accounts.doors import signed_in
from isc_portal.imports.columns import records
from isc_portal.imports.reading import Table

from . import services, sheet
from .forms import ColumnsForm, InviteCityForm, ListForm
from .planning import COLUMNS, Plan, make_plan

EXAMPLE = (
    "City\tState\tMayor\tContact name\tContact email\tRole\n"
    "Dayton\tOH\tLorraine Whitcomb\tAna Reyes\tana.reyes@dayton.example.org\teditor\n"
    "Dayton\tOH\tLorraine Whitcomb\tLorraine Whitcomb\tmayor@dayton.example.org\tmayor\n"
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_invite(request: HttpRequest, cohort: str) -> HttpResponse:
    """Paste or upload a list, see what would happen row by row, and do it in one act. Until then nothing is written."""
    found = settings_door(request, cohort)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or "change" in request.POST or not form.is_valid() or form.table is None:
        if "change" in request.POST:
            form = ListForm(initial={name: request.POST.get(name, "") for name in ("list", "message")})
        context = {"cohort": found, "form": form, "example": EXAMPLE, "columns": COLUMNS, "trail": _trail(found)}
        return render(request, "cohorts/inviting/list.html", context)
    columns = ColumnsForm(form.table.headers, request.POST)
    table = _with_corrections(form.table, columns, request)
    plan = make_plan(cohort=found, records=records(table, columns.mapping)) if not columns.missing else None
    if plan and "send" in request.POST and (done := _send(request, found, plan, form.cleaned_data["message"])):
        return done
    context = {
        "cohort": found,
        "form": form,
        "columns": columns,
        "plan": plan,
        "text": sheet.as_text(table),
        "row_count": len(table.rows),
        "trail": [*_trail(found), ("Invite cities", reverse("cohorts:cohort_invite", args=[found.slug]))],
    }
    return render(request, "cohorts/inviting/check.html", context)


def _with_corrections(table: Table, columns: ColumnsForm, request: HttpRequest) -> Table:
    """The list as the reader has just corrected it: a row left out, or a city chosen among those it may mean."""
    left_out = request.POST.get("leave_out", "")
    if left_out.isdecimal():
        return sheet.without_row(table, int(left_out))
    number, _, rest = request.POST.get("use_city", "").partition("|")
    name, _, state = rest.partition("|")
    if not (number.isdecimal() and name and "city" in columns.mapping):
        return table
    city, state_column = columns.mapping["city"], columns.mapping.get("state")
    cells = {city: f"{name}, {state}"} if state_column is None else {city: name, state_column: state}
    return sheet.with_cells(table, int(number), cells)


def _send(request: HttpRequest, cohort: Cohort, plan: Plan, message: str) -> HttpResponse | None:
    """Do what the plan says if it is still the one that was shown; otherwise say why not."""
    try:
        if request.POST.get("fingerprint") != plan.fingerprint:
            raise services.PlanChanged
        joined, invitations = services.invite_cities(cohort=cohort, plan=plan, by=request.user, message=message)
    except services.PlanChanged:
        messages.warning(request, "The outcome has changed since you saw it. Nothing was sent: please look again.")
        return None
    except ValidationError as error:
        messages.error(request, f"{error.messages[0]} Nothing was sent.")
        return None
    cities = f"{len(joined)} {'city' if len(joined) == 1 else 'cities'} joined {cohort}"
    people = f"{len(invitations)} {'person is' if len(invitations) == 1 else 'people are'} invited by mail"
    messages.success(request, f"{cities}, and {people}.")
    return redirect(cohort)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_invite_one(request: HttpRequest, cohort: str) -> HttpResponse:
    """Invite one city with its mayor and the first person of its team."""
    found = settings_door(request, cohort)
    form = InviteCityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            participation = services.invite_city(
                cohort=found,
                city=form.settle_city(),
                mayor_name=form.cleaned_data["mayor_name"],
                invitees=form.invitees,
                by=request.user,
                message=form.cleaned_data["message"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            addresses = " and ".join(person.email for person in form.invitees)
            messages.success(request, f"{participation.city} takes part in {found}. {addresses} got an invitation.")
            return redirect(found)
    context = {"cohort": found, "form": form, "trail": _trail(found)}
    return render(request, "cohorts/inviting/one.html", context)


def _trail(cohort: Cohort) -> list[tuple[str, str]]:
    return [("Cohorts", reverse("cohorts:cohort_list")), (cohort.name, cohort.get_absolute_url())]
