"""Dots drawn as dots: what an SVG needs so that a number can be seen from the last row of the room."""

import math
from dataclasses import dataclass

WIDTH = 242  # units of the drawing
TALLEST = 66
COLUMNS = 11  # as many stand in a row while they have their full size


@dataclass(frozen=True)
class DotRow:
    """One row of dots: a line from the first dot's middle to the last one's, drawn with round dashes of no length."""

    y: float
    end: float


@dataclass(frozen=True)
class DotPicture:
    """Rows of dots, `step` apart from middle to middle; many dots are smaller, and the picture is no taller."""

    step: float
    height: float
    rows: tuple[DotRow, ...]

    width = WIDTH

    @property
    def size(self) -> float:
        """The width of a dot."""
        return round(self.step * 0.73, 2)

    @property
    def start(self) -> float:
        """The middle of the first dot of a row."""
        return self.step / 2


def dot_picture(count: int) -> DotPicture:
    """The picture of so many dots, every one of them drawn."""
    columns = COLUMNS
    while math.ceil(count / columns) * WIDTH / columns > TALLEST:
        columns += 1
    step = round(WIDTH / columns, 3)
    full, rest = divmod(count, columns)
    lengths = [columns] * full + ([rest] if rest else [])
    # A zero-length line has no round dash in some browsers: a hundredth of a unit is as good as none.
    rows = tuple(
        DotRow(y=round((number + 0.5) * step, 2), end=round((length - 0.5) * step + 0.01, 2))
        for number, length in enumerate(lengths)
    )
    return DotPicture(step=step, height=round(max(len(rows), 1) * step, 2), rows=rows)
