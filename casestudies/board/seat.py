"""What somebody is told in their seat: what happens, what they can do now, and when the city has the floor."""

from dataclasses import dataclass
from datetime import datetime

from casestudies.clinics.models import StepKind

from . import rules
from .models import CardKind
from .seat_words import DEFAULT_ASK, words_for
from .state import Board


@dataclass(frozen=True)
class Doing:
    """One step for one role, in words. `before` and `after` stand around the time at which the city has the floor."""

    heading: str
    before: str
    after: str
    floor: datetime | None
    names_floor: bool
    ask: str
    kinds: tuple[CardKind, ...]

    @property
    def asks_theme(self) -> bool:
        return any(kind in rules.WITH_THEME for kind in self.kinds)


def doing(board: Board, role: str) -> Doing | None:
    """What somebody in this role does in the step that runs; None while none does."""
    step, kind, city = board.step, board.step_kind, board.clinic.participation.city.name
    if step is None or kind is None:
        return None
    words = words_for(kind, role)
    before, _, after = words.sentence.partition("{floor}")
    return Doing(
        heading=words.heading.format(city=city),
        before=before.format(city=city),
        after=after.format(city=city),
        floor=floor_at(board),
        names_floor="{floor}" in words.sentence,
        ask=words.ask.format(city=city) or DEFAULT_ASK,
        kinds=rules.open_kinds(kind, role),
    )


def floor_at(board: Board) -> datetime | None:
    """When the city has the floor again if every step takes its minutes; after a break, when the room goes on."""
    step, ends_at = board.step, board.clinic.step_ends_at
    if step is None:
        return None
    if step.kind == StepKind.BREAK:
        return ends_at
    ahead = (one for one in board.steps if one.number > step.number and one.kind == StepKind.REFLECTION)
    return next((one.begins_at for one in ahead), None)
