"""The guidebook of one city: who is in it, why, and what other cities have told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casestudies.cases.models import CaseState, CaseStudy
from isc_portal.documents.models import Document
from isc_portal.documents.services import request_document
from resources.directory.choices import EntryKind
from resources.guidebook import city
from resources.guidebook.city import parts_of_city
from resources.shortlists.models import Shortlist
from tests import factories
from tests.casestudies.documents.samples import whole_case
from tests.documents.conftest import finish
from tests.documents.reading import findings

from .conftest import add_entry, printed, snapshot_of

pytestmark = pytest.mark.django_db

ADMINISTRATOR = EntryKind.ADMINISTRATOR


def section(snapshot, key: str) -> dict:
    """One section of a city's guidebook; empty if it is left out."""
    return next((one for one in snapshot["sections"] if one["key"] == key), {"groups": [], "peers": [], "deck": ""})


def people(snapshot, key: str) -> list[str]:
    return [entry["name"] for group in section(snapshot, key)["groups"] for entry in group["entries"]]


@pytest.fixture
def dayton(cast):
    """Dayton seeks help with moving money and operations, and works on permits."""
    factories.fill_intake(cast.own, cast.editor)
    return cast.own


def release(participation, by, *, peers_from=None, **answers) -> Document:
    """The brief of a case study that is out."""
    case = whole_case(participation, **answers)
    day = peers_from or timezone.now().date() - timedelta(days=1)
    CaseStudy.objects.filter(pk=case.pk).update(peers_from=day)
    case.refresh_from_db()
    return finish(request_document(kind="case_brief", subject=case, by=by, send=False))


def test_experts_who_serve_most_of_what_the_city_seeks_come_first_with_the_reason(dayton):
    add_entry("Ada One", topics=["transit", "reallocation"])
    add_entry("Bo Three", topics=["reallocation", "operations", "permitting"])
    add_entry("Cy None", topics=["transit"])
    snapshot = snapshot_of(dayton)
    assert people(snapshot, "matching") == ["Bo Three", "Ada One"]
    [group] = section(snapshot, "matching")["groups"]
    assert group["entries"][1]["why"] == "Helps with Moving money within the budget"


def test_administrators_of_the_region_stand_among_those_nearby_and_others_among_those_who_match(dayton):
    add_entry("Ada Toledo", kind=ADMINISTRATOR, state="OH", topics=[])
    add_entry("Bo Gary", kind=ADMINISTRATOR, state="IN", city="Gary", topics=["permitting"])
    add_entry("Cy Lansing", kind=ADMINISTRATOR, state="MI", city="Lansing", topics=[])
    add_entry("Di Mesa", kind=ADMINISTRATOR, state="AZ", city="Mesa", topics=["permitting"])
    add_entry("Ed Mesa", kind=ADMINISTRATOR, state="AZ", city="Mesa", topics=["transit"])
    add_entry("Flo Dayton", kind=ADMINISTRATOR, state="OH", city="dayton")
    snapshot = snapshot_of(dayton)
    assert people(snapshot, "matching") == ["Di Mesa"]
    assert people(snapshot, "nearby") == ["Ada Toledo", "Bo Gary", "Cy Lansing"]
    assert [group["title"] for group in section(snapshot, "nearby")["groups"]] == ["Ohio", "Indiana", "Michigan"]


def test_of_many_nearby_the_state_comes_first_and_then_whoever_serves_most(dayton, monkeypatch):
    monkeypatch.setattr(city, "MOST_NEARBY", 2)
    add_entry("Ada Gary", kind=ADMINISTRATOR, state="IN", city="Gary", topics=[])
    add_entry("Bo Lansing", kind=ADMINISTRATOR, state="MI", city="Lansing", topics=["permitting"])
    add_entry("Cy Toledo", kind=ADMINISTRATOR, state="OH", topics=[])
    assert people(snapshot_of(dayton), "nearby") == ["Cy Toledo", "Bo Lansing"]


def test_shortlists_come_first_and_nobody_stands_twice(cast, dayton):
    ada = add_entry("Ada Listed", kind=ADMINISTRATOR)
    for name in ("Permits", "Another list"):
        Shortlist.objects.create(participation=dayton, name=name).entries.create(expert=ada)
    theirs = Shortlist.objects.create(participation=cast.neighbor, name="Theirs")
    theirs.entries.create(expert=add_entry("Bo Theirs", topics=[]))
    snapshot = snapshot_of(dayton)
    assert [group["title"] for group in section(snapshot, "lists")["groups"]] == ["Another list"]
    everybody = [name for one in snapshot["sections"] for name in people(snapshot, one["key"])]
    assert everybody == ["Ada Listed"]


def test_a_city_whose_intake_says_nothing_has_its_neighbors_all_the_same(cast):
    add_entry("Ada Listed", kind=ADMINISTRATOR)
    add_entry("Bo Listed", topics=["permitting"])
    snapshot = snapshot_of(cast.own)
    assert [one["key"] for one in snapshot["sections"]] == ["nearby"]


def test_cities_that_seek_help_with_the_same_are_told_as_far_as_they_told_it_themselves(cast, dayton):
    release(cast.neighbor, cast.peer, title="Buses on time", help_sought=["operations", "money"])
    [peer] = section(snapshot_of(dayton), "peers")["peers"]
    assert (peer["place"], peer["title"], peer["mayor"]) == ("Stockton, California", "Buses on time", "Pedro Alvarez")
    assert peer["why"] == "Also seeks help with Running it day to day"


def test_cities_that_work_on_the_same_are_similar_whatever_help_they_seek(cast, dayton):
    factories.fill_intake(cast.neighbor, cast.peer, priority_area="permitting")
    release(cast.neighbor, cast.peer, help_sought=["security"])
    [peer] = section(snapshot_of(dayton), "peers")["peers"]
    assert peer["why"].startswith("Also works on ")


def test_drafts_other_cohorts_days_to_come_and_the_city_itself_are_not_told(cast, dayton):
    release(cast.foreign, cast.stranger)
    release(dayton, cast.editor)
    draft = release(cast.neighbor, cast.peer)
    CaseStudy.objects.filter(participation=cast.neighbor).update(state=CaseState.DRAFT)
    assert section(snapshot_of(dayton), "peers")["peers"] == []
    later = timezone.now().date() + timedelta(days=30)
    CaseStudy.objects.filter(pk=draft.subject_id).update(state=CaseState.RELEASED, peers_from=later)
    assert section(snapshot_of(dayton), "peers")["peers"] == []


def test_a_facilitator_in_the_team_adds_nothing_that_the_others_may_not_read(cast, dayton):
    later = timezone.now().date() + timedelta(days=30)
    release(cast.neighbor, cast.peer, peers_from=later)
    dayton.members.create(user=cast.facilitator, role="viewer")
    assert section(snapshot_of(dayton, cast.facilitator), "peers")["peers"] == []


def test_the_content_is_the_same_whoever_asks(cast, dayton):
    add_entry("Ada Listed")
    release(cast.neighbor, cast.peer)
    assert snapshot_of(dayton, cast.editor) == snapshot_of(dayton, cast.facilitator)


def test_its_parts_are_the_sections_and_the_indexes(dayton):
    add_entry("Ada Listed")
    keys = [part.key for part in parts_of_city(snapshot_of(dayton))]
    assert keys == ["front", "part-matching", "register-states", "register-names", "register-organizations"]


def test_it_stands_among_the_documents_of_the_city_and_its_writers_make_it(cast, sign_in):
    documents = "/cities/fall-2026/dayton-oh/documents/"
    make = reverse("documents:make", args=["guidebook_city", cast.own.pk])
    for persona in ("editor", "mayor"):
        assert f'action="{make}"' in sign_in(persona).get(documents).content.decode()
    for persona in ("viewer", "facilitator", "administrator"):
        client = sign_in(persona)
        page = client.get(documents).content.decode()
        assert "City guidebook" in page and f'action="{make}"' not in page
        assert client.post(make).status_code == 403
    for persona in ("peer", "expert", "outsider"):
        assert sign_in(persona).post(make).status_code == 404
    assert not Document.objects.exists()
    sign_in("editor").post(make)
    assert Document.objects.get().kind == "guidebook_city"


@pytest.mark.slow
def test_in_print_it_names_everybody_and_shows_only_consented_addresses(cast, dayton, tmp_path):
    Shortlist.objects.create(participation=dayton, name="Before the vote").entries.create(
        expert=add_entry("Ada Listed", shown="ada@shown.example", kept="ada@kept.example", topics=[])
    )
    add_entry("Bo Matching", topics=["reallocation", "permitting"])
    add_entry("Cy Nearby", kind=ADMINISTRATOR, topics=[], kept="cy@kept.example")
    release(cast.neighbor, cast.peer, title="Buses on time")
    book = printed(dayton, cast.editor)
    for words in (
        "Who can help Dayton", "Before the vote", "Ada Listed", "ada@shown.example", "Experts who match", "Bo Matching",
        "Helps with Moving money within the budget, Permits and licenses", "Cities with similar initiatives",
        "Buses on time", "City administrators nearby", "Cy Nearby", "Nearby, Cy",
    ):  # fmt: skip
        assert words in book.words
    assert "kept.example" not in book.words
    assert book.structure.count["Document"] == 1
    assert findings(book.pdf, tmp_path) == []
