"""What a form asks that a team fills in together: the kinds of questions, and one question as the machinery sees it.

A question is a row (the intake's, which each cohort edits) or declared in code (`Field`, as in a case study).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.db import models


class QuestionKind(models.TextChoices):
    SHORT_TEXT = "short text", "Short text"
    LONG_TEXT = "long text", "Long text"
    WHOLE_NUMBER = "whole number", "Whole number"
    MONEY = "money", "Money"
    PERCENT = "percent", "Percent"
    DATE = "date", "Date"
    YES_NO = "yes/no", "Yes or no"
    ONE_OF = "one of", "One of several choices"
    SEVERAL_OF = "several of", "Several of the choices"
    FILE = "file", "File"
    TABLE = "table", "Table"


class Asked(Protocol):
    """A question. `name` is what it is called in forms and addresses, `key` what comments beside it are kept under.

    `choices`, `columns`, `minimum` and `maximum` are those of the intake’s `Question`. `depends_on` is the name
    of the question whose answer has to be one of `condition_values` for this one to be shown; "" shows it always.
    """

    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def word_limit(self) -> int | None: ...
    @property
    def minimum(self) -> Decimal | int | None: ...
    @property
    def maximum(self) -> Decimal | int | None: ...
    @property
    def choices(self) -> list[dict[str, str]]: ...
    @property
    def columns(self) -> list[dict[str, Any]]: ...
    @property
    def depends_on(self) -> str: ...
    @property
    def condition_values(self) -> Sequence[Any]: ...


class Stored(Protocol):
    """The row in which an answer stands. `origin` is a sentence about where it comes from, if nobody here wrote it."""

    pk: Any
    value: Any
    version: int
    updated_by: Any
    updated_at: datetime

    @property
    def origin(self) -> str: ...


@dataclass(frozen=True)
class Field:
    """A question that is declared in code."""

    key: str
    kind: str
    label: str
    help: str = ""
    required: bool = False
    word_limit: int | None = None
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    choices: list[dict[str, str]] = default(default_factory=list)
    columns: list[dict[str, Any]] = default(default_factory=list)
    depends_on: str = ""
    condition_values: Sequence[Any] = ()

    @property
    def name(self) -> str:
        return f"q-{self.key}"

    def __str__(self) -> str:
        return self.label

    def __hash__(self) -> int:
        return hash(self.key)


def listed(choices: Mapping[str, str]) -> list[dict[str, str]]:
    """Choices written as {value: label}, as a question holds them."""
    return [{"value": value, "label": label} for value, label in choices.items()]
