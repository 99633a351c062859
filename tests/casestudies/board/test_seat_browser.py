"""The seat in a real browser against a real server: nothing that somebody writes or chooses is lost or made twice."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from casestudies.board import running
from casestudies.board.dots import place_dots
from casestudies.board.models import Card, Dots
from casestudies.clinics.models import StepKind
from tests.web import web  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ASK = "What should Dayton do?"
SEND = "Send to the room"


@pytest.fixture
def sit(web, room, sign_in, browser):  # noqa: F811
    """A function that opens the seat of one of the cast on a phone of their own."""
    contexts = {}

    def opened(persona: str) -> Page:
        if persona not in contexts:
            contexts[persona] = browser.new_context(viewport={"width": 375, "height": 812})
            session = sign_in(persona).cookies["sessionid"].value
            contexts[persona].add_cookies([{"name": "sessionid", "value": session, "url": web.url}])
        page = contexts[persona].new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(web.url + reverse("casestudies:seat", args=[room.clinic.pk]))
        expect(page.get_by_text("Connected", exact=True)).to_be_visible()
        return page

    yield opened
    for context in contexts.values():
        context.close()


def texts() -> list[str]:
    return list(Card.objects.order_by("pk").values_list("text", flat=True))


def own_cards(page: Page):
    return page.locator("[data-own-list] [data-own-text]")


def waiting(page: Page):
    return page.locator("[data-waiting]")


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage)")


def dots_on(page: Page, card: Card):
    return page.locator(f'[data-dots="{card.pk}"]')


def test_two_cards_and_dots_without_a_connection_survive_a_reload_and_come_in_once(room, sit, web):  # noqa: F811
    [first] = room.recommend("Decide simple permits the same day", who="expert")
    page = sit("peer")
    page.context.set_offline(True)
    page.get_by_label(ASK).fill("Show every applicant where they stand")
    page.get_by_role("button", name=SEND).click()
    page.get_by_label(ASK).fill("Name one person for each permit")
    page.get_by_role("button", name=SEND).click()
    for _ in range(2):
        dots_on(page, first).get_by_role("button", name="Add one dot").click()
    expect(waiting(page)).to_contain_text("2 cards and your dots wait for the connection", timeout=10_000)
    expect(waiting(page)).to_contain_text("Show every applicant where they stand")
    expect(page.get_by_text(re.compile("No connection since"))).to_be_visible(timeout=10_000)
    expect(page.locator("[data-left-words]")).to_have_text("3 dots left")
    assert texts() == ["Decide simple permits the same day"]

    # The phone gets its page again while the server does not answer what is sent: it is kept across a reload.
    page.route("**/cards/**", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    expect(waiting(page)).to_contain_text("2 cards and your dots wait for the connection", timeout=10_000)
    expect(dots_on(page, first).locator("[data-mine]")).to_have_text("2")
    page.unroute("**/cards/**")
    expect(waiting(page)).to_be_hidden(timeout=20_000)
    expect(own_cards(page)).to_have_text(["Name one person for each permit", "Show every applicant where they stand"])
    assert texts()[1:] == ["Show every applicant where they stand", "Name one person for each permit"]
    assert Dots.objects.get().count == 2
    assert kept(page) == []

    page.reload()
    expect(own_cards(page)).to_have_count(2)
    expect(dots_on(page, first).locator("[data-mine]")).to_have_text("2")
    assert len(texts()) == 3
    assert page.errors == []


def test_a_double_tap_and_an_answer_that_got_lost_make_one_card(room, sit):
    room.go_to(StepKind.RECOMMENDATIONS)
    page = sit("peer")
    page.get_by_label(ASK).fill("Decide the same day")
    page.get_by_role("button", name=SEND).dblclick()
    expect(own_cards(page)).to_have_text(["Decide the same day"])
    expect(page.get_by_label(ASK)).to_have_value("")
    assert texts() == ["Decide the same day"]

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route("**/cards/", lose_the_answer, times=1)
    page.get_by_label(ASK).fill("Show where they stand")
    page.get_by_role("button", name=SEND).click()
    expect(own_cards(page)).to_have_text(["Show where they stand", "Decide the same day"], timeout=15_000)
    assert texts() == ["Decide the same day", "Show where they stand"]
    assert page.errors == []


def test_what_was_begun_stays_when_the_step_ends_and_counts_as_of_its_step(room, sit):
    room.go_to(StepKind.CLARIFYING)
    page = sit("peer")
    asked = page.get_by_label("What do you need to know?")
    asked.press_sequentially("How many permits a year?")
    room.go_to(StepKind.PROBING)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask what makes Dayton think", timeout=10_000)
    expect(page.get_by_text("“Clarifying questions” is over. You can still send this")).to_be_visible()
    expect(asked).to_have_value("How many permits a year?")
    page.reload()
    expect(asked).to_have_value("How many permits a year?")
    expect(page.get_by_text(re.compile("^Draft kept"))).to_be_visible()
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_label("What should Dayton think about?")).to_have_value("")
    expect(page.get_by_text("Your earlier cards")).to_be_visible()
    expect(page.get_by_text(re.compile("^With the room since"))).to_be_visible()
    card = Card.objects.get()
    assert (card.kind, card.step.kind) == ("clarifying question", StepKind.CLARIFYING)
    assert page.errors == []


def test_a_card_that_comes_too_late_is_given_back_with_a_reason(room, sit):
    room.go_to(StepKind.RECOMMENDATIONS)
    page = sit("peer")
    page.context.set_offline(True)
    page.get_by_label(ASK).fill("Decide the same day")
    page.get_by_role("button", name=SEND).click()
    expect(waiting(page)).to_contain_text("1 card waits for the connection", timeout=10_000)
    running.end(clinic=room.clinic, by=room.leader, step_id=room.fresh.step_id, early=True)
    type(room.clinic).objects.filter(pk=room.clinic.pk).update(state="closed")
    page.context.set_offline(False)
    unsent = page.locator("[data-unsent]")
    expect(unsent).to_contain_text("The record of this clinic is closed", timeout=15_000)
    expect(unsent).to_contain_text("Decide the same day")
    page.reload()
    expect(unsent).to_contain_text("Decide the same day")
    unsent.get_by_role("button", name="Throw it away").click()
    expect(unsent).to_be_hidden()
    assert not Card.objects.exists()
    assert kept(page) == []


def test_who_is_signed_out_keeps_the_card_and_it_is_sent_after_signing_in(room, sit, sign_in, web):  # noqa: F811
    room.go_to(StepKind.RECOMMENDATIONS)
    page = sit("peer")
    page.context.clear_cookies()
    page.get_by_label(ASK).fill("Decide the same day")
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("You are signed out. Sign in again, and it is sent.")).to_be_visible(timeout=10_000)
    assert not Card.objects.exists()
    session = sign_in("peer").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": web.url}])
    expect(own_cards(page)).to_have_text(["Decide the same day"], timeout=20_000)
    expect(page.locator("[data-out]")).to_be_hidden()
    assert Card.objects.count() == 1


def test_somebody_else_who_signs_in_sends_nothing_in_the_name_of_the_first(room, sit, sign_in, web):  # noqa: F811
    room.go_to(StepKind.RECOMMENDATIONS)
    page = sit("peer")
    session = sign_in("expert").cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": web.url}])
    page.get_by_label(ASK).fill("Decide the same day")
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("Somebody else is signed in here.")).to_be_visible(timeout=15_000)
    expect(waiting(page)).to_contain_text("1 card waits until you sign in")
    assert not Card.objects.exists()


def test_dots_are_given_moved_and_limited_and_the_others_see_them(room, sit):
    first, second = room.recommend("Decide the same day", "Show where they stand", who="expert")
    page, other = sit("peer"), sit("mayor")
    more = dots_on(page, first).get_by_role("button", name="Add one dot")
    for _ in range(5):
        more.click()
    expect(page.locator("[data-left-words]")).to_have_text("0 dots left")
    expect(more).to_have_attribute("aria-disabled", "true")
    expect(more).to_be_focused()
    dots_on(page, second).get_by_role("button", name="Add one dot").click(force=True)
    expect(page.locator("#announcer")).to_contain_text("No dots are left")
    dots_on(page, first).get_by_role("button", name="Take one dot away").click()
    dots_on(page, second).get_by_role("button", name="Add one dot").click()
    expect(other.locator(f"#card-{first.pk}")).to_contain_text("4 dots", timeout=10_000)
    expect(other.locator(f"#card-{second.pk}")).to_contain_text("1 dot", timeout=10_000)
    expect(dots_on(other, first)).to_be_hidden()
    expect(other.locator("[data-left]")).to_be_hidden()
    assert dict(Dots.objects.values_list("card", "count")) == {first.pk: 4, second.pk: 1}
    box = more.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    assert page.errors == [] and other.errors == []


def test_a_tap_counts_although_the_order_changes_while_the_finger_is_down(room, sit):
    first, second = room.recommend("Decide the same day", "Show where they stand", who="leader")
    page, other = sit("peer"), sit("mayor")
    dots_on(page, second).get_by_role("button", name="Add one dot").hover()
    page.mouse.down()
    place_dots(card=second, seat=room.seats["expert"], count=3)
    expect(other.locator("[data-ranks] li").first).to_contain_text("3 dots", timeout=4_000)
    expect(other.locator("[data-ranks] li > b")).to_have_text([second.text, first.text])
    with page.expect_response(lambda answer: "/poll/" in answer.url):
        pass
    page.mouse.up()
    expect(dots_on(page, second).locator("[data-mine]")).to_have_text("1")
    expect(page.locator(f"#card-{second.pk}")).to_contain_text("4 dots", timeout=10_000)


def test_the_queue_moves_on_every_seat(room, sit):
    room.go_to(StepKind.CLARIFYING)
    page, other = sit("peer"), sit("expert")
    other.get_by_role("button", name="Ask to speak").click()
    expect(other.get_by_text("You are number 1 in the queue.")).to_be_visible()
    expect(page.locator("[data-part=speakers]")).to_contain_text("Denise Fuller", timeout=10_000)
    page.get_by_role("button", name="Ask to speak").click()
    expect(page.get_by_text("You are number 2 in the queue.")).to_be_visible()
    other.get_by_role("button", name="Leave the queue").click()
    expect(page.get_by_text("You are number 1 in the queue.")).to_be_visible(timeout=10_000)


@pytest.mark.parametrize("kind", [StepKind.ADVICE, StepKind.RECOMMENDATIONS])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(room, sit, kind):
    room.go_to(kind)
    if kind == StepKind.RECOMMENDATIONS:
        room.recommend("Decide the same day", "Ask vendors for a full export", who="expert")
    else:
        room.write(kind="risk", text="The union was not asked.")
    for persona in ("peer", "mayor"):
        page = sit(persona)
        page.set_viewport_size({"width": 320, "height": 640})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
