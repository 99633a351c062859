"""The doors of the platform's own pages."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404


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
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return wrapped
