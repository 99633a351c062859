"""A roster's rows as people, and its columns as the directory's fields."""

import io
from pathlib import Path

import pytest

from isc_portal.imports.reading import Unreadable, read_file
from resources.rosters.columns import guess
from resources.rosters.rows import people, phone, split_people

ROSTERS = Path(__file__).parents[4] / "shared" / "data" / "rosters"


def read(text: str):
    table = read_file(io.BytesIO(text.encode()))
    found = guess(table)
    headers = {key: table.headers[position] for position, key in found.mapping.items()}
    return found, [people(row, found.mapping, headers) for row in table.rows]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("907-343-7100x188", "+19073437100;ext=188"),
        ("310-559-6015-x5201", "+13105596015;ext=5201"),
        ("310-559-6015-ext.-260", "+13105596015;ext=260"),
        ("310-559-6015--x-206", "+13105596015;ext=206"),
        ("call me", ""),
    ],
)
def test_a_phone_number_keeps_its_extension(written, kept):
    assert phone(written) == kept


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Silvia Canelon, Elizabeth Hare", ["Silvia Canelon", "Elizabeth Hare"]),
        ("Ann Lee and Bo Diaz", ["Ann Lee", "Bo Diaz"]),
        ("Smith, John", ["John Smith"]),
        ("Smith, John, Jr.", ["John Smith Jr."]),
        ("Angel 'Bori' Gonzalez", ["Angel 'Bori' Gonzalez"]),
        ("Henry Cuellar III", ["Henry Cuellar III"]),
    ],
)
def test_several_people_are_told_from_one_with_a_comma(written, names):
    assert split_people(written) == names


def test_personal_columns_are_left_out_and_addresses_are_found_by_their_cells():
    found, rows = read("Who,Birthday,Full name,Contact\na@b.org,1958-10-13,Ann Lee,x\n")
    assert found.left_out == ["Birthday"]
    assert found.mapping == {0: "email", 2: "name"}
    assert rows[0][0].values == {"email": "a@b.org", "name": "Ann Lee"}


def test_links_with_an_at_sign_are_no_addresses():
    found, _ = read("Name,Photo\nAnn Lee,http://pictures.example.org/_@user_1.jpg\n")
    assert found.mapping == {0: "name"}


def test_a_row_without_a_name_is_refused_in_a_sentence():
    _, rows = read("Name,City,State\nVacant,Dayton,Ohio\n")
    assert rows[0][0].refused.startswith("This row names nobody.")
    assert rows[0][0].problems == [{"column": "Name", "value": "Vacant", "reason": rows[0][0].refused}]


def test_lost_characters_are_noted_and_the_row_goes_on():
    _, rows = read("Name,State\nG\N{REPLACEMENT CHARACTER}ran Eriksson,California\n")
    person = rows[0][0]
    assert (person.refused, person.values["state"], person.problems[0]["column"]) == ("", "CA", "Name")


def test_a_list_in_json_is_a_table():
    table = read_file(io.BytesIO(b'{"people": [{"name": "Ann Lee", "topics": ["gis", "ai"]}, {"city": "Dayton"}]}'))
    assert table.headers == ("name", "topics", "city")
    assert [row.cells for row in table.rows] == [("Ann Lee", "gis; ai"), ("", "", "Dayton")]


@pytest.mark.parametrize("broken", [b'[{"name": "Ann"', b'{"a": 1}', b'{"a": [1, 2]}', b'[{"a":' * 50_000])
def test_broken_json_gets_a_sentence(broken):
    with pytest.raises(Unreadable, match="JSON"):
        read_file(io.BytesIO(broken))


@pytest.mark.shared_data
@pytest.mark.skipif(not ROSTERS.exists(), reason="The shared data is not here.")
@pytest.mark.parametrize(
    ("file", "rows", "refused"),
    [
        ("congress_legislators_current.csv", 537, 0),
        ("csvconf_2017_speakers.csv", 45, 0),
        ("csvconf_2021_speakers.csv", 46, 0),
        ("oscon_2014_speakers.csv", 351, 0),
        ("us_mayors_2020.csv", 1669, 6),
        ("us_mayors_2020.json", 1669, 6),
    ],
)
def test_every_row_of_the_real_rosters_becomes_people_or_is_refused(file, rows, refused):
    with (ROSTERS / file).open("rb") as stream:
        table = read_file(stream)
    found = guess(table)
    headers = {key: table.headers[position] for position, key in found.mapping.items()}
    read_rows = [people(row, found.mapping, headers) for row in table.rows]
    assert len(read_rows) == rows and all(read_rows)
    assert sum(bool(row[0].refused) for row in read_rows) == refused
