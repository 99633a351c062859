"""One cell of the grid: one persona asks for one address in one place, and everything is as it was before."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from openpyxl import load_workbook

from .kinds import Address
from .personas import PERSONAS, may_read
from .world import MARKS, World

SECRET = re.compile(rf"SECRET-({'|'.join(MARKS.values())})-([A-Z]+)-", re.IGNORECASE)
SIGN_IN = reverse("account_login")
# Written by the visit itself, whatever comes of it.
ALWAYS_WRITTEN = {"django_session"}
FORM_ON = "http://testserver/help/?from=here"  # the page on which a form is said to stand


def names_of(resolver, namespace: str = "") -> list[str]:
    """Every URL name below a resolver, with its namespace; a pattern without a name by its address."""
    names = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            names.append(f"{namespace}{pattern.name or pattern.pattern}")
        else:
            below = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            names += names_of(pattern, below)
    return names


ALL_NAMES = set(names_of(get_resolver()))


@dataclass(frozen=True)
class Answer:
    """What came back. `status` is "sign in" for the way to the sign-in page; `written` names the changed tables."""

    status: int | str
    text: str
    written: frozenset[str]
    content_type: str
    location: str


def ask(client: Client, method: str, url: str, data: dict | None = None) -> Answer:
    """Ask for an address; what it does to the database stays until the caller rolls it back."""
    before = _writes()
    response = client.get(url) if method == "GET" else client.post(url, data or {}, headers={"referer": FORM_ON})
    written = {table for table, count in _writes().items() if count != before.get(table, 0)}
    status: int | str = response.status_code
    if status == 302 and response["Location"].startswith(SIGN_IN):
        status = "sign in"
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return Answer(
        status=status,
        text=f"{headers}\n{response.cookies.output()}\n{_words(content)}",
        written=frozenset(written - ALWAYS_WRITTEN),
        content_type=response.get("Content-Type", ""),
        location=response.get("Location", ""),
    )


def _writes() -> dict[str, int]:
    """How many rows of each table this transaction has written so far, as PostgreSQL counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
            "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(cursor.fetchall())


def _words(content: bytes) -> str:
    """The content as text; a workbook unpacked."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        sheets = load_workbook(io.BytesIO(content), read_only=True)
        return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row if cell is not None)
    return content.decode(errors="replace")


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Take back whatever happens inside: rows, and what the browser remembers."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def marks(text: str) -> set[tuple[str, str]]:
    """The secrets in a text: of which place, and of which kind."""
    places = {mark: place for place, mark in MARKS.items()}
    return {(places[mark.upper()], kind.upper()) for mark, kind in SECRET.findall(text)}


def leaks(found: set[tuple[str, str]], persona: str, told: frozenset[str] = frozenset()) -> list[str]:
    """Those of the marks that this persona may not read; of the kinds that are `told`, everybody may."""
    return sorted(
        f"{kind} of {place}" for place, kind in found if kind not in told and not may_read(persona, place, kind)
    )


@dataclass(frozen=True)
class Cell:
    """One cell, tried: what is wrong with it, and which secrets were shown."""

    wrong: list[str]
    shown: set[tuple[str, str]]


def try_cell(world: World, name: str, address: Address, persona: str, place_name: str, method: str) -> Cell:
    """Try one cell."""
    place, client = world.places[place_name], world.clients[persona]
    url = reverse(name, kwargs=address.kwargs(place)) + address.query
    expected = address.expected(persona, place_name, method)
    acts = method == "POST" and method in address.methods
    with undone(client):
        if method in address.methods:
            address.prepare(world, place)
        answer = ask(client, method, url, address.payload(world, place, persona) if acts else None)
    shown = marks(answer.text)
    wrong = []
    if answer.status not in expected:
        wrong.append(f"answered {answer.status}, not {' or '.join(map(str, sorted(expected, key=str)))}")
    if leaked := leaks(shown, persona, address.tells):
        wrong.append(f"shows {', '.join(leaked)}")
    if answer.status == "sign in" and method == "POST" and "GET" not in address.methods:
        back = parse_qs(urlsplit(answer.location).query)["next"]
        if back != ["/help/?from=here"] and back != [reverse("mail:outbox")]:
            wrong.append(f"leads after signing in to {back}, which only acts")
    written = answer.written - address.notes
    done = acts and address.may(persona, place_name, method)
    if written and not done:
        wrong.append(f"changed {', '.join(sorted(written))}")
    if done and address.changes and not written:
        wrong.append("the valid form changed nothing")
    return Cell([f"{method} {url} as {persona}: {words}" for words in wrong], shown)


def cells_of(address: Address) -> list[tuple[str, str, str]]:
    """The cells of one address: persona, place and method. Reading comes first, so that less is forgotten between.

    What a view answers to a method it does not take hangs on nothing, and is tried in the own city alone.
    """
    cells = []
    for method in ("GET", "POST"):
        places = address.scope if method in address.methods else address.scope[:1]
        cells += [(persona, place, method) for place in places for persona in PERSONAS]
    return cells
