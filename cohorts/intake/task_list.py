"""The intake as a task list: each section with how far it is, who looks after it, and the one thing that is next."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from cohorts.institutes.models import Participation
from isc_portal.templatetags.portal import in_days, long_day, when

from .models import DECIDED, IntakeState
from .progress import COMPLETE, IntakeProgress, SectionProgress, closed_words, counted
from .section_page import STEP_STATES, open_comments

STATE_WORDS = {
    "not started": "Not started",
    "in progress": "In progress",
    "needs attention": "Needs attention",
    "complete": "Complete",
}


@dataclass(frozen=True)
class Task:
    """One section on the list."""

    section: SectionProgress
    url: str
    assign_url: str
    comments: int

    @property
    def state(self) -> str:
        return STEP_STATES[self.section.state]

    @property
    def state_words(self) -> str:
        return STATE_WORDS[self.section.state]

    @property
    def is_complete(self) -> bool:
        return self.section.state == COMPLETE

    @property
    def assignee(self):
        return self.section.work.assignee if self.section.work else None

    @property
    def due_on(self):
        return self.section.work.due_on if self.section.work else None

    @property
    def reopened_comment(self) -> str:
        work = self.section.work
        return work.reopened_comment if work and work.reopened else ""


@dataclass
class TaskList:
    """What the page shows to one reader."""

    participation: Participation
    progress: IntakeProgress
    threads: dict[str, list]
    reader: object

    @property
    def intake(self):
        return self.progress.intake

    @cached_property
    def tasks(self) -> list[Task]:
        comments = open_comments(self.progress.sections, self.threads)
        return [
            Task(
                section=one,
                url=self.address(one),
                assign_url=self.address(one, "cohorts:intake_assign"),
                comments=comments[one.section.pk],
            )
            for one in self.progress.sections
        ]

    def address(self, one: SectionProgress, name: str = "cohorts:intake_section") -> str:
        return reverse(name, kwargs={**self.participation.url_kwargs, "section": one.section.key})

    @property
    def check_url(self) -> str:
        return reverse("cohorts:intake_check", kwargs=self.participation.url_kwargs)

    @property
    def timeline_url(self) -> str:
        return reverse("cohorts:intake_timeline", kwargs=self.participation.url_kwargs)

    @property
    def can_write(self) -> bool:
        return bool(self.participation.can_write and self.intake.open_for_answers)

    @property
    def closed(self) -> str:
        """Why nothing can be changed, for those who otherwise may."""
        if self.intake.open_for_answers or not self.participation.can_write:
            return ""
        return closed_words(self.intake, [])

    @property
    def returned(self) -> list[Task]:
        """The sections that the facilitators sent back."""
        return [task for task in self.tasks if task.section.work and task.section.work.reopened]

    @cached_property
    def next_step(self) -> tuple[str, str]:
        """The one thing to do now, as the words of a button and where it leads; ("", "") when there is nothing."""
        if (
            self.intake.state in DECIDED
            or self.intake.state == IntakeState.SUBMITTED
            or not self.participation.can_write
        ):
            return "Read all answers on one page", self.check_url
        if self.intake.state == IntakeState.SIGNED_OFF:
            return "Submit the intake", self.check_url
        if mine := self._mine():
            return f"Go on with {mine.section.title}", self.address(mine)
        if self.intake.state == IntakeState.INVITED and self.progress.sections:
            first = self.progress.sections[0]
            return f"Begin with {first.section.title}", self.address(first)
        if one := self.progress.next_section:
            return f"Go on with {one.section.title}", self.address(one)
        return "Check the answers and sign", self.check_url

    def _mine(self) -> SectionProgress | None:
        """The first section that the reader looks after and that is not finished."""
        return next(
            (
                one
                for one in self.progress.sections
                if one.open
                and one.work
                and one.work.assignee_id == self.reader.pk
                and one.state != COMPLETE
                and (one.missing or one.optional_left or one.problems or one.returned)
            ),
            None,
        )

    @property
    def facts(self) -> list[tuple[str, object]]:
        """State, due day and the rest, for the side of the page."""
        progress = self.progress
        found: list[tuple[str, object]] = [("State", self.intake.get_state_display())]
        if self.participation.due_on:
            late_matters = self.intake.open_for_answers and self.intake.state != IntakeState.SIGNED_OFF
            due = long_day(self.participation.due_on)
            found.append(("Due", f"{due} ({in_days(self.participation.due_on)})" if late_matters else due))
        found.append(
            ("Required", f"{counted(len(progress.missing), 'answer')} missing" if progress.missing else "Complete")
        )
        if progress.last_saved_at:
            found.append(("Last saved", when(progress.last_saved_at)))
        return found

    @property
    def next_words(self) -> str:
        """Why that is next, in a sentence."""
        progress = self.progress
        if not self.can_write:
            return ""
        if progress.missing:
            count = len(progress.missing)
            return f"{count} required {'answer is' if count == 1 else 'answers are'} missing until the mayor can sign."
        if progress.problems:
            return "Everything required is there; some answers need another look before the mayor can sign."
        if self.intake.state == IntakeState.SIGNED_OFF:
            return "The answers are signed. They go to the facilitators when you submit them."
        return "Everything required is there. The mayor can sign; what is optional can still be added."
