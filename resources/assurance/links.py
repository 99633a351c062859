"""The signed link of a confirmation mail. Whoever holds it answers for the entry, once.

It holds the entry, the moment of the question and a digest of the address that was asked; so it is of no use after a
later mail, after an answer, and once the entry's address has changed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from isc_portal.mail.links import absolute
from resources.directory.models import Expert
from resources.introductions.mailing import address_of

from .rhythm import LINK_GOOD_FOR, is_askable

SALT = "resources.assurance.check"


@dataclass(frozen=True)
class Link:
    """What a signed link says: about which entry, of which question, and whether it can still be answered."""

    expert: Expert
    asked_at: datetime
    is_open: bool


def token_of(expert: Expert) -> str:
    """The token of the entry's open question (`asked_at`)."""
    moment = expert.asked_at.astimezone(UTC).isoformat() if expert.asked_at else ""
    return signing.dumps([expert.pk, moment, _digest(address_of(expert))], salt=SALT)


def link_of(expert: Expert) -> str:
    """The full address that stands in the mail."""
    return absolute(reverse("resources:check", args=[token_of(expert)]))


def read_link(token: str) -> Link | None:
    """What a token of ours speaks of, also one that is too old or was used. None for anything else."""
    try:
        pk, moment, digest = signing.loads(token, salt=SALT)
        key, asked_at = int(pk), datetime.fromisoformat(moment)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    expert = Expert.objects.select_related("user").prefetch_related("contact_points").filter(pk=key).first()
    if expert is None:
        return None
    same = expert.asked_at == asked_at and digest == _digest(address_of(expert)) and is_askable(expert)
    return Link(expert, asked_at, same and not _is_old(token))


def _is_old(token: str) -> bool:
    try:
        signing.loads(token, salt=SALT, max_age=LINK_GOOD_FOR)
    except signing.SignatureExpired:
        return True
    return False


def _digest(address: str) -> str:
    return salted_hmac(SALT, address.lower()).hexdigest()[:16]


def good_until(asked_at: datetime) -> datetime:
    """When the link of a question stops working."""
    return asked_at + LINK_GOOD_FOR
