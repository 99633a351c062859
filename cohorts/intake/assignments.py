"""Who of a city's team looks after which section, and until when."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from cohorts.institutes.models import Participation, TeamMember

from .mailing import tell
from .models import Intake, Section, SectionWork
from .timeline import Refused, changeable


def today_in(participation: Participation) -> date:
    """The day it is where the city is: due days are the city's."""
    return timezone.now().astimezone(ZoneInfo(participation.city.time_zone)).date()


@transaction.atomic
def assign(
    *, intake: Intake, section: Section, member: TeamMember | None, due_on: date | None = None, by
) -> SectionWork:
    """Give a section to a member of the team, with a day it is due if there is one; to nobody, to take it back.

    Tells the member by mail when the section or its day is new to them. Refuses a foreign section or member, someone
    who only reads, a day that has passed or lies after the day the whole intake is due, and an intake that is not open.
    """
    intake = changeable(intake)
    participation = intake.participation
    if section.questionnaire_id != intake.questionnaire_id:
        raise Refused("This section belongs to another questionnaire.")
    if not intake.open_for_answers:
        raise Refused(f"The intake is {intake.get_state_display().lower()}: there is nothing to hand out.")
    if member is not None and member.participation_id != participation.pk:
        raise Refused("This person is not on the city's team.")
    if member is not None and not member.can_write:
        raise Refused(f"{member.user} may only read. Make them an editor on the People page first.")
    work, _ = SectionWork.objects.get_or_create(intake=intake, section=section)
    if due_on and due_on != work.due_on:
        _check_day(due_on, participation)
    assignee = member.user if member else None
    due_on = due_on if assignee else None
    if (work.assignee_id, work.due_on) == (assignee.pk if assignee else None, due_on):
        return work
    work.assignee, work.due_on = assignee, due_on
    work.assigned_at, work.assigned_by = (timezone.now(), by) if assignee else (None, None)
    work.soon_reminder_for = work.late_reminder_for = None
    work.save()
    if assignee:
        tell(
            [assignee],
            "assigned",
            intake=intake,
            occasion=f"section-assigned:{work.pk}:{work.assigned_at.isoformat()}",
            besides=by,
            section=section,
            due_on=due_on,
            by=by,
        )
    return work


def _check_day(due_on: date, participation: Participation) -> None:
    today = today_in(participation)
    if due_on < today:
        raise Refused("This day has passed. Choose today or a later day.")
    if participation.due_on and today <= participation.due_on < due_on:
        raise Refused(
            f"The whole intake is due on {participation.due_on:%B} {participation.due_on.day}. "
            "Choose that day or an earlier one."
        )


def release_sections(*, participation: Participation, user) -> int:
    """Take back the sections of somebody who leaves the team or may only read from now on. Returns how many."""
    return SectionWork.objects.filter(intake__participation=participation, assignee=user).update(
        assignee=None, due_on=None, assigned_at=None, assigned_by=None, soon_reminder_for=None, late_reminder_for=None
    )
