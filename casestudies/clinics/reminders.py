"""The reminder on the day before a clinic: an idempotent sweep, so that a missed run is made up for by the next."""

from datetime import datetime, timedelta

from django.utils import timezone

from cohorts.institutes.models import CohortStatus
from isc_portal.mail.reminders import reminder_moment

from .mailing import expected, remind
from .models import Clinic, ClinicState, SeatState

# Every venue's day begins within this of UTC's.
HORIZON = timedelta(days=2)


def send_reminders(*, now: datetime | None = None) -> int:
    """Put the reminders that are due in the outbox, for whoever is expected and has not just said so.

    Whoever has not answered an invitation is not reminded. Returns for how many clinics.
    """
    now = now or timezone.now()
    ahead = Clinic.objects.filter(state=ClinicState.PLANNED, starts_at__gt=now, starts_at__lte=now + HORIZON)
    ahead = ahead.exclude(case__participation__cohort__status=CohortStatus.CLOSED).with_case()
    return sum(_remind_of(clinic, now) for clinic in ahead)


def _remind_of(clinic: Clinic, now: datetime) -> bool:
    reminded = False
    for person, seat in expected(clinic):
        if seat is not None and seat.state != SeatState.ACCEPTED:
            continue
        known_since = (seat.answered_at if seat else None) or clinic.created_at
        moment = reminder_moment(due=clinic.day, days_before=1, zone=clinic.cohort.time_zone, known_since=known_since)
        if moment is not None and moment <= now:
            remind(clinic, person, seat, now=now)
            reminded = True
    return reminded
