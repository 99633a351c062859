"""The addresses of the library, by what kind of address each is."""

from .kinds import (
    ANONYMOUS,
    CITY,
    OWN,
    SIGNED_IN,
    STANDS,
    STRANGER,
    TEAM,
    WRITERS,
    Address,
    Kind,
    standing,
)
from .payloads import give
from .shapes import act, also, form, nothing, page

WRITING = frozenset({"mayor", "editor", "peer"})  # the peer is an editor of the neighbor
RUNNING = frozenset({"facilitator", "other_facilitator", "administrator"})

CONTRIBUTE = Kind("who may write a practice", reads=frozenset({"contributor"}), acts=frozenset({"contributor"}),
                  knows=SIGNED_IN)  # fmt: skip
DRAFT = Kind("a practice before it is handed in", reads=CITY)
WRITE_DRAFT = Kind("whose draft it is", reads=WRITERS, acts=WRITERS, knows=CITY)
REVIEW = Kind("who runs any cohort decides", acts=frozenset({"runner"}), knows=TEAM)
ADOPT = Kind("who writes for any city", acts=frozenset({"writer"}), knows=SIGNED_IN)


def contributor(persona: str, place: str) -> str:
    """Whether the person writes for a city, is an expert or runs a cohort."""
    if persona == "anonymous":
        return ANONYMOUS
    return "contributor" if persona in WRITING | RUNNING | {"expert"} else STRANGER


def reviewer(persona: str, place: str) -> str:
    """Whether the person runs a cohort, and else what they are in the city."""
    return "runner" if persona in RUNNING else standing(persona, place)


def writer(persona: str, place: str) -> str:
    """Whether the person writes for a city."""
    if persona == "anonymous":
        return ANONYMOUS
    return "writer" if persona in WRITING else STRANGER


STANDS |= {CONTRIBUTE: contributor, REVIEW: reviewer, ADOPT: writer}


def of(name: str):
    return also(nothing, slug=lambda place: getattr(place, name).slug)


def a_practice(world, place, persona) -> dict:
    cities = {"peer": "neighbor", "editor": "own", "mayor": "own"}
    city = {"participation": world.places[cities[persona]].participation.pk} if persona in cities else {}
    return {"title": "One desk for permits", "summary": "Ten days.", **city}


def their_city(world, place, persona) -> dict:
    city = world.places["neighbor" if persona == "peer" else "own"].participation
    return {"participation": city.pk, "act": "adopt", "note": "Since May."}


ADDRESSES: dict[str, Address | list[Address]] = {
    "resources:library": page(OWN),
    "resources:practice_new": form(CONTRIBUTE, nothing, a_practice, scope=("own",)),
    "resources:practice": [page(OWN, of("practice")), page(DRAFT, of("practice_draft"), ("own", "neighbor"))],
    "resources:practice_edit": form(WRITE_DRAFT, of("practice_draft"), give(title="One desk", version="1")),
    "resources:practice_submit": act(WRITE_DRAFT, of("practice_draft")),
    "resources:practice_decide": act(REVIEW, of("practice_submitted"), give(decision="publish", note="")),
    "resources:practice_adopt": act(ADOPT, of("practice"), their_city, scope=("own",)),
    "resources:practice_file": page(OWN, also(of("practice"), pk=lambda place: place.practice_file.pk)),
}
