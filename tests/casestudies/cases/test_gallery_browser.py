"""The gallery in a real Chromium: axe, every width, and narrowing down without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.casestudies.clinic_making import make_clinic

from .test_gallery import URL, three  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(three, sign_in, browser, live_server):  # noqa: F811
    """A function that opens the gallery as an editor of Dayton, with or without script."""
    make_clinic(three["Permits"])
    contexts = []

    def open_(width: int, *, script: bool = True):
        context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 900})
        contexts.append(context)
        for cookie in sign_in("editor").cookies.values():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + URL)
        return page

    yield open_
    for context in contexts:
        context.close()


def test_axe_finds_nothing_and_the_page_fits_every_width(opened):
    for width in (1280, 375, 320):
        page = opened(width)
        for query in ("", "?help=money", "?help=money&size=large"):
            page.goto(page.url.partition("?")[0] + query)
            assert Axe().run(page).response["violations"] == []
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width


def test_the_cases_are_narrowed_down_without_script(opened):
    page = opened(1280, script=False)
    if not page.get_by_label("Permitting").is_visible():
        page.get_by_text("Narrow down").click()
    page.get_by_text("Permitting", exact=False).first.click()
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("?area=permitting")
    expect(page.get_by_role("heading", name="1 of 3 cases fits")).to_be_visible()
    expect(page.get_by_role("link", name="Buses that come")).to_have_count(0)
