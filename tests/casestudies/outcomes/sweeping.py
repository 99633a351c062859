"""Opens every address of the portal that a person can open, and gives what stands there as plain text."""

import html
import io
import re
from collections.abc import Iterator

from django.contrib import admin
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.converters import IntConverter
from openpyxl import load_workbook

from casestudies.board.models import Card
from casestudies.cases.models import CaseStudy
from casestudies.clinics.models import Clinic, ClinicStep, Seat
from casestudies.outcomes.models import Response
from cohorts.institutes.models import Participation
from isc_portal.documents.models import Document
from isc_portal.mail.models import Message

SKIPPED = ("account_", "mfa_", "usersessions_", "admin:")
# Which rows a number in an address may be of, by how the address begins; all others are tried with each of these.
NUMBERS: tuple[tuple[str, tuple[type[Model], ...]], ...] = (
    ("clinics/", (Clinic,)),
    ("cities/", (Response, Card, CaseStudy)),
    ("cohorts/", (Clinic, CaseStudy)),
    ("mail/", (Message,)),
    ("", (Document, Clinic, CaseStudy, Participation)),
)
BY_NAME: dict[str, type[Model]] = {"card": Card, "seat": Seat, "step": ClinicStep}
# The names of addresses that were found to act only, which hangs neither on who asks nor on the rows.
ONLY_ACT: set[str] = set()


def addresses(participation: Participation) -> Iterator[str]:
    """Every address that can be filled with the rows of the database, whatever it is for."""
    words = {
        "cohort": [participation.cohort.slug],
        "city": [participation.city.slug],
        "kind": sorted(set(Document.objects.values_list("kind", flat=True))),
        "code": sorted(set(Document.objects.values_list("code", flat=True))),
        "part": ["notes", "question"],
    }
    numbers = {
        model: sorted(model._default_manager.values_list("pk", flat=True))
        for model in {*BY_NAME.values(), *(one for _, models in NUMBERS for one in models)}
    }
    for name, route, pattern in _patterns(get_resolver()):
        models = next(models for beginning, models in NUMBERS if route.startswith(beginning))
        every = sorted({pk for model in models for pk in numbers[model]})
        filled: list[dict[str, object]] = [{}]
        for key, converter in pattern.pattern.converters.items():
            if isinstance(converter, IntConverter):
                values: list = numbers[BY_NAME[key]] if key in BY_NAME else every
            else:
                values = words.get(key, [])
            filled = [{**one, key: value} for one in filled for value in values]
        for kwargs in filled:
            yield reverse(name, kwargs=kwargs)


def admin_addresses() -> Iterator[str]:
    """The lists and the rows of Django's own administration."""
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{base}_changelist")
        for pk in model._default_manager.values_list("pk", flat=True)[:60]:
            yield reverse(f"{base}_change", args=[pk])


def _patterns(resolver: URLResolver, namespace: str = "", route: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _patterns(entry, inner, path)
        elif entry.name and not f"{namespace}{entry.name}".startswith(SKIPPED):
            yield f"{namespace}{entry.name}", path, entry


def _asked(client: Client, url: str) -> tuple[HttpResponse, bytes]:
    """The answer and all that it holds: a file that is not read to its end would stay open.

    `response.close()` would end it, too, and the test's connection to the database with it.
    """
    response = client.get(url)
    return response, b"".join(response.streaming_content) if response.streaming else response.content


def opened(client: Client, urls: list[str]) -> Iterator[tuple[str, str]]:
    """Each address that answers, with the words that it gives: of pages, JSON, calendars and spreadsheets."""
    client.raise_request_exception = False  # a page that stumbles is another test's matter
    for url in urls:
        name = resolve(url).view_name
        if name in ONLY_ACT:
            continue
        response, content = _asked(client, url)
        if response.status_code == 405:
            ONLY_ACT.add(name)
        if response.status_code == 200:
            yield url, _words(response["Content-Type"], content)


def _words(kind: str, content: bytes) -> str:
    if "spreadsheetml" in kind:
        book = load_workbook(io.BytesIO(content))
        cells = [cell for page in book for row in page.iter_rows(values_only=True) for cell in row]
        return " ".join(str(cell) for cell in cells if cell is not None)
    text = content.decode(errors="replace")
    text = text.encode().decode("unicode_escape", errors="replace") if "json" in kind else text
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return plain(html.unescape(re.sub(r"<[^>]+>", " ", text)))


def plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())
