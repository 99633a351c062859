"""An intake as it is read: every question that is shown, with its answer in words."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cohorts.teamwork.lines import Line as AnswerLine

from .models import QuestionKind, Section
from .progress import IntakeProgress, SectionProgress


@dataclass
class Line(AnswerLine):
    """One question of the intake and its answer."""

    @property
    def files(self) -> list[dict[str, Any]]:
        return list(self.value or []) if self.question.kind == QuestionKind.FILE else []


@dataclass(frozen=True)
class Part:
    """One section as it is read. `url` is the page on which it is filled in."""

    progress: SectionProgress
    lines: list[Line]
    url: str

    @property
    def section(self) -> Section:
        return self.progress.section

    @property
    def open(self) -> bool:
        return self.progress.open


def sheet_of(progress: IntakeProgress) -> list[Part]:
    """The whole intake, section by section."""
    place = progress.intake.participation.url_kwargs
    return [
        _part(one, reverse("cohorts:intake_section", kwargs={**place, "section": one.section.key}))
        for one in progress.sections
    ]


def _part(section: SectionProgress, url: str) -> Part:
    lines = [
        Line(
            question=question,
            value=section.value(question),
            url=f"{url}#q{question.pk}",
            answer=section.answers.get(question.pk),
        )
        for question in section.questions
    ]
    return Part(section, lines, url)


@dataclass(frozen=True)
class ToDo:
    """Something that keeps an intake from being signed."""

    line: Line
    part: Part
    words: str


def to_do(parts: list[Part]) -> list[ToDo]:
    """Everything that keeps an intake from being signed, in the order of the questions."""
    found = []
    for part in parts:
        for line in part.lines:
            if line.missing:
                found.append(ToDo(line, part, "has no answer yet, and needs one"))
            found += [ToDo(line, part, problem) for problem in line.problems]
    return found
