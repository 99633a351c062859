"""Writes that keep the directory true: somebody says an entry is right, corrects it, takes it off, reports it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from isc_portal.accounts.models import Invitation, Role
from isc_portal.accounts.services import invite
from resources.directory.choices import EntryStatus
from resources.directory.models import Expert
from resources.directory.services import change_entry

from . import mailing
from .models import OutdatedReport
from .rhythm import ASKED_AFTER, is_askable, is_silent

ANSWERED = "This question is closed: it was answered already, or a later mail took its place. Nothing was changed."


@transaction.atomic
def assure(
    *, expert: Expert, by: str = "", asked_at: datetime | None = None, changes: Mapping[str, Any] | None = None
) -> Expert:
    """Note that an entry is right, after the corrections in `changes` (arguments of `change_entry`) if there are any.

    `by` is who says so, by default the expert. An entry that was left out because nobody answered is shown again.
    `asked_at` names the question that is answered: raises ValidationError if that is open no more.
    """
    expert = _lock(expert, asked_at)
    given = dict(changes or {})
    fields = dict(given.pop("fields", {}))
    today = timezone.localdate()
    fields |= {
        "assured_date": today,
        "assurer": (by or fields.get("name") or expert.name)[:120],
        "next_check": today + ASKED_AFTER,
        "asked_at": None,
        "unanswered": 0,
    }
    if is_silent(expert) and fields.get("status", EntryStatus.ARCHIVED) == EntryStatus.ARCHIVED:
        fields["status"] = EntryStatus.ACTIVE
    return change_entry(expert=expert, fields=fields, **given)


@transaction.atomic
def archive(*, expert: Expert, asked_at: datetime | None = None) -> Expert:
    """Take an entry off the directory. Links in earlier mails do not bring it back; administrators do.

    `asked_at` names the question that is answered so: raises ValidationError if that is open no more.
    """
    expert = _lock(expert, asked_at)
    gone = {"status": EntryStatus.ARCHIVED, "asked_at": None, "unanswered": 0, "next_check": None}
    return change_entry(expert=expert, fields=gone)


@transaction.atomic
def restore(*, expert: Expert) -> Expert:
    """Show an entry in searches again, as if its mails had been answered; nobody said that it is right."""
    back = {
        "status": EntryStatus.ACTIVE,
        "asked_at": None,
        "unanswered": 0,
        "next_check": timezone.localdate() + ASKED_AFTER,
    }
    return change_entry(expert=_lock(expert), fields=back)


def invite_owner(*, expert: Expert, email: str, by, message: str = "") -> Invitation:
    """Ask the person an entry is about to keep it, by mail. Raises ValidationError if somebody keeps it already."""
    if expert.user_id:
        raise ValidationError(f"{expert} keeps this entry already.")
    return invite(email=email, name=expert.name, role=Role.EXPERT, subject=expert, by=by, message=message)


def report_outdated(*, expert: Expert, by, note: str) -> OutdatedReport:
    """Say that an entry is outdated. Raises ValidationError if the person has a report about it that is open."""
    try:
        with transaction.atomic():
            return OutdatedReport.objects.create(expert=expert, by=by, note=note.strip())
    except IntegrityError as error:
        raise ValidationError(
            f"You have reported {expert} already. An administrator will look at it; nothing was sent again."
        ) from error


@transaction.atomic
def settle_report(*, report: OutdatedReport, by) -> OutdatedReport:
    """Close a report and tell whoever wrote it. Raises ValidationError if it was settled before."""
    closed = OutdatedReport.objects.open().filter(pk=report.pk).update(settled_at=timezone.now(), settled_by=by)
    if not closed:
        raise ValidationError("This report was settled meanwhile.")
    report = OutdatedReport.objects.select_related("by", "expert").get(pk=report.pk)
    mailing.tell_settled(report)
    return report


def _lock(expert: Expert, asked_at: datetime | None = None) -> Expert:
    """The entry as it stands, for this transaction alone; `asked_at` is the question that has to be open."""
    expert = Expert.objects.select_for_update().get(pk=expert.pk)
    if asked_at is not None and (expert.asked_at != asked_at or not is_askable(expert)):
        raise ValidationError(ANSWERED)
    return expert
