"""Who and what is taken for the time of a clinic. The database refuses what overlaps; here it is put into words.

Persons (facilitators and experts), the city and the room are booked when a clinic is planned and when somebody is
asked to come, follow when it moves, and are free again when it is called off or they decline.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from psycopg.errors import ExclusionViolation

from cohorts.institutes.models import Cohort
from resources.directory.models import Expert

from .free import free_times
from .models import Booked, Booking, Clinic, ClinicState, Seat, SeatRole, SeatState
from .times import clock_at, day_at, ends_at, from_to, venue_zone

# Bookings are written one after the other. Two transactions that each book several parties would otherwise wait
# for each other inside the exclusion constraint, which PostgreSQL ends as a deadlock and not as a clash.
LOCK = 0x15C_B00C

BOOKED_ROLES = frozenset({SeatRole.FACILITATOR, SeatRole.EXPERT})


class Clash(ValidationError):
    """Somebody or something is in another clinic at that time.

    `who` says who is where and when, `free` are starts on the same day at which all of them are free, and the message
    says both.
    """

    def __init__(self, sentences: list[str], free: list[datetime], zone: ZoneInfo) -> None:
        self.who, self.free = " ".join(sentences), free
        if free:
            times = f"Free times that day: {', '.join(clock_at(start, zone) for start in free)}."
        else:
            times = "No time that day is free for all of them; try another day."
        super().__init__(f"{self.who} {times}")


@dataclass(frozen=True)
class Party:
    """Somebody or something that can be in one clinic at a time."""

    kind: str
    key: str
    label: str


def person_key(*, user=None, expert: Expert | None = None) -> str:
    """One key per human: the account's, whether they come by it or by the directory entry that it keeps.

    An entry that nobody keeps belongs to the account with its address, if there is one.
    """
    if user is not None:
        return f"user:{user.pk}"
    return person_keys([expert])[expert.pk] if expert is not None else ""


def person_keys(experts: Iterable[Expert]) -> dict[int, str]:
    """The keys of directory entries by the entry's id. One query, or none where all have an account."""
    experts = list(experts)
    addresses = {expert.email.lower() for expert in experts if expert.user_id is None and expert.email}
    accounts = get_user_model().objects.annotate(address=Lower("email")).filter(address__in=addresses)
    by_address = dict(accounts.values_list("address", "pk")) if addresses else {}
    keepers = {expert.pk: expert.user_id or by_address.get(expert.email.lower()) for expert in experts}
    return {pk: f"user:{keeper}" if keeper else f"expert:{pk}" for pk, keeper in keepers.items()}


def person(*, user=None, expert: Expert | None = None) -> Party:
    return Party(Booked.PERSON, person_key(user=user, expert=expert), str(user or expert))


def city(clinic: Clinic) -> Party:
    found = clinic.participation.city
    return Party(Booked.CITY, f"city:{found.pk}", found.name)


def rooms(clinic: Clinic) -> list[Party]:
    """The room, known by its cohort and by its venue: two cohorts may meet in one house, and a house may be renamed."""
    if not clinic.room.strip():
        return []
    room = " ".join(clinic.room.split())
    cohort: Cohort = clinic.cohort
    places = [f"cohort:{cohort.pk}", *([f"venue:{cohort.venue.strip()}"] if cohort.venue.strip() else [])]
    digests = [sha256(f"{place}\n{room}".casefold().encode()).hexdigest() for place in places]
    return [Party(Booked.ROOM, digest, room) for digest in digests]


def people(clinic: Clinic) -> list[Party]:
    """The facilitators and experts who are expected."""
    seats = clinic.seats.filter(role__in=BOOKED_ROLES).exclude(state=SeatState.DECLINED)
    return [person(user=seat.user, expert=seat.expert) for seat in seats.select_related("user", "expert")]


def parties(clinic: Clinic) -> list[Party]:
    """All that a clinic takes: its city, its room, its facilitators and experts."""
    return list(dict.fromkeys([city(clinic), *rooms(clinic), *people(clinic)]))


@transaction.atomic
def book(clinic: Clinic) -> None:
    """Bring the bookings in line with the clinic: its time, its place, its people. Raises Clash and changes nothing."""
    _take_turns()
    wanted = parties(clinic) if clinic.state != ClinicState.CANCELLED else []
    period = (clinic.starts_at, ends_at(clinic))
    try:
        with transaction.atomic():
            clinic.bookings.all().delete()
            Booking.objects.bulk_create(
                Booking(clinic=clinic, kind=party.kind, key=party.key, label=party.label, period=period)
                for party in wanted
            )
    except IntegrityError as error:
        if not isinstance(error.__cause__, ExclusionViolation):
            raise
        raise clash_of(clinic, wanted) from error


def clash_of(clinic: Clinic, wanted: Iterable[Party]) -> Clash:
    """Say what stands in the way of a clinic at its time, and which times that day are free."""
    wanted = list(wanted)
    theirs = Q(pk__in=[])
    for party in wanted:
        theirs |= Q(kind=party.kind, key=party.key)
    zone, length = venue_zone(clinic.cohort), timedelta(minutes=clinic.minutes)
    in_the_way = (
        Booking.objects.filter(theirs, period__overlap=(clinic.starts_at, clinic.starts_at + length))
        .exclude(clinic=clinic.pk)
        .select_related("clinic__case__participation__city")
        .order_by("period", "pk")
    )
    verbs = {Booked.PERSON: "is in", Booked.CITY: "has", Booked.ROOM: "is taken by"}
    sentences = []
    for booking in in_the_way:
        what = f"the clinic of {booking.clinic.participation.city.name}"
        if booking.kind == Booked.CITY:
            what = "a clinic"
        times = from_to(booking.clinic, zone)
        sentences.append(f"{booking.label} {verbs[Booked(booking.kind)]} {what} from {times}.")
    free = free_times(
        [(party.kind, party.key) for party in wanted],
        day=day_at(clinic.starts_at, zone),
        minutes=clinic.minutes,
        zone=zone,
        near=clinic.starts_at,
        besides=clinic.pk,
    )
    return Clash(list(dict.fromkeys(sentences)) or ["Somebody is in another clinic at that time."], free, zone)


def release(clinic: Clinic) -> None:
    """Free all that the clinic had taken."""
    clinic.bookings.all().delete()


def release_seat(seat: Seat) -> None:
    """Free the person of one seat, who is not coming."""
    key = person_key(user=seat.user, expert=seat.expert)
    seat.clinic.bookings.filter(kind=Booked.PERSON, key=key).delete()


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
