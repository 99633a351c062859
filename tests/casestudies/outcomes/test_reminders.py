"""Reminders of overdue answers: weekly, at most four, never twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casestudies.outcomes.models import Response
from casestudies.outcomes.reminders import remind_of_answers
from casestudies.outcomes.tasks import remind_of_answers as task
from isc_portal.mail.models import Message

EASTERN = ZoneInfo("America/New_York")


def morning_after(closed, days: int = 1, hour: int = 8) -> datetime:
    """So many days after the answers were due, in Dayton."""
    due_on = closed.response("export").due_on
    return datetime.combine(due_on + timedelta(days=days), datetime.min.time(), tzinfo=EASTERN).replace(hour=hour)


def reminders() -> list[Message]:
    return list(Message.objects.filter(dedupe_key__startswith="answers-overdue").order_by("pk"))


def test_nobody_is_reminded_while_there_is_time(closed):
    assert remind_of_answers(now=morning_after(closed, days=0, hour=23)) == 0
    assert remind_of_answers(now=morning_after(closed, days=1, hour=7)) == 0
    assert reminders() == []


def test_the_mayor_and_the_editors_are_reminded_the_morning_after_of_all_that_is_overdue(closed, cast):
    closed.answer("counter")
    assert remind_of_answers(now=morning_after(closed)) == 1
    sent = reminders()
    assert {message.recipient for message in sent} == {cast.mayor, cast.editor, cast.second_editor}
    assert {message.category for message in sent} == {"reminders"}
    assert sent[0].subject == "2 answers to the clinic are late"
    assert closed.recommended["export"].text in sent[0].text and closed.recommended["export"].text in sent[0].html
    assert closed.recommended["counter"].text not in sent[0].text
    assert "Luis Ortega" not in sent[0].text and "Denise Fuller" not in sent[0].text


def test_a_second_run_reminds_nobody_and_the_next_one_comes_a_week_later(closed):
    first = morning_after(closed)
    assert [remind_of_answers(now=first + timedelta(hours=hours)) for hours in (0, 1, 24, 24 * 6 + 20)] == [1, 0, 0, 0]
    assert remind_of_answers(now=first + timedelta(days=7)) == 1
    assert len(reminders()) == 6


def test_after_four_reminders_there_is_silence(closed):
    start = morning_after(closed)
    counts = [remind_of_answers(now=start + timedelta(days=7 * week)) for week in range(7)]
    assert counts == [1, 1, 1, 1, 0, 0, 0]
    assert "This is the last reminder." in reminders()[-1].text
    assert set(Response.objects.values_list("reminders_sent", flat=True)) == {4}


def test_runs_that_were_missed_are_made_up_for_once(closed):
    assert remind_of_answers(now=morning_after(closed, days=30)) == 1
    assert remind_of_answers(now=morning_after(closed, days=31)) == 0


def test_what_is_answered_is_not_reminded_of(closed):
    remind_of_answers(now=morning_after(closed))
    for which in ("counter", "export", "phone"):
        closed.answer(which)
    assert remind_of_answers(now=morning_after(closed, days=8)) == 0


def test_a_closed_cohort_is_left_in_peace(closed, cast):
    cast.cohort.status = "closed"
    cast.cohort.save()
    assert remind_of_answers(now=morning_after(closed)) == 0


@pytest.mark.parametrize(("hour", "count"), [(14, 0), (15, 1)])
def test_the_morning_is_the_citys_own(closed, cast, hour, count):
    cast.own.city.time_zone = "America/Los_Angeles"
    cast.own.city.save()
    day = closed.response("export").due_on + timedelta(days=1)
    summer = bool(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("America/Los_Angeles")).dst())
    now = datetime(day.year, day.month, day.day, hour if summer else hour + 1, tzinfo=UTC)
    assert remind_of_answers(now=now) == count


def test_the_job_does_it(closed):
    Response.objects.update(due_on=closed.response("export").due_on - timedelta(days=40))
    from casestudies.clinics.models import Clinic

    Clinic.objects.update(closed_at=closed.fresh.closed_at - timedelta(days=60))
    task()
    task()
    assert len(reminders()) == 3
