"""Finding an entry: words, facets, and what the search page and its export show."""

import io
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from resources.directory.models import Expert
from resources.directory.searching import Search

from .conftest import HIDDEN, SHOWN

pytestmark = pytest.mark.django_db


def found(user, query: str) -> list[str]:
    return [entry.name for entry in Search.read(QueryDict(query)).entries(user)]


@pytest.mark.parametrize(
    "words",
    ["Kesler", "judith kesler", "JUDÍTH", "budgetng", "plain", "omah", "inspections", "Nebraska", "71 to 19 days"],
    ids=["typo", "typo and name", "accents", "typo in a topic", "beginning", "beginning of a city", "synonym", "state",
         "experience"],
)  # fmt: skip
def test_an_entry_is_found_by(cast, kessler, words):
    assert found(cast.outsider, f"q={words}") == ["Judíth Kessler"]


@pytest.mark.parametrize(
    "words", ["zebra", "kessler zebra", "':* | !", "&", "k:*|zebra", "\\'", "kessler & !judith | zebra"]
)
def test_what_does_not_fit_is_not_found_and_signs_are_no_operators(cast, kessler, words):
    assert found(cast.outsider, urlencode({"q": words})) == []


def test_the_name_comes_before_the_mere_mention_and_equals_come_by_name(cast, kessler):
    Expert.objects.create(name="Bo Nother", experience="Worked with Kessler on permits.")
    Expert.objects.create(name="Al Nother", experience="Worked with Kessler on permits.")
    assert found(cast.outsider, "q=kessler") == ["Judíth Kessler", "Al Nother", "Bo Nother"]


def test_paused_silent_and_archived_entries_are_in_no_search(cast, kessler):
    for changed in ({"status": "paused"}, {"status": "archived"}, {"status": "active", "unanswered": 2}):
        Expert.objects.filter(pk=kessler.pk).update(**changed)
        assert found(cast.administrator, "q=kessler") == []


def test_facets_combine_and_each_counts_with_the_others_alone(cast, kessler):
    Expert.objects.create(name="Ann", kind="nonprofit", state="OH", topics=["permitting"], vendor_ties="Owns shares.")
    Expert.objects.create(name="Ben", kind="university", state="OH", topics=["housing"])
    user = cast.outsider
    assert found(user, "topic=permitting") == ["Ann", "Judíth Kessler"]
    assert found(user, "topic=permitting&topic=housing&kind=university") == ["Ben", "Judíth Kessler"]
    assert found(user, "topic=permitting&region=midwest&state=OH&ties=stated") == ["Ann"]
    assert found(user, "band=150k-500k&language=es&offer=call&availability=ask") == ["Judíth Kessler"]
    search = Search.read(QueryDict("topic=permitting&kind=university&kind=flying"))
    counts = {
        counted.facet.key: {choice.value: choice.count for choice in [*counted.choices, *counted.more]}
        for counted in search.counted(user)[1]
    }
    assert counts["kind"] == {"university": 1, "nonprofit": 1}
    assert counts["topic"] == {"permitting": 1, "reallocation": 1, "housing": 1}
    assert counts["state"] == {"NE": 1}
    assert search.address == "topic=permitting&kind=university"
    assert dict(search.chosen) == {"University": "topic=permitting", "Permits and licenses": "kind=university"}


def test_the_page_shows_what_fits_and_says_plainly_when_nothing_does(sign_in, kessler):
    client = sign_in("outsider")
    page = client.get("/directory/?q=kesler&kind=university").content.decode()
    assert "1 entry fits" in page and f"/directory/{kessler.pk}/?q=kesler&amp;kind=university" in page
    assert SHOWN not in page and HIDDEN not in page and "export" not in page
    assert "Hardly anybody has “kesler”. Entries with “kessler” are shown as well." in page
    assert "No entry fits" in client.get("/directory/?q=zebra").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(cast, sign_in, count, django_assert_num_queries):
    client = sign_in("outsider")
    for number in range(count):
        Expert.objects.create(name=f"Found {number}", topics=["permitting"])
    client.get("/directory/")
    # session, person, whether they facilitate (twice), what was typed, counts, entries; of the library: what was typed,
    # which words it does not know, words that are near, and what fits
    with django_assert_num_queries(12):
        page = client.get("/directory/?q=found").content.decode()
    assert page.count("<h3>") == count


def test_only_administrators_export_and_only_what_may_be_shown(sign_in, kessler):
    assert sign_in("facilitator").get("/directory/export/csv/").status_code == 404
    client = sign_in("administrator")
    text = client.get("/directory/export/csv/?q=kessler").content.decode("utf-8-sig")
    assert SHOWN in text and HIDDEN not in text and len(text.splitlines()) == 2
    sheet = load_workbook(io.BytesIO(client.get("/directory/export/xlsx/?q=kessler").content)).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert SHOWN in cells and HIDDEN not in cells and "Judíth Kessler" in cells


def test_the_pages_of_a_search_are_its_entries_in_their_order(cast):
    for number in range(7):
        Expert.objects.create(name=f"Ann {number % 3}", role_title="Planner" if number % 2 else "Permit planner")
    Expert.objects.create(name="Ann 9", role_title="Permit planner", status="archived")
    for query, many in (("", 8), ("q=planner", 7), ("q=permit+plannre", 4)):
        search = Search.read(QueryDict(query))
        pages = [entry for place in range(0, 12, 3) for entry in search.entries_from(cast.outsider, place, 3)]
        assert pages == list(search.entries(cast.outsider)) and len(pages) == many, query
