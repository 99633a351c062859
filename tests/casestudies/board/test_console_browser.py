"""Console and projector in real browsers: one moves, the other follows, and a server that goes away is no drama."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from casestudies.board.models import Card
from casestudies.clinics.models import StepKind
from tests.web import web  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# `make bench` measures how soon; here it is enough that nobody has to do anything for it.
SOON = 6000
NO_CONNECTION = re.compile(r"^No connection since \d{1,2}:\d\d [AP]M, trying again$")


@pytest.fixture
def opened(web, room, cast, sign_in, browser):  # noqa: F811
    """A function that opens a page of the clinic in a browser of its own, signed in as one of the cast."""
    cast.second = room.second
    contexts = []

    def open_as(persona: str, name: str, width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        session = sign_in(persona).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": web.url}])
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(web.url + reverse(f"casestudies:{name}", args=[room.clinic.pk]))
        return page

    yield open_as
    for context in contexts:
        context.close()


def seconds_left(page: Page) -> int:
    minutes, seconds = page.locator("[data-clock]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def violations(page: Page) -> str:
    results = Axe().run(page)
    return results.generate_report() if results.violations_count else ""


def test_the_projector_follows_the_console_and_both_show_the_same_second(room, opened):
    console, screen = opened("facilitator", "console"), opened("facilitator", "screen", 1920, 1080)
    console.get_by_text("Go on to clarifying questions", exact=True).click()
    console.get_by_role("button", name="Stay in this step").click()
    assert room.fresh.step.kind == StepKind.PRESENTATION
    console.get_by_text("Go on to clarifying questions", exact=True).click()
    console.get_by_role("button", name="Go on now").dblclick()
    for page in (console, screen):
        expect(page.locator("h1")).to_have_text(
            re.compile("Clarifying questions|What do you need to know"), timeout=SOON
        )
    assert room.fresh.step.kind == StepKind.CLARIFYING

    console.get_by_role("button", name="Add 2 minutes").dblclick()
    expect(screen.locator(".screen__next")).to_contain_text("Clarifying questions, until")
    expect(console.locator(".clock")).to_contain_text("left of 7 minutes", timeout=SOON)
    expect(console.locator("[data-clock]")).to_have_text(re.compile(r"^6:"), timeout=SOON)
    expect(screen.locator("[data-clock]")).to_have_text(re.compile(r"^6:"), timeout=SOON)
    # Read one after the other, so the first is read again last: the second one lies in between.
    before, there, after = seconds_left(console), seconds_left(screen), seconds_left(console)
    assert after - 1 <= there <= before + 1

    room.write(text="How many permits a year?")
    expect(screen.locator("li b")).to_have_text("How many permits a year?", timeout=SOON)
    expect(console.locator(".incoming__text")).to_have_text("How many permits a year?", timeout=SOON)
    for page in (console, screen):
        page.reload()
        expect(page.get_by_text("How many permits a year?").first).to_be_visible()
        assert violations(page) == ""
        assert page.errors == []
    assert Card.objects.count() == 1


def test_what_somebody_types_stays_while_the_page_changes_and_a_lost_connection_is_told(web, room, opened):  # noqa: F811
    console, screen = opened("facilitator", "console"), opened("facilitator", "screen", 1280, 720)
    console.locator("#question-change > summary").click()
    question = console.get_by_label("The question on every screen")
    question.fill("Which three things, done by March,")
    room.go_to(StepKind.ADVICE)
    room.write(text="One counter works")
    expect(console.locator("h1")).to_contain_text("Advice", timeout=SOON)
    expect(question).to_have_value("Which three things, done by March,")
    expect(question).to_be_focused()

    web.kill()
    for page in (console, screen):
        expect(page.locator("[data-connection]")).to_have_text(NO_CONNECTION, timeout=SOON)
    console.get_by_role("button", name="Show this question").click()
    expect(console.get_by_role("alert")).to_contain_text("did not reach the server", timeout=SOON)
    expect(question).to_have_value("Which three things, done by March,")
    web.start()
    for page in (console, screen):
        expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "connected", timeout=15_000)
    console.get_by_role("button", name="Show this question").click()
    expect(screen.locator(".screen__question")).to_have_text("Which three things, done by March,", timeout=SOON)


def test_a_clinic_handed_over_by_name_changes_both_consoles(room, opened):
    leader, other = opened("facilitator", "console"), opened("second", "console", 375, 800)
    expect(other.get_by_role("button", name="Pause")).to_have_count(0)
    leader.get_by_text("Hand over", exact=True).click()
    leader.get_by_role("button", name="Offer").click()
    expect(leader.get_by_text("Offered to Nora Quist.")).to_be_visible(timeout=SOON)
    other.get_by_role("button", name="Accept").click(timeout=SOON)
    expect(other.get_by_role("button", name="Pause")).to_be_visible(timeout=SOON)
    expect(leader.get_by_text("Nora Quist conducts this clinic.").first).to_be_visible(timeout=SOON)
    expect(leader.get_by_role("button", name="Pause")).to_have_count(0)
    other.get_by_role("button", name="Pause").click()
    expect(leader.locator(".clock")).to_contain_text("paused", timeout=SOON)
    assert other.evaluate("document.documentElement.scrollWidth") <= 375
    assert violations(other) == ""


def test_a_card_opens_on_top_of_the_console_and_closes_when_it_is_done(room, opened):
    room.go_to(StepKind.ADVICE)
    room.write(text="One counter works")
    room.write("expert", text="A single counter works")
    console = opened("facilitator", "console")
    console.locator(f"#in-{Card.objects.get(text='A single counter works').pk}").get_by_role("link").click()
    sheet = console.get_by_role("dialog")
    expect(sheet).to_contain_text("A single counter works")
    assert violations(console) == ""
    sheet.get_by_label("It says the same as").select_option(label="One counter works")
    sheet.get_by_role("button", name="Join").click()
    expect(sheet).to_be_hidden(timeout=SOON)
    expect(console.locator(".ranks__below")).to_contain_text("A single counter works", timeout=SOON)
