"""What the papers of this folder are tested with."""

import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import reverse

from isc_portal.documents.layout import paper_html
from isc_portal.documents.models import Document
from isc_portal.documents.services import make_now, request_document
from tests.documents.reading import findings

from .samples import whole_case, whole_clinic

LETTER, MARGIN = (612, 792), 30  # points


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


def findings_of_hostile(pdf: bytes, folder: Path) -> list[str]:
    """As `findings`, but for lines that the test itself repeats, which a checker takes for running heads."""
    return [found for found in findings(pdf, folder) if "'PAG-001'" not in found]


def off_the_sheet(pdf: bytes) -> list[str]:
    """The words that stand outside the margins of their page, where a printer or a cut would lose them."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    words = re.findall(
        r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', done.stdout.decode()
    )
    left, right, bottom = MARGIN, LETTER[0] - MARGIN, LETTER[1] - MARGIN
    return [
        word
        for x_min, _, x_max, y_max, word in words
        if float(x_min) < left or float(x_max) > right or float(y_max) > bottom
    ]


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
