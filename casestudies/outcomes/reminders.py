"""Reminders of answers that a city owes: once a week from the day after they were due, at most four times.

One mail tells of all that is overdue of one clinic. The rows keep how often and when, in the transaction that puts the
mail in the outbox: a run that was missed is made up for by the next, and a second run finds nothing.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from casestudies.clinics.models import Clinic
from cohorts.institutes.models import CohortStatus
from isc_portal.mail.reminders import MORNING, reminder_moment

from . import mailing
from .models import Response

MOST = 4
A_WEEK = timedelta(days=7)


def remind_of_answers(*, now: datetime | None = None) -> int:
    """Put the reminders that are due in the outbox. Returns of how many clinics."""
    now = now or timezone.now()
    owed = Response.objects.waiting().filter(
        reminders_sent__lt=MOST,
        due_on__lt=(now + timedelta(days=1)).date(),  # every city's day begins within a day of UTC's
    )
    owed = owed.exclude(recommendation__clinic__case__participation__cohort__status=CohortStatus.CLOSED)
    clinics = set(owed.values_list("recommendation__clinic", flat=True))
    return sum(_remind(pk, now) for pk in sorted(clinics))


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    """Remind a city of what it owes to one clinic, if it is time to."""
    clinic = Clinic.objects.with_case().filter(pk=pk).first()
    if clinic is None:
        return False
    zone = clinic.participation.city.time_zone
    rows = (
        Response.objects.waiting()
        .filter(recommendation__clinic=clinic, reminders_sent__lt=MOST)
        .select_related("recommendation")
        .select_for_update(of=("self",), skip_locked=True)
    )
    overdue = [one for one in rows if (moment := _moment(one, clinic, zone)) is not None and moment <= now]
    if not overdue:
        return False
    due_on = min(one.due_on for one in overdue)
    number = max(one.reminders_sent for one in overdue) + 1
    mailing.remind_city(clinic, overdue, number=number, due_on=due_on)
    Response.objects.filter(pk__in=[one.pk for one in overdue]).update(
        reminders_sent=F("reminders_sent") + 1, reminded_at=now
    )
    return True


def _moment(response: Response, clinic: Clinic, zone: str) -> datetime | None:
    """When to remind of this answer next: the morning after it was due, then a week after the last time."""
    if response.reminded_at is None:
        return reminder_moment(
            due=response.due_on, days_before=-1, zone=zone, known_since=clinic.closed_at or clinic.created_at
        )
    last = response.reminded_at.astimezone(ZoneInfo(zone)).date()
    return datetime.combine(last + A_WEEK, MORNING, tzinfo=ZoneInfo(zone))
