"""What the history of a city tells of its intake and its team (see `teamwork.history`)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, DateField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Lag
from django.urls import reverse

from cohorts.institutes.models import Participation, TeamMember, TeamRole
from cohorts.teamwork import kinds
from cohorts.teamwork.history import Book, Source, along, goes, goes_before, person_of_context, told_rows, verb

from .models import Answer, IntakeStep, QuestionKind, Section, SectionWork, TimelineEntry

AnswerEvent = Answer.pgh_event_model
WorkEvent = SectionWork.pgh_event_model
MemberEvent = TeamMember.pgh_event_model


def earlier_answer(participation: Participation, event: int):
    """An earlier state of an answer, with its question and section; None if there is no such text to bring back."""
    return (
        AnswerEvent.objects.filter(intake=participation.intake.pk, pgh_id=event)
        .exclude(question__kind=QuestionKind.FILE)
        .select_related("question__section", "updated_by")
        .first()
    )


# --- What there is ---


def _intakes(participations: Sequence[Participation]) -> list[int]:
    return [one.intake.pk for one in participations if hasattr(one, "intake")]


def _answer_rows(participations: Sequence[Participation], part: str) -> QuerySet:
    events = goes(AnswerEvent.objects.filter(intake__in=_intakes(participations)))
    rows = told_rows(events, "answer", at="pgh_created_at", pk="pgh_id", place="intake__participation_id")
    return rows.filter(question__section__key=part) if part else rows


def _work_rows(participations: Sequence[Participation], part: str) -> QuerySet:
    events = _work(_intakes(participations))
    rows = told_rows(events, "work", at="pgh_created_at", pk="pgh_id", place="intake__participation_id")
    return rows.filter(section__key=part) if part else rows


def _step_rows(participations: Sequence[Participation], part: str) -> QuerySet:
    intakes = _intakes(participations)
    steps = TimelineEntry.objects.filter(intake__in=intakes).annotate(person=Cast("by_id", BigIntegerField()))
    rows = told_rows(steps, "step", at="at", pk="pk", place="intake__participation_id")
    if part:
        titles = Section.objects.filter(questionnaire__intakes__in=intakes, key=part).values_list("title", flat=True)
        rows = rows.filter(sections__contains=list(titles)) if titles else rows.none()
    return rows


def _member_rows(participations: Sequence[Participation], part: str) -> QuerySet:
    rows = told_rows(_members(participations), "member", at="pgh_created_at", pk="pgh_id", place="participation_id")
    return rows.none() if part else rows


def _work(intakes: list[int]) -> QuerySet:
    """Changes of who looks after a section and until when; what a return opens is told by its step."""
    never = Value(date.min, DateField())
    return (
        WorkEvent.objects.filter(intake__in=intakes)
        .annotate(
            person=Coalesce(person_of_context(), Cast("assigned_by_id", BigIntegerField())),
            was_assignee=along(Lag("assignee_id")),
            was_due=along(Lag("due_on")),
        )
        .filter(
            ~Q(assignee_id=Coalesce("was_assignee", 0), assignee_id__isnull=False)
            & ~Q(assignee_id=None, was_assignee=None)
            | ~Q(due_on=Coalesce("was_due", never)) & Q(due_on__isnull=False)
        )
    )


def _members(participations: Sequence[Participation]) -> QuerySet:
    return MemberEvent.objects.filter(participation__in=[one.pk for one in participations]).annotate(
        person=person_of_context(),
        was_role=along(Lag("role")),
        could_sign=along(Lag("may_sign")),
    )


# --- How it is told ---


def _tell_answers(keys: set[int], participations: Sequence[Participation]) -> dict[int, dict[str, Any]]:
    place_of = {one.intake.pk: one.url_kwargs for one in participations if hasattr(one, "intake")}
    before = goes_before(keys, AnswerEvent.objects.filter(intake__in=place_of))
    events = AnswerEvent.objects.filter(pgh_id__in=keys | set(before.values())).select_related("question__section")
    by_id = {event.pgh_id: event for event in events}
    told = {}
    for key in keys & by_id.keys():  # a question taken out before anybody started has left no words
        event, earlier = by_id[key], by_id.get(before.get(key, 0))
        question = event.question
        was, is_ = (kinds.display(question, one.value) if one else "" for one in (earlier, event))
        told[key] = {
            "what": _answer_words(event, was, is_),
            "where": question.section.title,
            "before": was,
            "after": is_,
        }
        if was and question.kind != QuestionKind.FILE:
            place = {**place_of[event.intake_id], "event": earlier.pgh_id}
            told[key]["restore_url"] = reverse("cohorts:history_restore", kwargs=place)
    return told


def _answer_words(event, was: str, is_: str) -> str:
    if event.prefilled:
        return f"“{event.question.label}” was filled in from what is known of the city"
    return f"{verb(was, is_)} “{event.question.label}”"


def _tell_work(keys: set[int], participations: Sequence[Participation]) -> dict[int, dict[str, Any]]:
    told = {}
    for event in WorkEvent.objects.filter(pgh_id__in=keys).select_related("section", "assignee"):
        title = event.section.title
        what = f"gave {title} to {event.assignee}" if event.assignee else f"took {title} back"
        if event.due_on:
            what += f", due {event.due_on:%B} {event.due_on.day}"
        told[event.pgh_id] = {"what": what}
    return told


STEP_WORDS = {
    IntakeStep.INVITED: "opened the intake for the city",
    IntakeStep.STARTED: "began the intake",
    IntakeStep.SIGNED: "signed the answers",
    IntakeStep.SIGNATURE_VOID: "changed an answer, which undid the signature",
    IntakeStep.SUBMITTED: "submitted the intake",
    IntakeStep.RETURNED: "returned",
    IntakeStep.ACCEPTED: "accepted the city",
    IntakeStep.WAITLISTED: "put the city on the waitlist",
    IntakeStep.DECLINED: "declined the city",
    IntakeStep.WITHDRAWN: "withdrew the city",
    IntakeStep.REOPENED: "brought the city back",
}


def _tell_steps(keys: set[int], participations: Sequence[Participation]) -> dict[int, dict[str, Any]]:
    told = {}
    for entry in TimelineEntry.objects.filter(pk__in=keys):
        what = STEP_WORDS[IntakeStep(entry.step)]
        told[entry.pk] = {"what": " ".join([what, ", ".join(entry.sections)]).strip(), "note": entry.comment}
    return told


def _tell_members(keys: set[int], participations: Sequence[Participation]) -> dict[int, dict[str, Any]]:
    events = _members(participations).select_related("user")
    return {event.pgh_id: {"what": _member_words(event)} for event in events if event.pgh_id in keys}


ROLE_WORDS = {TeamRole.MAYOR: "the mayor", TeamRole.EDITOR: "an editor", TeamRole.VIEWER: "a viewer"}


def _member_words(event) -> str:
    role = ROLE_WORDS[TeamRole(event.role)]
    if event.pgh_label == "delete":
        return f"took {event.user} off the team"
    if event.was_role is None:
        return f"took {event.user} into the team as {role}"
    if event.role != event.was_role:
        return f"made {event.user} {role}"
    if event.may_sign != event.could_sign:
        return f"{'named' if event.may_sign else 'no longer names'} {event.user} to sign for the mayor"
    return f"changed what the team’s page says of {event.user}"


BOOK = Book(
    sources=[
        Source("answer", _answer_rows, _tell_answers),
        Source("work", _work_rows, _tell_work),
        Source("step", _step_rows, _tell_steps),
        Source("member", _member_rows, _tell_members),
    ],
    parts=lambda participation: list(
        Section.objects.filter(questionnaire=participation.intake.questionnaire_id).values_list("key", "title")
    ),
    people=lambda participation: [
        AnswerEvent.objects.filter(intake=participation.intake.pk).values("updated_by"),
        TimelineEntry.objects.filter(intake=participation.intake.pk).values("by"),
    ],
)
