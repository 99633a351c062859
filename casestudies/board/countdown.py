"""The countdown of a step as it is drawn with a page; the page's script goes on from there."""

from dataclasses import dataclass

from casestudies.clinics.models import ClinicState

from . import clock
from .running import remaining
from .state import Board


@dataclass(frozen=True)
class Countdown:
    """Moments are milliseconds since 1970 by the database's clock; `words` is “5:42”, or “+0:40” once it is over."""

    ends: int
    paused: int | None
    state: str  # left, over or paused
    words: str


def countdown_of(board: Board) -> Countdown | None:
    """What the clock shows at this moment; nothing while no step runs."""
    clinic = board.clinic
    ends = clock.milliseconds(clinic.step_ends_at)
    if clinic.state != ClinicState.LIVE or ends is None:
        return None
    left = remaining(clinic, clock.recent_now()).total_seconds()
    over = left <= -1
    minutes, seconds = divmod(int(abs(left)), 60)
    state = "paused" if clinic.is_paused else "over" if over else "left"
    return Countdown(ends, clock.milliseconds(clinic.paused_at), state, f"{'+' if over else ''}{minutes}:{seconds:02}")
