"""Entries for guidebooks, and guidebooks as they are read."""

import pytest
from django.utils import timezone

from isc_portal.documents.kinds import get_kind
from isc_portal.documents.models import Document
from isc_portal.documents.services import make_now
from resources.directory.models import ContactPoint, Expert
from resources.guidebook.models import Edition
from resources.shortlists.models import Shortlist
from tests.documents.reading import Structure, words_of


def add_entry(name: str, *, shown: str = "", kept: str = "", **fields) -> Expert:
    """A listed entry of Toledo, Ohio, unless told otherwise; `shown` is an address with consent, `kept` one without."""
    defaults = {"city": "Toledo", "state": "OH", "organization": "City of Toledo", "role_title": "Permit director"}
    expert = Expert.objects.create(name=name, **{**defaults, "topics": ["permitting"], **fields})
    if shown:
        points = ContactPoint.objects
        points.create(expert=expert, kind="email", value=shown, consented=True, consented_at=timezone.now())
    if kept:
        ContactPoint.objects.create(expert=expert, kind="email", value=kept)
    return expert


@pytest.fixture
def whole(cast) -> Edition:
    """The edition of the whole directory."""
    return Edition.objects.create(title="The whole directory", created_by=cast.administrator)


@pytest.fixture
def permits(cast) -> Shortlist:
    """An empty shortlist of the own city."""
    return Shortlist.objects.create(participation=cast.own, name="Permits", created_by=cast.editor)


@pytest.fixture
def shortlisted(cast, permits) -> Edition:
    """The edition of that shortlist."""
    return Edition.objects.create(title="Permits", shortlist=permits, created_by=cast.editor)


def searched(query: str, by) -> Edition:
    """Somebody's edition of a search."""
    return Edition.objects.create(title=query, query=query, created_by=by)


def snapshot_of(subject, by=None) -> dict:
    """What a guidebook of this subject would hold at this moment."""
    kind = "guidebook" if isinstance(subject, Edition) else "guidebook_city"
    return get_kind(kind).snapshot_of(subject, as_of=timezone.now(), by=by)


class Book:
    """A printed guidebook, read back."""

    def __init__(self, document: Document) -> None:
        self.document = document
        with document.file.open() as file:
            self.pdf: bytes = file.read()
        self.words = words_of(self.pdf)
        self.structure = Structure(self.pdf)


def printed(subject, by) -> Book:
    """Make the guidebook in this process and read it back."""
    kind = "guidebook" if isinstance(subject, Edition) else "guidebook_city"
    return Book(make_now(kind=kind, subject=subject, by=by))
