"""A city's team keeps lists of people from the directory."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from resources.directory.models import Expert
from resources.shortlists.adding import shortlists_to_add_to
from resources.shortlists.models import Shortlist, ShortlistEntry

pytestmark = pytest.mark.django_db

CITY = "/cities/fall-2026/dayton-oh/experts/shortlists/"


@pytest.fixture
def judith(db):
    return Expert.objects.create(name="Judith Kessler", role_title="Director", email="judith@example.org")


@pytest.fixture
def permits(cast):
    return Shortlist.objects.create(participation=cast.own, name="Permits", created_by=cast.editor)


def test_an_editor_makes_a_list_that_the_whole_team_reads(cast, sign_in):
    page = sign_in("editor").post(CITY, {"name": "Permits"}, follow=True).content.decode()
    assert "“Permits” is made" in page and "Nobody is on this list yet" in page
    made = Shortlist.objects.get()
    assert (made.participation, made.created_by) == (cast.own, cast.editor)
    for persona in ("viewer", "mayor", "facilitator", "administrator"):
        client = sign_in(persona)
        assert "Permits" in client.get(CITY).content.decode()
        assert client.get(f"{CITY}{made.pk}/").status_code == 200


def test_a_second_list_of_that_name_is_refused_in_whatever_capitals(permits, sign_in):
    answer = sign_in("editor").post(CITY, {"name": "PERMITS"})
    assert answer.status_code == 422 and "has a shortlist named “PERMITS” already" in answer.content.decode()
    assert Shortlist.objects.count() == 1


def test_a_list_gets_another_name_but_not_one_that_is_taken(cast, permits, sign_in):
    other = Shortlist.objects.create(participation=cast.own, name="Budget")
    client, address = sign_in("editor"), f"{CITY}{permits.pk}/"
    refused = client.post(address, {"name": "budget"})
    assert refused.status_code == 422 and "already" in refused.content.decode()
    assert "<h1>Permits</h1>" in refused.content.decode()
    client.post(address, {"name": "Faster permits"})
    assert {row.name for row in Shortlist.objects.all()} == {"Faster permits", other.name}


def test_people_are_put_on_a_list_from_their_entry_once(cast, judith, permits, sign_in):
    client = sign_in("editor")
    entry_page = client.get(judith.get_absolute_url()).content.decode()
    assert f'action="{CITY}add/"' in entry_page and f'<option value="{permits.pk}" selected>Permits' in entry_page
    sent = {"expert": judith.pk, "shortlist": permits.pk}
    page = client.post(f"{CITY}add/", sent, follow=True).content.decode()
    assert "Judith Kessler is on the list “Permits” of" in page
    again = client.post(f"{CITY}add/", sent, follow=True).content.decode()
    assert "Judith Kessler is already on the list" in again
    assert ShortlistEntry.objects.get().added_by == cast.editor


def test_a_new_name_makes_a_list_and_a_known_one_finds_it(judith, permits, sign_in):
    client = sign_in("editor")
    client.post(f"{CITY}add/", {"expert": judith.pk, "name": "Budget"})
    client.post(f"{CITY}add/", {"expert": judith.pk, "name": "permits"})
    assert {row.shortlist.name for row in ShortlistEntry.objects.all()} == {"Budget", "Permits"}


def test_nothing_chosen_adds_nothing(judith, permits, sign_in):
    page = sign_in("editor").post(f"{CITY}add/", {"expert": judith.pk}, follow=True).content.decode()
    assert "Nothing was added" in page
    assert not ShortlistEntry.objects.exists()


def test_nobody_is_put_on_the_list_of_another_city(cast, judith, sign_in):
    theirs = Shortlist.objects.create(participation=cast.neighbor, name="Secret plans")
    page = sign_in("editor").post(f"{CITY}add/", {"expert": judith.pk, "shortlist": theirs.pk}, follow=True)
    assert "Secret plans" not in page.content.decode()
    assert not ShortlistEntry.objects.exists()


def test_who_may_not_see_an_archived_entry_does_not_add_it(judith, permits, sign_in):
    Expert.objects.update(status="archived")
    sign_in("editor").post(f"{CITY}add/", {"expert": judith.pk, "shortlist": permits.pk})
    assert not ShortlistEntry.objects.exists()


def test_a_note_is_written_and_people_are_taken_off(judith, permits, sign_in):
    entry, client = permits.entries.create(expert=judith), sign_in("editor")
    people = f"{CITY}{permits.pk}/people/{entry.pk}"
    page = client.post(f"{people}/note/", {"note": "Did it twice"}, follow=True).content.decode()
    assert "The note about Judith Kessler is saved." in page and "Did it twice" in page
    too_long = client.post(f"{people}/note/", {"note": "x" * 301})
    assert too_long.status_code == 422
    entry.refresh_from_db()
    assert entry.note == "Did it twice"
    assert "is off the list" in client.post(f"{people}/remove/", follow=True).content.decode()
    assert not permits.entries.exists() and Expert.objects.filter(pk=judith.pk).exists()


def test_a_removed_list_leaves_the_entries(judith, permits, sign_in):
    permits.entries.create(expert=judith)
    sign_in("editor").post(f"{CITY}{permits.pk}/delete/")
    assert not Shortlist.objects.exists() and Expert.objects.filter(pk=judith.pk).exists()


def test_a_list_says_how_people_are_reached_who_agreed_to_it(judith, permits, sign_in):
    permits.entries.create(expert=judith)
    judith.contact_points.create(kind="phone", value="+19375550134", consented=True, consented_at=timezone.now())
    judith.contact_points.create(kind="email", value="private@example.org")
    judith.contact_points.create(
        kind="website", value="javascript:alert(1)", consented=True, consented_at=timezone.now()
    )
    page = sign_in("editor").get(f"{CITY}{permits.pk}/").content.decode()
    assert '<a href="tel:+19375550134">(937) 555-0134</a>' in page and "private@example.org" not in page
    assert "javascript:alert(1)" in page and 'href="javascript' not in page and 'href=""' not in page


def test_an_entry_that_was_archived_is_named_without_its_work(judith, permits, sign_in):
    permits.entries.create(expert=judith)
    Expert.objects.update(status="archived")
    page = sign_in("editor").get(f"{CITY}{permits.pk}/").content.decode()
    assert "Not in the directory at this time" in page and "Director<" not in page


def test_others_neither_read_nor_change_a_list(judith, permits, sign_in):
    entry = permits.entries.create(expert=judith, note="Cheap and quick")
    one, acts = f"{CITY}{permits.pk}/", {"name": "Ours", "note": "Ours", "expert": judith.pk}
    people = f"{one}people/{entry.pk}/"
    for persona, status in (("viewer", 403), ("facilitator", 403), ("peer", 404), ("outsider", 404), ("expert", 404)):
        client = sign_in(persona)
        for address in (CITY, one, f"{CITY}add/", f"{one}delete/", f"{people}note/", f"{people}remove/"):
            answer = client.post(address, acts)
            assert answer.status_code == status and "Cheap and quick" not in answer.content.decode()
        if status == 404:
            for address in (CITY, one):
                answer = client.get(address)
                assert answer.status_code == 404 and "Permits" not in answer.content.decode()
        assert f'action="{CITY}add/"' not in client.get(judith.get_absolute_url()).content.decode()
    entry.refresh_from_db()
    assert (entry.note, Shortlist.objects.get().name) == ("Cheap and quick", "Permits")


@pytest.mark.parametrize("path", ["", "{pk}/"])
def test_pages_take_as_many_queries_for_one_as_for_three(cast, permits, sign_in, path):
    client, costs = sign_in("editor"), []
    for number in (1, 2, 3):
        permits.entries.create(expert=Expert.objects.create(name=f"Expert {number}"))
        Shortlist.objects.create(participation=cast.own, name=f"List {number}")
        address = CITY + path.format(pk=permits.pk)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address).content.decode()
        assert all(f"{'Expert' if path else 'List'} {one}" in page for one in range(1, number + 1))
        costs.append(len(captured))
    assert costs[0] == costs[1] == costs[2] <= 15


def test_where_to_add_takes_two_queries(cast, permits, django_assert_num_queries):
    with django_assert_num_queries(2):
        cities = shortlists_to_add_to(cast.editor)
        found = [(place, place.city.name, place.cohort.slug, list(place.shortlists.all())) for place in cities]
    assert found == [(cast.own, "Dayton", "fall-2026", [permits])]
    assert shortlists_to_add_to(cast.viewer) == shortlists_to_add_to(cast.administrator) == []
