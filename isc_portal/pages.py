"""The public pages, and the pages that say what went wrong."""

import logging
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from .navigation import Item, Place

log = logging.getLogger(__name__)

# The sections of the front page, in its white row.
FRONT_SECTIONS = [
    Item("Why", "#why"),
    Item("How a cohort works", "#how"),
    Item("What a city takes home", "#belt"),
    Item("Ask to take part", "#ask"),
]


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What the Institute is, for anyone; who has signed in goes to their home."""
    if request.user.is_authenticated and "stay" not in request.GET:
        try:
            return redirect(reverse("home"))
        except NoReverseMatch:
            log.debug("There is no home page to go to.")
    context = {"place": Place("", items=FRONT_SECTIONS), "call": import_module("isc_portal.home").open_call(request)}
    return render(request, "portal/front.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Answers to what people ask first, and how to reach a person."""
    return render(request, "portal/help.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the portal promises to people who use it with a keyboard, a screen reader or at a large size."""
    return render(request, "portal/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Whose the data is, who sees it, and how long it stays."""
    return render(request, "portal/privacy.html")


def error_page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """The page for an error: what happened, what was kept, what to do next."""
    return render(request, f"errors/{status}.html", {"status": status, **context}, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; what is too large to be read is told apart as 413."""
    if isinstance(exception, RequestDataTooBig):
        return error_page(request, 413)
    return error_page(request, 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the reader knows of this thing and may not open it, or may not change it."""
    changing = request.method not in ("GET", "HEAD")
    return error_page(request, 403, reason=str(exception or ""), changing=changing)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that is not, or no longer, tied to this visit."""
    log.info("A form was refused: %s", reason)
    return render(request, "errors/403_csrf.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such thing, or none for this reader."""
    return error_page(request, 404)


def conflict(request: HttpRequest) -> HttpResponse:
    """409, for a write that came too late and has no page of its own to settle it."""
    return error_page(request, 409)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: the same thing was asked for too often in a short time."""
    response = error_page(request, 429)
    response["Retry-After"] = "60"
    return response


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500. It asks nothing of the database, the session or the reader, since any of them may be what broke."""
    context = {"institute_short_name": settings.INSTITUTE_SHORT_NAME, "institute_email": settings.INSTITUTE_EMAIL}
    try:
        context["style_sheet"] = static("build/portal.css")
    except ValueError:
        log.error("The style sheet is not in the static files: run npm run build, then collectstatic.")
    return HttpResponse(render_to_string("errors/500.html", context), status=500)
