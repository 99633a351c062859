"""How a question stands in a form: names, ids, what is filled in, and what is wrong with it.

Not Django forms: an unfinished or unreadable answer is stored like any other, so nothing here refuses anything.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from isc_portal.forms import count_words

from . import kinds
from .questions import Asked, QuestionKind, Stored
from .saving import fingerprint

EMPTY_ROWS = 2  # an empty table starts with as many, and without a script "Add" brings as many more
SHORT_LIST = 9  # up to so many choices stand as radio buttons, more as a list to unfold
ROW = "__row__"  # stands for the number in the row that a script copies
CONTROLS = {
    QuestionKind.SHORT_TEXT: "text",
    QuestionKind.LONG_TEXT: "long_text",
    QuestionKind.WHOLE_NUMBER: "number",
    QuestionKind.MONEY: "money",
    QuestionKind.PERCENT: "percent",
    QuestionKind.DATE: "date",
    QuestionKind.YES_NO: "one_of",
    QuestionKind.ONE_OF: "one_of",
    QuestionKind.SEVERAL_OF: "several_of",
    QuestionKind.TABLE: "table",
    QuestionKind.FILE: "file",
}
GROUPS = frozenset({"one_of", "several_of", "table"})  # several inputs under one legend


@dataclass(frozen=True)
class Cell:
    """One field of a table's row."""

    name: str
    label: str
    column: kinds.Column
    text: str
    wrong: bool = False

    @property
    def choices(self) -> list[dict[str, str]]:
        return kinds.choices(self.column)

    @property
    def unknown_choice(self) -> str:
        """What was chosen before the list was changed."""
        return self.text if self.text and self.text not in {choice["value"] for choice in self.choices} else ""

    @property
    def is_choice(self) -> bool:
        return self.column.kind in kinds.CHOSEN

    @property
    def is_figure(self) -> bool:
        return self.column.kind in kinds.NUMBERS


@dataclass
class QuestionField:
    """A question with its answer, ready for a template.

    `typed` takes the place of what is stored, where something was typed that is not stored. `prefix` sets the field
    apart from another of the same question on the page. `files` is the folder of the templates in which files are
    chosen (file.html) and listed (files.html), in a form that asks for some.
    """

    question: Asked
    answer: Stored | None = None
    shown: bool = True
    prefix: str = ""
    typed: Any = None
    has_typed: bool = False
    more_rows: int = 0
    refusal: str = ""
    files: str = ""

    @cached_property
    def id(self) -> str:
        """Names the question in addresses (#q12) and in the form."""
        return self.question.name

    @cached_property
    def name(self) -> str:
        return f"{self.prefix}{self.id}"

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def base(self) -> str:
        """Which value the reader saw when the page was made."""
        return fingerprint(self.answer.value if self.answer else None)

    @cached_property
    def value(self) -> Any:
        if self.has_typed:
            return self.typed
        return self.answer.value if self.answer else None

    @cached_property
    def control(self) -> str:
        """The kind's template: text, money, table..."""
        return CONTROLS[QuestionKind(self.question.kind)]

    @property
    def template(self) -> str:
        if self.control == "file":
            return f"{self.files}/file.html"
        return f"cohorts/teamwork/controls/{self.control}.html"

    @property
    def file_list(self) -> str:
        """The template that lists the files."""
        return f"{self.files}/files.html"

    @cached_property
    def is_group(self) -> bool:
        return self.control in GROUPS and not self.unfolds

    @cached_property
    def unfolds(self) -> bool:
        """Whether the choices are a list to unfold."""
        return self.question.kind == QuestionKind.ONE_OF and len(self.question.choices) > SHORT_LIST

    @cached_property
    def text(self) -> str:
        """What stands in the field of a simple kind."""
        return kinds.fill(self.question, self.value)

    @cached_property
    def words(self) -> str:
        """The answer as text, for whoever only reads."""
        return kinds.display(self.question, self.value)

    @cached_property
    def problems(self) -> list[str]:
        return [*([self.refusal] if self.refusal else []), *kinds.problems(self.question, self.value)]

    @property
    def origin(self) -> str:
        """Where the answer comes from, if nobody here wrote it."""
        return self.answer.origin if self.answer and not self.has_typed else ""

    @property
    def note(self) -> str:
        return f"{self.origin} Change it if it is wrong." if self.origin else ""

    @cached_property
    def choices(self) -> list[dict[str, Any]]:
        """What can be chosen, each with whether it is."""
        chosen = self.value if isinstance(self.value, list) else [self.text]
        return [{**choice, "chosen": choice["value"] in chosen} for choice in kinds.choices(self.question)]

    @cached_property
    def unknown_choice(self) -> str:
        """What was chosen before the list was changed."""
        return self.text if self.text and not any(choice["chosen"] for choice in self.choices) else ""

    @property
    def word_count(self) -> int:
        return count_words(self.text)

    @cached_property
    def described_by(self) -> str:
        """Ids of what explains the field, in the order in which it is read out."""
        parts = ["hint"] if self.question.help else []
        parts += ["problems", "note"]
        if self.control == "long_text" and self.question.word_limit:
            parts.append("count")
        return " ".join(f"{self.name}-{part}" for part in parts)

    @property
    def depends_on(self) -> str:
        return self.question.depends_on

    @property
    def condition_values(self) -> str:
        """The answers for which it is shown, as JSON for a script."""
        return json.dumps(self.question.condition_values)

    # --- Tables ---

    @cached_property
    def columns(self) -> list[kinds.Column]:
        return kinds.columns(self.question)

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The rows that are filled in, and empty ones to write in."""
        filled = self.value or []
        empty = self.more_rows or (0 if filled else EMPTY_ROWS)
        return [self._row(number, row) for number, row in enumerate([*filled, *[{}] * empty])]

    @property
    def blank_row(self) -> list[Cell]:
        """The row that a script copies to add one."""
        return self._row(ROW, {})

    def _row(self, number: int | str, row: dict[str, Any]) -> list[Cell]:
        spoken = number + 1 if isinstance(number, int) else ROW
        return [
            Cell(
                name=f"{self.name}-{number}-{column.key}",
                label=f"{column.label}, row {spoken}",
                column=column,
                text=kinds.fill(column, row.get(column.key)),
                wrong=kinds.is_raw(row.get(column.key)),
            )
            for column in self.columns
        ]

    @property
    def read_rows(self) -> list[list[tuple[kinds.Column, str]]]:
        """The rows as text, each cell with its column."""
        return [list(zip(self.columns, row, strict=True)) for row in kinds.table_rows(self.question, self.value)]

    @cached_property
    def sums(self) -> dict[str, str]:
        return kinds.sums(self.question, self.value)

    @property
    def sum_words(self) -> str:
        """What the line under the table is called: "Sum of 2 rows"."""
        count = len(self.value or [])
        return f"Sum of {count} {'row' if count == 1 else 'rows'}"

    @property
    def sum_line(self) -> list[tuple[kinds.Column, str]]:
        """The columns after the first, each with its sum or nothing."""
        return [(column, self.sums.get(column.key, "")) for column in self.columns[1:]]
