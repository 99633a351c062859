"""What every template may count on: the Institute's names, where the reader is, and what waits for them."""

from dataclasses import replace
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .navigation import Item, NowLine, Place, link, links, mark_current


def portal(request: HttpRequest) -> dict[str, Any]:
    """The names, the place row, the now line and the house bar; what costs a query waits until it is drawn."""
    return {
        "institute": {
            "name": settings.INSTITUTE_NAME,
            "short_name": settings.INSTITUTE_SHORT_NAME,
            "mark": settings.INSTITUTE_MARK,
            "hosts": settings.INSTITUTE_HOSTS,
            "email": settings.INSTITUTE_EMAIL,
            "phone": settings.INSTITUTE_PHONE,
        },
        "reader_zone": timezone.get_current_timezone(),
        "place": SimpleLazyObject(lambda: _place(request)),
        "now_line": SimpleLazyObject(lambda: _now_line(request)),
        "house_items": SimpleLazyObject(lambda: _house_items(request)),
        "person_items": SimpleLazyObject(_person_items),
    }


def _place(request: HttpRequest) -> Place | None:
    if not hasattr(request, "user"):  # an error page may be drawn before anybody is known
        return None
    # home.py is the roof: it sees every app, so it is asked when a page is drawn and never imported from above.
    place: Place | None = import_module("isc_portal.home").place(request)
    here = getattr(request, "shown_under", request.path)  # a page elsewhere that belongs to one of the place's own
    return replace(place, items=mark_current(place.items, here)) if place else None


def _now_line(request: HttpRequest) -> NowLine | None:
    if not hasattr(request, "user") or getattr(request, "awaits_second_factor", False):
        return None
    line: NowLine | None = import_module("isc_portal.home").now_line(request)
    return line


def _house_items(request: HttpRequest) -> list[Item]:
    """The rooms that are open to everyone who signed in."""
    rooms = links(
        link("Directory", "resources:directory"),
        link("Events", "resources:events"),
        link("Library", "resources:library"),
        link("Help", "help"),
    )
    return mark_current(rooms, request.path)


def _person_items() -> list[Item]:
    """The reader's own pages, under their name."""
    return links(
        link("Home", "home"),
        link("Your advice", "casestudies:advice"),
        link("Your profile", "accounts:profile"),
        link("Sign-in and security", "mfa_index"),
        link("Where you are signed in", "accounts:sessions"),
    )
