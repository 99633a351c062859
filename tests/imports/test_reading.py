"""A table comes in: CSV, pasted text or XLSX, and what is said about everything else."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from isc_portal.imports.columns import Column, guess, missing, records
from isc_portal.imports.reading import Limits, Unreadable, read_file, read_text


def xlsx(*rows, sheets=1) -> bytes:
    book = Workbook()
    for _ in range(sheets - 1):
        book.create_sheet("Empty", 0)
    for row in rows:
        book["Sheet"].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, **limits):
    return read_file(io.BytesIO(data), limits=Limits(**limits))


def refusal(data: bytes, **limits) -> str:
    with pytest.raises(Unreadable) as refused:
        read(data, **limits)
    return str(refused.value)


def package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name.replace("__", "/"), content)
    return out.getvalue()


class TestWhatIsRead:
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_the_separator_is_found_in_the_first_row(self, separator):
        table = read_text(f"City{separator}State\n\nDayton{separator}OH\n")
        assert table.headers == ("City", "State")
        assert [(row.number, row.cells) for row in table.rows] == [(3, ("Dayton", "OH"))]

    def test_a_quoted_comma_in_the_headers_does_not_decide_the_separator(self):
        assert read_text('"City, or town";State\nDayton;OH').headers == ("City, or town", "State")

    def test_a_row_after_a_cell_of_several_lines_keeps_the_number_of_its_line(self):
        table = read_text('City,Note\nDayton,"one\ntwo"\nTacoma,x\n')
        assert [(row.number, row.cells) for row in table.rows] == [(2, ("Dayton", "one\ntwo")), (4, ("Tacoma", "x"))]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_accents_survive_whatever_program_wrote_the_file(self, encoding):
        assert read("City,State\nBayamón,PR\n".encode(encoding)).rows[0].cells == ("Bayamón", "PR")

    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    def test_every_line_end_is_one(self, line_end):
        assert len(read(line_end.join(["City", "Dayton", "Tacoma"]).encode()).rows) == 2

    def test_a_formula_in_a_csv_file_is_text(self):
        assert read(b"City,Note\nDayton,=1+1\n").rows[0].cells == ("Dayton", "=1+1")

    def test_a_formula_in_a_spreadsheet_that_was_never_computed_is_its_own_text(self):
        assert read(xlsx(["City", "Note"], ["Dayton", '=HYPERLINK("http://x")'])).rows[0].cells == (
            "Dayton",
            '=HYPERLINK("http://x")',
        )

    def test_values_of_a_spreadsheet_read_as_a_person_would_type_them(self):
        table = read(
            xlsx(
                ["a", "b", "c", "d", "e"],
                [
                    137000.0,
                    12.5,
                    date(2026, 9, 18),
                    datetime(2026, 9, 18, 14, 5, tzinfo=UTC).replace(tzinfo=None),
                    True,
                ],
            )
        )
        assert table.rows[0].cells == ("137000", "12.5", "2026-09-18", "2026-09-18 14:05", "yes")

    def test_empty_rows_sheets_and_ends_of_rows_are_passed_over(self):
        table = read(xlsx([None, None], ["City", "State", None], [None], ["Dayton", "OH"], sheets=2))
        assert table.headers == ("City", "State")
        assert table.rows[0].number == 4

    def test_invisible_characters_are_dropped_and_strange_spaces_become_spaces(self):
        assert read_text("City\nDay\u202eton\u00a0\x07x").rows[0].cells == ("Dayton x",)

    def test_the_content_decides_and_not_the_name(self):
        upload = io.BytesIO(xlsx(["City"], ["Dayton"]))
        upload.name = "list.csv"
        assert read_file(upload).rows[0].cells == ("Dayton",)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "empty"),
            (b"  \n ", "empty"),
            (b"%PDF-1.7 ...", "PDF"),
            (b"\x89PNG\r\n\x1a\n", "picture"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, ".xls"),
            (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
            (b"\x7fELF\x00\x01", "not a spreadsheet"),
            (b"\xff\xfe\x00\xd8x", "not a spreadsheet"),
            (b"<!DOCTYPE html><table>", "web page"),
            (b"PK\x03\x04 and then nothing", "damaged"),
            (package(word__document=b"x"), "Word"),
            (package(mimetype=b"x"), "OpenDocument"),
            (package(readme=b"x"), "packed file"),
            (package(**{"xl__workbook.xml": b"<broken"}), "damaged"),
            (xlsx(["City"], ["Dayton"])[:-400], "damaged"),
            (xlsx(), "nothing in this spreadsheet"),
            (b'City\n"Dayton' + b"x" * 200_000, "quotation mark"),
        ],
    )
    def test_what_is_no_table_is_refused_in_a_sentence(self, data, words):
        sentence = refusal(data)
        assert words in sentence
        assert sentence.endswith(".")

    def test_a_file_too_large_names_the_limit(self):
        assert "larger than 1 MB" in refusal(b"City\n" + b"x\n" * 600_000, megabytes=1)

    def test_too_many_rows_and_columns_name_their_limits(self):
        assert "more than 3 rows" in refusal(b"City\n" + b"x\n" * 4, rows=3)
        assert "more than 3 rows" in refusal(xlsx(["City"], *[[" "]] * 4), rows=3), "blank cells are cells to be read"
        assert "Row 2 has 5 columns; at most 4" in refusal(b"a,b\n1,2,3,4,5\n", columns=4)
        assert "at most 4" in refusal(xlsx(["a"], [1, 2, 3, 4, 5]), columns=4)

    def test_a_cell_longer_than_a_spreadsheet_holds_names_its_row(self):
        assert "row 2" in refusal(b"City\n" + b"x" * 40_000)

    def test_a_package_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(self):
        bomb = package(**{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": b" " * 30_000_000})
        assert len(bomb) < 100_000
        assert "unpacks" in refusal(bomb, unpacked_megabytes=20)

    def test_a_package_of_very_many_parts_is_refused(self):
        parts = {f"p{n}": b"" for n in range(2001)}
        assert "unpacks" in refusal(package(**{"xl__workbook.xml": b"<x/>"}, **parts))

    def test_a_sheet_that_defines_entities_is_refused(self):
        laughs = b'<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
        assert "not a spreadsheet" in refusal(package(**{"xl__workbook.xml": laughs}))


class TestColumns:
    columns = (
        Column("city", "City", required=True, also=("Municipality", "Town")),
        Column("state", "State", required=True, also=("ST",)),
        Column("email", "Contact email", also=("Email address", "E-mail")),
    )

    @pytest.mark.parametrize(
        ("headers", "positions"),
        [
            (["City", "State", "Contact email"], {"city": 0, "state": 1, "email": 2}),
            (["ST", "MUNICIPALITY", "e_mail"], {"city": 1, "state": 0, "email": 2}),
            (["Notes", "contact emial", "state", "city"], {"city": 3, "state": 2, "email": 1}),
            (["City", "City"], {"city": 0}),
            (["", "x"], {}),
        ],
    )
    def test_headers_are_known_by_name_by_another_name_or_by_likeness(self, headers, positions):
        assert guess(headers, self.columns) == positions

    def test_a_required_column_without_a_header_is_named(self):
        assert [column.label for column in missing({"city": 0}, self.columns)] == ["State"]

    def test_a_row_shorter_than_its_headers_has_empty_cells(self):
        table = read_text("City,State,Email\nDayton\n")
        assert records(table, guess(table.headers, self.columns))[0]["email"] == ""


@pytest.mark.shared_data
def test_the_roster_of_mayors_is_read_as_it_is():
    path = Path(__file__).resolve().parents[2].parent / "shared/data/rosters/us_mayors_2020.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open("rb") as file:
        table = read_file(file)
    assert len(table.rows) == 1669
    positions = guess(table.headers, TestColumns.columns)
    assert [table.headers[positions[key]] for key in ("city", "state", "email")] == ["city", "state", "email"]
