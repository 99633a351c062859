"""A list of cities as text that can be shown, corrected and sent again, with the row numbers it came with."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

from isc_portal.imports.reading import Limits, Row, Table

from .planning import MOST_ROWS

LAST_LINE = 5_000  # a list with rows further down than this is pushed together
LIMITS = Limits(megabytes=2, rows=MOST_ROWS, columns=60, cell_characters=2_000)


def as_text(table: Table) -> str:
    """The table with tabs between its cells; a row that is not there is an empty line, so that numbers stay."""
    lines = {table.header_number: table.headers, **{row.number: row.cells for row in table.rows}}
    if max(lines) > LAST_LINE:
        lines = dict(enumerate(lines.values(), start=1))
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    for number in range(1, max(lines) + 1):
        cells = [" ".join(cell.split()) for cell in lines.get(number, ())]
        if cells == [""]:
            out.write("\n")
        else:
            writer.writerow(cells)
    return out.getvalue()


def without_row(table: Table, number: int) -> Table:
    """The table without one row."""
    return replace(table, rows=[row for row in table.rows if row.number != number])


def with_cells(table: Table, number: int, cells: Mapping[int, str]) -> Table:
    """The table with other text in some cells of one row, by their positions."""
    return replace(table, rows=[_with(row, cells) if row.number == number else row for row in table.rows])


def _with(row: Row, cells: Mapping[int, str]) -> Row:
    width = max(len(row.cells), *(position + 1 for position in cells))
    return Row(row.number, tuple(cells.get(position, row.cell(position)) for position in range(width)))
