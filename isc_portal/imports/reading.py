"""Reads an uploaded or pasted table: CSV, text of a spreadsheet, XLSX, or a list in JSON. Everything in it stays text.

Whatever cannot be read is refused in a sentence for the person who chose the file; nothing in a file is run,
computed, fetched or believed about its own size.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import PurePath
from typing import IO

import openpyxl

MEGABYTE = 1024 * 1024


class Unreadable(Exception):
    """The table cannot be read. Its text is a sentence for the person who gave it."""


@dataclass(frozen=True)
class Limits:
    """How much of a table is taken. Above any of these the whole table is refused."""

    megabytes: int = 10
    unpacked_megabytes: int = 200
    rows: int = 100_000
    columns: int = 200
    cell_characters: int = 32_767  # what a cell of a spreadsheet holds


@dataclass(frozen=True)
class Row:
    """One row of a table. `number` is the one a spreadsheet program shows beside it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int | None) -> str:
        """The text of a column, empty where the row is shorter."""
        return self.cells[index] if index is not None and index < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """The first row that is not empty as headers, and all later ones that are not empty."""

    headers: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    sheet: str = ""
    header_number: int = 1


# How a file that is no table begins, and what to say about it.
FOREIGN_BEGINNINGS = {
    b"\xd0\xcf\x11\xe0": "This is an older Excel file (.xls). Open it, save it as .xlsx or CSV, and choose that file.",
    b"%PDF": "This is a PDF. Choose the spreadsheet it was made from, saved as .xlsx or CSV.",
    b"\x89PNG": "This is a picture, not a spreadsheet. Choose a CSV or .xlsx file.",
    b"\xff\xd8\xff": "This is a picture, not a spreadsheet. Choose a CSV or .xlsx file.",
    b"GIF8": "This is a picture, not a spreadsheet. Choose a CSV or .xlsx file.",
    b"{\\rtf": "This is a text document, not a spreadsheet. Choose a CSV or .xlsx file.",
}
NOT_A_SPREADSHEET = "This is not a spreadsheet we can read. Choose a CSV or .xlsx file."
DAMAGED = "This .xlsx file is damaged. Open it in your spreadsheet program, save it again, and choose the new file."
LOCKED = "This spreadsheet is protected with a password. Save a copy without the password and choose that."


def read_file(upload: IO[bytes], *, limits: Limits | None = None) -> Table:
    """The table in an uploaded file, told apart by its content and not by its name. Raises `Unreadable`."""
    limits = limits or Limits()
    data = upload.read(limits.megabytes * MEGABYTE + 1)
    if len(data) > limits.megabytes * MEGABYTE:
        raise Unreadable(f"This file is larger than {limits.megabytes} MB. Split it, or delete sheets you do not need.")
    if not data.strip():
        raise Unreadable("This file is empty. Choose one with a row of column names and at least one row below.")
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _read_xlsx(data, limits)
    for beginning, sentence in FOREIGN_BEGINNINGS.items():
        if data.startswith(beginning):
            raise Unreadable(_locked_or(data, sentence))
    text = _decode(data)
    if "".join(text.lstrip()[:40].split())[:2] in ("[{", '{"', "[]", "{}"):
        return _read_json(text, limits)
    return read_text(text, limits=limits)


def read_text(text: str, *, limits: Limits | None = None) -> Table:
    """The table in pasted text: with commas, semicolons, or the tabs that a spreadsheet copies. Raises `Unreadable`."""
    limits = limits or Limits()
    if len(text) > limits.megabytes * MEGABYTE:
        raise Unreadable(f"This text is larger than {limits.megabytes} MB. Upload it as a file in parts.")
    if not text.strip():
        raise Unreadable("There is nothing to read yet. Paste the list with its row of column names on top.")
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise Unreadable("This is a web page, not a spreadsheet. Choose a CSV or .xlsx file.")
    return _table(_csv_rows(text, limits), limits)


def _locked_or(data: bytes, sentence: str) -> str:
    """A password-protected .xlsx is an old-style container with an encrypted package inside."""
    return LOCKED if "EncryptedPackage".encode("utf-16-le") in data[: 1 * MEGABYTE] else sentence


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Unreadable(NOT_A_SPREADSHEET) from error
    if b"\x00" in data:
        raise Unreadable(NOT_A_SPREADSHEET)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """What separates the cells: of tab, semicolon, comma and bar the one that is most frequent in the first row."""
    first = next(line for line in text.splitlines() if line.strip())
    outside_quotes = "".join(first.split('"')[::2])
    return max("\t,;|", key=outside_quotes.count)


def _csv_rows(text: str, limits: Limits) -> Iterator[Row]:
    # universal newlines: old Mac files end their lines with a bare carriage return
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=_delimiter(text))
    number = 0
    try:
        for cells in reader:
            yield Row(number + 1, tuple(_clean(cell, limits, number + 1) for cell in cells))
            number = reader.line_num
    except csv.Error as error:
        raise Unreadable(
            f"Row {number + 1} cannot be read, probably because of a quotation mark that is never closed. "
            "Correct that row and try again."
        ) from error


def _table(rows: Iterable[Row], limits: Limits, sheet: str = "") -> Table:
    """Take the headers and what is below them, within the limits."""
    headers: tuple[str, ...] | None = None
    header_number = 1
    found: list[Row] = []
    for row in rows:
        cells = _without_empty_end(row.cells)
        if not cells:
            continue
        if len(cells) > limits.columns:
            raise Unreadable(f"Row {row.number} has {len(cells):,} columns; at most {limits.columns:,} can be read.")
        if headers is None:
            headers, header_number = cells, row.number
            continue
        if len(found) == limits.rows:
            raise _too_many(limits)
        found.append(Row(row.number, cells))
    if headers is None:
        raise Unreadable("There is nothing in this table. It needs a row of column names and at least one row below.")
    return Table(headers, found, sheet, header_number)


def _too_many(limits: Limits) -> Unreadable:
    return Unreadable(f"There are more than {limits.rows:,} rows. Split the list into parts.")


def _without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _clean(text: str, limits: Limits, number: int) -> str:
    """The text without spaces around it and without characters that no one can see or store."""
    if len(text) > limits.cell_characters:
        raise Unreadable(f"A cell in row {number} holds more than {limits.cell_characters:,} characters.")
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c == "\n" else " " if c in "\t\r\xa0\u2028\u2029" else "" for c in text)
    return text.strip()


# --- JSON ---

NOT_A_LIST = "This JSON file is no list of records. It needs one list of objects, or an object with one such list."


def _read_json(text: str, limits: Limits) -> Table:
    """A list of objects as rows, or the one list of an object; the names of the objects' values are the headers."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("This JSON file is damaged or incomplete. Export it again and choose the new file.") from error
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = lists[0] if len(lists) == 1 else None
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise Unreadable(NOT_A_LIST)
    headers = tuple({key: None for record in found for key in record})
    rows = [headers, *(tuple(_json_text(record.get(key)) for key in headers) for record in found)]
    return _table(
        (Row(number, tuple(_clean(cell, limits, number) for cell in row)) for number, row in enumerate(rows, 1)),
        limits,
    )


def _json_text(value: object) -> str:
    """A value as one cell: lists with semicolons between, and what is nested deeper as JSON."""
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return "; ".join(_text(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else _text(value)


# --- XLSX ---


def _read_xlsx(data: bytes, limits: Limits) -> Table:
    """The first sheet that has anything in it. A formula gives the value last saved for it, else its own text."""
    formulas = _check_package(data, limits)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        texts = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False) if formulas else None
    except Exception as error:  # openpyxl raises whatever its parts raise on a file that somebody damaged
        raise Unreadable(DAMAGED) from error
    for sheet in book.worksheets:
        try:
            return _table(_xlsx_rows(sheet, texts, limits), limits, sheet.title)
        except Unreadable as error:
            if "nothing in this table" not in str(error):
                raise
        except Exception as error:
            raise Unreadable(DAMAGED) from error
    raise Unreadable("There is nothing in this spreadsheet. It needs a row of column names and at least one row below.")


def _xlsx_rows(sheet, texts, limits: Limits) -> Iterator[Row]:
    # Some programs write a wrong size into the sheet; without it the rows are counted as they come.
    sheet.reset_dimensions()
    values = sheet.iter_rows(max_col=limits.columns + 1, values_only=True)
    formulas: Iterable[tuple] = ()
    if texts is not None:
        texts[sheet.title].reset_dimensions()
        formulas = texts[sheet.title].iter_rows(max_col=limits.columns + 1, values_only=True)
    filled = 0
    for number, (row, formula_row) in enumerate(zip_longest(values, formulas, fillvalue=()), start=1):
        # A sheet whose last cell is a million rows down is read as a million rows; most of them are nothing at all.
        if row.count(None) == len(row) and formula_row.count(None) == len(formula_row):
            continue
        filled += 1
        if filled > limits.rows + 1:
            raise _too_many(limits)
        cells = (
            formula if value is None and formula is not None else value
            for value, formula in zip_longest(row, formula_row)
        )
        yield Row(number, tuple(_clean(_text(cell), limits, number) for cell in cells))


def _text(value: object) -> str:
    """A cell as a person would type it: whole numbers without a point, days as 2026-09-18."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(getattr(value, "text", value))


def _check_package(data: bytes, limits: Limits) -> bool:
    """Refuse a package that is no spreadsheet or unpacks to too much. True if a sheet has formulas.

    The sizes of the package's own list are binding: no more than that is ever unpacked from a part.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable(LOCKED)
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Unreadable(_other_package(names))
            if len(parts) > 2_000 or sum(part.file_size for part in parts) > limits.unpacked_megabytes * MEGABYTE:
                raise Unreadable("This spreadsheet unpacks to far more than it should. Save its sheet as CSV instead.")
            with_formulas = [part.filename for part in parts if _has_formulas(package, part)]
            return bool(with_formulas)
    except Unreadable:
        raise
    except Exception as error:  # zipfile raises whatever its parts raise on a package that somebody damaged
        raise Unreadable(DAMAGED) from error


def _has_formulas(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether the part is a sheet with a formula. Raises `Unreadable` for a part that defines XML entities."""
    if PurePath(part.filename).suffix not in (".xml", ".rels"):
        return False
    is_sheet, tail = part.filename.startswith("xl/worksheets/"), b""
    with package.open(part) as stream:
        chunk = stream.read(MEGABYTE)
        if b"<!DOCTYPE" in chunk or "<!DOCTYPE".encode("utf-16-le") in chunk or b"<!ENTITY" in chunk:
            raise Unreadable(NOT_A_SPREADSHEET)
        while is_sheet and chunk:
            if b"<f>" in tail + chunk or b"<f " in tail + chunk:
                return True
            tail, chunk = chunk[-3:], stream.read(MEGABYTE)
    return False


def _other_package(names: set[str]) -> str:
    if any(name.startswith("word/") for name in names):
        return "This is a Word document. Choose a CSV or .xlsx file, or copy its table and paste it."
    if "mimetype" in names or "content.xml" in names:
        return "This is an OpenDocument file. Save it as .xlsx or CSV and choose that."
    if "Index/Document.iwa" in names or any(name.endswith(".iwa") for name in names):
        return "This is a Numbers file. Export it as .xlsx or CSV and choose that."
    return "This is a packed file, not a spreadsheet. Unpack it and choose the CSV or .xlsx file inside."
