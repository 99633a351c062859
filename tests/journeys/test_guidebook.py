"""Guidebooks made in the browser and read back: of a city, a search, a shortlist and the whole directory."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from isc_portal.documents.models import Document
from resources.directory.choices import EntryKind
from resources.shortlists.models import Shortlist
from tests import factories
from tests.documents.reading import findings, words_of
from tests.resources.guidebook.conftest import add_entry
from tests.web import web  # noqa: F401

from .people import Person, people  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MAKES = re.compile("Make (the first|a new) version")


@pytest.fixture
def directory() -> None:
    """People who match, people nearby, and an address of each that may be shown and one that may not."""
    for number, (name, kind, state, topics) in enumerate(
        [
            ("Judith Kessler", EntryKind.UNIVERSITY, "NE", ["reallocation", "permitting"]),
            ("Malcolm Thibodeaux", EntryKind.EXPERT, "LA", ["operations"]),
            ("Hana Eastman", EntryKind.ADMINISTRATOR, "OH", ["permitting"]),
            ("Orrin Whitlock", EntryKind.ADMINISTRATOR, "MI", []),
            ("Nadia Sandoval", EntryKind.EXPERT, "CA", ["transit"]),
        ]
    ):
        add_entry(name, kind=kind, state=state, topics=topics, city=f"City {number}", organization="",
                  shown=f"shown.{number}@civic.example", kept=f"kept.{number}@private.example")  # fmt: skip


def signed_in(people, user) -> Person:  # noqa: F811
    person = people(user.email, user.name)
    person.be_signed_in_as(user)
    return person


def take(page: Page, folder: Path, name: str) -> bytes:
    """Wait until the version is there, and download it from the page that said so."""
    download = page.get_by_role("link", name=re.compile("Download PDF"))
    expect(download).to_be_visible(timeout=120_000)
    with page.expect_download() as got:
        download.click()
    target = folder / f"{name}.pdf"
    got.value.save_as(target)
    return target.read_bytes()


def test_a_city_makes_its_guidebook_and_reads_in_it_who_can_help(directory, people, workers, smtp_sink, tmp_path):  # noqa: F811
    own = factories.make_participation(factories.make_cohort("Fall 2026"), factories.make_city("Dayton", "OH"))
    ana = factories.make_member(own, "editor", "Ana Reyes")
    factories.fill_intake(own, ana)
    workers.start("-B", "-Q", "documents,mail,default", EMAIL_URL=smtp_sink.url)
    editor = signed_in(people, ana)

    # From the city's front page to its documents, and to the guidebook.
    page = editor.open(own.get_absolute_url())
    page.get_by_role("main").get_by_role("link", name=re.compile("^(All )?[Dd]ocuments")).first.click()
    page.get_by_role("button", name="Make the first version of the City guidebook").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("City guidebook")
    expect(page.get_by_text(re.compile("is being made")).first).to_be_visible()
    pdf = take(page, tmp_path, "city")
    words = words_of(pdf)
    for told in (
        "Who can help Dayton", "Judith Kessler", "Malcolm Thibodeaux", "Hana Eastman", "Orrin Whitlock",
        "Helps with Moving money within the budget, Permits and licenses", "shown.0@civic.example",
    ):  # fmt: skip
        assert told in words
    assert "Nadia Sandoval" not in words, "neither serves what the city seeks nor is near"
    assert "private.example" not in words
    assert findings(pdf, tmp_path) == []

    # The same as a web page: by the contents to a section, and on from there.
    page.get_by_role("link", name="Read as a web page").click()
    page.get_by_role("link", name="Experts who match").first.click()
    expect(page.get_by_role("heading", name="Judith Kessler")).to_be_visible()
    page.get_by_role("link", name="City administrators nearby").click()
    expect(page.get_by_role("heading", name="Hana Eastman")).to_be_visible()
    assert "private.example" not in page.content()

    # A shortlist and a search of the directory.
    listed = Shortlist.objects.create(participation=own, name="Before the vote", created_by=ana)
    listed.entries.create(expert=add_entry("Wanda Iverson", kept="wanda@private.example"))
    page = editor.open(reverse("resources:shortlist", kwargs={**own.url_kwargs, "pk": listed.pk}))
    page.get_by_role("button", name="Make a guidebook of this list").click()
    words = words_of(take(page, tmp_path, "list"))
    assert "Before the vote" in words and "Iverson, Wanda" in words and "private.example" not in words
    page = editor.open(f"{reverse('resources:directory')}?q=permiting&state=OH")
    page.get_by_role("link", name="Guidebook of these entries").click()
    page.get_by_role("button", name=re.compile("Make a guidebook of")).click()
    words = words_of(take(page, tmp_path, "search"))
    assert "Hana Eastman" in words and "Judith Kessler" not in words and "Searched for: “permiting”, Ohio" in words
    assert "/documents/guidebook_city/" in editor.mail("City guidebook of Dayton, Ohio, version 1, is ready").text


def test_an_administrator_makes_the_guidebook_of_the_whole_directory_and_everybody_reads_it(
    directory, people, workers, tmp_path  # noqa: F811
):  # fmt: skip
    workers.start("-Q", "documents")
    ruth = signed_in(people, factories.make_user("Ruth Adler", is_administrator=True))
    paul = signed_in(people, factories.make_user("Paul Outsider"))
    page = ruth.open(reverse("resources:guidebooks"))
    page.get_by_role("button", name=MAKES).click()
    pdf = take(page, tmp_path, "whole")

    page = paul.open(reverse("resources:directory"))
    page.get_by_role("link", name="Guidebooks").click()
    expect(page.get_by_role("button", name=MAKES)).to_have_count(0)
    with page.expect_download() as got:
        page.get_by_role("link", name=re.compile("Download the PDF")).click()
    got.value.save_as(tmp_path / "read.pdf")
    assert (tmp_path / "read.pdf").read_bytes() == pdf
    words = words_of(pdf)
    assert "Nadia Sandoval" in words and "shown.4@civic.example" in words and "private.example" not in words
    [document] = Document.objects.all()
    page.goto(paul.server.url + document.check_path)
    expect(page.get_by_text(document.code).first).to_be_visible()
