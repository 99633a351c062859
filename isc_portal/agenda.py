"""What is due next for a person and who waits for them, across everything they belong to: part of the roof."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone

from casestudies.cases.case_sheet import PAGE as CASE_PAGE
from casestudies.cases.fields import FIELDS as CASE_FIELDS
from casestudies.cases.progress import field_url
from cohorts.applications.models import Application
from cohorts.institutes.models import Cohort, CohortStatus, Participation, TeamMember, TeamRole
from cohorts.intake.models import OPEN_FOR_ANSWERS, Intake, IntakeState, Question
from cohorts.intake.progress import NEEDS_ATTENTION, IntakeProgress, counted, progress_by_intake, question_url
from cohorts.intake.section_page import PAGE as INTAKE_PAGE
from cohorts.teamwork.models import Comment
from isc_portal.documents.models import Document
from isc_portal.documents.states import Status
from isc_portal.mail.models import Message
from isc_portal.mail.states import NEEDS_A_PERSON

from .agenda_clinics import add_clinics
from .agenda_resources import add_resources
from .agenda_shapes import Agenda, Due, Waiting


def places_of(user: Any) -> tuple[list[TeamMember], list[Cohort]]:
    """What the user belongs to: memberships in cities' teams, and cohorts they run that are not closed. Two queries."""
    members = TeamMember.objects.filter(user=user).select_related(
        "participation__city",
        "participation__cohort",
        "participation__mayor",
        "participation__intake",
        "participation__case_study",
    )
    return list(members), list(Cohort.objects.editable_by(user).exclude(status=CohortStatus.CLOSED).with_counts())


def agenda_of(user: Any, members: list[TeamMember], cohorts: list[Cohort]) -> Agenda:
    """Everything that is due or waits for the user, as a member of teams, as a facilitator and as an administrator.

    A fixed number of queries for each of the three, whatever there is.
    """
    agenda = Agenda()
    if members:
        _of_teams(agenda, user, members)
    if cohorts:
        _of_cohorts(agenda, user, cohorts)
    add_clinics(agenda, user, members, cohorts)
    add_resources(agenda, user, members, cohorts)
    if user.is_administrator:
        _of_the_institute(agenda)
    return agenda.sort()


# --- A city's team ---


def _of_teams(agenda: Agenda, user: Any, members: list[TeamMember]) -> None:
    intakes = [member.participation.intake for member in members if hasattr(member.participation, "intake")]
    progress = progress_by_intake([intake for intake in intakes if intake.state in OPEN_FOR_ANSWERS])
    for member in members:
        participation = member.participation
        intake = getattr(participation, "intake", None)
        if intake is None or not member.can_write:
            continue
        if intake.pk in progress:
            intake.participation = participation
            _of_open_intake(agenda, user, member, progress[intake.pk])
        elif intake.state == IntakeState.SUBMITTED:
            agenda.waited_for.append(
                Waiting(
                    "The facilitators review your intake",
                    participation.get_absolute_url(),
                    since=intake.submitted_at,
                    participation=participation.pk,
                )
            )
    _comments(agenda, user, [member.participation for member in members if member.can_write])
    _blueprints(agenda, members)


def _of_open_intake(agenda: Agenda, user: Any, member: TeamMember, progress: IntakeProgress) -> None:
    participation, intake = member.participation, progress.intake
    page = reverse("cohorts:intake", kwargs=participation.url_kwargs)
    if participation.due_on:
        agenda.due.append(Due("the intake", participation.due_on, page, participation=participation.pk))
    for one in progress.sections:
        mine = one.work and one.work.assignee_id == user.pk
        if mine and one.open and one.work.due_on and (one.missing or one.state == NEEDS_ATTENTION):
            url = reverse("cohorts:intake_section", kwargs={**participation.url_kwargs, "section": one.section.key})
            agenda.due.append(
                Due(f"your section {one.section.title}", one.work.due_on, url, participation=participation.pk)
            )
    returned = [one for one in progress.sections if one.returned]
    if returned:
        agenda.waiting.append(
            Waiting(
                f"{counted(len(returned), 'section')} came back from the facilitators",
                page,
                detail=", ".join(one.section.title for one in returned),
                participation=participation.pk,
            )
        )
    if progress.ready_to_sign and intake.state in (IntakeState.IN_PROGRESS, IntakeState.RETURNED):
        _signature(agenda, member)
    elif intake.state == IntakeState.SIGNED_OFF:
        agenda.waiting.append(
            Waiting(
                "The intake is signed and can be submitted",
                reverse("cohorts:intake_check", kwargs=participation.url_kwargs),
                participation=participation.pk,
            )
        )


def _signature(agenda: Agenda, member: TeamMember) -> None:
    participation = member.participation
    url = reverse("cohorts:intake_check", kwargs=participation.url_kwargs)
    if member.can_sign:
        agenda.waiting.append(Waiting("The intake is complete: sign it", url, participation=participation.pk))
    else:
        mayor = str(participation.mayor) if participation.mayor else "The mayor"
        agenda.waited_for.append(
            Waiting(
                "sign the intake",
                reverse("cohorts:intake_check", kwargs=participation.url_kwargs),
                person=mayor,
                participation=participation.pk,
            )
        )


def _comments(agenda: Agenda, user: Any, participations: list[Participation]) -> None:
    """Comments of others that nobody has marked as answered and to which the user has not replied."""
    by_pk = {participation.pk: participation for participation in participations}
    if not by_pk:
        return
    own_reply = Comment.objects.filter(parent=OuterRef("pk"), author=user)
    open_comments = (
        Comment.objects.open()
        .filter(participation__in=by_pk)
        .exclude(author=user)
        .exclude(Exists(own_reply))
        .select_related("author")
    )
    found = list(open_comments[:20])
    questions = {
        question.key: question
        for question in Question.objects.filter(
            key__in={comment.field for comment in found},
            section__questionnaire__intakes__participation__in=by_pk,
        ).select_related("section")
    }
    for comment in found:
        participation = by_pk[comment.participation_id]
        question = questions.get(comment.field) if comment.page == INTAKE_PAGE else None
        if question:
            what, url = f"asks about {question.section.title}", question_url(participation, question)
        elif comment.page == CASE_PAGE and comment.field in CASE_FIELDS:
            what, url = "asks about the case study", field_url(participation, comment.field)
        else:
            what, url = "left a comment", participation.get_absolute_url()
        agenda.waiting.append(
            Waiting(
                f"{comment.author or 'Somebody'} {what}",
                url,
                detail=comment.text,
                person=str(comment.author or ""),
                since=comment.made_at,
                participation=participation.pk,
            )
        )


def _blueprints(agenda: Agenda, members: list[TeamMember]) -> None:
    """What an accepted city does next about its blueprint, until the mayor approved one."""
    accepted = [one for one in members if one.can_write and _state(one) == IntakeState.ACCEPTED]
    newest: dict[int, Document] = {}
    if accepted:
        documents = Document.objects.without_content().standing()
        wanted = documents.filter(kind="blueprint", subject_id__in=[one.participation_id for one in accepted])
        for document in wanted.order_by("version"):
            newest[document.subject_id] = document
    for member in accepted:
        participation, document = member.participation, newest.get(member.participation_id)
        if document and document.status == Status.APPROVED:
            continue
        page = reverse("documents:kind", args=["blueprint", participation.pk])
        if due_on := participation.cohort.blueprint_due_on:
            agenda.due.append(Due("the Guiding Blueprint", due_on, page, participation=participation.pk))
        if document is None:
            what, detail = "Ask for the Guiding Blueprint", "It is made from the intake in about a minute."
        elif document.status == Status.DRAFT:
            is_mayor = member.role == TeamRole.MAYOR
            what = "Read the draft of the Guiding Blueprint" if is_mayor else "Send the Guiding Blueprint to the mayor"
            detail = f"Version {document.version} is a draft."
        elif member.role == TeamRole.MAYOR:
            what, detail = "Approve the Guiding Blueprint, or say what to change", f"Version {document.version}."
        else:
            mayor = str(participation.mayor) if participation.mayor else "The mayor"
            agenda.waited_for.append(
                Waiting("approve the Guiding Blueprint", page, person=mayor, participation=participation.pk)
            )
            continue
        agenda.waiting.append(Waiting(what, page, detail=detail, participation=participation.pk))


def _state(member: TeamMember) -> str:
    return member.participation.intake.state if hasattr(member.participation, "intake") else ""


# --- Facilitators and administrators ---


def _of_cohorts(agenda: Agenda, user: Any, cohorts: Iterable[Cohort]) -> None:
    intakes = (
        Intake.objects.filter(participation__cohort__in=[cohort.pk for cohort in cohorts])
        .filter(state__in=[*OPEN_FOR_ANSWERS, IntakeState.SUBMITTED])
        .select_related("participation__city", "participation__cohort")
        .order_by(F("submitted_at").asc(nulls_last=True))
    )
    for intake in intakes:
        participation = intake.participation
        if intake.state == IntakeState.SUBMITTED:
            agenda.waiting.append(
                Waiting(
                    f"Review the intake of {participation.city}",
                    reverse("cohorts:review", kwargs=participation.url_kwargs),
                    since=intake.submitted_at,
                    participation=participation.pk,
                )
            )
        elif participation.due_on:
            agenda.due.append(
                Due(
                    f"{participation.city.name}’s intake",
                    participation.due_on,
                    participation.get_absolute_url(),
                    participation=participation.pk,
                )
            )


def _of_the_institute(agenda: Agenda) -> None:
    """What only the Institute's staff can do: cities that ask to take part, mail and documents that got stuck."""
    applications = list(Application.objects.waiting().order_by("received_at")[:10])
    for application in applications:
        agenda.waiting.append(
            Waiting(
                f"{application} asks to take part",
                reverse("cohorts:application", args=[application.pk]),
                person=application.contact_name,
                since=application.received_at,
            )
        )
    stuck = Message.objects.filter(state__in=NEEDS_A_PERSON).count()
    if stuck:
        agenda.waiting.append(
            Waiting(
                f"{counted(stuck, 'message')} could not be sent", reverse("mail:outbox"), detail="Look at the outbox"
            )
        )


def days_left(on: date) -> str:
    """How far off a day is, in words for a sentence: "in 3 days", "today", "4 days late"."""
    days = (on - timezone.localdate()).days
    if days == 0:
        return "today"
    return f"in {counted(days, 'day')}" if days > 0 else f"{counted(-days, 'day')} late"
