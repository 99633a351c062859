"""Writes to the directory."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from isc_portal.accounts.models import Invitation, Role
from isc_portal.accounts.services import invite

from .models import ContactPoint, Expert
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


@transaction.atomic
def change_entry(
    *,
    expert: Expert,
    fields: Mapping[str, Any],
    contact_points: Iterable[Mapping[str, Any]] | None = None,
    photo: ContentFile | None = None,
    remove_photo: bool = False,
) -> Expert:
    """Change an entry: its fields by name, its contact points as a whole (None leaves them), its picture.

    A contact point that stays keeps its row, and its moment of consent while the consent stands. The file of a picture
    that goes is deleted after the commit.
    """
    expert = Expert.objects.select_for_update().get(pk=expert.pk)
    for name, value in fields.items():
        setattr(expert, name, value)
    old = expert.photo.name
    if photo is not None:
        expert.photo.save(f"{uuid4().hex}.jpg", photo, save=False)
    elif remove_photo:
        expert.photo = ""
    expert.save()
    if contact_points is not None:
        _keep_contact_points(expert, contact_points)
    if old and old != expert.photo.name:
        storage = expert.photo.storage
        transaction.on_commit(lambda: storage.delete(old), robust=True)
    return expert


def _keep_contact_points(expert: Expert, given: Iterable[Mapping[str, Any]]) -> None:
    known = {(point.kind, point.value): point for point in expert.contact_points.all()}
    for wanted in given:
        point = known.pop((wanted["kind"], wanted["value"]), None)
        point = point or ContactPoint(expert=expert, kind=wanted["kind"], value=wanted["value"])
        before = (point.pk, point.label, point.consented)
        point.label, point.consented = wanted.get("label", ""), bool(wanted.get("consented"))
        point.consented_at = (point.consented_at or timezone.now()) if point.consented else None
        if before != (point.pk, point.label, point.consented) or not point.pk:
            point.save()
    for point in known.values():
        point.delete()


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
