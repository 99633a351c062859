"""One more thing in the lists of guidebooks."""

from types import SimpleNamespace

from isc_portal.documents.services import request_document
from resources.guidebook.models import Edition
from tests.documents.conftest import finish


def own_guidebook(cast: SimpleNamespace, number: int) -> None:
    """A search that the editor made a guidebook of twice, and once more."""
    edition = Edition.objects.create(title=f"Item {number}", query=f"q={number}", created_by=cast.editor)
    for title in ("First", "Second", "Third"):
        Edition.objects.filter(pk=edition.pk).update(title=f"Item {number}" if title == "Third" else title)
        edition.refresh_from_db()
        asked = request_document(kind="guidebook", subject=edition, by=cast.editor, send=False)
        if title != "Third":
            finish(asked)
