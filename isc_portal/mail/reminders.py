"""When to remind somebody of a day.

Reminders are found by an idempotent sweep: take everything that is due soon, ask `reminder_moment` when to speak of
it, and `enqueue` what is not in the future under a key that names the thing, its day and the reminder. A sweep that
was missed makes up for it the next time; one that runs twice finds its own key.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8)


def reminder_moment(
    *, due: date, days_before: int, zone: str, known_since: datetime, at: time = MORNING
) -> datetime | None:
    """The morning, some days before a day that something is due, in the reader's zone.

    None if the reader learnt of it on that very day or later: nobody needs to be told in the evening what they were
    told in the morning. `known_since` is when they were told, with a time zone.
    """
    moment = datetime.combine(due - timedelta(days=days_before), at, tzinfo=ZoneInfo(zone))
    if known_since.astimezone(moment.tzinfo).date() >= moment.date():
        return None
    return moment


def last_moment(*, due: date, zone: str) -> datetime:
    """The end of the day something is due, in the reader's zone: after it, a reminder is of no use (`send_before`)."""
    return datetime.combine(due + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))
