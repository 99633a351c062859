"""Times, days and money in the reader's words."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from isc_portal.templatetags import portal

UTC = dt.UTC


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (dt.datetime(2026, 11, 17, 14, 42, tzinfo=UTC), "Today, 9:42 AM"),
        (dt.datetime(2026, 11, 17, 5, 0, tzinfo=UTC), "Today, 12:00 AM"),
        (dt.datetime(2026, 11, 17, 4, 59, tzinfo=UTC), "Yesterday, 11:59 PM"),
        (dt.datetime(2026, 11, 12, 17, 0, tzinfo=UTC), "Thu, Nov 12"),
        (dt.datetime(2025, 11, 12, 17, 0, tzinfo=UTC), "Wed, Nov 12, 2025"),
        (dt.date(2026, 11, 17), "Today"),
        (dt.date(2026, 11, 16), "Yesterday"),
        (dt.date(2026, 11, 20), "Fri, Nov 20"),
        (None, ""),
    ],
)
@time_machine.travel("2026-11-17T15:00:00Z", tick=False)
def test_when_something_happened_is_told_from_the_readers_day(value, words):
    with timezone.override(ZoneInfo("America/New_York")):
        assert portal.when(value) == words


@pytest.mark.parametrize(
    ("utc", "zone", "words"),
    [
        ("2026-03-08T06:59:00", "America/New_York", "1:59 AM"),
        ("2026-03-08T07:00:00", "America/New_York", "3:00 AM"),
        ("2026-11-01T05:30:00", "America/New_York", "1:30 AM"),
        ("2026-11-01T06:30:00", "America/New_York", "1:30 AM"),
        ("2026-07-01T19:00:00", "America/Phoenix", "12:00 PM"),
        ("2026-07-01T10:00:00", "Pacific/Honolulu", "12:00 AM"),
    ],
)
def test_the_clock_follows_the_zone_through_the_change_of_the_hour(utc, zone, words):
    with timezone.override(ZoneInfo(zone)):
        assert portal.clock(dt.datetime.fromisoformat(utc).replace(tzinfo=UTC)) == words


@time_machine.travel("2028-02-27T15:00:00Z", tick=False)
def test_days_are_counted_over_a_leap_day():
    assert portal.in_days(dt.date(2028, 3, 1)) == "in 3 days"
    assert portal.due_state(dt.date(2028, 3, 1)) == "soon"
    assert portal.due_state(dt.date(2028, 3, 2)) == ""
    assert portal.in_days(dt.date(2028, 2, 28)) == "tomorrow"
    assert portal.in_days(dt.date(2028, 2, 26)) == "1 day late"
    assert portal.long_day(dt.date(2028, 2, 29)) == "Tuesday, February 29"


def test_an_exact_moment_is_told_with_its_year():
    with timezone.override(ZoneInfo("America/New_York")):
        assert portal.moment(dt.datetime(2026, 11, 16, 21, 40, tzinfo=UTC)) == "November 16, 2026, 4:40 PM"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/New_York", "Eastern Time"),
        ("America/Detroit", "Eastern Time"),
        ("America/Chicago", "Central Time"),
        ("America/Phoenix", "Mountain Time"),
        ("America/Los_Angeles", "Pacific Time"),
        ("America/Anchorage", "Alaska Time"),
        ("Pacific/Honolulu", "Hawaii Time"),
        ("America/Puerto_Rico", "Atlantic Time"),
        ("Pacific/Guam", "Chamorro Time"),
        ("America/Sao_Paulo", "Sao Paulo time"),
    ],
)
def test_a_zone_has_the_name_that_people_say(zone, words):
    assert portal.zone_name(zone) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (640000, "$640,000"),
        (Decimal("1200.50"), "$1,200.50"),
        (Decimal("-1200"), "($1,200)"),
        (Decimal("0"), "$0"),
        (Decimal("-0.01"), "($0.01)"),
        ("350000", "$350,000"),
        ("a lot", "a lot"),
        (None, ""),
    ],
)
def test_money_is_written_with_commas_and_negative_in_parentheses(amount, words):
    assert portal.dollars(amount) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Reyes", "AR"), ("Mary Jo van der Berg", "MB"), ("Cher", "C"), ("  ", "?"), ("Jean-Luc Oh", "JO"), ("", "?")],
)
def test_a_face_has_the_first_and_last_initial(name, letters):
    assert portal.initials(name) == letters
