"""Whom the portal proposes, in which order, and the reasons in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources.directory.models import Expert
from resources.introductions import services as introductions
from resources.matching import services
from resources.matching.models import Helped
from resources.matching.proposing import propose
from resources.matching.wanting import Wanted, band_of, wanted_by, wanted_of
from tests import factories

pytestmark = pytest.mark.django_db

CITY = "/cities/fall-2026/dayton-oh/experts/"


def entry(name: str, **fields) -> Expert:
    return Expert.objects.create(name=name, email=f"{name.lower().replace(' ', '.')}@example.org", **fields)


def names(wanted: Wanted, user, **more) -> list[str]:
    return [one.expert.name for one in propose(wanted, user=user, **more)]


def test_who_serves_more_of_it_comes_first_then_who_knows_such_cities_then_who_helped_before(cast):
    entry("Ann Both", topics=["procurement", "permitting"])
    entry("Bo One", topics=["permitting"])
    entry("Cy Alike", topics=["permitting"], population=140_000, state="OH")
    helper = entry("Di Helper", topics=["permitting"])
    entry("Ed None", topics=["housing"])
    row = introductions.ask(expert=helper, participation=cast.own, by=cast.editor, question="Permits?").help_request
    introductions.accept(introduction=row.introduction)
    services.rate(help_request=row, helped=Helped.A_LOT, by=cast.editor)
    wanted = Wanted(helps=("procurement",), area="permitting", band="50k-150k", state="OH")
    assert names(wanted, cast.outsider) == ["Ann Both", "Cy Alike", "Di Helper", "Bo One"]
    assert names(wanted, cast.outsider, most=2) == ["Ann Both", "Cy Alike"]
    assert names(wanted, cast.outsider, among=Expert.objects.filter(name="Bo One")) == ["Bo One"]


def test_the_reasons_stand_in_words(cast):
    entry(
        "Ann Lee", topics=["permitting", "land-use"], population=90_000, state="OH", availability="now",
        experience="Clerks and inspectors share one desk.",
    )  # fmt: skip
    wanted = wanted_by("How do clerks and inspectors speed up permits?", participation=cast.own)
    assert (wanted.band, wanted.state) == (band_of(cast.own.city.population), "OH")
    [one] = propose(Wanted(named=wanted.named, words=wanted.words, band="50k-150k", state="OH"), user=cast.outsider)
    assert one.reasons == [
        "Helps with permits and licenses.",
        "The entry speaks of “clerks” and “inspectors”.",
        "Knows cities of this size: 50,000 to 150,000 residents.",
        "Works in Ohio too.",
        "Has time now.",
    ]


@pytest.mark.parametrize(
    "left_out",
    [{"status": "paused"}, {"status": "archived"}, {"unanswered": 2}, {"email": ""}, {"asks_a_quarter": 0}],
    ids=["paused", "archived", "silent", "no address", "asked enough"],
)
def test_who_cannot_be_asked_is_not_proposed(cast, left_out):
    ann = entry("Ann Lee", topics=["permitting"])
    introductions.ask(expert=ann, participation=cast.own, by=cast.editor, question="Permits?")
    assert names(Wanted(area="permitting"), cast.administrator) == ["Ann Lee"]
    Expert.objects.filter(pk=ann.pk).update(**left_out)
    assert names(Wanted(area="permitting"), cast.administrator) == []


def test_a_question_that_names_no_topic_is_answered_by_its_words(cast):
    entry("Ann Lee", experience="Ran a tree nursery and planted ten thousand oaks.")
    entry("Bo Lee", experience="Sold shoes.")
    assert names(wanted_by("Who planted oaks?"), cast.outsider) == ["Ann Lee"]
    assert names(wanted_by("Who knows about it?"), cast.outsider) == []
    assert names(wanted_by("':* | ! & <script>"), cast.outsider) == []


def test_what_a_city_wants_is_what_its_case_says_or_else_its_intake(cast):
    from tests.casestudies.clinic_making import make_case

    assert not wanted_of(cast.own).says
    factories.fill_intake(cast.own, cast.editor, help_sought=["operations"], priority_area="permitting")
    assert (wanted_of(cast.own).helps, wanted_of(cast.own).area) == (("operations",), "permitting")
    make_case(cast.own, help_sought=["reallocation"])
    assert (wanted_of(cast.own).helps, wanted_of(cast.own).area) == (("reallocation",), "permitting")


def test_the_citys_page_proposes_to_its_team_and_those_who_run_the_cohort(cast, sign_in):
    entry("Ann Lee", topics=["operations"], vendor_ties="Advises a maker of software.")
    assert "has not said yet what it wants help with" in sign_in("editor").get(CITY).content.decode()
    factories.fill_intake(cast.own, cast.editor, help_sought=["operations"])
    for persona in ("editor", "viewer", "facilitator", "administrator"):
        page = sign_in(persona).get(CITY).content.decode()
        assert "Ann Lee" in page and "Helps with " in page and "Advises a maker of software." in page
        assert ("/introduction/" in page) == (persona == "editor")
    for persona in ("peer", "outsider", "expert"):
        assert sign_in(persona).get(CITY).status_code == 404


def test_anybody_asks_the_directory_in_their_own_words(cast, sign_in):
    ann = entry("Ann Lee", topics=["permitting"])
    client = sign_in("outsider")
    assert "Find people" in client.get("/directory/question/").content.decode()
    page = client.get("/directory/question/?question=How+to+speed+up+permits%3F").content.decode()
    assert "Ann Lee" in page and "Permits and licenses" in page and "1 who could help" in page
    assert f"/directory/{ann.pk}/introduction/" not in page
    page = sign_in("editor").get("/directory/question/?question=How+to+speed+up+permits%3F").content.decode()
    assert f"/directory/{ann.pk}/introduction/?question=How%20to%20speed%20up%20permits%3F" in page
    form = sign_in("editor").get(f"/directory/{ann.pk}/introduction/?question=How+to+speed+up+permits%3F")
    assert "How to speed up permits?</textarea>" in form.content.decode()
    assert "Nobody found" in client.get("/directory/question/?question=Who+planted+oaks").content.decode()
    assert "This field is required" in client.get("/directory/question/?question=").content.decode()
    assert client.get("/directory/question/?question=" + "x" * 601).status_code == 200


@pytest.mark.parametrize("address", [CITY, "/directory/question/?question=permits+and+operations"])
def test_the_pages_take_as_many_queries_for_one_as_for_three(cast, sign_in, address):
    factories.fill_intake(cast.own, cast.editor, help_sought=["operations"], priority_area="permitting")
    client, costs = sign_in("editor"), []
    for number in (1, 2, 3):
        entry(f"Expert {number}", topics=["operations", "permitting"])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address).content.decode()
        assert all(f"Expert {seen}" in page for seen in range(1, number + 1))
        costs.append(len(captured))
    assert costs[0] == costs[1] == costs[2] <= 15, costs
