"""How far a city is with its intake: section by section, what is answered, missing, or needs another look."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse

from cohorts.institutes.models import Participation
from cohorts.teamwork import kinds

from .models import (
    OPEN_FOR_ANSWERS,
    Answer,
    Intake,
    IntakeState,
    IntakeStep,
    Question,
    Section,
    SectionWork,
    TimelineEntry,
)

NOT_STARTED, IN_PROGRESS, NEEDS_ATTENTION, COMPLETE = "not started", "in progress", "needs attention", "complete"


def counted(number: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 answer", "3 answers"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


@dataclass
class SectionProgress:
    """One section of one intake. `questions` are those that are shown; `answers` are by question id."""

    section: Section
    questions: list[Question]
    all_questions: list[Question]
    answers: dict[int, Answer]
    work: SectionWork | None = None
    open: bool = True
    returned: bool = False  # reopened by a facilitator, and nothing in it has been changed since
    missing: list[Question] = field(init=False)
    problems: list[tuple[Question, str]] = field(init=False)
    answered: int = field(init=False)
    optional_left: int = field(init=False)

    def __post_init__(self) -> None:
        empty = [one for one in self.questions if kinds.is_empty(one, self.value(one))]
        self.missing = [one for one in empty if one.required]
        self.optional_left = len(empty) - len(self.missing)
        self.answered = len(self.questions) - len(empty)
        self.problems = [(one, problem) for one in self.questions for problem in kinds.problems(one, self.value(one))]

    def value(self, question: Question) -> Any:
        """What is stored for a question."""
        answer = self.answers.get(question.pk)
        return answer.value if answer else None

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def started(self) -> bool:
        """Whether a person has answered anything; facts that were filled in do not count."""
        return any(
            not answer.prefilled and not kinds.is_empty(question, answer.value)
            for question in self.questions
            if (answer := self.answers.get(question.pk))
        )

    @property
    def state(self) -> str:
        """not started, in progress, needs attention or complete."""
        if self.problems or self.returned:
            return NEEDS_ATTENTION
        if self.total and not self.missing and not self.optional_left:
            return COMPLETE
        return IN_PROGRESS if self.started else NOT_STARTED

    @property
    def words(self) -> str:
        """What is missing, in a few words for the task list."""
        parts = []
        if self.returned:
            parts.append("Returned by the facilitators")
        if self.problems:
            verb = "needs" if len(self.problems) == 1 else "need"
            parts.append(f"{counted(len(self.problems), 'answer')} {verb} another look")
        if self.missing:
            parts.append(f"{counted(len(self.missing), 'required answer')} missing")
        elif self.optional_left and self.state != NEEDS_ATTENTION:
            parts.append(f"{counted(self.optional_left, 'optional question')} open")
        return ", ".join(parts).capitalize() if parts else "Nothing is missing"


@dataclass
class IntakeProgress:
    """An intake as a whole, made of its sections."""

    intake: Intake
    sections: list[SectionProgress]

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.sections)

    @property
    def total(self) -> int:
        return sum(one.total for one in self.sections)

    @property
    def missing(self) -> list[Question]:
        """Required questions that are shown and have no answer."""
        return [question for one in self.sections for question in one.missing]

    @property
    def problems(self) -> list[tuple[Question, str]]:
        return [problem for one in self.sections for problem in one.problems]

    @property
    def ready_to_sign(self) -> bool:
        """Whether nothing that is required is missing and every answer can be read."""
        return not self.missing and not self.problems

    @property
    def last_saved_at(self) -> datetime | None:
        """When a person last saved an answer."""
        return max(
            (
                answer.updated_at
                for one in self.sections
                for answer in one.answers.values()
                if answer.updated_by_id is not None
            ),
            default=None,
        )

    @property
    def next_section(self) -> SectionProgress | None:
        """Where to go on: the first open section that lacks something required or needs attention, if any does."""
        for one in self.sections:
            if one.open and (one.missing or one.state == NEEDS_ATTENTION):
                return one
        return None

    def of(self, section_key: str) -> SectionProgress | None:
        """The section with this key."""
        return next((one for one in self.sections if one.section.key == section_key), None)


def shown_questions(questions: Iterable[Question], values: Mapping[int, Any]) -> list[Question]:
    """Those whose condition is met by the answers (by question id), and whose condition's own question is shown.

    `questions` has to hold the whole questionnaire, since a condition may point to another section.
    """
    questions = list(questions)
    by_id = {question.pk: question for question in questions}

    def is_shown(question: Question, above: frozenset[int] = frozenset()) -> bool:
        if question.condition_question_id is None:
            return True
        asked = by_id.get(question.condition_question_id)
        if asked is None or asked.pk in above:
            return False
        return _is_met(values, question) and is_shown(asked, above | {question.pk})

    return [question for question in questions if is_shown(question)]


def _is_met(values: Mapping[int, Any], question: Question) -> bool:
    """Whether the answer that a question depends on (values by question id) is one of those it is shown for."""
    given = values.get(question.condition_question_id or 0)
    return any(one in question.condition_values for one in (given if isinstance(given, list) else [given]))


def progress_by_intake(intakes: Iterable[Intake]) -> dict[int, IntakeProgress]:
    """The progress of each intake by its id, in as many queries for many as for one."""
    intakes = list(intakes)
    ids = [intake.pk for intake in intakes]
    sections, section_of = defaultdict(list), {}
    for section in Section.objects.filter(questionnaire__in={intake.questionnaire_id for intake in intakes}):
        sections[section.questionnaire_id].append(section)
        section_of[section.pk] = section
    questions = defaultdict(list)
    for question in Question.objects.filter(section__in=section_of).order_by("order"):
        question.section = section_of[question.section_id]
        questions[question.section_id].append(question)
    answers: dict[int, dict[int, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(intake__in=ids).select_related("updated_by"):
        answers[answer.intake_id][answer.question_id] = answer
    work: dict[int, dict[int, SectionWork]] = defaultdict(dict)
    for one in SectionWork.objects.filter(intake__in=ids).select_related("assignee"):
        work[one.intake_id][one.section_id] = one
    returned_at = _returned_at([pk for pk, rows in work.items() if any(one.reopened for one in rows.values())])
    return {
        intake.pk: _progress(
            intake, sections[intake.questionnaire_id], questions, answers[intake.pk], work[intake.pk], returned_at
        )
        for intake in intakes
    }


def progress_of(intake: Intake) -> IntakeProgress:
    """The progress of one intake."""
    return progress_by_intake([intake])[intake.pk]


def _returned_at(ids: list[int]) -> dict[int, datetime]:
    if not ids:
        return {}
    returned = TimelineEntry.objects.filter(intake__in=ids, step=IntakeStep.RETURNED)
    return dict(returned.order_by().values("intake").annotate(last=Max("at")).values_list("intake", "last"))


def _progress(intake, sections, questions, answers, work, returned_at) -> IntakeProgress:
    values = {pk: answer.value for pk, answer in answers.items()}
    shown = {one.pk for one in shown_questions([q for one in sections for q in questions[one.pk]], values)}
    progress = []
    for section in sections:
        of_section = questions[section.pk]
        row = work.get(section.pk)
        own = {question.pk: answers[question.pk] for question in of_section if question.pk in answers}
        since = returned_at.get(intake.pk)
        progress.append(
            SectionProgress(
                section=section,
                questions=[question for question in of_section if question.pk in shown],
                all_questions=of_section,
                answers=own,
                work=row,
                open=_is_open(intake, row, any_reopened=any(one.reopened for one in work.values())),
                returned=bool(
                    row and row.reopened and since and not any(one.updated_at > since for one in own.values())
                ),
            )
        )
    return IntakeProgress(intake, progress)


def _is_open(intake: Intake, work: SectionWork | None, *, any_reopened: bool) -> bool:
    if intake.state not in OPEN_FOR_ANSWERS:
        return False
    return bool(work and work.reopened) or not (any_reopened or intake.state == IntakeState.RETURNED)


# --- Questions about one intake ---


def missing(intake: Intake) -> list[Question]:
    """Required questions that are shown and have no answer."""
    return progress_of(intake).missing


def section_is_open(intake: Intake, section: Section) -> bool:
    """Whether answers of the section may be changed: after a return, only in the sections that were returned."""
    return not why_closed(intake, section)


def section_is_complete(intake: Intake, section: Section) -> bool:
    """Whether nothing required is missing in the section and nothing in it needs another look."""
    one = progress_of(intake).of(section.key)
    return bool(one and not one.missing and one.state != NEEDS_ATTENTION)


def why_closed(intake: Intake, section: Section) -> str:
    """Why nothing in the section may be changed, in a sentence; "" when it may."""
    work = list(intake.section_work.select_related("section"))
    row = next((one for one in work if one.section_id == section.pk), None)
    reopened = [one.section.title for one in work if one.reopened]
    if _is_open(intake, row, any_reopened=bool(reopened)):
        return ""
    return closed_words(intake, reopened)


def closed_words(intake: Intake, reopened: list[str]) -> str:
    """The sentence for a section that is not open; `reopened` are the titles of those that are."""
    if intake.state in OPEN_FOR_ANSWERS:
        which = ", ".join(reopened) or "none"
        return f"Only the sections that the facilitators returned can be changed: {which}."
    if intake.state == IntakeState.SUBMITTED:
        return "This intake has been submitted. The facilitators have it, and nothing in it can be changed."
    return f"This intake is {intake.get_state_display().lower()}. It can be read, and nothing in it can be changed."


def question_url(participation: Participation, question: Question) -> str:
    """The place of a question on its section's page."""
    page = reverse("cohorts:intake_section", kwargs={**participation.url_kwargs, "section": question.section.key})
    return f"{page}#q{question.pk}"
