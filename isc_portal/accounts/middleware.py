"""Keeps staff and facilitators out of everything until they have passed their second factor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from . import second_factor

# Open to staff and facilitators without their second factor: what is public, help, and the way to the second factor.
OPEN = frozenset(
    {
        "front",
        "help",
        "accessibility",
        "privacy",
        "account_logout",
        "account_reauthenticate",
        "accounts:confirm_by_code",
        "accounts:second_factor",
        "accounts:activate_totp",
        "accounts:add_webauthn",
        "cohorts:apply",
        "documents:verify",
        "mail:unsubscribe",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "resources:check",
    }
)


class SecondFactorMiddleware:
    """Sends whoever must have a second factor to it, whatever they ask for: the one place where that is decided.

    It holds from the next request on when a running session's person becomes a facilitator.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated or second_factor.passed(request) or not request.user.needs_second_factor:
            return None
        if request.resolver_match.view_name in OPEN:
            request.awaits_second_factor = True  # nothing of what waits for the reader stands above these pages
            return None
        page = reverse("accounts:second_factor")
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": page})
        second_factor.remember_where_to(request)
        return redirect(page)
