"""Clinics in people's calendars: a file for one, and a feed of a person's own at an address that tells who they are.

Neither holds anything of a case. A clinic keeps its UID for good, and SEQUENCE grows when its time or place changes,
so that a calendar moves the entry instead of making a second one (RFC 5545, 3.8.7.4).
"""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event, vDatetime, vDuration, vText

from isc_portal.accounts.models import User
from isc_portal.mail.links import absolute

from .models import CalendarAddress, Clinic, ClinicState, Seat, SeatState
from .times import ends_at, venue_zone

SALT = "casestudies.clinics.calendar"
LOOKS_AGAIN = timedelta(hours=1)  # how often a calendar is asked to fetch the feed


# --- addresses ---


def feed_url(*, user) -> str:
    """The full address of a person's feed."""
    address, _ = CalendarAddress.objects.get_or_create(user=user)
    return absolute(reverse("casestudies:calendar_feed", args=[_token(address)]))


@transaction.atomic
def new_address(*, user) -> str:
    """Give a person's feed a new address; the one before shows nothing any more."""
    CalendarAddress.objects.get_or_create(user=user)
    CalendarAddress.objects.filter(user=user).update(number=F("number") + 1)
    return feed_url(user=user)


def person_of(token: str) -> User | None:
    """Whose feed it is; None for an address that is made up, was replaced, or whose account is closed."""
    try:
        user_pk, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    address = CalendarAddress.objects.filter(user=user_pk, number=number, user__is_active=True)
    found = address.select_related("user").first()
    return found.user if found else None


def _token(address: CalendarAddress) -> str:
    return signing.dumps([address.user_id, address.number], salt=SALT, compress=False)


# --- what stands in them ---


def feed(user) -> bytes:
    """All clinics of a person's agenda, called off ones included so that calendars take them out."""
    clinics = Clinic.objects.known_to(user).with_case()
    unanswered = set(Seat.objects.of(user).filter(state=SeatState.INVITED).values_list("clinic", flat=True))
    return _calendar(clinics, name=f"Clinics, {settings.INSTITUTE_SHORT_NAME}", tentative=unanswered)


def one(clinic: Clinic) -> bytes:
    """One clinic as a file."""
    return _calendar([clinic], name=f"Clinic of {clinic.participation.city.name}")


def _calendar(clinics: Iterable[Clinic], *, name: str, tentative: Iterable[int] = ()) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.INSTITUTE_SHORT_NAME}//Portal//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(name))
    calendar.add("refresh-interval", vDuration(LOOKS_AGAIN), parameters={"VALUE": "DURATION"})
    tentative = set(tentative)
    for clinic in clinics:
        calendar.add_component(_event(clinic, tentative=clinic.pk in tentative))
    if calendar.walk("VEVENT"):
        calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(clinic: Clinic, *, tentative: bool) -> Event:
    zone, page = venue_zone(clinic.cohort), absolute(clinic.get_absolute_url())
    event = Event()
    event.add("uid", f"clinic-{clinic.pk}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("sequence", clinic.calendar_sequence)
    event.add("dtstamp", vDatetime(timezone.now().replace(microsecond=0)))
    event.add("dtstart", clinic.starts_at.astimezone(zone))
    event.add("dtend", ends_at(clinic).astimezone(zone))
    event.add("summary", f"Clinic of {clinic.participation.city}")
    if place := ", ".join(part for part in (clinic.room, clinic.cohort.venue) if part):
        event.add("location", place)
    joining = f"Join from elsewhere: {clinic.link}\n" if clinic.link else ""
    event.add("description", f"{joining}The clinic in the portal: {page}")
    event.add("url", page)
    if clinic.state == ClinicState.CANCELLED:
        event.add("status", "CANCELLED")
    else:
        event.add("status", "TENTATIVE" if tentative else "CONFIRMED")
    return event
