"""When to remind somebody of a day."""

from datetime import UTC, date, datetime

import pytest

from isc_portal.mail.reminders import last_moment, reminder_moment

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2026, 11, 20)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "days", "zone", "moment"),
    [
        (DAY, 3, "America/New_York", "2026-11-17T13:00"),
        (DAY, 3, "America/Los_Angeles", "2026-11-17T16:00"),
        (DAY, 1, "Pacific/Honolulu", "2026-11-19T18:00"),
        (date(2026, 11, 2), 1, "America/New_York", "2026-11-01T13:00"),  # the clocks went back that night
        (date(2026, 3, 9), 1, "America/New_York", "2026-03-08T12:00"),  # the clocks went forward that night
        (date(2028, 3, 1), 1, "America/Chicago", "2028-02-29T14:00"),
        (date(2027, 1, 1), 1, "UTC", "2026-12-31T08:00"),
    ],
)
def test_a_reminder_comes_at_eight_in_the_readers_morning(due, days, zone, moment):
    assert reminder_moment(due=due, days_before=days, zone=zone, known_since=LONG_AGO) == at(moment)


@pytest.mark.parametrize(
    ("known_since", "reminded"),
    [
        ("2026-11-18T23:00", True),  # the evening before the morning, in New York
        ("2026-11-19T04:59", True),  # still the evening before, at 11:59 PM in New York
        ("2026-11-19T05:00", False),  # midnight: the same day as the reminder
        ("2026-11-19T20:00", False),
        ("2026-11-20T09:00", False),
    ],
)
def test_nobody_is_reminded_of_what_they_learnt_that_very_day(known_since, reminded):
    moment = reminder_moment(due=DAY, days_before=1, zone="America/New_York", known_since=at(known_since))
    assert (moment is not None) == reminded


def test_a_reminder_is_of_use_until_the_day_has_ended_for_the_reader():
    assert last_moment(due=DAY, zone="America/Los_Angeles") == at("2026-11-21T08:00")
