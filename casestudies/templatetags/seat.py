"""What the parts of a seat ask for beside what every board's part is given."""

import datetime as dt

from django import template

from casestudies.board import clock
from casestudies.board.seat import Doing, doing
from casestudies.board.state import Board

register = template.Library()


@register.simple_tag(name="doing")
def doing_tag(board: Board, role: str) -> Doing | None:
    """What somebody in this role does now: see `board.seat.Doing`."""
    return doing(board, role)


@register.filter
def milliseconds(moment: dt.datetime | None) -> str:
    """A moment as a page's script counts: milliseconds since 1970; empty for none."""
    return "" if moment is None else str(clock.milliseconds(moment))


@register.filter
def of(counts: dict[int, int] | None, key: int) -> int:
    """How many there are of this one; none if it is not there."""
    return counts.get(key, 0) if counts else 0
