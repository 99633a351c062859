"""What the cohort's facilitators decide on a submitted intake, and how a city withdraws and comes back."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cohorts.institutes.models import Cohort, Participation, TeamRole

from .answered import Answered
from .facts import learn
from .mailing import reviewers, tell, writers
from .models import Intake, IntakeState, IntakeStep, Section, SectionWork, TimelineEntry
from .progress import progress_of
from .signing import valid_signature
from .timeline import Refused, changeable, move, record

ON_THE_TABLE = frozenset({IntakeState.SUBMITTED, IntakeState.WAITLISTED})
MAY_BE_REOPENED = frozenset({IntakeState.DECLINED, IntakeState.WITHDRAWN})


@transaction.atomic
def return_sections(*, intake: Intake, sections: Iterable[Section], comment: str, by) -> Intake:
    """Give the named sections back to the city with a comment; only they are open for changes.

    Tells the city's mayor and editors. Refuses an intake that is not under review, no section, and no comment.
    """
    intake = _under_review(intake, by)
    sections = sorted(
        {section.pk: section for section in sections if section.questionnaire_id == intake.questionnaire_id}.values(),
        key=lambda section: section.order,
    )
    if not sections:
        raise Refused("Choose at least one section that the city should look at again.")
    if not comment.strip():
        raise Refused("Write what the city should change: the team reads it beside the sections you return.")
    for section in sections:
        SectionWork.objects.update_or_create(
            intake=intake, section=section, defaults={"reopened": True, "reopened_comment": comment.strip()}
        )
    move(intake, IntakeState.RETURNED, decided_at=None)
    entry = record(intake, IntakeStep.RETURNED, by=by, comment=comment, sections=sections)
    _tell_the_city(intake, entry, "returned", sections=sections)
    return intake


@transaction.atomic
def accept(*, intake: Intake, by, comment: str = "") -> Intake:
    """Take the city into the cohort, from review or from the waitlist. Tells its mayor and editors.

    Refuses an intake that is not under review and a cohort that is full; two facilitators who accept at once cannot
    overfill it.
    """
    intake = _under_review(intake, by)
    cohort = Cohort.objects.select_for_update().get(pk=intake.participation.cohort_id)
    accepted = Intake.objects.filter(participation__cohort=cohort, state=IntakeState.ACCEPTED).count()
    if accepted >= cohort.capacity:
        raise Refused(
            f"The {cohort.long_name} has room for {cohort.capacity} cities, and {accepted} are accepted. "
            "Put this city on the waitlist, or ask an administrator to make more room."
        )
    intake = _decide(intake, IntakeState.ACCEPTED, IntakeStep.ACCEPTED, "accepted", by, comment)
    learn(intake.participation, Answered(progress_of(intake)))
    return intake


@transaction.atomic
def waitlist(*, intake: Intake, by, comment: str = "") -> Intake:
    """Put the city on the waitlist, from which it can be accepted or declined later. Tells its mayor and editors.

    Refuses an intake that is not under review or is on the waitlist already.
    """
    intake = _under_review(intake, by)
    if intake.state == IntakeState.WAITLISTED:
        raise Refused("This city is on the waitlist already.")
    return _decide(intake, IntakeState.WAITLISTED, IntakeStep.WAITLISTED, "waitlisted", by, comment)


@transaction.atomic
def decline(*, intake: Intake, by, comment: str) -> Intake:
    """Decline the city, with a reason that its mayor and editors read in a mail and on the timeline.

    Refuses an intake that is not under review, and no reason.
    """
    intake = _under_review(intake, by)
    if not comment.strip():
        raise Refused("Write why: the mayor and the editors of the city read it.")
    return _decide(intake, IntakeState.DECLINED, IntakeStep.DECLINED, "declined", by, comment)


@transaction.atomic
def withdraw(*, intake: Intake, by, comment: str = "") -> Intake:
    """Take the city out of the cohort, at its mayor's wish. Facilitators and administrators may do it for the mayor.

    Its answers stay. Tells the facilitators, the mayor and the editors. Refuses anybody else, and an intake that has
    been declined or withdrawn.
    """
    intake = changeable(intake)
    is_mayor = intake.participation.members.filter(user=by, role=TeamRole.MAYOR).exists()
    if not (is_mayor or _runs(intake, by)):
        raise Refused("Only the city's mayor, or a facilitator in the mayor's name, can withdraw the city.")
    if intake.state in MAY_BE_REOPENED:
        raise Refused(f"This city's intake is {intake.get_state_display().lower()}, so there is nothing to withdraw.")
    move(intake, IntakeState.WITHDRAWN, decided_at=timezone.now())
    entry = record(intake, IntakeStep.WITHDRAWN, by=by, comment=comment)
    _tell_the_city(intake, entry, "withdrawn")
    tell(
        reviewers(intake.participation.cohort),
        "withdrawn",
        intake=intake,
        occasion=_occasion(entry),
        besides=by,
        page="cohorts:review",
        entry=entry,
    )
    return intake


@transaction.atomic
def reopen(*, intake: Intake, by, comment: str = "") -> Intake:
    """Bring a declined or withdrawn city back to where it stood: under review if its signed answers had been
    submitted, else among those who fill in. Tells its mayor and editors. Refuses any other intake."""
    intake = changeable(intake)
    if not _runs(intake, by):
        raise Refused("Only a facilitator of the cohort can bring a city back.")
    if intake.state not in MAY_BE_REOPENED:
        raise Refused(f"This intake is {intake.get_state_display().lower()}; it does not have to be brought back.")
    move(intake, _stood_at(intake), decided_at=None)
    entry = record(intake, IntakeStep.REOPENED, by=by, comment=comment)
    _tell_the_city(intake, entry, "reopened")
    return intake


def _stood_at(intake: Intake) -> IntakeState:
    if intake.section_work.filter(reopened=True).exists():
        return IntakeState.RETURNED
    if intake.submitted_at:
        return IntakeState.SUBMITTED
    if valid_signature(intake):
        return IntakeState.SIGNED_OFF
    return IntakeState.IN_PROGRESS if intake.started_at else IntakeState.INVITED


def _runs(intake: Intake, user) -> bool:
    return Participation.objects.run_by(user).filter(pk=intake.participation_id).exists()


def _under_review(intake: Intake, by) -> Intake:
    """The locked intake, if this person may decide on it and there is something to decide."""
    intake = changeable(intake)
    if not _runs(intake, by):
        raise Refused("Only a facilitator of the cohort can decide on this intake.")
    if intake.state not in ON_THE_TABLE:
        raise Refused(
            f"{intake.participation.city}’s intake is {intake.get_state_display().lower()}: "
            "there is nothing to decide. Somebody may have decided a moment ago."
        )
    return intake


def _decide(intake: Intake, state: IntakeState, step: IntakeStep, template: str, by, comment: str) -> Intake:
    move(intake, state, decided_at=timezone.now())
    entry = record(intake, step, by=by, comment=comment)
    _tell_the_city(intake, entry, template)
    return intake


def _occasion(entry: TimelineEntry) -> str:
    return f"intake-step:{entry.pk}"


def _tell_the_city(intake: Intake, entry: TimelineEntry, template: str, **context) -> None:
    tell(
        writers(intake.participation),
        template,
        intake=intake,
        occasion=_occasion(entry),
        besides=entry.by,
        entry=entry,
        **context,
    )
