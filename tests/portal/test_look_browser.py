"""The pages in a real Chromium: axe, every width, the keyboard, no script, paper, and our Content-Security-Policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "front": "/",
    "help": "/help/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "not found": "/no/such/page/",
    "city home": "/samples/city_home/",
    "intake": "/samples/intake/",
    "conflict": "/samples/conflict/",
    "cohort grid": "/samples/cohort_grid/",
    "document": "/samples/document/",
    "patterns": "/samples/patterns/",
}
# 320 pixels is also what is left of 1280 at 400 % zoom.
WIDTHS = [1280, 375, 320]


@pytest.fixture
def opened(page: Page, live_server, sample_pages):
    """A function that opens a page and gathers what the browser complains about."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))

    def open_(path: str, width: int = 1280, height: int = 900) -> Page:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(live_server.url + path, wait_until="load")
        return page

    open_.complaints = complaints
    return open_


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_and_the_browser_refuses_nothing_at_any_width(opened, path):
    for width in WIDTHS:
        page = opened(path, width)
        violations = Axe().run(page).response["violations"]
        assert not violations, [(v["id"], [node["html"] for node in v["nodes"]]) for v in violations]
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, f"{path} scrolls sideways at {width} pixels"
    expected = ["404"] * len(WIDTHS) if "no/such" in path else []
    assert len(opened.complaints) == len(expected), opened.complaints


def test_axe_would_find_something(opened):
    page = opened("/help/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src=\"/x.png\">')")
    assert {violation["id"] for violation in Axe().run(page).response["violations"]} >= {"label", "image-alt"}


def test_the_words_on_a_button_can_be_told_from_the_button(opened):
    # axe passes over words that have exactly the color of their ground.
    for path in ("/samples/intake/", "/samples/patterns/", "/samples/document/"):
        page = opened(path)
        same = page.evaluate(
            """[...document.querySelectorAll(".usa-button:not(.usa-button--unstyled)")].filter((button) => {
                 const style = getComputedStyle(button);
                 return style.color === style.backgroundColor;
               }).map((button) => button.textContent.trim())"""
        )
        assert same == []


def test_our_fonts_are_loaded_from_us(opened):
    page = opened("/samples/city_home/")
    fonts = page.evaluate("[...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family)")
    assert {name.strip('"') for name in fonts} == {"Public Sans Web", "Merriweather Web"}


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(opened):
    page = opened("/samples/document/")
    page.keyboard.press("Tab")
    skip = page.locator(".usa-skipnav")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator("main a").first
    expect(first).to_be_focused()
    assert first.evaluate("(link) => getComputedStyle(link).outlineColor") == "rgb(120, 60, 185)"
    assert first.evaluate("(link) => parseFloat(getComputedStyle(link).outlineWidth)") >= 3


def test_the_menu_of_a_phone_opens_closes_and_gives_focus_back(opened):
    page = opened("/samples/document/", 375)
    expect(page.get_by_role("link", name="People")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="People")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="People")).to_be_hidden()


def test_the_persons_menu_holds_sign_out_and_closes_with_escape(opened):
    page = opened("/samples/document/")
    name = page.locator(".person-menu summary")
    name.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(name).to_be_focused()


def test_a_page_with_errors_sends_focus_to_their_summary_and_on_to_the_field(opened):
    page = opened("/samples/patterns/")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="What will it cost once?").click()
    expect(page.locator("#id_cost")).to_be_focused()


def test_words_are_counted_while_one_types_and_read_out_near_the_end(opened):
    page = opened("/samples/patterns/")
    page.get_by_label("What have you tried?").fill("one two three")
    expect(page.locator("#id_note_count")).to_have_text("3 of 5 words")
    page.get_by_label("What have you tried?").press_sequentially(" four five six seven")
    expect(page.locator("#id_note_count")).to_have_text("7 of 5 words, 2 too many")
    expect(page.locator("#announcer")).to_have_text("7 of 5 words, 2 too many")


def test_what_a_script_announces_is_read_out_each_time(opened):
    page = opened("/help/")
    page.evaluate("""document.dispatchEvent(new CustomEvent("announce", { detail: "Saved 2:14 PM" }))""")
    expect(page.locator("#announcer")).to_have_text("Saved 2:14 PM")
    assert page.locator("#announcer").get_attribute("aria-live") == "polite"


def test_a_server_that_does_not_answer_is_told_on_the_page(opened, live_server):
    page = opened("/help/")
    page.route("**/gone/", lambda route: route.abort())
    page.evaluate("""htmx.ajax("GET", "/gone/", { target: "main" }).catch(() => {})""")
    alert = page.locator("#messages [role=alert]")
    expect(alert).to_contain_text("The server cannot be reached. What you typed is still here")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help and contact")


def test_a_form_is_sent_once_however_often_one_clicks(opened):
    page = opened("/samples/patterns/")
    sent = []

    def answer(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/samples/patterns/", answer)
    button = page.get_by_role("button", name="Send")
    for _ in range(3):
        button.click()
    page.wait_for_timeout(200)
    assert sent == ["POST"]


def test_everything_is_there_without_a_script(browser, live_server, sample_pages):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(live_server.url + "/samples/intake/")
    expect(page.get_by_role("link", name="People", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()
    page.get_by_text("All nine sections, 22 of 45 answered").click()
    expect(page.get_by_role("link", name="The initiative")).to_be_visible()
    context.close()


def test_the_steps_are_always_open_on_a_wide_screen_and_fold_on_a_phone(opened):
    expect(opened("/samples/intake/").get_by_role("link", name="The initiative")).to_be_visible()
    expect(opened("/samples/intake/", 375).get_by_role("link", name="The initiative")).to_be_hidden()


def test_paper_has_the_text_and_none_of_the_house(opened):
    page = opened("/samples/document/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("header.house")).to_be_hidden()
    expect(page.locator(".now")).to_be_hidden()
    expect(page.get_by_role("link", name="Download PDF")).to_be_hidden()


def test_who_asks_for_less_motion_gets_none(opened):
    page = opened("/samples/document/", 375)
    page.emulate_media(reduced_motion="reduce")
    durations = page.evaluate(
        "[...document.querySelectorAll('*')].map((one) => parseFloat(getComputedStyle(one).transitionDuration))"
    )
    assert max(durations) == 0


def test_tables_of_a_phone_name_each_figure(opened):
    page = opened("/samples/document/", 375)
    cell = page.locator("td[data-label='Prepared by']").first
    assert cell.evaluate("(one) => getComputedStyle(one, '::before').content") == '"Prepared by"'
    assert cell.evaluate("(one) => getComputedStyle(one).display") == "block"
