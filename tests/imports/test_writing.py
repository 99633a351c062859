"""A table goes out, and nothing in it can be run."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from isc_portal.imports.reading import read_file
from isc_portal.imports.writing import as_csv, as_xlsx, download

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", '=HYPERLINK("http://x","y")', "=cmd|'/c calc'!A1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_csv_file_is_marked_as_text(text):
    row = list(csv.reader(io.StringIO(as_csv(["a"], [[text]]).decode("utf-8-sig"), newline="")))[1]
    assert row == [f"'{text}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_spreadsheet_stays_text_word_for_word(text):
    content = as_xlsx(["=head"], [[text]])
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_a_negative_number_is_a_number_and_not_marked():
    assert b"\r\n-1200.50\r\n" in as_csv(["a"], [[Decimal("-1200.50")]])


def test_values_keep_their_kinds_and_times_are_the_readers():
    with timezone.override("America/Los_Angeles"):
        content = as_xlsx(["a", "b", "c", "d"], [[3, date(2026, 9, 18), datetime(2026, 9, 18, 2, tzinfo=UTC), None]])
    row = next(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert [str(value) for value in row] == ["3", "2026-09-18 00:00:00", "2026-09-17 19:00:00", "None"]


def test_a_download_is_named_and_never_shown_in_the_page():
    response = download("csv", "fall-2026-cities", ["City"], [["Dayton"]])
    assert response["Content-Disposition"] == 'attachment; filename="fall-2026-cities.csv"'
    assert response["Content-Type"].startswith("text/csv")


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=5))
def test_any_text_that_is_written_can_be_read_again(rows):
    for content in (as_xlsx(["a", "b"], rows, sheet="a/b:*?"), as_csv(["a", "b"], rows)):
        assert len(read_file(io.BytesIO(content)).rows) <= len(rows)
