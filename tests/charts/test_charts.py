"""Pictures: what they say without color, and that they are the same every time."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from isc_portal import charts
from isc_portal.charts import palette

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def pictures():
    return {
        "bars": charts.bars(
            title="Days to a permit", unit="Working days", rows=[("Today", 41), ("Promised <soon>", Decimal("15"))]
        ),
        "stack": charts.stacked_bars(
            title="Sources",
            unit="Thousands of dollars",
            categories=["2027", "2028"],
            series=[charts.Series("Reallocated", [435, 398]), charts.Series("Fee & gift", [120, 0])],
        ),
        "timeline": charts.timeline(
            title="Decisions",
            events=[
                charts.Event(date(2027, 1, 25), "Second reading"),
                charts.Event(date(2026, 9, 17), "Clinic in New York", done=True),
            ],
        ),
    }


def words_in(picture: charts.Picture) -> str:
    return " ".join(text.text or "" for text in ElementTree.fromstring(picture.svg).iter(f"{SVG}text"))


@pytest.mark.parametrize("name", ["bars", "stack", "timeline"])
def test_a_picture_has_a_title_a_description_and_a_table_of_the_same_values(pictures, name):
    picture = pictures[name]
    root = ElementTree.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.description
    assert picture.title and picture.table.head and picture.table.rows
    for row in picture.table.rows:
        assert row[0] in picture.description or row[0] == "All"


def test_every_value_is_written_in_the_picture(pictures):
    assert {"Today", "41", "15"} <= set(words_in(pictures["bars"]).split())
    assert {"435", "398", "120", "555"} <= set(words_in(pictures["stack"]).split())
    assert "Sep 17 Clinic in New York" in " ".join(words_in(pictures["timeline"]).split())


def test_the_description_says_every_value(pictures):
    assert pictures["bars"].description == "Days to a permit, working days: Today 41; Promised <soon> 15."
    assert "2027, 555 in all (Reallocated 435, Fee & gift 120)" in pictures["stack"].description
    assert "September 17, 2026, Clinic in New York (done)" in pictures["timeline"].description


def test_a_legend_says_the_order_and_not_only_the_color(pictures):
    assert [key.words for key in pictures["stack"].legend] == ["Reallocated (bottom)", "Fee & gift (top)"]


@pytest.mark.parametrize("name", ["bars", "stack", "timeline"])
def test_a_picture_keeps_to_the_security_policy_and_to_the_tags_of_a_pdf(pictures, name):
    svg = pictures[name].svg
    assert " style=" not in svg and "<script" not in svg and "<style" not in svg
    assert "opacity" not in svg, "see-through shapes would stand outside a PDF's tags"
    assert svg.count("aria-") == 1
    assert 'width="' not in svg.split(">")[0], "it is as wide as its box"


def test_the_same_data_gives_the_same_picture(pictures):
    again = charts.bars(
        title="Days to a permit", unit="Working days", rows=[("Today", 41), ("Promised <soon>", Decimal("15"))]
    )
    assert again == pictures["bars"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: charts.stacked_bars(title="A", categories=["x"], series=[charts.Series("s", [1])] * 6),
        lambda: charts.stacked_bars(title="A", categories=["x"], series=[charts.Series("s", [-1])]),
        lambda: charts.timeline(title="A", events=[]),
    ],
)
def test_what_cannot_be_drawn_honestly_is_refused(make):
    with pytest.raises(ValueError):
        make()


def test_nothing_at_all_is_drawn_as_nothing():
    assert charts.bars(title="Nothing", rows=[("None", 0)]).table.rows == (("None", "0"),)


def test_the_palette_is_the_one_of_the_style_sheets():
    tokens = Path(settings.BASE_DIR / "static" / "scss" / "_tokens.scss").read_text()
    colors = dict(re.findall(r'"([a-z-]+)": (#[0-9a-f]+),', tokens))
    ours = {name: value for name, value in vars(palette).items() if isinstance(value, str) and value.startswith("#")}
    assert {name: colors[name.lower().replace("_", "-")] for name in ours} == ours
