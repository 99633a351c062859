"""One section of an intake as a page that the city's team fills in together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.http import Http404
from django.urls import reverse

from cohorts.institutes.models import Participation
from cohorts.teamwork.sheet import Sheet, Steps

from .answers import add_file, remove_file, save_answer
from .models import Answer, AnswerFile, Intake, Question
from .progress import NEEDS_ATTENTION, IntakeProgress, SectionProgress, closed_words, progress_of

PAGE = "intake"  # what comments and presence of these pages are kept under
FILES = "cohorts/intake"  # where the templates for files are
STEP_STATES = {"not started": "none", "in progress": "working", "needs attention": "yours", "complete": "done"}


@dataclass
class SectionPage(Sheet):
    """Everything that a section's page shows, read once. Sections and questions are those of the intake."""

    form_name = "Intake"
    page = PAGE
    files = FILES

    def __post_init__(self) -> None:
        self.progress = progress_of(self.intake)
        current = self.progress.of(self.key)
        if current is None:
            raise Http404("No such section here.")
        self.current: SectionProgress = current
        super().__post_init__()

    @property
    def intake(self) -> Intake:
        return self.participation.intake

    def again(self, **changes: Any) -> Self:
        self.intake.refresh_from_db()
        return super().again(**changes)

    # --- What is asked, stored and saved ---

    @property
    def questions(self) -> list[Question]:
        return self.current.all_questions

    @cached_property
    def _shown(self) -> set[int]:
        return {question.pk for question in self.current.questions}

    def is_shown(self, question: Question) -> bool:
        return question.pk in self._shown

    def stored(self, question: Question) -> Answer | None:
        return self.current.answers.get(question.pk)

    def save(self, question: Question, *, value: Any, version: int, by: Any, unanswered: Sequence[Any] = ()) -> Answer:
        return save_answer(
            intake=self.intake, question=question, value=value, version=version, by=by, unanswered=unanswered
        )

    def store_files(self, question: Question, *, remove: int | None, uploads: Sequence[Any], by: Any) -> None:
        if file := remove and AnswerFile.objects.filter(intake=self.intake, question=question, pk=remove).first():
            remove_file(intake=self.intake, question=question, file=file, by=by)
        for upload in uploads:
            add_file(intake=self.intake, question=question, upload=upload, by=by)

    # --- What it says of itself ---

    @property
    def title(self) -> str:
        return self.current.section.title

    @cached_property
    def _index(self) -> int:
        return self.progress.sections.index(self.current)

    @property
    def number(self) -> str:
        return f"Section {self._index + 1} of {len(self.progress.sections)}"

    @property
    def lead(self) -> str:
        return self.current.section.lead

    @property
    def kept_under(self) -> str:
        return f"intake-{self.intake.pk}"

    @property
    def last_words(self) -> str:
        if self._after:
            return ""
        return "The mayor signs all answers together, on the page where they can be read once more."

    @property
    def is_open(self) -> bool:
        return self.current.open

    @property
    def closed(self) -> str:
        if self.current.open or not self.participation.can_write:
            return ""
        reopened = [one.section.title for one in self.progress.sections if one.work and one.work.reopened]
        return closed_words(self.intake, reopened)

    @property
    def returned_comment(self) -> str:
        work = self.current.work
        return work.reopened_comment if work and work.reopened else ""

    @property
    def last_saved_at(self):
        return self.progress.last_saved_at

    @cached_property
    def steps(self) -> Steps:
        return steps(self.progress, self.participation, current=self.key)

    # --- Where it is ---

    @property
    def _before(self) -> SectionProgress | None:
        return self.progress.sections[self._index - 1] if self._index else None

    @property
    def _after(self) -> SectionProgress | None:
        return self.progress.sections[self._index + 1] if self._index + 1 < len(self.progress.sections) else None

    def _url(self, name: str, **kwargs: object) -> str:
        return reverse(name, kwargs={**self.participation.url_kwargs, **kwargs})

    @property
    def address(self) -> str:
        return self._url("cohorts:intake_section", section=self.key)

    @property
    def pulse_url(self) -> str:
        return self._url("cohorts:intake_pulse", section=self.key)

    def save_url(self, question: Question) -> str:
        return self._url("cohorts:answer_save", question=question.pk)

    @property
    def before_url(self) -> str:
        if self._before:
            return self._url("cohorts:intake_section", section=self._before.section.key)
        return self._url("cohorts:intake")

    @property
    def before_label(self) -> str:
        return f"Back to {self._before.section.title}" if self._before else "Back to the list of sections"

    @property
    def next_url(self) -> str:
        """Where "Go on" leads: to the next section, and from the last one to the check of all answers."""
        if self._after:
            return self._url("cohorts:intake_section", section=self._after.section.key)
        return self._url("cohorts:intake_check")

    @property
    def next_label(self) -> str:
        return f"Go on to {self._after.section.title}" if self._after else "Check the answers"


def open_comments(sections: list[SectionProgress], threads: dict[str, list]) -> dict[int, int]:
    """How many open comments each section has, by its id."""
    section_of = {question.key: one.section.pk for one in sections for question in one.all_questions}
    counts: dict[int, int] = defaultdict(int)
    for key, comments in threads.items():
        if key in section_of:
            counts[section_of[key]] += sum(1 for comment in comments if not comment.resolved_at)
    return counts


def steps(progress: IntakeProgress, participation: Participation, *, current: str = "") -> Steps:
    """The sections for the list beside the page: how far each is, and who looks after it."""
    found = []
    for one in progress.sections:
        note = f"{one.answered} of {one.total}"
        if one.state == NEEDS_ATTENTION:
            note += ", returned" if one.returned else ", needs another look"
        if one.work and one.work.assignee:
            note += f", {one.work.assignee}"
        found.append(
            {
                "label": one.section.title,
                "url": reverse(
                    "cohorts:intake_section", kwargs={**participation.url_kwargs, "section": one.section.key}
                ),
                "state": STEP_STATES[one.state],
                "note": note,
                "current": one.section.key == current,
            }
        )
    return Steps(found, "Sections of the intake", "sections", progress.answered, progress.total)
