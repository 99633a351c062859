"""An intake as it is read: every question that is shown, with its answer in words."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from cohorts.teamwork import kinds

from .models import Answer, Question, QuestionKind, Section
from .progress import IntakeProgress, SectionProgress

PROSE = frozenset({QuestionKind.LONG_TEXT})


@dataclass(frozen=True)
class Cell:
    """One cell of a table answer, under the label of its column."""

    label: str
    words: str
    number: bool = False


@dataclass(frozen=True)
class Table:
    """A table answer in words. `sums` is a last row of what the summed columns come to; empty without any."""

    head: list[Cell]
    rows: list[list[Cell]]
    sums: list[Cell]


@dataclass(frozen=True)
class Line:
    """One question and its answer. `url` is where it is answered."""

    question: Question
    value: Any
    url: str = ""
    answer: Answer | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return kinds.is_empty(self.question, self.value)

    @property
    def missing(self) -> bool:
        """Whether something required is not there."""
        return self.empty and self.question.required

    @property
    def words(self) -> str:
        return kinds.display(self.question, self.value)

    @property
    def is_prose(self) -> bool:
        """Whether the answer is a text of paragraphs."""
        return self.question.kind in PROSE

    @property
    def files(self) -> list[dict[str, Any]]:
        return list(self.value or []) if self.question.kind == QuestionKind.FILE else []

    @property
    def table(self) -> Table | None:
        """The rows of a table question that has any."""
        if self.question.kind != QuestionKind.TABLE or self.empty:
            return None
        columns, sums = kinds.columns(self.question), kinds.sums(self.question, self.value)

        def row(cells: list[str]) -> list[Cell]:
            return [
                Cell(column.label, words, column.kind in kinds.NUMBERS)
                for column, words in zip(columns, cells, strict=True)
            ]

        return Table(
            head=row([column.label for column in columns]),
            rows=[row(cells) for cells in kinds.table_rows(self.question, self.value)],
            sums=row([sums.get(column.key, "") for column in columns]) if sums else [],
        )


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
    problems: dict[int, list[str]] = {}
    for question, problem in section.problems:
        problems.setdefault(question.pk, []).append(problem)
    lines = [
        Line(
            question=question,
            value=section.value(question),
            url=f"{url}#q{question.pk}",
            answer=section.answers.get(question.pk),
            problems=problems.get(question.pk, []),
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
