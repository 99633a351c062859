"""Inviting experts to keep their own entry in the directory."""

import pytest
from django.test import Client

from isc_portal.accounts.models import Invitation, User
from resources.directory.models import Expert

from ..accounts.mailbox import newest_mail

pytestmark = pytest.mark.django_db

GIVEN = {"email": "li.wei@lakes.example.org", "name": "Li Wei", "organization": "Great Lakes University"}


def test_an_invited_expert_gets_an_entry_and_an_account(cast, sign_in):
    client = sign_in("administrator")
    page = client.post("/experts/", {**GIVEN, "role_title": "Professor"}, follow=True).content.decode()
    assert "Li Wei is invited" in page and "li.wei@lakes.example.org" in page
    expert = Expert.objects.get(name="Li Wei")
    assert (expert.role_title, expert.user) == ("Professor", None)
    assert "keep your own entry in the directory of experts" in newest_mail(GIVEN["email"]).subject
    invitation = Invitation.objects.get()
    Client().post(invitation.path, {"name": "Li Wei", "time_zone": "America/Detroit"})
    expert.refresh_from_db()
    assert expert.user == User.objects.get(email=GIVEN["email"])
    again = client.post("/experts/", GIVEN)
    assert again.status_code == 422 and "keeps an entry in the directory already" in again.content.decode()


def test_inviting_again_makes_no_second_entry(cast, sign_in):
    client = sign_in("administrator")
    for _ in range(2):
        client.post("/experts/", GIVEN)
    assert Expert.objects.filter(name="Li Wei").count() == Invitation.objects.count() == 1


def test_the_page_does_not_exist_for_others(cast, sign_in):
    for persona in ("facilitator", "mayor", "expert", "outsider"):
        client = sign_in(persona)
        assert client.get("/experts/").status_code == client.post("/experts/", GIVEN).status_code == 404
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(cast, sign_in, count, django_assert_num_queries):
    client = sign_in("administrator")
    for number in range(count):
        client.post("/experts/", {**GIVEN, "name": f"Expert {number}", "email": f"expert{number}@example.org"})
    client.get("/experts/")
    with django_assert_num_queries(5):  # session, person, count, experts, invitations
        page = client.get("/experts/").content.decode()
    assert page.count("Revoke<span") == count


def test_the_list_leads_to_each_entrys_form(cast, sign_in):
    entry = Expert.objects.create(name="Judith Kessler")
    client = sign_in("administrator")
    assert f"/directory/{entry.pk}/edit/" in client.get("/experts/").content.decode()
    sent = {"name": "Judith Kessler", "kind": "expert", "availability": "ask", "status": "active", "asks_a_quarter": 4}
    sent |= {"contact-TOTAL_FORMS": 0, "contact-INITIAL_FORMS": 0, "email": "Judith@Example.org"}
    client.post(f"/directory/{entry.pk}/edit/", {**sent, "topics": ["reallocation", "measuring"]})
    page = client.get("/experts/").content.decode()
    assert "Moving money within the budget, Measuring results" in page and "judith@example.org" in page
