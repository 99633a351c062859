"""Writes to the directory."""

from django.core.exceptions import ValidationError

from .models import Expert


def claim_entry(*, expert: Expert, user) -> Expert:
    """Give a directory entry to the person it is about, unless somebody keeps it already.

    Raises ValidationError when another account keeps this entry or the person keeps another one.
    """
    taken = Expert.objects.filter(pk=expert.pk, user=None).exclude(pk__in=Expert.objects.filter(user=user)).update(
        user=user
    )
    expert.refresh_from_db()
    if not taken and expert.user_id != user.pk:
        raise ValidationError(
            "You keep another entry of the directory already. Nothing was changed."
            if Expert.objects.filter(user=user).exists()
            else "This entry of the directory is kept by another account. Nothing was changed."
        )
    return expert
