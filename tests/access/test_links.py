"""Every link on every page leads whoever sees it somewhere: none to a page that is refused, gone, or only acts."""

from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve, reverse

from .addresses import GRID, addresses
from .cells import ask, undone
from .payloads import without_passkey
from .personas import PERSONAS
from .world import World


class Page(HTMLParser):
    """The addresses that a page leads to, and those that its forms are sent to. `prepare` makes it what it was."""

    def __init__(self, url: str, text: str, prepare: Callable[[], None]) -> None:
        super().__init__()
        self.url, self.prepare = url, prepare
        self.links: set[str] = set()
        self.forms: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.add(urldefrag(urljoin(self.url, given["href"])).url)
        if tag == "form" and given.get("method", "get").lower() == "post":
            self.forms.add(urljoin(self.url, given.get("action") or ""))


def test_every_link_leads_somewhere(world: World, subtests):
    followed = 0
    without_passkey(world, world.places["own"])
    for persona in PERSONAS:
        pages = pages_of(world, persona)
        assert pages, f"{persona} can open no page at all"
        found: dict[str, Page] = {}
        opened = {page.url for page in pages}
        for page in pages:
            found |= {link: page for link in page.links - opened if is_ours(link)}
        wrong = [f"{page} has a form for {form}" for form, page in forms_of(pages).items() if not is_known(form)]
        for link, page in sorted(found.items(), key=lambda one: one[0]):
            with undone(world.clients[persona]):
                page.prepare()
                status = ask(world.clients[persona], "GET", link).status
            followed += 1
            if status not in (200, 302):
                wrong.append(f"{page.url} has a link to {link}, which answers {status}")
        with subtests.test(persona):
            assert not wrong, "\n".join(wrong)
    assert followed > 300


def pages_of(world: World, persona: str) -> list[Page]:
    """All pages that the persona can open, those of cities in the one where they belong."""
    pages, seen = [], set()
    for name in sorted(GRID):
        for address in addresses(name):
            place = "neighbor" if persona == "peer" and "neighbor" in address.scope else address.scope[0]
            url = reverse(name, kwargs=address.kwargs(world.places[place]))
            opens = "GET" in address.methods and address.expected(persona, place, "GET") == address.opens
            if not opens or url in seen:
                continue
            seen.add(url)
            prepare = partial(address.prepare, world, world.places[place])
            with undone(world.clients[persona]):
                prepare()
                answer = ask(world.clients[persona], "GET", url)
            if answer.status == 200 and answer.content_type.startswith("text/html"):
                pages.append(Page(url, answer.text, prepare))
    return pages


def forms_of(pages: list[Page]) -> dict[str, str]:
    return {form: page.url for page in pages for form in page.forms}


def is_ours(link: str) -> bool:
    parts = urlsplit(link)
    return (
        not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("/static/")
    )


def is_known(form: str) -> bool:
    try:
        resolve(urlsplit(form).path)
    except Resolver404:
        return False
    return True
