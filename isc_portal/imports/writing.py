"""Writes a table as XLSX or CSV in which nothing that somebody typed can be run as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

# A spreadsheet program takes a cell of a CSV file that begins with one of these for a formula.
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CELL_CHARACTERS = 32_767
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | Decimal | bool | date | datetime | None


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as UTF-8 text with commas, with the mark by which Excel knows UTF-8.

    Text that a program would take for a formula gets an apostrophe in front, which shows that it is text.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_csv_cell(header) for header in headers])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook. A spreadsheet program allows 31 characters of a title, and not all of them."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def as_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "Sheet") -> bytes:
    """The table as a spreadsheet: text stays text, numbers are numbers, days are days; the head row stays in view."""
    return as_workbook([Sheet(sheet, headers, rows)])


def as_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Several tables as one spreadsheet. Sheets are taken and written one by one; titles that meet get a number."""
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book.create_sheet(_sheet_title(sheet.title, taken)), sheet.headers, sheet.rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_title(title: str, taken: set[str]) -> str:
    plain = "".join(" " if c in "\\*?:/[]" else c for c in title)[:31].strip("' ") or "Sheet"
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain[: 30 - len(str(number))]} {number}"
    taken.add(found.casefold())
    return found


def _write_sheet(page, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    page.freeze_panes = "A2"
    rows = [list(row) for row in rows]
    for index, header in enumerate(headers):
        longest = max([len(str(header)), *(len(str(row[index] or "")) for row in rows if index < len(row))])
        page.column_dimensions[get_column_letter(index + 1)].width = min(max(longest + 2, 10), 60)
    head = [_xlsx_cell(page, header) for header in headers]
    for cell in head:
        cell.font = Font(bold=True)
    page.append(head)
    for row in rows:
        page.append([_xlsx_cell(page, value) for value in row])


def download(kind: str, name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The table as a download; `kind` is "xlsx" or "csv", `name` the file's name without its ending."""
    if kind == "csv":
        content, content_type = as_csv(headers, rows), "text/csv; charset=utf-8"
    else:
        content, content_type = as_xlsx(headers, rows, sheet=name), XLSX
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{"csv" if kind == "csv" else "xlsx"}"'
    return response


def _plain(value: Cell) -> Cell:
    """What a spreadsheet can hold: no control characters, and times in the reader's zone without naming it."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _csv_cell(value: Cell) -> str:
    value = _plain(value)
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_BEGINNINGS):
        return f"'{value}"
    return value.isoformat(" ", "minutes") if isinstance(value, datetime) else str(value)


def _xlsx_cell(page, value: Cell) -> WriteOnlyCell:
    value = _plain(value)
    if not isinstance(value, str) or value == "":
        return WriteOnlyCell(page, value=None if value == "" else value)
    cell = WriteOnlyCell(page)
    cell.value = value[:CELL_CHARACTERS]
    cell.data_type = "s"  # openpyxl would make a formula of text that begins with an equals sign
    if "\n" in value or len(value) > 60:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
