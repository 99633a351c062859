"""Where cities stand: the cohort's grid and its export, and each city's front page and documents."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cohorts.institutes.doors import city_door, cohort_door
from cohorts.intake.models import IntakeState
from cohorts.people.querysets import team
from isc_portal.accounts.doors import signed_in
from isc_portal.documents.views import place_page
from isc_portal.imports.writing import download

from .city import city_standing
from .grid import SHOWN, Grid, grid_of
from .words import headline, summary


@signed_in
@require_safe
def cohort_grid(request: HttpRequest, cohort: str) -> HttpResponse:
    """Cities by pieces of work, for whoever runs the cohort."""
    found = cohort_door(request, cohort)
    grid = grid_of(found, request.user, request.GET)
    context = {
        "cohort": found,
        "grid": grid,
        "headline": headline(found, len(grid.everything), grid.today),
        "summary": summary(grid.counts) if grid.everything else "",
        "tabs": _tabs(grid),
        "states": IntakeState.choices,
        "columns": _columns(grid),
        "query": urlencode(_wishes(grid)),
    }
    return render(request, "cohorts/standing/grid.html", context)


def _wishes(grid: Grid, **changes: str) -> dict[str, str]:
    """The query that asks for this grid, with some of it changed."""
    now = {"show": grid.shown, "state": grid.state, "sort": grid.sort, "order": "down" if grid.backwards else ""}
    usual = {"show": "all", "state": "", "sort": "city", "order": ""}
    return {name: value for name, value in {**now, **changes}.items() if value != usual[name]}


def _tabs(grid: Grid) -> list[tuple[str, str, bool]]:
    counts = {"all": len(grid.everything), "waiting": grid.counts["rows_waiting"], "late": grid.counts["rows_late"]}
    return [
        (
            f"{words}{' ' if key == 'all' else ', '}{counts[key]}",
            f"?{urlencode(_wishes(grid, show=key))}",
            key == grid.shown,
        )
        for key, words in SHOWN.items()
    ]


def _columns(grid: Grid) -> list[dict[str, str]]:
    """The heads of the columns, each a link that sorts by it, and the other way round when it is sorted by already."""
    heads = [("city", "City and initiative"), *((piece.key, piece.label) for piece in grid.pieces)]
    heads += [("due", "Due next"), ("activity", "Last activity")]
    columns = []
    for key, label in heads:
        here = key == grid.sort
        order = "down" if (not grid.backwards if here else key == "activity") else ""
        aria = ("descending" if grid.backwards else "ascending") if here else ""
        columns.append({"label": label, "url": f"?{urlencode(_wishes(grid, sort=key, order=order))}", "aria": aria})
    return columns


@signed_in
@require_safe
def cohort_export(request: HttpRequest, cohort: str, kind: str) -> HttpResponse:
    """The grid as a spreadsheet, with the same filters and order, and nothing in it that could be run as a formula."""
    found = cohort_door(request, cohort)
    if kind not in ("xlsx", "csv"):
        raise Http404("There is no such kind of file.")
    grid = grid_of(found, request.user, request.GET)
    headers = ["City", "State", "Population", "Mayor", "Initiative", "Intake"]
    headers += [piece.title if piece.key != "answers" else "Answers" for piece in grid.pieces]
    headers += ["Due next", "What is due", "Last activity", "By"]
    return download(kind, f"{found.slug}-{grid.today:%Y-%m-%d}", headers, [_export_row(row) for row in grid.rows])


def _export_row(row) -> list:
    one, due, activity = row.participation, row.due, row.activity
    return [
        one.city.name,
        one.city.state,
        one.city.population,
        one.mayor.name if one.mayor else "",
        row.title,
        one.intake.get_state_display(),
        *(f"{cell.label}, {cell.standing.note}" if cell.standing.note else cell.label for cell in row.cells),
        due.standing.due_on if due else None,
        due.piece.title if due else "",
        activity.at if activity else None,
        str(activity.who) if activity and activity.who else "",
    ]


@signed_in
@require_safe
def city_home(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """A city's front page: its initiative, what is next and for whom, who is on it, and what changed."""
    participation = city_door(request, cohort, city)
    context = {
        "participation": participation,
        "standing": city_standing(participation, request.user),
        "members": team(participation),
    }
    return render(request, "cohorts/standing/city_home.html", context)


@signed_in
@require_safe
def documents(request: HttpRequest, cohort: str, city: str) -> HttpResponse:
    """A city's documents."""
    return place_page(request, place=city_door(request, cohort, city))
