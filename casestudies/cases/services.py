"""The case study's way: started from the intake, submitted, found complete, released, presented, closed."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from cohorts.institutes.models import Participation
from cohorts.institutes.querysets import HOLDS_NO_PLACE
from cohorts.intake.models import Intake, IntakeState
from cohorts.teamwork.saving import Refused
from isc_portal.documents.services import request_document

from .from_intake import said
from .mailing import TO_EXPERTS, briefed_experts, reviewers, tell, writers
from .models import CaseAnswer, CaseState, CaseStep, CaseStudy
from .progress import progress_of
from .timeline import changeable, move, record

BRIEF = "case_brief"
MAY_BE_RETURNED = frozenset({CaseState.SUBMITTED, CaseState.READY})
# Whoever conducted a clinic on it has shown it to the room.
MAY_BE_PRESENTED = frozenset({CaseState.READY, CaseState.RELEASED})


def why_not_started(participation: Participation) -> str:
    """Why no case study can be started from this city's intake, in a sentence; "" when one can."""
    if participation.cohort.is_closed:
        return f"The {participation.cohort.long_name} is closed, so nothing can be started."
    intake = getattr(participation, "intake", None)
    if intake is None or intake.submitted_at is None:
        return "A case study is made of the intake’s answers. Submit the intake first."
    if intake.state in HOLDS_NO_PLACE | {IntakeState.WAITLISTED}:
        return f"This city’s intake is {intake.get_state_display().lower()}, so there is no case to prepare."
    return ""


@transaction.atomic
def start_case(*, participation: Participation, by: Any) -> CaseStudy:
    """Start the city's case study with what its intake says; one that it has already stays as it is.

    What must stay confidential, security, vendors and ties to them are never copied. Refuses whoever neither writes for
    the city nor runs its cohort, and a city whose intake has not been submitted or holds no place.
    """
    if not _may_start(participation, by):
        raise Refused("Only the city’s mayor and editors, and the cohort’s facilitators, can start its case study.")
    if reason := why_not_started(participation):
        raise Refused(reason)
    Intake.objects.select_for_update().get(pk=participation.intake.pk)
    if case := CaseStudy.objects.filter(participation=participation).first():
        return case
    case = CaseStudy.objects.create(participation=participation)
    for field, found in said(participation.intake).items():
        # Row by row and not in bulk, so that the history tells who started it.
        CaseAnswer.objects.create(
            case=case, field=field, value=found.value, intake_version=found.version, updated_by=by
        )
    record(case, CaseStep.STARTED, by=by)
    return case


def _may_start(participation: Participation, by: Any) -> bool:
    these = Participation.objects.filter(pk=participation.pk)
    return (these.editable_by(by) | these.run_by(by)).exists()


@transaction.atomic
def submit_case(*, case: CaseStudy, by: Any) -> CaseStudy:
    """Hand the case to the facilitators, who check that it is complete. From then on the city cannot change it.

    Tells the facilitators and the city's other writers. Refuses who does not write for the city, a case that is not a
    draft, and one that lacks something required or has a field that cannot be read.
    """
    case = changeable(case)
    if not Participation.objects.editable_by(by).filter(pk=case.participation_id).exists():
        raise Refused("Only the city’s mayor and editors can submit the case study.")
    if case.state != CaseState.DRAFT:
        raise Refused(f"The case study is {case.get_state_display().lower()} already. Nothing is left to submit.")
    progress = progress_of(case)
    if not progress.ready_to_submit:
        raise Refused(f"Nothing was submitted: {progress.words}.")
    move(case, CaseState.SUBMITTED, submitted_at=timezone.now())
    entry = record(case, CaseStep.SUBMITTED, by=by)
    team, facilitators = writers(case.participation), reviewers(case.participation.cohort)
    tell(facilitators, "submitted_to_facilitators", case=case, entry=entry, page="casestudies:case_review", besides=by)
    tell(team, "submitted", case=case, entry=entry, besides=by)
    return case


@transaction.atomic
def return_case(*, case: CaseStudy, by: Any, comment: str) -> CaseStudy:
    """Give a submitted case back to the city with a comment: it is a draft again. Tells the city's writers.

    Refuses who does not run the cohort, a case that is not in the facilitators' hands, and no comment.
    """
    case = _run(case, by)
    if case.state not in MAY_BE_RETURNED:
        raise Refused(f"The case study is {case.get_state_display().lower()}, so it cannot be returned.")
    if not comment.strip():
        raise Refused("Write what the city should change: its team reads it above the case.")
    move(case, CaseState.DRAFT, submitted_at=None, ready_at=None)
    entry = record(case, CaseStep.RETURNED, by=by, comment=comment)
    tell(writers(case.participation), "returned", case=case, entry=entry)
    return case


@transaction.atomic
def find_complete(*, case: CaseStudy, by: Any) -> CaseStudy:
    """Say that nothing is missing: it can be released. Tells the city's writers.

    Refuses who does not run the cohort, and a case that has not been submitted.
    """
    case = _run(case, by)
    if case.state != CaseState.SUBMITTED:
        raise Refused(f"The case study is {case.get_state_display().lower()}, so there is nothing to check.")
    move(case, CaseState.READY, ready_at=timezone.now())
    entry = record(case, CaseStep.READY, by=by)
    tell(writers(case.participation), "ready", case=case, entry=entry)
    return case


@transaction.atomic
def release_case(*, case: CaseStudy, by: Any, peers_from: date | None = None) -> CaseStudy:
    """Open the case to the experts of its clinics at once, and to the cohort's other cities from a day.

    That day is `peers_from`, or the day of its clinic. Tells the city's writers and the experts who may read it,
    and asks for the brief that they read.
    Refuses who does not run the cohort, and a case that has not been found complete.
    """
    case = _run(case, by)
    if case.is_out:
        raise Refused("The case study has been released already. Its day for the other cities can still be changed.")
    if case.state != CaseState.READY:
        raise Refused(f"The case study is {case.get_state_display().lower()}. Find it complete first, then release it.")
    move(case, CaseState.RELEASED, released_at=timezone.now(), peers_from=peers_from)
    entry = record(case, CaseStep.RELEASED, by=by)
    tell(writers(case.participation), "released", case=case, entry=entry)
    tell(
        briefed_experts(case),
        "released_to_experts",
        case=case,
        entry=entry,
        page="casestudies:case_read",
        besides=by,
        reason=TO_EXPERTS,
    )
    renew_brief(case=case, by=by)
    return case


def renew_brief(*, case: CaseStudy, by: Any) -> None:
    """Ask for the brief of a released case anew once the transaction is through; equal content is made once."""
    if case.is_out:
        transaction.on_commit(lambda: request_document(kind=BRIEF, subject=case, by=by))


@transaction.atomic
def set_peers_from(*, case: CaseStudy, by: Any, peers_from: date | None) -> CaseStudy:
    """Change from which day the cohort's other cities may read a released case; None is the day of its clinic.

    Refuses who does not run the cohort, and a case that has not been released.
    """
    case = _run(case, by)
    if not case.is_out:
        raise Refused("The case study has not been released yet. The day is set when it is.")
    case.peers_from = peers_from
    case.save(update_fields=["peers_from"])
    return case


@transaction.atomic
def mark_presented(*, case: CaseStudy, by: Any) -> CaseStudy:
    """Note that a clinic has worked on the case; once presented or closed it stays so.

    Refuses a case that nobody has found complete. Whoever closes the clinic has been let through its own door.
    """
    case = changeable(case)
    if case.state in (CaseState.PRESENTED, CaseState.CLOSED):
        return case
    if case.state not in MAY_BE_PRESENTED:
        raise Refused(f"The case study is {case.get_state_display().lower()}. Find it complete and release it first.")
    move(case, CaseState.PRESENTED, released_at=case.released_at or timezone.now())
    record(case, CaseStep.PRESENTED, by=by)
    return case


@transaction.atomic
def close_case(*, case: CaseStudy, by: Any) -> CaseStudy:
    """End the work on a presented case: its attachments stay as they are as well.

    Refuses who does not run the cohort, and a case that has not been presented.
    """
    case = _run(case, by)
    if case.state != CaseState.PRESENTED:
        raise Refused(f"The case study is {case.get_state_display().lower()}. Only a presented one can be closed.")
    move(case, CaseState.CLOSED)
    record(case, CaseStep.CLOSED, by=by)
    return case


@transaction.atomic
def reopen_case(*, case: CaseStudy, by: Any, comment: str) -> CaseStudy:
    """Take a released case back to the city, or open a closed one again. Tells the city's writers.

    A released one is a draft again, which experts and other cities no longer read. Refuses who does not run the
    cohort, a case in any other state, and no comment.
    """
    case = _run(case, by)
    if case.state not in (CaseState.RELEASED, CaseState.CLOSED):
        raise Refused(f"The case study is {case.get_state_display().lower()}, so there is nothing to reopen.")
    if not comment.strip():
        raise Refused("Write why: the city’s team reads it.")
    if case.state == CaseState.RELEASED:
        move(case, CaseState.DRAFT, submitted_at=None, ready_at=None, released_at=None)
    else:
        move(case, CaseState.PRESENTED)
    entry = record(case, CaseStep.REOPENED, by=by, comment=comment)
    tell(writers(case.participation), "reopened", case=case, entry=entry)
    return case


def _run(case: CaseStudy, by: Any) -> CaseStudy:
    case = changeable(case)
    if not Participation.objects.run_by(by).filter(pk=case.participation_id).exists():
        raise Refused("Only the cohort’s facilitators can decide this.")
    return case
