"""How a test signs in without going through the pages."""

from django.test import Client


def sign_in(client: Client, user) -> None:
    """Sign the client in as `user`; people who must have a second factor get one and have passed it."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
