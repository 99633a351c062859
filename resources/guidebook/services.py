"""Writes of guidebooks: the edition somebody wants, and its next version."""

from isc_portal.documents.models import Document
from isc_portal.documents.services import Refused, request_document
from resources.directory.searching import Search
from resources.shortlists.models import Shortlist

from .collecting import WHOLE, searched
from .models import Edition

LONGEST_TITLE, LONGEST_QUERY = 160, 2_000


def whole_directory(*, by) -> Edition:
    """The one edition of everything, which administrators make and everybody reads."""
    found = Edition.objects.of_everything().first()
    return found or Edition.objects.get_or_create(created_by=by, query="", shortlist=None, defaults={"title": WHOLE})[0]


def edition_of_search(*, search: Search, by) -> Edition:
    """The person's edition of a search; the same search again gives the same one.

    Raises Refused if the search asks for nothing in particular, or for more than an address can hold.
    """
    query = search.address
    if not query:
        raise Refused("Search for something first: the guidebook of the whole directory is made by administrators.")
    if len(query) > LONGEST_QUERY:
        raise Refused("This search has too many choices for a guidebook. Take some away.")
    words = searched(search)
    title = words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1]}…"
    return Edition.objects.get_or_create(created_by=by, query=query, shortlist=None, defaults={"title": title})[0]


def edition_of_shortlist(*, shortlist: Shortlist, by) -> Edition:
    """The one edition of a shortlist. Raises Refused if nobody is on it."""
    if not shortlist.entries.exists():
        raise Refused("Nobody is on this list yet, so there is nothing to make a guidebook of.")
    defaults = {"title": shortlist.name, "created_by": by}
    return Edition.objects.get_or_create(shortlist=shortlist, defaults=defaults)[0]


def make_guidebook(*, edition: Edition, by) -> Document:
    """Ask for a version with what the directory tells at this moment. Raises Refused (see `collect_edition`)."""
    return request_document(kind="guidebook", subject=edition, by=by)
