"""A kind of document of the tests' own, and versions of it in any state."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from isc_portal.documents import kinds, making, services
from isc_portal.documents.models import Document
from isc_portal.documents.press.printing import PressError, Printed

from . import leaf as leaf_kind


@pytest.fixture
def leaf(settings, monkeypatch):
    """The leaf is a kind; its content is put back after the test."""
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"]}]
    monkeypatch.setitem(kinds._kinds, "leaf", leaf_kind.LEAF)
    monkeypatch.setattr(
        leaf_kind, "content", {"rows": [{"what": "Days to a permit", "figure": "41"}], "remark": "As counted."}
    )
    return leaf_kind


@pytest.fixture
def specimen(monkeypatch):
    """The specimen is a kind, for this test only."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.delitem(sys.modules, "isc_portal.documents.specimen", raising=False)
    import_module("isc_portal.documents.specimen")
    return kinds.get_kind("specimen")


@pytest.fixture
def ask(leaf, cast):
    """A function that asks for a leaf of the own city: `ask(days="30", by=cast.editor)`."""

    def asked(*, days: str = "", by=None, subject=None) -> Document:
        if days:
            leaf.content["rows"] = [{"what": "Days to a permit", "figure": days}]
        return services.request_document(kind="leaf", subject=subject or cast.own, by=by or cast.editor)

    return asked


def finish(document: Document, pdf: bytes = b"", pages: int = 3) -> Document:
    """Let a worker be done with it: all of making except the printing."""
    mine = making.claim(document.pk)
    assert mine is not None, "the job could not be claimed"
    making.settle(mine, Printed(pdf or f"%PDF {mine.code} {mine.approved_at}".encode(), pages, {"statements": 2}))
    document.refresh_from_db()
    return document


def break_down(document: Document, reason: str = "A picture had no description.", detail: str = "trace") -> Document:
    """Let the try fail."""
    mine = making.claim(document.pk)
    assert mine is not None, "the job could not be claimed"
    making.fail(mine, PressError(reason, detail))
    document.refresh_from_db()
    return document


@pytest.fixture
def made(ask):
    """A function that gives a finished leaf: `made(days="30")`."""

    def finished(**arguments) -> Document:
        return finish(ask(**arguments))

    return finished
