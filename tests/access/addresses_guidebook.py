"""The addresses of guidebooks, by what kind of address each is."""

from resources.directory.models import Expert

from .addresses_directory import OPEN
from .kinds import ONLY_WRITERS, OWN, PUBLIC, READ_CITY, SIGNED_IN, STAFF, STANDS, Address, Kind, owner
from .payloads import give
from .personas import ADMINISTRATOR, PLACES, standing
from .shapes import act, also, in_city, nothing, page, row

OF_EVERYTHING = Kind("the whole directory, made by administrators", acts=STAFF, knows=SIGNED_IN)
OF_SEARCH = Kind("a search of one person's", reads=STAFF | {"owner"}, acts=frozenset({"owner"}), knows=STAFF)


def searcher(persona: str, place: str) -> str:
    """Whose search it is: that of each city's editor. Administrators read it."""
    return ADMINISTRATOR if standing(persona, place) == ADMINISTRATOR else owner(persona, place)


STANDS[OF_SEARCH] = searcher


def moved(world, place) -> None:
    """Something stands in the directory that no guidebook has yet."""
    Expert.objects.update(city="Erie", state="PA", topics=["permits"])


def about(kind: str, subject: str):
    return lambda place: {"kind": kind, "subject_id": getattr(place, subject).pk}


WHOLE, SEARCH, LIST = (about("guidebook", name) for name in ("edition", "edition_of_search", "edition_of_list"))
CITYS = about("guidebook_city", "participation")

ADDRESSES: dict[str, Address | list[Address]] = {
    "resources:guidebooks": page(OWN, query="?q=kessler"),
    "resources:guidebook_make": [
        act(OWN, nothing, give(search="q=kessler"), scope=("own",)),
        act(OF_EVERYTHING, nothing, prepare=moved, scope=("own",)),
    ],
    "resources:shortlist_guidebook": act(ONLY_WRITERS, in_city("shortlist"), prepare=moved),
}

# More ways to ask for names that addresses.py has already.
DOCUMENTS: dict[str, list[Address]] = {
    "documents:kind": [page(OWN, WHOLE), page(OF_SEARCH, SEARCH, PLACES), page(READ_CITY, LIST, PLACES),
                       page(READ_CITY, CITYS, PLACES)],
    "documents:progress": [page(OWN, WHOLE), page(OF_SEARCH, SEARCH, PLACES), page(READ_CITY, CITYS, PLACES)],
    "documents:compare": [page(OWN, WHOLE), page(READ_CITY, LIST, PLACES)],
    "documents:make": [act(OF_EVERYTHING, WHOLE, prepare=moved, scope=("own",)),
                       act(OF_SEARCH, SEARCH, prepare=moved, changes=False),
                       act(ONLY_WRITERS, LIST, prepare=moved), act(ONLY_WRITERS, CITYS, prepare=moved)],
    "documents:download": [page(OWN, row("guidebook")), page(OF_SEARCH, row("guidebook_of_search"), PLACES),
                           page(READ_CITY, row("guidebook_of_list"), PLACES),
                           page(READ_CITY, row("guidebook_of_city"), PLACES)],
    "documents:twin": [page(OWN, row("guidebook"), query="?part=register-names", tells=OPEN),
                       page(OF_SEARCH, row("guidebook_of_search"), PLACES),
                       page(READ_CITY, row("guidebook_of_list"), PLACES),
                       page(READ_CITY, row("guidebook_of_city"), PLACES)],
    "documents:withdraw": [page(Kind("who makes it", reads=STAFF, knows=SIGNED_IN), row("guidebook"))],
    "documents:verify": [page(PUBLIC, also(nothing, code=lambda place, name=name: getattr(place, name).code), PLACES)
                         for name in ("guidebook_of_search", "guidebook_of_list", "guidebook_of_city")],
}  # fmt: skip


def extend(grid: dict[str, Address | list[Address]]) -> None:
    """Add all of it to the grid."""
    grid |= ADDRESSES
    for name, more in DOCUMENTS.items():
        found = grid[name]
        grid[name] = [*(found if isinstance(found, list) else [found]), *more]
