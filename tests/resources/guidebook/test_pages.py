"""Pages from which guidebooks are made and read."""

import pytest
from django.urls import reverse

from cohorts.places.gazetteer import STATES
from isc_portal.documents.models import Document
from isc_portal.documents.services import request_document
from resources.directory.topics import TOPICS
from resources.guidebook.models import Edition
from resources.guidebook.services import whole_directory
from tests.casestudies.documents.conftest import status_of
from tests.cleared import clear_cache
from tests.documents.conftest import finish

from .conftest import add_entry, searched

pytestmark = pytest.mark.django_db

PAGE, MAKE = "/guidebooks/", "/guidebooks/make/"
CITY = "/cities/fall-2026/dayton-oh/"


def made(edition, by) -> Document:
    return finish(request_document(kind="guidebook", subject=edition, by=by, send=False))


def text(response) -> str:
    return response.content.decode()


def test_everybody_reads_the_newest_guidebook_of_the_whole_directory_and_administrators_make_it(cast, sign_in):
    administrator = sign_in("administrator")
    assert "Make the first version" in text(administrator.get(PAGE))
    page = text(administrator.post(MAKE, follow=True))
    assert "Your guidebook is being made." in page
    document = finish(Document.objects.get())
    for persona in ("administrator", "editor", "expert", "outsider"):
        page = text(sign_in(persona).get(PAGE))
        assert reverse("documents:download", args=[document.pk]) in page
        assert ("Make a new version" in page) == (persona == "administrator")
    assert status_of(sign_in("outsider"), reverse("documents:download", args=[document.pk])) == 200


def test_only_administrators_make_the_guidebook_of_the_whole_directory(cast, sign_in):
    for persona in ("facilitator", "mayor", "editor", "expert", "outsider"):
        assert sign_in(persona).post(MAKE).status_code == 403
    assert not Document.objects.exists() and not Edition.objects.exists()


def test_an_older_version_of_it_is_open_to_administrators_alone_since_people_may_have_left(cast, whole, sign_in):
    ada = add_entry("Ada Listed", shown="ada@shown.example")
    old = made(whole, cast.administrator)
    ada.delete()
    made(whole, cast.administrator)
    for persona, status in (("administrator", 200), ("editor", 404), ("outsider", 404)):
        assert sign_in(persona).get(reverse("documents:twin", args=[old.pk])).status_code == status


def test_there_is_one_edition_of_the_whole_directory_whoever_makes_it(cast, whole):
    assert whole_directory(by=cast.facilitator) == whole


def test_the_directory_leads_to_the_guidebook_of_the_search_that_is_shown(cast, sign_in):
    add_entry("Ada Listed")
    client = sign_in("editor")
    assert f'href="{PAGE}"' in text(client.get("/directory/"))
    assert f'href="{PAGE}?q=ada&amp;state=OH"' in text(client.get("/directory/?q=ada&state=OH"))
    page = text(client.get(f"{PAGE}?q=ada&state=OH"))
    assert "“ada”, Ohio: 1 entry fits." in page and 'value="q=ada&amp;state=OH"' in page


def test_a_search_is_made_into_a_guidebook_of_ones_own_once(cast, sign_in):
    add_entry("Ada Listed")
    client = sign_in("editor")
    page = text(client.post(MAKE, {"search": "q=ada"}, follow=True))
    assert "Your guidebook is being made." in page
    document = finish(Document.objects.get())
    assert (document.title, document.prepared_by) == ("“ada”", cast.editor)
    page = text(client.post(MAKE, {"search": "q=ada"}, follow=True))
    assert "Nothing has changed since version 1, so no new one was made." in page
    assert (Document.objects.count(), Edition.objects.count()) == (1, 1)
    assert "“ada”" in text(client.get(PAGE)) and "“ada”" not in text(sign_in("viewer").get(PAGE))
    assert sign_in("viewer").get(document.get_absolute_url()).status_code == 404


def test_a_search_that_finds_nobody_offers_no_guidebook(cast, sign_in):
    page = text(sign_in("editor").get(f"{PAGE}?q=zzzzzz"))
    assert "0 entries fit." in page and "Make a guidebook of" not in page


@pytest.mark.parametrize("query", ["q=%00<script>alert(1)</script>", "topic=none&kind=zzz", "q=" + "x" * 5_000, "%%%"])
def test_a_hostile_search_is_shown_as_text_and_breaks_nothing(cast, sign_in, query):
    client = sign_in("editor")
    page = text(client.get(f"{PAGE}?{query}"))
    assert "<script>alert" not in page
    assert client.post(MAKE, {"search": query}).status_code in (302, 403)


def test_a_search_with_too_many_choices_is_refused_in_a_sentence(cast, sign_in):
    chosen = [f"topic={topic}" for topic in TOPICS] + [f"state={state}" for state in STATES]
    query = "&".join(["q=" + "ü" * 200, *chosen])
    page = text(sign_in("editor").post(MAKE, {"search": query}, follow=True))
    assert "This search has too many choices for a guidebook. Take some away." in page
    assert not Edition.objects.exists()


def test_a_city_makes_a_guidebook_of_its_shortlist_and_its_team_reads_it(cast, permits, sign_in):
    address = f"{CITY}experts/shortlists/{permits.pk}/"
    client = sign_in("editor")
    page = text(client.post(f"{address}guidebook/", follow=True))
    assert "Nobody is on this list yet, so there is nothing to make a guidebook of." in page
    permits.entries.create(expert=add_entry("Ada Listed"))
    assert "Make a guidebook of this list" in text(client.get(address))
    assert "Make a guidebook of this list" not in text(sign_in("viewer").get(address))
    client.post(f"{address}guidebook/")
    document = finish(Document.objects.get())
    assert document.title == "Permits" and document.place == "Dayton, Ohio"
    for persona in ("viewer", "mayor", "facilitator", "administrator"):
        reader = sign_in(persona)
        assert f'href="{document.get_absolute_url()}"' in text(reader.get(address))
        assert reader.get(reverse("documents:twin", args=[document.pk])).status_code == 200
    for persona in ("peer", "expert", "outsider"):
        assert sign_in(persona).get(document.get_absolute_url()).status_code == 404


def test_a_shortlist_that_is_removed_takes_its_guidebook_out_of_reach(cast, permits, shortlisted, sign_in):
    permits.entries.create(expert=add_entry("Ada Listed"))
    document = made(shortlisted, cast.editor)
    sign_in("editor").post(f"{CITY}experts/shortlists/{permits.pk}/delete/")
    assert sign_in("administrator").get(document.get_absolute_url()).status_code == 404
    assert sign_in("administrator").get("/documents/").status_code == 200
    assert "Resource Guidebook" in text(sign_in("outsider").get(f"/check/{document.code}/"))


def test_twenty_guidebooks_an_hour_are_enough(cast, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "guidebook": "2/h/user"}
    clear_cache()
    add_entry("Ada Listed")
    client = sign_in("editor")
    answers = [client.post(MAKE, {"search": f"q=ada&state={state}"}).status_code for state in ("OH", "WA", "NE")]
    assert answers == [302, 302, 429]
    edition = Edition.objects.get(query="q=ada&state=OH")
    assert client.post(reverse("documents:make", args=["guidebook", edition.pk])).status_code == 429
    clear_cache()


def test_pages_of_a_kind_lead_back_to_where_the_guidebook_belongs(cast, whole, shortlisted, permits, sign_in):
    editor = sign_in("editor")
    for edition, home in (
        (whole, PAGE),
        (searched("q=ada", cast.editor), PAGE),
        (shortlisted, f"{CITY}experts/shortlists/{permits.pk}/"),
    ):
        page = text(editor.get(reverse("documents:kind", args=["guidebook", edition.pk])))
        assert f'href="{home}"' in page
