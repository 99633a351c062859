"""One section of an intake as a page: its questions, who else is there, and what stands beside them."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from cohorts.institutes.models import Participation
from cohorts.teamwork import presence
from cohorts.teamwork.beside import Beside, beside, threads
from cohorts.teamwork.people import people_of
from cohorts.teamwork.services import may_comment
from cohorts.teamwork.uploads import ACCEPT

from .forms import QuestionField
from .models import Intake, Question
from .progress import NEEDS_ATTENTION, IntakeProgress, SectionProgress, closed_words, progress_of

PAGE = "intake"  # what comments and presence of these pages are kept under
STEP_STATES = {"not started": "none", "in progress": "working", "needs attention": "yours", "complete": "done"}


@dataclass
class SectionPage:
    """Everything that a section's page shows, read once. Sections and questions are those of the intake."""

    request: HttpRequest
    participation: Participation
    key: str
    typed: dict[int, Any] = field(default_factory=dict)  # what was typed and could not be stored, by question id
    refusals: dict[int, str] = field(default_factory=dict)  # why a file was not taken, by question id
    more_rows: str = ""  # the table to which the reader asked to add rows ("q12")

    def __post_init__(self) -> None:
        self.progress = progress_of(self.intake)
        current = self.progress.of(self.key)
        if current is None:
            raise Http404("No such section here.")
        self.current: SectionProgress = current
        self.people = people_of(self.participation)
        self.threads = threads(participation=self.participation, page=PAGE, people=self.people)

    @property
    def intake(self) -> Intake:
        return self.participation.intake

    @property
    def section(self):
        return self.current.section

    @cached_property
    def number(self) -> int:
        """Which section it is, from 1."""
        return self.progress.sections.index(self.current) + 1

    @property
    def before(self) -> SectionProgress | None:
        return self.progress.sections[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> SectionProgress | None:
        return self.progress.sections[self.number] if self.number < len(self.progress.sections) else None

    @property
    def is_last(self) -> bool:
        return self.after is None

    @property
    def can_write(self) -> bool:
        """Whether the reader may change answers here at this moment."""
        return bool(self.participation.can_write and self.current.open)

    @property
    def closed(self) -> str:
        """Why nothing can be changed here, for those who otherwise may; "" while it is open."""
        if self.current.open or not self.participation.can_write:
            return ""
        reopened = [one.section.title for one in self.progress.sections if one.work and one.work.reopened]
        return closed_words(self.intake, reopened)

    @property
    def returned_comment(self) -> str:
        work = self.current.work
        return work.reopened_comment if work and work.reopened else ""

    @cached_property
    def fields(self) -> list[QuestionField]:
        """All questions of the section; those whose condition is not met are there, but not shown."""
        shown = {question.pk for question in self.current.questions}
        return [
            QuestionField(
                question=question,
                answer=self.current.answers.get(question.pk),
                shown=question.pk in shown,
                typed=self.typed.get(question.pk),
                has_typed=question.pk in self.typed,
                more_rows=2 if self.more_rows == f"q{question.pk}" else 0,
                refusal=self.refusals.get(question.pk, ""),
            )
            for question in self.current.all_questions
        ]

    @cached_property
    def rows(self) -> list[tuple[QuestionField, Beside]]:
        """Each question with what stands beside it."""
        return [(one, self.beside(one.question)) for one in self.fields]

    def beside(self, question: Question) -> Beside:
        return beside(
            participation=self.participation,
            page=PAGE,
            field=question.key,
            about=question.label,
            comments=self.threads.get(question.key, []),
        )

    @property
    def besides(self) -> list[Beside]:
        return [beside for _, beside in self.rows]

    @property
    def may_comment(self) -> bool:
        return may_comment(self.participation)

    @cached_property
    def presence(self) -> dict[str, object]:
        """Who else is in the intake, for the presence line."""
        return presence.shown(
            presence.others(
                participation=self.participation,
                page=PAGE,
                user=self.request.user,
                people=self.people,
                where=self.section.title,
            )
        )

    def arrive(self) -> None:
        """Let the others know that the reader is in this section."""
        presence.arrive(participation=self.participation, page=PAGE, user=self.request.user, where=self.section.title)

    @cached_property
    def steps(self) -> list[dict[str, object]]:
        """The sections for the list of steps."""
        return steps(self.progress, self.participation, current=self.key)

    def address(self, name: str = "cohorts:intake_section", **kwargs: object) -> str:
        """A page of this city."""
        if name in ("cohorts:intake_section", "cohorts:intake_pulse"):
            kwargs.setdefault("section", self.key)
        return reverse(name, kwargs={**self.participation.url_kwargs, **kwargs})

    @property
    def pulse_url(self) -> str:
        return self.address("cohorts:intake_pulse")

    @property
    def list_url(self) -> str:
        return self.address("cohorts:intake")

    @property
    def before_url(self) -> str:
        return self.address(section=self.before.section.key) if self.before else self.list_url

    @property
    def before_label(self) -> str:
        return f"Back to {self.before.section.title}" if self.before else "Back to the list of sections"

    @property
    def accept(self) -> str:
        """The endings that a browser offers first when a file is chosen."""
        return ACCEPT

    @property
    def next_url(self) -> str:
        """Where "Go on" leads: to the next section, and from the last one to the check of all answers."""
        if self.after:
            return self.address(section=self.after.section.key)
        return self.address("cohorts:intake_check")

    @property
    def next_label(self) -> str:
        return f"Go on to {self.after.section.title}" if self.after else "Check the answers"

    @property
    def comments_open(self) -> dict[int, int]:
        """How many open comments each section has, by its id."""
        return open_comments(self.progress.sections, self.threads)


def open_comments(sections: list[SectionProgress], threads: dict[str, list]) -> dict[int, int]:
    """How many open comments each section has, by its id."""
    section_of = {question.key: one.section.pk for one in sections for question in one.all_questions}
    counts: dict[int, int] = defaultdict(int)
    for key, comments in threads.items():
        if key in section_of:
            counts[section_of[key]] += sum(1 for comment in comments if not comment.resolved_at)
    return counts


def steps(progress: IntakeProgress, participation: Participation, *, current: str = "") -> list[dict[str, object]]:
    """The sections as `<c-steps>` takes them: how far each is, and who looks after it."""
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
    return found
