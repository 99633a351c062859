"""A form as it is read: one question after the other, each with its answer in words."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import kinds
from .questions import Asked, QuestionKind, Stored

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


@dataclass
class Line:
    """One question and its answer. `url` is where it is answered."""

    question: Asked
    value: Any
    url: str = ""
    answer: Stored | None = None

    @property
    def empty(self) -> bool:
        return kinds.is_empty(self.question, self.value)

    @property
    def missing(self) -> bool:
        """Whether something required is not there."""
        return self.empty and self.question.required

    @cached_property
    def problems(self) -> list[str]:
        """What keeps the answer from being a finished one, in sentences."""
        return kinds.problems(self.question, self.value)

    @property
    def done(self) -> bool:
        """Whether it is answered, and the answer can be read."""
        return not self.empty and not self.problems

    @property
    def words(self) -> str:
        return kinds.display(self.question, self.value)

    @property
    def is_prose(self) -> bool:
        """Whether the answer is a text of paragraphs."""
        return self.question.kind in PROSE

    @cached_property
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
