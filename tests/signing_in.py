"""How a test signs in without going through the pages."""

from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from isc_portal.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client: Client, user) -> None:
    """Sign the client in as `user`; people who must have a second factor get one and have passed it."""
    sign_in_without_second_factor(client, user)
    if User.objects.get(pk=user.pk).needs_second_factor:
        authenticator = give_authenticator_app(user)
        _record(client, user, "mfa", id=authenticator.pk, type=authenticator.type)


def sign_in_without_second_factor(client: Client, user) -> None:
    """Sign the client in as `user` as far as a mailed code gets one."""
    client.force_login(user, backend=BACKEND)
    _record(client, user, "code", email=user.email)


def give_authenticator_app(user, secret: str = "") -> Authenticator:
    """The person's authenticator app, set up with `secret` if they have none yet."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return found or TOTP.activate(user, secret or generate_totp_secret()).instance


def _record(client: Client, user, method: str, **details) -> None:
    session = client.session
    record_authentication(SimpleNamespace(session=session), user, method, **details)
    session.save()
