"""Reminders of what is due: three days before, and once when it is late.

A reminder belongs to a due day: the row keeps for which day it went out, in the transaction that puts the mail in the
outbox. A run that was missed is made up for by the next, a second run finds nothing, and a new due day starts over.
Whoever was given the work within the last days before it is due has just been told the day, and is not reminded of it.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from cohorts.institutes.models import CohortStatus, Participation
from isc_portal.mail.reminders import last_moment, reminder_moment

from .mailing import tell, writers
from .models import OPEN_FOR_ANSWERS, Intake, SectionWork
from .progress import NEEDS_ATTENTION, SectionProgress, progress_of

DAYS_BEFORE = 3

# Every city's day begins within this of UTC's: queries look this much further than the day that counts.
FARTHEST_ZONE = timedelta(days=1)


def send_reminders(*, now: datetime | None = None) -> int:
    """Put the reminders that are due in the outbox. Returns for how many sections and intakes."""
    now = now or timezone.now()
    horizon = (now + timedelta(days=DAYS_BEFORE) + FARTHEST_ZONE).date()
    sections = SectionWork.objects.filter(
        _a_reminder_is_left("due_on"),
        intake__state__in=OPEN_FOR_ANSWERS,
        assignee__isnull=False,
        due_on__lte=horizon,
    ).exclude(intake__participation__cohort__status=CohortStatus.CLOSED)
    intakes = Intake.objects.annotate(
        due=Coalesce("participation__intake_due_on", "participation__cohort__intake_due_on")
    ).filter(_a_reminder_is_left("due"), state__in=OPEN_FOR_ANSWERS, due__lte=horizon)
    intakes = intakes.exclude(participation__cohort__status=CohortStatus.CLOSED)
    section_ids, intake_ids = list(sections.values_list("pk", flat=True)), list(intakes.values_list("pk", flat=True))
    return sum(_remind_of_section(pk, now) for pk in section_ids) + sum(_remind_of_intake(pk, now) for pk in intake_ids)


def _a_reminder_is_left(due: str) -> Q:
    return (
        Q(soon_reminder_for=None)
        | ~Q(soon_reminder_for=F(due))
        | Q(late_reminder_for=None)
        | ~Q(late_reminder_for=F(due))
    )


def _moment(due_on: date, participation: Participation, *, told_at: datetime, late: bool = False) -> datetime | None:
    """When to remind somebody who has known of the day since `told_at`; None if they need no reminder."""
    days_before = -1 if late else DAYS_BEFORE
    return reminder_moment(due=due_on, days_before=days_before, zone=participation.city.time_zone, known_since=told_at)


def _which(row: SectionWork | Intake, due_on: date, participation: Participation, told_at: datetime, now) -> str:
    """Which reminder is due and has not been given: `soon`, `late`, or neither (an empty string)."""
    for which, done_for in (("late", row.late_reminder_for), ("soon", row.soon_reminder_for)):
        moment = _moment(due_on, participation, told_at=told_at, late=which == "late")
        if moment and moment <= now:
            in_time = which == "late" or now < last_moment(due=due_on, zone=participation.city.time_zone)
            return which if done_for != due_on and in_time else ""
    return ""


def _remind(
    row: SectionWork | Intake, which: str, due_on: date, people: list, *, intake: Intake, now, **context
) -> None:
    """Note on the row that this reminder is given, and put the mail in the outbox."""
    zone = intake.participation.city.time_zone
    setattr(row, f"{which}_reminder_for", due_on)
    row.save(update_fields=[f"{which}_reminder_for"])
    subject = "section" if isinstance(row, SectionWork) else "intake"
    tell(
        people,
        f"{subject}_{which}",
        intake=intake,
        occasion=f"{subject}-{which}:{row.pk}:{due_on}",
        category="reminders",
        send_before=last_moment(due=due_on, zone=zone) if which == "soon" else None,
        due_on=due_on,
        days=abs((due_on - now.astimezone(ZoneInfo(zone)).date()).days),
        **context,
    )


@transaction.atomic
def _remind_of_section(pk: int, now: datetime) -> bool:
    work = (
        SectionWork.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("assignee", "section", "intake__participation__city", "intake__participation__cohort")
        .select_related("intake__participation__mayor")
        .filter(pk=pk)
        .first()
    )
    if work is None or work.assignee is None or work.due_on is None:
        return False
    intake = work.intake
    told_at = work.assigned_at or intake.participation.created_at
    which = _which(work, work.due_on, intake.participation, told_at, now)
    if not which or intake.state not in OPEN_FOR_ANSWERS or work.assignee not in writers(intake.participation):
        return False
    section = progress_of(intake).of(work.section.key)
    if section is None or not section.open or _is_done(section):
        return False
    people, missing = [work.assignee], section.missing
    _remind(work, which, work.due_on, people, intake=intake, now=now, section=work.section, missing=missing)
    return True


def _is_done(section: SectionProgress) -> bool:
    """Whether somebody has been at the section and left nothing that has to be done."""
    return section.started and not section.missing and section.state != NEEDS_ATTENTION


@transaction.atomic
def _remind_of_intake(pk: int, now: datetime) -> bool:
    intake = (
        Intake.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("participation__city", "participation__cohort", "participation__mayor")
        .filter(pk=pk)
        .first()
    )
    if intake is None or intake.state not in OPEN_FOR_ANSWERS or intake.participation.due_on is None:
        return False
    participation, due_on = intake.participation, intake.participation.due_on
    which = _which(intake, due_on, participation, participation.created_at, now)
    if not which:
        return False
    members = participation.members.select_related("user").filter(user__is_active=True)
    people = [
        member.user
        for member in members
        if member.can_write and _moment(due_on, participation, told_at=member.joined_at, late=which == "late")
    ]
    _remind(intake, which, due_on, people, intake=intake, now=now, missing=progress_of(intake).missing)
    return True
