"""Saying no, and yes again, to subscribed mail from a link in the mail itself (RFC 8058)."""

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature
from django.db import transaction

from . import links
from .states import SUBSCRIBED, Category


def find_subscription(token: str):
    """The person and the category that a link in a mail speaks of, or None if it speaks of nothing we know."""
    try:
        user_pk, category = links.read_unsubscribe_token(token)
    except (BadSignature, ValueError, TypeError):
        return None
    person = get_user_model().objects.filter(pk=user_pk).first()
    if person is None or category not in SUBSCRIBED:
        return None
    return person, Category(category)


def set_wish(*, person, category: Category, wanted: bool) -> None:
    """Write down whether a person wants mail of one category; their other wishes stay as they are."""
    with transaction.atomic():
        person = type(person).objects.select_for_update().get(pk=person.pk)
        person.mail_preferences = {**person.mail_preferences, category.value: wanted}
        person.save(update_fields=["mail_preferences"])
