"""Thousands of broken files, made from good ones: each is read or refused in a sentence, nothing is half-imported."""

import csv
import io
import json
import time
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isc_portal.imports.reading import Unreadable
from resources.directory.models import Expert
from resources.rosters import services
from resources.rosters.models import Roster, RosterState
from resources.rosters.running import WENT_WRONG
from tests import factories

HEADERS = ["name", "email", "phone", "city", "state", "topics", "population"]
PEOPLE = [
    ["Ana Reyes", "ana@civic.example.org", "520-555-0144 x12", "Tucson", "AZ", "permits", "542,629"],
    ["Göran Berg; Carla Ruiz", "", "701.555.0199", "Fargo", "North Dakota", "broadband", ""],
    ["=HYPERLINK(1)", "not an address", "-", "<b>Gary</b>", "Indiana", "none such", "-5"],
]


def as_csv(delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEADERS, *PEOPLE])
    return out.getvalue().encode(encoding)


def as_xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADERS, *PEOPLE):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def as_json() -> bytes:
    return json.dumps([dict(zip(HEADERS, row, strict=True)) for row in PEOPLE]).encode()


GOOD = [as_csv(), as_csv(";", "cp1252"), as_csv("\t", "utf-16"), as_csv(",", "utf-8-sig"), as_xlsx(), as_json()]
BITS = [
    b"\x00", b"\xff\xfe", b'"', b"\n", b"\r", b",", b"=cmd|'/c'!A0", b"{", b"]", b"PK\x03\x04", b"\xef\xbf\xbd",
    b"<b>", "\N{RIGHT-TO-LEFT OVERRIDE}".encode(), b"'; DROP TABLE x; --", b"\x1b[2J", b"9" * 400, b"e" * 5_000,
]  # fmt: skip


@st.composite
def broken(draw) -> bytes:
    """A good file with some of its bytes cut, doubled, swapped or replaced."""
    data = bytearray(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(0, 60))
        how = draw(st.sampled_from(["cut", "double", "put", "random", "end"]))
        if how == "cut":
            del data[at : at + length]
        elif how == "double":
            data[at:at] = data[at : at + length]
        elif how == "put":
            data[at:at] = draw(st.sampled_from(BITS))
        elif how == "random":
            data[at : at + length] = draw(st.binary(max_size=length))
        else:
            del data[at:]
    return bytes(data)


@pytest.mark.slow
@pytest.mark.django_db
def test_two_thousand_broken_files_do_nothing_by_half():
    by = factories.make_user("Ruth Adler", is_administrator=True)
    seen = {"refused": 0, "imported": 0}

    @settings(max_examples=2_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(broken())
    def each(data: bytes) -> None:
        before = Expert.objects.count()
        try:
            roster = services.upload(file=io.BytesIO(data), name="list", by=by)
        except Unreadable as refused:
            assert str(refused).strip().endswith(".")
            seen["refused"] += 1
            return
        fields = {"0": "name"} if not {"name", "first", "last"} & set(roster.mapping.values()) else roster.mapping
        services.choose_columns(roster=roster, mapping=fields, by=by)
        assert roster.failure_reason != WENT_WRONG
        assert roster.state == RosterState.CHECKED
        assert sum(roster.counts.values()) == roster.rows.count() >= roster.row_total
        services.commit(roster=roster, by=by, leave_undecided=True)
        assert Expert.objects.count() == before + roster.counts.get("new", 0)
        services.undo(roster=roster, by=by)
        assert Expert.objects.count() == before
        roster.file.delete(save=False)
        roster.delete()
        seen["imported"] += 1

    each()
    assert min(seen.values()) > 100, seen


def package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def wide() -> bytes:
    return ",".join(f"c{n}" for n in range(300)).encode() + b"\n" + b",".join([b"x"] * 300)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "word"),
    [
        pytest.param(
            lambda: package(**{"xl__worksheets__sheet1.xml": b"0" * 300_000_000}),
            "not a spreadsheet|Word|Excel|unpacks|spreadsheet",
            id="a zip bomb",
        ),
        pytest.param(lambda: b"name,email\n" + b"\n" * 1_000_000, "row", id="a million empty rows"),
        pytest.param(wide, "columns", id="300 columns"),
        pytest.param(
            lambda: b"name,email\n" + b"x" * 5_000_000 + b",\n", "Row 2 cannot be read", id="one cell of 5 MB"
        ),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password", id="a password"),
        pytest.param(lambda: b"[{" * 100_000, "JSON", id="deep JSON"),
    ],
)
def test_what_would_fill_the_memory_is_refused_within_seconds(data, word):
    file = io.BytesIO(data())
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(Unreadable, match=word):
        services.upload(file=file, name="list", by=None)
    assert time.monotonic() - began < 30
    assert tracemalloc.get_traced_memory()[1] < 300 * 1024 * 1024
    tracemalloc.stop()
    assert not Roster.objects.exists()
