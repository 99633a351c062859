"""The second factor: who passed it in this session, and where to send those who have not."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import urlencode

NEXT_SESSION_KEY = "second_factor_next"


def passed(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed since, with an authenticator app, a passkey or a recovery code.

    The buttons of a demonstration count too, as long as this is one.
    """
    counts = {"mfa", "demo"} if settings.DEMO else {"mfa"}
    return any(record.get("method") in counts for record in get_authentication_records(request, request.user))


def remember_where_to(request: HttpRequest) -> None:
    """Keep the page that was asked for until the second factor is done."""
    if request.method == "GET":
        request.session[NEXT_SESSION_KEY] = request.get_full_path()


def where_to(request: HttpRequest) -> str:
    """The page that was asked for before, else the reader's home."""
    return request.session.get(NEXT_SESSION_KEY) or resolve_url(settings.LOGIN_REDIRECT_URL)


def confirm_address(user) -> str:
    """The page on which a person confirms with the second factor they have; empty if they have none."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not kinds & {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}:
        return ""
    name = "mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in kinds else "mfa_reauthenticate"
    return f"{reverse(name)}?{urlencode({'next': reverse('accounts:second_factor')})}"


def is_last(authenticator: Authenticator) -> bool:
    """Whether without this one only recovery codes would be left."""
    others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
    return not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
