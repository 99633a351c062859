"""Every page that anybody can open, in a real Chromium: axe, three widths, and nothing that the browser refuses.

Two readers of one page often get the same page. Each is looked at once: what counts is what it is built of, which the
test client tells beforehand. The cities go through the states of an intake, so that the pages of each are there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from cohorts.intake.decisions import return_sections

from .addresses import GRID, addresses
from .payloads import signed, without_passkey
from .world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READERS = ("anonymous", "outsider", "expert", "viewer", "editor", "mayor", "facilitator", "administrator")
WIDE, PHONE, NARROW = 1280, 375, 320  # 320 is also what is left of 1280 at 400 % zoom
# Pages that show more when they are asked for it.
ASKED_FOR = {
    "cohorts:compare": "?city=dayton-oh&city=stockton-ca",
    "cohorts:city_search": "?q=day",
    "cohorts:history": "?section=initiative",
    "cohorts:cohort_grid": "?show=late&sort=due",
    "mail:outbox": "?q=secret",
    "documents:list": "?state=failed",
}
ABOUT = {"cohort", "city", "subject_id"}
# Pieces that scripts put into a page, and mails as their readers get them: they have tests of their own.
NO_PAGES = {"documents:progress", "mail:message_html"}
REFUSED = {"404": "/no/such/page/", "403": "/cohorts/fall-2026/reviews/dayton-oh/"}
SEEN_BY_AXE = {"resultTypes": ["violations"]}


class Built(HTMLParser):
    """What the content of a page is built of: its elements with their classes and attributes, without their words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: set[str] = set()
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or tag == "main"
        if self._inside:
            classes = " ".join(sorted((dict(attrs).get("class") or "").split()))
            self.parts.add(f"{tag}.{classes} {sorted(name for name, _ in attrs)}")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "main"


@dataclass(frozen=True)
class Look:
    """One page to look at."""

    title: str
    reader: str
    url: str


def states(world: World) -> Iterator[str]:
    """Lead the own city through its states, so that its pages can be looked at in each."""
    place = world.places["own"]
    yield "in progress"
    signed(world, place)
    yield "signed off"
    place.put("submitted")
    yield "submitted"
    comment = "Please add a source."
    return_sections(intake=place.intake, sections=[place.section("money")], comment=comment, by=world.cast.facilitator)
    yield "returned"
    place.put("accepted")
    yield "accepted"
    place.cohort.status = "closed"
    place.cohort.save()
    yield "closed"


def looks(world: World, state: str, seen: dict[str, list[set[str]]]) -> Iterator[Look]:
    """The pages that are built of something new. After the first state only those about a city or cohort can be."""
    for name in sorted(GRID.keys() - NO_PAGES):
        for address in addresses(name):
            kwargs = address.kwargs(world.places["own"])
            if "GET" not in address.methods or (state != "in progress" and not kwargs.keys() & ABOUT):
                continue
            for reader in READERS if state == "in progress" else ("viewer", "mayor", "facilitator"):
                for more in ("", *([ASKED_FOR[name]] if name in ASKED_FOR else [])):
                    url = reverse(name, kwargs=kwargs) + more
                    if is_new(world, name, reader, url, seen):
                        yield Look(name, reader, url)


def is_new(world: World, name: str, reader: str, url: str, seen: dict[str, list[set[str]]]) -> bool:
    """Whether it is a page, and one that has not been looked at."""
    response = world.clients[reader].get(url)
    response.close()
    if response.status_code != 200 or response.streaming or not response["Content-Type"].startswith("text/html"):
        return False
    parts = Built(response.content.decode()).parts
    known = seen.setdefault(f"{name} {reader if name == 'home' else ''}", [])
    if parts in known:
        return False
    known.append(parts)
    return True


@dataclass
class Eyes:
    """A browser that complains."""

    page: Page
    complaints: list[str]

    @classmethod
    def of(cls, context: BrowserContext) -> "Eyes":
        eyes = cls(context.new_page(), [])
        eyes.page.on("console", lambda message: eyes.complaints.append(message.text) if message.type == "error" else 0)
        eyes.page.on("pageerror", lambda error: eyes.complaints.append(str(error)))
        eyes.page.on("requestfailed", lambda request: eyes.complaints.append(f"failed: {request.url}"))
        return eyes

    def look_at(self, url: str, *, refused: bool = False) -> list[str]:
        """Open a page and say what is wrong with it."""
        self.complaints.clear()
        page = self.page
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.goto(url, wait_until="load")
        found = Axe().run(page, options=SEEN_BY_AXE).response["violations"]
        wrong = [f"axe: {one['id']} {[node['html'] for node in one['nodes']]}" for one in found]
        if not page.title().strip():
            wrong.append("it has no title")
        if (headings := page.locator("h1").count()) != 1:
            wrong.append(f"it has {headings} headings of level 1")
        for width in (WIDE, PHONE, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if sideways > 0:
                wrong.append(f"it scrolls sideways by {sideways} pixels at {width}")
        if not page.locator("h1").first.is_visible():
            wrong.append("its heading is not to be seen on a phone")
        complaints = [
            one for one in self.complaints if not (refused and "the server responded with a status of 40" in one)
        ]
        return wrong + [f"the browser says: {words}" for words in complaints]


@pytest.fixture
def eyes(world: World, browser: Browser, live_server) -> Iterator[dict[str, Eyes]]:
    """A browser for each reader."""
    without_passkey(world, world.places["own"])
    contexts = {}
    for reader in READERS:
        contexts[reader] = browser.new_context(reduced_motion="reduce")
        cookie = world.clients[reader].cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie:
            contexts[reader].add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield {reader: Eyes.of(context) for reader, context in contexts.items()}
    for context in contexts.values():
        context.close()


def test_nothing_is_wrong_with_any_page(world, eyes, live_server, subtests):
    seen: dict[str, list[set[str]]] = {}
    looked = 0
    for state in states(world):
        for look in looks(world, state, seen):
            looked += 1
            wrong = eyes[look.reader].look_at(live_server.url + look.url)
            with subtests.test(f"{look.title} {state}", reader=look.reader):
                assert not wrong, f"{look.url}\n" + "\n".join(wrong)
    for title, path in REFUSED.items():
        with subtests.test(title):
            assert eyes["editor"].look_at(live_server.url + path, refused=True) == []
    print(f"{looked} pages looked at")
    assert looked > 80
