"""Guidebooks: one of the whole directory, and in each city one of a search, one of a shortlist, and the city's own."""

from typing import Any

from isc_portal.accounts.models import User
from isc_portal.documents.services import request_document
from resources.guidebook.models import Edition
from tests.documents.conftest import finish


def add_guidebooks(places: dict[str, Any], secret, administrator: User) -> None:
    """Give each place its rows; `secret(place, kind, what)` makes a marked text."""
    whole = Edition.objects.create(title="The whole directory", created_by=administrator)
    of_whole = _made("guidebook", whole, administrator)
    for name, place in places.items():
        writer, words = place.editor.user, secret(name, "TEAM", "search")
        search = Edition.objects.create(title=words, query=f"q={words}", created_by=writer)
        of_list = Edition.objects.create(title="A list", shortlist=place.shortlist, created_by=writer)
        place.rows |= {
            "edition": whole,
            "guidebook": of_whole,
            "edition_of_search": search,
            "guidebook_of_search": _made("guidebook", search, writer),
            "edition_of_list": of_list,
            "guidebook_of_list": _made("guidebook", of_list, writer),
            "guidebook_of_city": _made("guidebook_city", place.participation, writer),
        }


def _made(kind: str, subject: Any, by: User) -> Any:
    return finish(request_document(kind=kind, subject=subject, by=by, send=False), f"%PDF {kind} {subject.pk}".encode())
