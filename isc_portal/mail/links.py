"""Addresses that work outside the portal's own pages."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

UNSUBSCRIBE_SALT = "isc_portal.mail.unsubscribe"


def absolute(path: str) -> str:
    """The full address of a path of this portal, for mail and documents. A full address stays as it is."""
    if path.startswith(("https://", "http://")):
        return path
    return f"{settings.PORTAL_URL}/{path.lstrip('/')}"


def unsubscribe_token(*, user, category: str) -> str:
    """A signed token that stops one category for one person. It does not expire: mail is read years later."""
    return signing.dumps([user.pk, str(category)], salt=UNSUBSCRIBE_SALT, compress=False)


def read_unsubscribe_token(token: str) -> tuple[int, str]:
    """The person's primary key and the category. Raises `django.core.signing.BadSignature`."""
    user_pk, category = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    return user_pk, category


def unsubscribe_url(*, user, category: str) -> str:
    """The full address of the page that stops one category for one person, without signing in."""
    return absolute(reverse("mail:unsubscribe", args=[unsubscribe_token(user=user, category=category)]))
