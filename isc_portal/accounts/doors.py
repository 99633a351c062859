"""The doors of the platform's own pages."""

from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def administrator_door(request) -> None:
    """Let the Institute's administrators through; to anyone else the page does not exist.

    Raises Http404. Anonymous visitors never come here: views are wrapped with `signed_in`.
    """
    if not (request.user.is_authenticated and request.user.is_administrator):
        raise Http404


def signed_in(view):
    """Send anonymous visitors to the sign-in page, and back here afterwards."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request))
        return view(request, *args, **kwargs)

    return wrapped


def _way_back(request) -> str:
    """The page to come back to: of a form that was sent, the page it stood on, since its address may only act."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
