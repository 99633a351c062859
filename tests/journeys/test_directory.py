"""A city finds an expert with a misspelled search, keeps them in mind and asks; the expert says yes from the mail."""

import re

import pytest
from playwright.sync_api import expect

from resources.directory.models import Expert
from resources.matching.models import HelpRequest
from tests import factories
from tests.web import web  # noqa: F401

from .people import people  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

JUDITH = "judith.kessler@example.org"
PHONE = (375, 812)
QUESTION = "How did you bring permits from 71 to 19 days, and what did it cost?"


@pytest.fixture
def directory() -> Expert:
    """Somebody who knows permits at a university, a city administrator who does too, and others who do not."""
    for name, kind, topics in (
        ("Raymond Dolan", "city-administrator", ["permitting", "land-use"]),
        ("Nadia Sandoval", "expert", ["transit"]),
        ("Malcolm Thibodeaux", "university", ["water"]),
    ):
        Expert.objects.create(name=name, kind=kind, topics=topics, email=f"{name.split()[0].lower()}@example.org")
    return Expert.objects.create(
        name="Judith Kessler", role_title="Professor of Public Finance", organization="Plains University",
        kind="university", city="Omaha", state="NE", topics=["permitting", "reallocation"], email=JUDITH,
        experience="Cut the wait for permits from 71 to 19 days with one desk for four departments.",
    )  # fmt: skip


def test_a_city_finds_and_asks_an_expert_who_says_yes_without_signing_in(
    directory,
    web,  # noqa: F811
    workers,
    smtp_sink,
    people,  # noqa: F811
):
    dayton = factories.make_participation(factories.make_cohort("Fall 2026"), factories.make_city("Dayton", "OH"))
    ana = factories.make_member(dayton, "editor", "Ana Reyes")
    workers.start("-B", "-Q", "mail,default", EMAIL_URL=smtp_sink.url, PORTAL_URL=web.url)
    editor, judith = people(ana.email, ana.name), people(JUDITH, "Judith Kessler", PHONE)
    editor.be_signed_in_as(ana)

    # A search with swapped letters, narrowed down; the address bar holds it.
    page = editor.open("/directory/")
    page.get_by_label("Search the directory by name, place, topic or what was done").fill("permti desk")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="1 entry fits")).to_be_visible()
    page.get_by_label("Search the directory by name, place, topic or what was done").fill("permti")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="2 entries fit")).to_be_visible()
    expect(page.get_by_text(re.compile("Hardly anybody has “permti”"))).to_be_visible()
    page.locator("label", has_text="University 1").click()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", name="1 entry fits")).to_be_visible()
    assert "q=permti" in page.url and "kind=university" in page.url
    page.reload()
    expect(page.get_by_role("heading", name="1 entry fits")).to_be_visible()

    # The entry, onto a shortlist that the team shares.
    page.get_by_role("link", name="Judith Kessler").click()
    expect(page.get_by_text("No vendor ties stated")).to_be_visible()
    assert JUDITH not in page.content()
    page.get_by_label("Name of a new shortlist of Dayton").fill("Permit reform")
    page.get_by_role("button", name="Add to the shortlist").click()
    expect(page.get_by_text("Judith Kessler is on the list “Permit reform” of Dayton, OH.")).to_be_visible()

    # The question, through the portal.
    page.get_by_role("link", name="Ask for an introduction").click()
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("Waiting for an answer")).to_be_visible()
    assert JUDITH not in page.content()

    # The expert reads it on a phone, from the mail, and says yes.
    mail = judith.mail("Dayton asks you a question")
    assert QUESTION in mail.text and ana.email not in mail.text
    phone = judith.open(re.search(r"/introductions/\S+", mail.text)[0])
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dayton asks you")
    expect(phone.get_by_text(QUESTION)).to_be_visible()
    phone.get_by_label("A few words, if you like").fill("Gladly. Thursdays are good.")
    phone.get_by_role("button", name="Yes, put us in touch").click()
    expect(phone.get_by_text("You said yes")).to_be_visible()
    assert "sessionid" not in {cookie["name"] for cookie in phone.context.cookies()}

    # Both are told how to reach each other.
    told_city, told_expert = editor.mail("Judith Kessler said yes"), judith.mail("how to reach each other")
    assert JUDITH in told_city.text and "Thursdays are good." in told_city.text
    assert ana.email in told_expert.text and "Ana Reyes" in told_expert.text

    # Afterwards the city says how it helped; the Institute sees it, and the entry tells the city's own readers.
    page.reload()
    page.get_by_text("Say how it helped").click()
    page.get_by_text("Helped a lot", exact=True).click()
    page.get_by_label("In a sentence, if you like").fill("One desk, three months.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Helped a lot.", exact=True)).to_be_visible()
    asked = HelpRequest.objects.get()
    assert (asked.state, asked.helped, asked.topics) == ("accepted", "a lot", ["permitting"])
    page = editor.open(directory.get_absolute_url())
    expect(page.get_by_text("Helped one city with permits and licenses.")).to_be_visible()
