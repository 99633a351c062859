"""Looking at pages in a real Chromium: axe, three widths, and what the browser itself complains of.

Two readers of one page often get the same page. Each is looked at once: what counts is what it is built of, which the
test client tells beforehand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, Request

from .addresses import addresses
from .world import World

READERS = ("anonymous", "outsider", "expert", "peer", "viewer", "editor", "mayor", "facilitator", "administrator")
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
SEEN_BY_AXE = {"resultTypes": ["violations"]}
Seen = dict[str, list[set[str]]]


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


def look_for(
    world: World, names: Iterable[str], readers: Iterable[str], seen: Seen, about: frozenset[str] = frozenset()
) -> Iterator[Look]:
    """Those pages of these names that are built of something new; with `about`, those whose address has one of it."""
    for name in sorted(names):
        for address in addresses(name):
            kwargs = address.kwargs(world.places["own"])
            if "GET" not in address.methods or (about and not kwargs.keys() & about):
                continue
            for reader in readers:
                for more in ("", *([ASKED_FOR[name]] if name in ASKED_FOR else [])):
                    url = reverse(name, kwargs=kwargs) + (address.query or more)
                    if is_new(world, name, reader, url, seen):
                        yield Look(name, reader, url)


def is_new(world: World, name: str, reader: str, url: str, seen: Seen) -> bool:
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
        eyes.page.on("requestfailed", eyes.note_failure)
        return eyes

    def note_failure(self, request: Request) -> None:
        """What the page asked for and did not get; leaving a page ends what it asks meanwhile."""
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"failed: {request.url}")

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
