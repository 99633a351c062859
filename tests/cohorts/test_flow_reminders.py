"""Sections in somebody's hands, and reminders that come once."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from cohorts.institutes.models import Participation, TeamMember
from cohorts.intake import assignments, reminders, tasks
from cohorts.intake.models import Intake, Section, SectionWork
from cohorts.intake.timeline import Refused
from isc_portal.mail.models import Message
from tests.factories import fill_intake

DUE = date(2026, 9, 10)  # a Thursday; the whole intake is due on September 18


def at(day: int, hour: int = 14, month: int = 9) -> datetime:
    """A moment in 2026; 14:00 in London's winter is 10 o'clock in Dayton's summer."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def money(cast):
    """Dayton's section Money, given to Ana Reyes on August 20, due on September 10."""
    Participation.objects.update(created_at=at(1, month=7))
    TeamMember.objects.update(joined_at=at(2, month=7))
    with time_machine.travel(at(20, month=8), tick=False):
        work = give(cast, "money", cast.editor, DUE)
    Message.objects.all().delete()
    return work


def member(cast, user):
    return TeamMember.objects.get(participation=cast.own, user=user)


def give(cast, key, user, due_on=None, by=None):
    section = Section.objects.get(questionnaire=cast.own.intake.questionnaire_id, key=key)
    return assignments.assign(
        intake=cast.own.intake,
        section=section,
        member=member(cast, user) if user else None,
        due_on=due_on,
        by=by or cast.mayor,
    )


def run(moment) -> list[str]:
    """Send what is due at that moment; the subjects of the new mail to Ana Reyes."""
    before = set(Message.objects.values_list("pk", flat=True))
    with time_machine.travel(moment, tick=False):
        tasks.send_reminders()
    new = Message.objects.exclude(pk__in=before).filter(recipient__name="Ana Reyes").order_by("pk")
    return list(new.values_list("subject", flat=True))


def test_whoever_gets_a_section_is_told_with_the_day(cast):
    with time_machine.travel(at(20, month=8), tick=False):
        give(cast, "money", cast.editor, DUE)
    told = Message.objects.get(recipient=cast.editor)
    assert told.subject == "Money is yours to look after, by Thu, Sep 10"
    assert "Lorraine Whitcomb asked you to look after the section Money" in told.text
    assert "It should be complete by Thursday, September 10." in told.html


def test_the_same_assignment_again_tells_nobody(cast, money):
    with time_machine.travel(at(21, month=8), tick=False):
        give(cast, "money", cast.editor, DUE)
    assert not Message.objects.exists()


def test_who_takes_a_section_for_themselves_gets_no_mail(cast):
    with time_machine.travel(at(20, month=8), tick=False):
        give(cast, "money", cast.editor, DUE, by=cast.editor)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("who", "due_on", "sentence"),
    [
        ("viewer", DUE, "Priya Nair may only read"),
        ("editor", date(2026, 8, 19), "This day has passed"),
        ("editor", date(2026, 9, 19), "The whole intake is due on September 18"),
    ],
)
def test_an_assignment_that_cannot_be_met_is_refused(cast, who, due_on, sentence):
    with time_machine.travel(at(20, month=8), tick=False), pytest.raises(Refused, match=sentence):
        give(cast, "money", getattr(cast, who), due_on)
    assert not SectionWork.objects.filter(assignee__isnull=False).exists()
    assert not Message.objects.exists()


def test_the_day_that_counts_is_the_citys(cast):
    """At 11 in the evening in Stockton it is tomorrow in London; today is still a day to be met."""
    section = Section.objects.get(questionnaire=cast.neighbor.intake.questionnaire_id, key="money")
    with time_machine.travel(at(21, hour=6, month=8), tick=False):
        work = assignments.assign(
            intake=cast.neighbor.intake,
            section=section,
            member=TeamMember.objects.get(user=cast.peer),
            due_on=date(2026, 8, 20),
            by=cast.peer,
        )
    assert work.due_on == date(2026, 8, 20)


def test_a_foreign_member_gets_no_section(cast):
    section = Section.objects.get(questionnaire=cast.own.intake.questionnaire_id, key="money")
    foreign = TeamMember.objects.get(user=cast.peer)
    with pytest.raises(Refused, match="not on the city's team"):
        assignments.assign(intake=cast.own.intake, section=section, member=foreign, by=cast.mayor)


def test_nothing_is_said_until_three_days_before(money):
    assert run(at(6)) == []
    assert run(at(7, hour=11)) == []  # 7 in the morning in Dayton
    assert run(at(7, hour=12)) == ["Money is due Thu, Sep 10"]


def test_a_run_that_was_missed_is_made_up_for_and_a_second_one_says_nothing(money):
    assert run(at(9)) == ["Money is due Thu, Sep 10"]
    assert run(at(9)) == []
    assert run(at(10)) == []


def test_two_runs_at_once_send_one_mail(money):
    with time_machine.travel(at(8), tick=False):
        reminders.send_reminders()
        SectionWork.objects.update(soon_reminder_for=None)  # as if the other run had not seen the mark
        reminders.send_reminders()
    assert Message.objects.filter(recipient__name="Ana Reyes", subject__startswith="Money").count() == 1


def test_a_late_section_is_told_once(money):
    assert run(at(8)) == ["Money is due Thu, Sep 10"]
    assert run(at(11, hour=11)) == []
    assert run(at(11, hour=13)) == ["Money was due Thu, Sep 10"]
    assert run(at(12)) == []
    assert run(at(16))[:1] == ["Dayton’s intake is due Fri, Sep 18"]


def test_whoever_was_given_the_section_today_for_tomorrow_is_not_reminded(cast, money):
    with time_machine.travel(at(9), tick=False):
        give(cast, "people", cast.editor, DUE)
    Message.objects.all().delete()
    SectionWork.objects.filter(section__key="money").update(assignee=None)
    assert run(at(9, hour=15)) == []
    assert run(at(10)) == []
    assert run(at(11)) == ["People and operations was due Thu, Sep 10"]


def test_a_new_day_starts_over(cast, money):
    assert run(at(8)) == ["Money is due Thu, Sep 10"]
    with time_machine.travel(at(8, hour=15), tick=False):
        give(cast, "money", cast.editor, date(2026, 9, 17))
    assert run(at(11)) == []
    assert run(at(14)) == ["Money is due Thu, Sep 17"]


def test_a_complete_section_is_nobodys_to_be_reminded_of(cast, money):
    with time_machine.travel(at(1), tick=False):
        fill_intake(cast.own, cast.editor)
    assert run(at(8)) == []


def test_somebody_who_left_the_team_is_not_reminded(cast, money):
    TeamMember.objects.filter(user=cast.editor).delete()
    assert run(at(8)) == []


def test_a_submitted_intake_reminds_nobody(cast, money):
    Intake.objects.filter(pk=cast.own.intake.pk).update(state="submitted", submitted_at=at(1))
    assert run(at(8)) == []
    assert run(at(30)) == []


def test_the_reminder_names_what_is_missing(money):
    run(at(8))
    told = Message.objects.get(recipient__name="Ana Reyes", subject__startswith="Money")
    for body in (told.text, told.html):
        assert "in 2 days" in body
        assert "What will the initiative cost once?" in body
    assert told.category == "reminders"
    assert told.headers["List-Unsubscribe"]
    assert told.send_before == datetime(2026, 9, 11, 4, tzinfo=UTC)  # midnight in Dayton


def test_the_team_is_reminded_of_the_whole_intake_before_the_day_and_after_it(cast, money):
    give(cast, "money", None)
    assert run(at(14)) == []
    assert run(at(15)) == ["Dayton’s intake is due Fri, Sep 18"]
    assert run(at(16)) == []
    assert run(at(19)) == ["Dayton’s intake was due Fri, Sep 18"]
    assert run(at(25)) == []
    assert Message.objects.filter(recipient=cast.mayor).count() == 2
    assert not Message.objects.filter(recipient=cast.viewer).exists()


def test_whoever_joined_within_the_last_days_is_told_only_when_it_is_late(cast, money):
    give(cast, "money", None)
    TeamMember.objects.filter(user=cast.editor).update(joined_at=at(16))
    assert run(at(17)) == []
    assert Message.objects.filter(recipient=cast.mayor).count() == 1
    assert run(at(19)) == ["Dayton’s intake was due Fri, Sep 18"]


def test_a_citys_own_day_counts_before_the_cohorts(cast, money):
    give(cast, "money", None)
    Participation.objects.filter(pk=cast.own.pk).update(intake_due_on=date(2026, 10, 1))
    assert run(at(16)) == []
    assert run(at(28)) == ["Dayton’s intake is due Thu, Oct 1"]


def test_reminders_take_as_many_queries_for_idle_intakes_as_for_none(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert reminders.send_reminders(now=at(1, month=1)) == 0


def test_leaving_the_team_releases_sections(cast, money):
    assert assignments.release_sections(participation=cast.own, user=cast.editor) == 1
    money.refresh_from_db()
    assert (money.assignee, money.due_on) == (None, None)


def test_daylight_saving_does_not_move_the_morning(cast, money):
    """Clocks go back on November 1, 2026: 8 in the morning is 12:00 UTC before and 13:00 after."""
    give(cast, "money", None)
    Participation.objects.filter(pk=cast.own.pk).update(intake_due_on=date(2026, 11, 4))
    assert run(at(1, hour=12, month=11)) == []
    assert run(at(1, hour=13, month=11)) == ["Dayton’s intake is due Wed, Nov 4"]
