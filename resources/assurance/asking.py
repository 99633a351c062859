"""Asking whether entries are still right: a sweep over what is due, and what follows when nobody answers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from resources.directory.choices import EntryStatus
from resources.directory.models import Expert
from resources.directory.querysets import UNANSWERED_ARCHIVES
from resources.introductions.mailing import address_of

from . import mailing
from .rhythm import ANSWER_WITHIN, due, first_check, is_askable, most_a_day

AT_ONCE = 2_000  # entries that get their first day in one transaction


@dataclass
class Sweep:
    """What one run did."""

    asked: int = 0
    archived: int = 0


def ask_due(*, now: datetime | None = None, most: int | None = None) -> Sweep:
    """Ask about the entries whose day has come, at most `most` a day; archive those that were silent too often.

    By default as many as `most_a_day` says.
    An entry is claimed and its mail written in one transaction, so that a second run, or one side by side, asks
    nobody twice. What is left over waits for the next day.
    """
    now = now or timezone.now()
    today = now.date()
    give_first_days(today)
    if most is None:
        most = most_a_day(Expert.objects.filter(status=EntryStatus.ACTIVE).count())
    run, left = Sweep(), most - mailing.asked_on(today)
    in_line = Expert.objects.filter(due(now, today)).order_by("next_check", "pk").values_list("pk", flat=True)
    for pk in in_line[: max(left, 0)]:
        outcome = _take_up(pk, now)
        run.asked += outcome == "asked"
        run.archived += outcome == "archived"
    return run


def give_first_days(today: date) -> int:
    """Spread the entries that have no day yet over the coming year. Returns how many."""
    without = Expert.objects.filter(status=EntryStatus.ACTIVE, next_check=None).order_by("pk")
    count = 0
    while some := list(without.values_list("pk", flat=True)[:AT_ONCE]):
        count += Expert.objects.filter(pk__in=some, next_check=None).update(next_check=first_check(today))
    return count


@transaction.atomic
def ask(*, expert: Expert, now: datetime | None = None) -> Expert:
    """Ask about an entry at once, whatever its day; the link of an earlier mail is of no use from here on.

    Raises ValidationError with a sentence for an entry without an address, one that a person archived, and one that
    is gone.
    """
    locked = _lock(Expert.objects.filter(pk=expert.pk))
    if locked is None:
        raise ValidationError(f"The entry of {expert} is gone. Nobody was asked.")
    if not is_askable(locked):
        raise ValidationError(f"{locked} is archived. Restore the entry first.")
    if not address_of(locked):
        raise ValidationError(f"{locked} has no email address that the portal could write to.")
    _ask(locked, now or timezone.now())
    return locked


@transaction.atomic
def _take_up(pk: int, now: datetime) -> str:
    expert = _lock(Expert.objects.filter(due(now, now.date()), pk=pk))
    if expert is None:
        return ""
    # A mail that never went out, or went to an address that is gone, is asked again and counts for nothing.
    if expert.asked_at and mailing.was_sent(expert):
        expert.unanswered += 1
    if expert.unanswered < UNANSWERED_ARCHIVES:
        _ask(expert, now)
        return "asked"
    Expert.objects.filter(pk=pk).update(status=EntryStatus.ARCHIVED, unanswered=expert.unanswered, next_check=None)
    return "archived"


def _ask(expert: Expert, now: datetime) -> None:
    # By an update: that the portal asked does not change what the entry says, or when that was last changed.
    expert.asked_at, expert.next_check = now, (now + ANSWER_WITHIN).date()
    Expert.objects.filter(pk=expert.pk).update(
        asked_at=expert.asked_at, next_check=expert.next_check, unanswered=expert.unanswered
    )
    mailing.ask(expert, asked_at=now)


def _lock(rows) -> Expert | None:
    return rows.select_for_update(of=("self",)).select_related("user").prefetch_related("contact_points").first()
