"""How an address of the grid is written down: its shape, and what stands in it."""

from .kinds import Address, Kind
from .payloads import give
from .personas import PLACES
from .world import Place

COHORTS = ("own", "foreign")  # the neighbor is in the same cohort
OK = frozenset({200})
REDIRECT = frozenset({302})
EITHER = OK | REDIRECT
NOTHING = give()


def page(kind: Kind, kwargs=lambda place: {}, scope=("own",), **more) -> Address:
    """An address to read."""
    return Address(kind, "GET", kwargs, scope=scope, **more)


def act(kind: Kind, kwargs, payload=NOTHING, prepare=lambda world, place: None, scope=PLACES, **more) -> Address:
    """An address that only acts."""
    return Address(kind, "POST", kwargs, payload, prepare, scope, **more)


def form(kind: Kind, kwargs, payload, prepare=lambda world, place: None, scope=PLACES, **more) -> Address:
    """An address to read, whose form acts."""
    return Address(kind, "GET POST", kwargs, payload, prepare, scope, **more)


# --- What stands in addresses ---


def nothing(place: Place) -> dict:
    return {}


def cohort(place: Place) -> dict:
    return {"cohort": place.cohort.slug}


def city(place: Place) -> dict:
    return place.participation.url_kwargs


def place_of(place: Place) -> dict:
    return {"city": place.participation.city.slug}


def also(base, **made):
    """The same and more: each value is made from the place."""
    return lambda place: {**base(place), **{name: make(place) for name, make in made.items()}}


def fixed(base, **more):
    """The same and more, in words."""
    return lambda place: {**base(place), **more}


def row(name: str, as_="pk"):
    """The primary key of one of the place's rows."""
    return lambda place: {as_: getattr(place, name).pk}


def in_city(name: str):
    return also(city, pk=lambda place: getattr(place, name).pk)


def in_cohort(name: str):
    return also(cohort, pk=lambda place: getattr(place, name).pk)
