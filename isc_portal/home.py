"""The roof over all rooms: where a reader is, what is due next for them, and who waits for them."""

from django.http import HttpRequest

from .navigation import NowLine, OpenCall, Place


def place(request: HttpRequest) -> Place | None:
    """The place row above a page: the city, the cohort or the Institute's rooms that the page belongs to."""
    return None


def now_line(request: HttpRequest) -> NowLine | None:
    """What is due next for the reader and who waits for them, across everything they belong to."""
    return None


def open_call(request: HttpRequest) -> OpenCall | None:
    """The cohort whose requests to take part are open, for the front page."""
    return None
