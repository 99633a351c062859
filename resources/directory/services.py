"""Writes to the directory."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from isc_portal.accounts.models import Invitation, Role
from isc_portal.accounts.services import invite

from .models import Expert
from .topics import TOPICS


@transaction.atomic
def invite_expert(
    *,
    email: str,
    name: str,
    by,
    organization: str = "",
    role_title: str = "",
    topics: Iterable[str] = (),
    message: str = "",
) -> Invitation:
    """Ask a person to keep a directory entry of their own, by mail; the entry is made if there is none of the name.

    Raises ValidationError if an account keeps the entry already.
    """
    expert = Expert.objects.filter(name__iexact=name, organization__iexact=organization).order_by("user", "pk").first()
    if expert is None:
        expert = add_expert(name=name, organization=organization, role_title=role_title, email=email, topics=topics)
    elif expert.user_id:
        raise ValidationError(f"{expert} keeps an entry in the directory already.")
    return invite(email=email, name=name, role=Role.EXPERT, subject=expert, by=by, message=message)


def add_expert(
    *, name: str, email: str, organization: str = "", role_title: str = "", topics: Iterable[str] = ()
) -> Expert:
    """Make a directory entry that nobody keeps yet. Nobody is told."""
    return Expert.objects.create(
        name=name.strip(),
        email=email.strip().lower(),
        organization=organization.strip(),
        role_title=role_title.strip(),
        topics=[topic for topic in topics if topic in TOPICS],
    )


def expert_at(email: str) -> Expert | None:
    """The directory entry of an address: the one that its account keeps, else one that carries it."""
    return Expert.objects.filter(Q(user__email__iexact=email) | Q(email__iexact=email)).order_by("user", "pk").first()


def change_entry(*, expert: Expert, email: str, topics: Iterable[str]) -> Expert:
    """Change where invitations to an expert go while nobody keeps the entry, and what the expert helps with."""
    expert.email, expert.topics = email.strip().lower(), [topic for topic in topics if topic in TOPICS]
    expert.save(update_fields=["email", "topics"])
    return expert


def claim_entry(*, expert: Expert, user) -> Expert:
    """Give a directory entry to the person it is about, unless somebody keeps it already.

    Raises ValidationError when another account keeps this entry or the person keeps another one.
    """
    taken = (
        Expert.objects.filter(pk=expert.pk, user=None)
        .exclude(pk__in=Expert.objects.filter(user=user))
        .update(user=user)
    )
    expert.refresh_from_db()
    if not taken and expert.user_id != user.pk:
        raise ValidationError(
            "You keep another entry of the directory already. Nothing was changed."
            if Expert.objects.filter(user=user).exists()
            else "This entry of the directory is kept by another account. Nothing was changed."
        )
    return expert
