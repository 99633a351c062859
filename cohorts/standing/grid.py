"""The cohort's grid: cities by pieces of work, sorted and filtered."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from cohorts.institutes.models import Cohort, Participation
from cohorts.intake.models import IntakeState
from cohorts.intake.progress import progress_by_intake

from .activity import Activity, last_activities
from .pieces import Facts, Piece, Standing, Step, all_pieces, answer_text

SHOWN = {"all": "All", "waiting": "Wait for me", "late": "Late"}


@dataclass(frozen=True)
class Cell:
    """One city's standing with one piece."""

    piece: Piece
    standing: Standing
    today: date

    @property
    def state(self) -> str:
        return self.standing.state(self.today)

    @property
    def label(self) -> str:
        return self.standing.label(self.today)

    @property
    def waits_for_institute(self) -> bool:
        return self.standing.step == Step.WITH_INSTITUTE

    @property
    def is_late(self) -> bool:
        return self.standing.is_late(self.today)


@dataclass(frozen=True)
class Row:
    """One city."""

    participation: Participation
    title: str
    cells: list[Cell]
    activity: Activity | None

    @property
    def due(self) -> Cell | None:
        """What the city has to do next."""
        open_ones = [cell for cell in self.cells if cell.standing.due_on and not cell.standing.ended]
        return min(open_ones, key=lambda cell: cell.standing.due_on or date.max, default=None)

    @property
    def waits(self) -> bool:
        return any(cell.waits_for_institute for cell in self.cells)

    @property
    def is_late(self) -> bool:
        return any(cell.is_late for cell in self.cells)


@dataclass
class Grid:
    """The grid of a cohort. `rows` are those that fit the filters, in the order asked for."""

    cohort: Cohort
    pieces: list[Piece]
    everything: list[Row]
    rows: list[Row]
    today: date
    shown: str = "all"
    state: str = ""
    sort: str = "city"
    backwards: bool = False
    counts: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        cells = [cell for row in self.everything for cell in row.cells]
        steps = Counter("late" if cell.is_late else cell.standing.step for cell in cells)
        self.counts = {
            "pieces": len(cells) - steps[Step.OUT],
            "done": steps[Step.DONE],
            "working": steps[Step.WORKING] + steps[Step.WITH_MAYOR],
            "waiting": steps[Step.WITH_INSTITUTE],
            "late": steps["late"],
            "not_started": steps[Step.NOT_STARTED],
            "rows_waiting": sum(row.waits for row in self.everything),
            "rows_late": sum(row.is_late for row in self.everything),
        }


def grid_of(cohort: Cohort, user: Any, wishes: Mapping[str, str]) -> Grid:
    """The grid as somebody sees it; `wishes` are the query's show, state, sort and order. A fixed number of queries."""
    participations = list(
        Participation.objects.run_by(user)
        .filter(cohort=cohort, intake__isnull=False)
        .select_related("city", "cohort", "mayor", "intake")
        .order_by("city__name", "city__state")
    )
    today, pieces = timezone.localdate(), all_pieces()
    rows = _rows(participations, pieces, today)
    keys = {"city", "due", "activity", *(piece.key for piece in pieces)}
    shown, state, sort = wishes.get("show", ""), wishes.get("state", ""), wishes.get("sort", "")
    shown, state, sort = (
        shown if shown in SHOWN else "all",
        state if state in IntakeState.values else "",
        sort if sort in keys else "city",
    )
    backwards = wishes.get("order") == "down"
    fitting = [row for row in rows if _fits(row, shown, state)]
    fitting.sort(key=lambda row: _rank(row, sort, backwards), reverse=backwards)
    return Grid(cohort, pieces, rows, fitting, today, shown, state, sort, backwards)


def _rows(participations: list[Participation], pieces: list[Piece], today: date) -> list[Row]:
    intakes = [participation.intake for participation in participations]
    progress = progress_by_intake(intakes)
    facts = Facts(participations, progress)
    standings = {piece.key: piece.read(facts) for piece in pieces}
    activities = last_activities(participations, progress)
    return [
        Row(
            participation=one,
            title=answer_text(progress[one.intake.pk], "title"),
            cells=[Cell(piece, standings[piece.key][one.pk], today) for piece in pieces],
            activity=activities.get(one.pk),
        )
        for one in participations
    ]


def _fits(row: Row, shown: str, state: str) -> bool:
    fits_tab = {"all": True, "waiting": row.waits, "late": row.is_late}[shown]
    return fits_tab and (not state or row.participation.intake.state == state)


def _rank(row: Row, sort: str, backwards: bool) -> tuple:
    """What the row is sorted by. Rows that have nothing there come last, whichever way the order goes."""
    if sort == "city":
        return (row.participation.city.name.casefold(), row.participation.city.state)
    if sort == "due":
        return (bool(row.due) == backwards, row.due.standing.due_on.toordinal() if row.due else 0)
    if sort == "activity":
        return (bool(row.activity) == backwards, row.activity.at.timestamp() if row.activity else 0)
    standing = next(cell.standing for cell in row.cells if cell.piece.key == sort)
    return (list(Step).index(standing.step), standing.note)
