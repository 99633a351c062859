"""Free times: when everybody and everything that a clinic needs could be together on a day."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from .models import Booking

FROM, UNTIL = time(9), time(18)  # when clinics are held, at the venue
STEP = timedelta(minutes=30)
OFFERED = 4


def free_times(
    parties: Iterable[tuple[str, str]],
    *,
    day: date,
    minutes: int,
    zone: ZoneInfo,
    near: datetime | None = None,
    besides=None,
    count: int = OFFERED,
) -> list[datetime]:
    """Up to `count` starts on a day at which none of the parties is booked for the given minutes, in order.

    `parties` are (kind, key) of `Booking`. Starts lie on the half hour, do not overlap one another, and are those
    nearest to `near`; nothing in the past is offered. `besides` is the clinic that moves and may stay where it is.
    """
    length = timedelta(minutes=minutes)
    opens, closes = (datetime.combine(day, at, tzinfo=zone) for at in (FROM, UNTIL))
    taken = _taken(parties, opens, closes, besides)
    free = list(_starts(opens, closes, length, [*taken, (opens - timedelta(days=1), timezone.now())]))
    if near is not None:
        free = sorted(free, key=lambda start: abs(start - near))
    return sorted(free[:count])


def _taken(parties, opens: datetime, closes: datetime, besides) -> list[tuple[datetime, datetime]]:
    """What is booked of the parties between two moments."""
    theirs = Q(pk__in=[])
    for kind, key in parties:
        theirs |= Q(kind=kind, key=key)
    bookings = Booking.objects.filter(theirs, period__overlap=(opens, closes))
    if besides is not None:
        bookings = bookings.exclude(clinic=besides)
    return [(period.lower, period.upper) for period in bookings.values_list("period", flat=True)]


def _starts(opens: datetime, closes: datetime, length: timedelta, taken) -> Iterator[datetime]:
    """Starts that fit between what is taken, one after the other."""
    start = opens
    while start + length <= closes:
        if any(lower < start + length and start < upper for lower, upper in taken):
            start += STEP
            continue
        yield start
        start += -(-length // STEP) * STEP
