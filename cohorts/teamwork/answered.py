"""What a team filled in, by the key of the question, for what is made of it: documents, lists and other forms."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from . import kinds
from .questions import Asked, QuestionKind


class Answered:
    """Answers by question key. What is not asked or has no readable answer gives "" or None or an empty list."""

    def __init__(self, found: Mapping[str, tuple[Asked, Any]]) -> None:
        self._found = dict(found)

    def question(self, key: str) -> Asked | None:
        """The question, if it is asked."""
        return self._found[key][0] if key in self._found else None

    def value(self, key: str) -> Any:
        """What is stored, or None where that is nothing or cannot be read."""
        if key not in self._found:
            return None
        question, value = self._found[key]
        return None if kinds.is_empty(question, value) or kinds.is_raw(value) else value

    def text(self, key: str) -> str:
        """The answer in words, choices by their label."""
        value = self.value(key)
        return "" if value is None else kinds.display(self._found[key][0], value)

    def number(self, key: str) -> Decimal | None:
        """A figure: money in dollars, a percentage in percent."""
        value = self.value(key)
        return None if value is None else Decimal(str(value))

    def rows(self, key: str) -> list[dict[str, str]]:
        """The rows of a table, each cell in words by the key of its column; empty cells are "" ."""
        value = self.value(key)
        if value is None or self._found[key][0].kind != QuestionKind.TABLE:
            return []
        question = self._found[key][0]
        keys = [column.key for column in kinds.columns(question)]
        return [dict(zip(keys, row, strict=True)) for row in kinds.table_rows(question, value)]

    def cells(self, key: str, column: str) -> list[Any]:
        """One column of a table as it is stored, row by row; None where a cell is empty or cannot be read."""
        value = self.value(key) or []
        found = [row.get(column) for row in value if isinstance(row, dict)]
        return [None if kinds.is_raw(cell) else cell for cell in found]
