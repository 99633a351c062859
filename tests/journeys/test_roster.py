"""A messy roster's way into the directory, out of it, and in again: real server, workers and browser."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from resources.directory.models import ContactPoint, Expert
from resources.rosters.models import Roster, RosterState
from tests import factories
from tests.sink import wait_until
from tests.web import web  # noqa: F401

from .people import Person, people  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SHARED = Path(__file__).resolve().parents[2].parent / "shared/data/rosters"
# Odd headers, a column of addresses under a wrong one, what nobody should keep, and every kind of mess in the cells.
MESSY = """\
WHO,Twitter,Works as,Org.,Town,ST,Office phone,Knows about,About them,Date of birth,Party
Ana Reyes-Ortiz,ana@civic.example.org,Chief innovation officer,City of Tucson,Tucson,Arizona,(520) 555-0144 x12,permits,Cut the line at the counter.,1980-02-03,Green
Ana Reyes-Ortiz,ana@civic.example.org,Chief innovation officer,City of Tucson,Tucson,Arizona,(520) 555-0144 x12,permits,Cut the line at the counter.,1980-02-03,Green
Bo Lindqvist,bo@civic.example.org,Engineer,Plains Water,Fargo,ND,701.555.0199,,<p>Built <b>three</b> dashboards &amp; a library.</p>,1971-05-06,
G\N{REPLACEMENT CHARACTER}ran Berg,goran@civic.example.org,Planner,Lake County,Duluth,MN,,,,1969-01-01,
Carla Ruiz and Dmitri Novak,pair@civic.example.org,Trainers,Harbor College,Tacoma,WA,,,,,
Vacant,,Mayor,City of Gary,Gary,IN,,,,,
Steven T Noble,snoble@kingston.example.org,Mayor,City of Kingston,Kingston,NY,,,,1975-07-08,Blue
Judith Kessler,jk@plains.example.org,Dean,Plains University,Omaha,NE,,,,,
Marguerite Okafor,okafor@bay.example.org,Head of data,Bay Transit,Oakland,CA,,,,,
Renata Alves,renata@civic.example.org,City manager,City of Provo,Provo,UT,,,,,
Tomas Hill,tomas@civic.example.org,Clerk,City of Salem,Salem,OR,,,,,
"""  # noqa: E501
THERE = (
    ("Steven T. Noble", "Mayor", "City of Kingston", "Kingston", "NY", "mayor@kingston.example.org"),
    ("Judith Kessler", "Professor", "Plains University", "Omaha", "NE", "kessler@plains.example.org"),
    ("Marguerite Okafor", "Analyst", "Bay Transit", "Oakland", "CA", "marguerite@bay.example.org"),
    ("Renata Alves", "Deputy city manager", "City of Provo", "Provo", "UT", "renata@civic.example.org"),
    ("Tomas Hill", "Clerk", "City of Salem", "Salem", "OR", "tomas@civic.example.org"),
)


@pytest.fixture
def administrator(people) -> Person:  # noqa: F811
    user = factories.make_user("Ruth Adler", is_administrator=True)
    person = people(user.email, user.name)
    person.be_signed_in_as(user)
    return person


def entries_that_are_there() -> None:
    for name, role, organization, city, state, email in THERE:
        Expert.objects.create(
            name=name, role_title=role, organization=organization, city=city, state=state, email=email
        )


def bring(person: Person, path: Path, source: str) -> Page:
    """Choose the file, say where it comes from, and come to its columns."""
    page = person.open(reverse("resources:directory"))
    page.get_by_role("link", name="Bring in a roster").click()
    page.get_by_role("main").get_by_role("link", name="Bring in a roster").click()
    page.locator("input[type=file]").set_input_files(str(path))
    page.get_by_label("Where the list comes from").fill(source)
    page.get_by_role("button", name="Read the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which column holds what?")
    return page


def check_rows(page: Page) -> None:
    """Press the button, and wait until what would happen is shown."""
    page.get_by_role("button", name="Check the rows").click()
    expect(page.locator(".outcomes")).to_be_visible(timeout=90_000)


def figures(page: Page) -> dict[str, int]:
    """The six figures by their words."""
    texts = page.locator(".outcomes a").all_inner_texts()
    return {text.split("\n")[-1].strip(): int(re.match(r"[\d,]+", text)[0].replace(",", "")) for text in texts}


def decide(page: Page, name: str, choice: str) -> None:
    doubt = page.get_by_role("group", name=re.compile(rf"Row \d+: {re.escape(name)}"))
    doubt.get_by_text(choice, exact=True).click()


def names() -> set[str]:
    return set(Expert.objects.values_list("name", flat=True))


def directory() -> list[tuple]:
    """Everything that a roster may touch in the directory."""
    fields = ("name", "role_title", "organization", "city", "state", "email", "experience", "topics")
    points = list(ContactPoint.objects.order_by("expert__name", "kind", "value").values_list("expert__name", "value"))
    return [*Expert.objects.order_by("name", "email").values_list(*fields), *points]


def import_it(page: Page) -> None:
    page.get_by_role("link", name=re.compile(r"^Import ")).click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("link", name="Undo this import")).to_be_visible(timeout=60_000)


def test_a_messy_roster_is_resolved_imported_undone_and_imported_again(administrator, workers, tmp_path):
    workers.start("-Q", "imports,default")
    entries_that_are_there()
    before = directory()
    path = tmp_path / "attendees (final) v2.csv"
    path.write_text(MESSY, encoding="utf-8")

    # The columns: guessed by cells where the header is wrong, corrected by hand, and what nobody keeps.
    page = bring(administrator, path, "Attendees of the spring meeting")
    expect(page.get_by_label("Twitter")).to_have_value("email")
    expect(page.get_by_text("We do not keep: Date of birth, Party")).to_be_visible()
    for header, field in {"WHO": "name", "Works as": "role_title", "Knows about": "topics", "About them": "experience"}.items():  # fmt: skip # noqa: E501
        page.get_by_label(header, exact=True).select_option(field)
    check_rows(page)
    assert directory() == before
    assert figures(page) == {"New": 5, "Changed": 1, "Unchanged": 1, "Repeated": 1, "To decide": 3, "Refused": 1}

    # What each row would do.
    page.get_by_role("link", name=re.compile("New$")).click()
    expect(page.get_by_role("row", name=re.compile("Carla Ruiz"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Dmitri Novak"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("ran Berg"))).to_contain_text("Some characters were lost")
    page.get_by_role("link", name=re.compile("Changed$")).click()
    expect(page.get_by_role("row", name=re.compile("Renata Alves"))).to_contain_text("City manager")
    page.get_by_role("link", name=re.compile("Refused$")).click()
    expect(page.get_by_role("row", name=re.compile("Vacant"))).to_contain_text("This row names nobody.")

    # Three doubtful rows, decided in three ways.
    page.get_by_role("link", name=re.compile("To decide$")).click()
    decide(page, "Steven T Noble", "Merge into the entry")
    decide(page, "Judith Kessler", "Keep both")
    decide(page, "Marguerite Okafor", "Leave the row out")
    page.get_by_role("button", name="Save these decisions").click()
    expect(page.get_by_text("3 decisions saved. No row is left to decide.")).to_be_visible()

    # In, out, and in again.
    import_it(page)
    imported = directory()
    assert names() >= {"Ana Reyes-Ortiz", "Bo Lindqvist", "Carla Ruiz", "Dmitri Novak"}
    assert Expert.objects.filter(name="Judith Kessler").count() == 2
    assert Expert.objects.filter(city="Kingston").count() == 1
    assert Expert.objects.get(name="Marguerite Okafor").role_title == "Analyst"
    assert Expert.objects.get(name="Renata Alves").role_title == "City manager"
    assert Expert.objects.get(name="Bo Lindqvist").experience == "Built three dashboards & a library."
    assert "1980" not in str(imported)
    assert "Green" not in str(imported)
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("The directory is as it was before the import.")).to_be_visible(timeout=60_000)
    assert directory() == before
    page = bring(administrator, path, "Attendees of the spring meeting")
    expect(page.get_by_label("Works as", exact=True)).to_have_value("role_title")
    check_rows(page)
    import_it(page)
    assert directory() == imported

    # A link of the list leads to the entry.
    page.get_by_role("link", name=re.compile("New$")).click()
    page.get_by_role("link", name="Ana Reyes-Ortiz").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Reyes-Ortiz")


REAL = {
    "congress_legislators_current.csv": 537,
    "csvconf_2017_speakers.csv": 45,
    "csvconf_2021_speakers.csv": 46,
    "oscon_2014_speakers.csv": 351,
    "us_mayors_2020.csv": 1669,
    "us_mayors_2020.json": 1669,
}


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.exists(), reason="The shared data is not here.")
def test_every_row_of_the_real_rosters_is_accounted_for_in_the_browser(administrator, workers):
    workers.start("-Q", "imports,default")
    for file, rows in REAL.items():
        page = bring(administrator, SHARED / file, file)
        check_rows(page)
        roster = Roster.objects.latest("pk")
        assert roster.row_total == rows, file
        assert roster.rows.values("number").distinct().count() == rows, file
        assert sum(figures(page).values()) == roster.rows.count() >= rows, file
        import_it_all(page)
        wait_until(lambda: Roster.objects.latest("pk").state == RosterState.COMMITTED, file, seconds=60)
    for file in REAL:
        page = bring(administrator, SHARED / file, file)
        check_rows(page)
        found = figures(page)
        assert found["New"] == found["Changed"] == 0, (file, found)


def import_it_all(page: Page) -> None:
    """Import what is sure, and leave out what is left to decide."""
    page.get_by_role("link", name=re.compile(r"^Import ")).click()
    leave = page.get_by_label(re.compile("^Leave out the"))
    if leave.count():
        page.get_by_text(re.compile("^Leave out the")).click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("link", name="Undo this import")).to_be_visible(timeout=90_000)
