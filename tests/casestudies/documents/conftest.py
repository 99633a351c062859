"""What the papers of this folder are tested with."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from isc_portal.documents.layout import paper_html
from isc_portal.documents.models import Document
from isc_portal.documents.services import make_now, request_document

from .samples import whole_case, whole_clinic


@pytest.fixture
def dayton(cast) -> SimpleNamespace:
    """The own city's released case with every field, and its clinic on November 12, 2026."""
    case = whole_case(cast.own)
    return SimpleNamespace(case=case, clinic=whole_clinic(case))


@pytest.fixture
def html_of():
    """A function that gives the HTML of a paper as it would be printed at this moment."""

    def html(kind: str, subject, by=None) -> str:
        return paper_html(request_document(kind=kind, subject=subject, by=by, send=False))

    return html


@pytest.fixture
def pdf_of():
    """A function that prints a paper and gives its bytes."""

    def printed(kind: str, subject, by=None) -> bytes:
        return bytes_of(make_now(kind=kind, subject=subject, by=by))

    return printed


def bytes_of(document: Document) -> bytes:
    """The file of a document."""
    with document.file.open() as file:
        content: bytes = file.read()
    return content


def readers_of(sign_in, document: Document) -> set[str]:
    """Which of the cast open the file and the web page of a version; whoever opens one opens the other."""
    found = set()
    for persona in ("administrator", "facilitator", "mayor", "viewer", "expert", "peer", "stranger", "outsider"):
        client = sign_in(persona)
        codes = {
            status_of(client, reverse(name, args=[document.pk])) for name in ("documents:download", "documents:twin")
        }
        assert codes in ({200}, {404}), (persona, codes)
        if codes == {200}:
            found.add(persona)
    return found


def status_of(client, url: str) -> int:
    """What a page or a file is answered with."""
    response = client.get(url)
    if response.streaming:
        b"".join(response.streaming_content)  # read to its end, the file is closed
    status: int = response.status_code
    return status
