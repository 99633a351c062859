"""Times of clinics in words, told at the venue: a clinic begins when its room fills, wherever its readers are."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cohorts.institutes.models import Cohort
from isc_portal.templatetags.portal import clock

from .models import Clinic


def venue_zone(cohort: Cohort) -> ZoneInfo:
    """The time zone in which a cohort's clinics are planned."""
    return ZoneInfo(cohort.time_zone)


def clock_at(moment: datetime, zone: ZoneInfo) -> str:
    """The time of day in a zone: “1:30 PM”."""
    return clock(moment.astimezone(zone).time())


def ends_at(clinic: Clinic) -> datetime:
    """When the clinic is planned to be over."""
    return clinic.starts_at + timedelta(minutes=clinic.minutes)


def from_to(clinic: Clinic, zone: ZoneInfo) -> str:
    """From when to when: “1:30 PM to 2:40 PM”."""
    return f"{clock_at(clinic.starts_at, zone)} to {clock_at(ends_at(clinic), zone)}"


def day_at(moment: datetime, zone: ZoneInfo) -> date:
    """The day that a moment belongs to in a zone."""
    return moment.astimezone(zone).date()
