"""Searching the library: what is typed finds practices as it finds people in the directory."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from resources.directory.models import Expert
from resources.directory.searching import Search
from resources.directory.topics import words_of
from resources.library import services
from resources.library.models import Practice
from resources.library.searching import find

from .articles import WORDS, write

pytestmark = pytest.mark.django_db

COUNTER, BUSES, BEACON = "Permit counter", "Night buses in Lübeck", "Planning/zoning beacon"
FOUND = {
    "permit": [COUNTER], "perm": [COUNTER], "permti": [COUNTER], "permts": [COUNTER], "pirmit": [COUNTER],
    "premit": [COUNTER], "permitt": [COUNTER], "countre": [COUNTER], "counter permit": [COUNTER],
    "Dayton": [COUNTER], "dytaon": [COUNTER], "Ohio": [COUNTER], "ohoi": [COUNTER], "funding": [COUNTER],
    "we counted": [COUNTER], "PERMIT": [COUNTER], "permít": [COUNTER],
    "lubeck": [BUSES], "Lübeck": [BUSES], "lubekc": [BUSES], "bus": [BUSES], "transit": [BUSES], "trasnit": [BUSES],
    "zoning": [BEACON], "zonning": [BEACON], "planning zoning": [BEACON], "becon": [BEACON],
    "permit zoning": [], "zeppelin": [], "!!!": [], "'": [], "a\\:*": [], "x\x00y": [], "1234567": [],
}  # fmt: skip


@pytest.fixture
def articles(cast):
    write(cast, title=COUNTER, state="published")
    for title, topics in ((BUSES, ["transit"]), (BEACON, [])):
        made = services.start(
            by=cast.expert, participation=None, **{**WORDS, "title": title, "topics": topics, "text": "Slowly."}
        )
        services.submit(practice=made, by=cast.expert)
        services.decide(practice=made, decision="publish", note="", by=cast.facilitator)


def titles(user, asked: str, topic: str = "") -> list[str]:
    return [practice.title for practice in find(user, asked, topic).practices]


@pytest.mark.parametrize("asked", FOUND)
def test_typing_finds_the_practice_that_is_meant_and_no_other(cast, articles, asked):
    assert titles(cast.outsider, asked) == FOUND[asked]


@pytest.mark.parametrize(
    "asked", ["permit", "permti", "permts", "premits", "perm", "PERMÍT", "permit counter", "zeppelin"]
)
def test_the_directory_and_the_library_understand_the_same(cast, articles, asked):
    Expert.objects.create(name="Ann Permit", experience="One permit counter.", search_words=words_of(["permitting"]))
    people = [one.name for one in Search.read(QueryDict(urlencode({"q": asked}))).entries(cast.outsider)]
    assert bool(people) == bool(titles(cast.outsider, asked))


def test_the_page_says_which_words_were_looked_for(articles, sign_in):
    page = sign_in("outsider").get("/library/", {"q": "lubekc"}).content.decode()
    assert BUSES in page and "No practice has “lubekc”. Those with “lubeck” are shown instead." in page
    nothing = sign_in("outsider").get("/library/", {"q": "zeppelin"}).content.decode()
    assert "Nothing fits" in nothing and "/directory/?q=zeppelin" in nothing


def test_the_directory_tells_what_the_library_has_about_the_same_words(articles, sign_in):
    page = sign_in("outsider").get("/directory/?q=permti").content.decode()
    assert "In the library" in page and page.count('href="/library/') >= 2
    assert "In the library" not in sign_in("outsider").get("/directory/").content.decode()
    assert "In the library" not in sign_in("outsider").get("/directory/?q=zebra").content.decode()


def test_drafts_are_neither_found_nor_lend_their_words(cast, articles):
    write(cast, title="Zeppelins over city hall")
    assert titles(cast.editor, "zeppelins") == []
    found = find(cast.editor, "zeppelisn")
    assert not found.practices and found.meant == []


def test_a_title_comes_before_a_summary_and_a_whole_word_before_a_beginning(cast, articles):
    for title, summary in (("About something", "A permit."), ("Permitting", "Else.")):
        made = services.start(by=cast.expert, participation=None, **{**WORDS, "title": title, "summary": summary})
        services.submit(practice=made, by=cast.expert)
        services.decide(practice=made, decision="publish", note="", by=cast.facilitator)
    assert titles(cast.outsider, "permit")[0] == COUNTER
    assert set(titles(cast.outsider, "permit")) == {COUNTER, "Permitting", "About something"}


def test_a_topic_narrows_what_was_found_and_the_counts_are_those_of_the_words(cast, articles):
    found = find(cast.outsider, "", "transit")
    assert [one.title for one in found.practices] == [BUSES]
    assert {key: count for key, _, count in found.topics} == {"money": 1, "transit": 1}
    assert Practice.objects.count() == 3


@pytest.mark.parametrize(("asked", "most"), [("", 13), ("permit", 12), ("permti", 13)])
def test_a_search_takes_few_queries(articles, sign_in, django_assert_max_num_queries, asked, most):
    client = sign_in("outsider")
    client.get("/library/")
    with django_assert_max_num_queries(most):
        client.get("/library/", {"q": asked})
