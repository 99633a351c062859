"""Writes to the directory."""

from .models import Expert


def claim_entry(*, expert: Expert, user) -> Expert:
    """Give a directory entry to the person it is about, unless somebody keeps it already.

    Raises ValueError when another account keeps this entry or the person keeps another one.
    """
    taken = Expert.objects.filter(pk=expert.pk, user=None).exclude(pk__in=Expert.objects.filter(user=user)).update(
        user=user
    )
    expert.refresh_from_db()
    if not taken and expert.user_id != user.pk:
        raise ValueError("This directory entry is kept by another account.")
    return expert
