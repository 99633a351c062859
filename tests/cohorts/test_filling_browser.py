"""Filling in, in a real browser against a real server that is killed while somebody types."""

import re
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from cohorts.intake.models import Answer
from cohorts.teamwork.services import write_comment
from tests.sink import wait_until
from tests.web import web  # noqa: F401

from .test_filling_answers import asked, save
from .test_filling_files import pdf

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TRIED = "What has your city already tried to pay for this?"
ONCE = "What will the initiative cost once?"
YEARLY = "And each year after that?"


@pytest.fixture
def open_section(web, cast, sign_in, browser):  # noqa: F811
    """A function that opens a section of Dayton's intake in a browser of its own, signed in as one of the cast."""
    contexts = {}

    def opened(persona: str, section: str = "money", width: int = 1280) -> Page:
        if persona not in contexts:
            contexts[persona] = browser.new_context(viewport={"width": width, "height": 900})
            session = sign_in(persona).cookies["sessionid"].value
            contexts[persona].add_cookies([{"name": "sessionid", "value": session, "url": web.url}])
        page = contexts[persona].new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(web.url + reverse("cohorts:intake_section", kwargs={**cast.own.url_kwargs, "section": section}))
        return page

    opened.contexts = contexts
    yield opened
    for context in contexts.values():
        context.close()


def stored(key):
    return Answer.objects.filter(question__key=key).values_list("value", flat=True).first()


def saved(page):
    return page.locator("[data-saved]")


def problem(page, words):
    return page.locator(".usa-error-message", has_text=words)


def kept(page) -> list[str]:
    return page.evaluate("Object.keys(localStorage)")


SAVED = re.compile(r"^\s*Saved \d{1,2}:\d\d [AP]M\s*$")
KEPT = re.compile(r"^\s*Kept on this computer \d{1,2}:\d\d [AP]M\s*$")


def test_a_server_killed_while_somebody_types_loses_nothing(web, open_section):  # noqa: F811
    page = open_section("editor")
    page.get_by_label(ONCE).fill("$640 thousand")
    page.keyboard.press("Tab")
    expect(saved(page)).to_have_text(SAVED)
    expect(page.locator("[data-note]", has_text="Read as $640,000.")).to_be_visible()

    field = page.get_by_label(TRIED)
    field.press_sequentially("In 2024 we asked council. ", delay=15)
    web.kill()
    field.press_sequentially("The vote was 3 to 2 against.", delay=15)
    page.get_by_label(YEARLY).fill("420,000")
    page.get_by_text("Department within a fund").click()
    expect(saved(page)).to_have_text(KEPT, timeout=10_000)
    notice = page.locator("[data-kept]")
    expect(notice).to_contain_text("No connection since")
    expect(notice).to_contain_text("Three answers are kept in this browser", timeout=10_000)
    expect(page.get_by_text("Last sent")).to_be_visible()
    expect(page.get_by_text("Files can be sent again once the connection is back.")).to_be_visible()
    assert stored("yearly-cost") is None

    web.start()
    expect(saved(page)).to_have_text(SAVED, timeout=40_000)
    expect(notice).to_be_hidden()
    assert stored("tried-to-pay") == "In 2024 we asked council. The vote was 3 to 2 against."
    assert (stored("one-time-cost"), stored("yearly-cost")) == ("640000.00", "420000.00")
    assert stored("level-of-control") == "department"
    assert kept(page) == []
    assert page.errors == []


def test_a_browser_closed_without_a_connection_sends_later_also_from_another_page(web, open_section):  # noqa: F811
    page = open_section("editor")
    web.kill()
    page.get_by_label(TRIED).fill("Typed on a train.")
    page.get_by_label("Source, row 1").fill("Vacant posts")
    page.get_by_role("button", name="Add a row").click()
    page.get_by_label("Source, row 3").fill("A grant")
    page.get_by_label("Amount, row 3").fill("5,000")
    page.keyboard.press("Tab")
    expect(saved(page)).to_have_text(KEPT, timeout=10_000)
    page.close()
    web.start()
    elsewhere = open_section("editor", "people")
    expect(saved(elsewhere)).to_have_text(SAVED, timeout=10_000)
    assert kept(elsewhere) == []
    assert stored("tried-to-pay") == "Typed on a train."
    assert stored("sources") == [{"source": "Vacant posts"}, {"source": "A grant", "amount": "5000.00"}]


def test_going_on_waits_for_what_is_on_its_way_and_sends_what_was_typed_meanwhile(open_section):
    page = open_section("editor")
    held = []
    page.route("**/answers/**", lambda route: held.append(route), times=1)
    here = page.url
    page.get_by_label(ONCE).fill("640,000")
    with page.expect_request("**/answers/**"):
        page.keyboard.press("Tab")
    page.get_by_label(ONCE).fill("650,000")
    page.locator("button[value=next]").last.click()
    expect(saved(page)).to_contain_text("Saving", timeout=10_000)
    assert page.url == here and stored("one-time-cost") is None
    held[0].continue_()
    expect(page).not_to_have_url(here, timeout=10_000)
    assert stored("one-time-cost") == "650000.00"
    assert kept(page) == []


def test_a_late_answer_asks_and_does_not_overwrite(web, cast, open_section):  # noqa: F811
    save(cast, "tried-to-pay", "The vote was 3 to 2.")
    page = open_section("second_editor")
    web.kill()
    page.get_by_label(TRIED).fill("The vote was 3 to 2. Two departments kept their counters.")
    expect(saved(page)).to_have_text(KEPT, timeout=10_000)
    save(cast, "tried-to-pay", "The vote was 3 to 2. The state said no.", version=1)  # Ana, from another computer
    web.start()
    conflict = page.locator("[data-conflict]:not(:empty)")
    expect(conflict).to_contain_text("Ana changed this answer", timeout=40_000)
    assert stored("tried-to-pay") == "The vote was 3 to 2. The state said no."
    page.reload()
    expect(conflict).to_be_visible()
    expect(page.get_by_label(TRIED)).to_have_value("The vote was 3 to 2. Two departments kept their counters.")

    conflict.get_by_role("button", name="Choose between the two texts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You and Ana changed the same answer")
    expect(page.locator(".choose ins")).to_have_count(2)
    both = page.get_by_label("Or write one text from both")
    expect(both).to_have_value(re.compile("Two departments kept their counters.*The state said no"))
    both.fill("The vote was 3 to 2, and the state said no.")
    page.get_by_role("button", name="Use this text", exact=True).last.click()
    expect(page.get_by_label(TRIED)).to_have_value("The vote was 3 to 2, and the state said no.")
    expect(saved(page)).to_have_text(SAVED)
    assert kept(page) == []
    assert stored("tried-to-pay") == "The vote was 3 to 2, and the state said no."


def test_who_is_signed_out_keeps_the_answer_signs_in_and_it_is_stored(web, open_section):  # noqa: F811
    page = open_section("editor")
    context = open_section.contexts["editor"]
    [session] = [one for one in context.cookies() if one["name"] == "sessionid"]
    context.clear_cookies(name="sessionid")
    page.get_by_label(YEARLY).fill("420,000")
    page.keyboard.press("Tab")
    notice = page.locator("[data-signed-out]")
    expect(notice).to_contain_text("One answer is kept in this browser.")
    assert "/accounts/login/?next=" in notice.get_by_role("link", name="Sign in again").get_attribute("href")
    expect(saved(page)).to_have_text(KEPT)
    context.add_cookies([session])
    page.reload()
    expect(saved(page)).to_have_text(SAVED)
    assert stored("yearly-cost") == "420000.00"


def test_two_people_see_each_other_and_untouched_fields_follow(web, cast, open_section):  # noqa: F811
    ana, marcus = open_section("editor"), open_section("second_editor")
    ana.reload()
    expect(ana.locator("[data-presence]")).to_contain_text("Marcus is in Money")
    marcus.get_by_label(ONCE).fill("640,000")
    marcus.keyboard.press("Tab")
    expect(saved(marcus)).to_have_text(SAVED)
    expect(ana.get_by_label(ONCE)).to_have_value("640,000", timeout=20_000)
    expect(ana.locator("[data-note]", has_text="Marcus changed this, ")).to_be_visible()
    ana.get_by_label(ONCE).fill("650,000")
    ana.keyboard.press("Tab")
    expect(saved(ana)).to_have_text(SAVED)
    assert stored("one-time-cost") == "650000.00"
    expect(marcus.get_by_label(ONCE)).to_have_value("650,000", timeout=20_000)


def test_rows_conditions_files_and_comments_work_with_the_keyboard(web, open_section, tmp_path):  # noqa: F811
    page = open_section("editor")
    page.get_by_label("Source, row 1").fill("Vacant posts")
    page.get_by_label("Amount, row 1").fill("350k")
    page.get_by_label("Source, row 2").fill("Contract")
    page.get_by_label("Amount, row 2").fill("286,000")
    page.keyboard.press("Tab")
    expect(page.locator("[data-sum=amount]")).to_have_text("$636,000")
    expect(page.get_by_text("Sum of 2 rows")).to_be_visible()
    page.get_by_role("button", name="Remove row 1").press("Enter")
    expect(page.locator("[data-sum=amount]")).to_have_text("$286,000")
    expect(page.get_by_role("button", name="Remove row 1")).to_be_focused()

    plan = tmp_path / "budget.pdf"
    plan.write_bytes(pdf())
    page.get_by_label("Your current budget").set_input_files(plan)
    expect(page.get_by_role("link", name="budget.pdf")).to_be_visible()
    plan.write_bytes(b"MZ\x90\x00 no pdf")
    page.get_by_label("Your current budget").set_input_files(plan)
    expect(problem(page, "budget.pdf: This is not a kind of file that can be stored here.")).to_be_visible()
    page.get_by_role("button", name="Remove budget.pdf").click()
    expect(page.get_by_role("link", name="budget.pdf")).to_be_hidden()
    assert stored("budget-file") is None

    question = page.locator(".beside", has=page.get_by_label(YEARLY))
    question.locator("summary").click()
    question.get_by_label("Your comment").fill("Is this with staff?")
    question.get_by_role("button", name="Store the comment").click()
    expect(question.get_by_text("Is this with staff?")).to_be_visible()
    question.get_by_role("button", name="Mark as answered").click()
    expect(question.get_by_text("1 answered comment")).to_be_visible()

    page.get_by_label(ONCE).fill("a lot")
    page.get_by_label(ONCE).press("Enter")
    page.get_by_label(YEARLY).focus()
    expect(problem(page, "“a lot” is not an amount we can read.")).to_be_visible()
    page.get_by_role("button", name="Go on to People and operations").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People and operations")
    detail = page.get_by_label("Which agreement, and what would it touch?")
    expect(detail).to_be_hidden()
    page.get_by_role("group", name="Would this touch a labor agreement?").get_by_text("Yes").click()
    detail.fill("Local 136, inspectors' duties " + "and more " * 50)
    expect(page.locator(".word-count", has_text="104 of 100 words, 4 too many")).to_be_visible()
    page.keyboard.press("Tab")
    expect(problem(page, "4 words too many; up to 100 fit.")).to_be_visible()
    page.get_by_role("group", name="Would this touch a labor agreement?").get_by_text("No").click()
    expect(detail).to_be_hidden()
    clear = page.get_by_role("group", name="Would this touch a labor agreement?").get_by_role("button", name="Clear")
    clear.click()
    expect(clear).to_be_hidden()
    expect(saved(page)).to_have_text(SAVED)
    page.reload()
    expect(page.get_by_label("No", exact=True)).not_to_be_checked()
    wait_until(lambda: kept(page) == [], "answers that were on their way when the page was left are stored")
    assert stored("labor-agreement") is None
    assert page.errors == []


@contextmanager
def everything_shown(page):
    """Also what is folded or not shown at first: it has to be as accessible when its time comes."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate("document.querySelectorAll('[hidden]').forEach((one) => { one.hidden = false; })")
    yield


@pytest.mark.parametrize("width", [1280, 320])
def test_every_section_is_accessible_and_fits_a_narrow_screen(web, cast, open_section, width):  # noqa: F811
    for key in ("one-time-cost", "problem"):
        write_comment(participation=cast.own, page="intake", field=key, text="Why?", by=cast.facilitator)
    save(cast, "yearly-cost", {"raw": "a lot"})
    save(cast, "vendor-ties", "yes")
    sections = [section.key for section in cast.own.intake.questionnaire.sections.all()]
    page = open_section("editor", width=width)
    reader = open_section("viewer", width=width)
    base = web.url + reverse("cohorts:intake", kwargs=cast.own.url_kwargs)
    for tab, address in [
        (page, base), *[(page, f"{base}sections/{key}/") for key in sections], (reader, f"{base}sections/money/"),
    ]:  # fmt: skip
        tab.goto(address)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, address
        with everything_shown(tab):
            found = Axe().run(tab).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], address


def test_the_conflict_page_is_accessible(web, cast, open_section):  # noqa: F811
    page = open_section("second_editor")
    save(cast, "tried-to-pay", "Ana's text")
    page.get_by_label(TRIED).fill("Marcus's text")
    page.get_by_role("button", name="Choose between the two texts").click()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Use Ana’s text").click()
    expect(page.get_by_label(TRIED)).to_have_value("Ana's text")
    assert asked(cast.own.intake, "tried-to-pay").answers.get().version == 3
