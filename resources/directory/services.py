"""Writes to the directory."""

from django.core.exceptions import ValidationError
from django.db import transaction

from isc_portal.accounts.models import Invitation, Role
from isc_portal.accounts.services import invite

from .models import Expert


@transaction.atomic
def invite_expert(
    *, email: str, name: str, by, organization: str = "", role_title: str = "", message: str = ""
) -> Invitation:
    """Ask a person to keep a directory entry of their own, by mail; the entry is made if there is none of the name.

    Raises ValidationError if an account keeps the entry already.
    """
    expert = Expert.objects.filter(name__iexact=name, organization__iexact=organization).order_by("user", "pk").first()
    if expert is None:
        expert = Expert.objects.create(name=name, organization=organization, role_title=role_title)
    elif expert.user_id:
        raise ValidationError(f"{expert} keeps an entry in the directory already.")
    return invite(email=email, name=name, role=Role.EXPERT, subject=expert, by=by, message=message)


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
