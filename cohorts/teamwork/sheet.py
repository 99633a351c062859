"""A page of a form that a city's team fills in together: what the machinery has to know of it, and what it gives back.

A form is a subclass of `Sheet`, which says what is asked, what is stored, who may write at the moment, how an answer is
saved and where its pages are. Saving by itself and as a whole, two texts of one answer, presence, comments and what
others changed follow from that (`posting.py`, `filling.py`, templates/cohorts/teamwork/).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Self

from django.http import HttpRequest

from cohorts.institutes.models import Participation

from . import presence
from .beside import Beside, beside, threads
from .fields import QuestionField
from .people import people_of
from .questions import Asked, Stored
from .services import may_comment
from .uploads import ACCEPT


@dataclass(frozen=True)
class Steps:
    """The pages of a form, for the list beside each: `items` as `<c-steps>` takes them, `noun` what they are."""

    items: list[dict[str, Any]]
    label: str
    noun: str
    answered: int
    total: int


@dataclass
class Sheet(ABC):
    """One page of a form, read once for one request."""

    form_name: ClassVar[str]  # "Intake"
    page: ClassVar[str]  # what comments and presence of the form are kept under
    template: ClassVar[str] = "cohorts/teamwork/sheet.html"
    files: ClassVar[str] = ""  # the folder of the templates for files, in a form that asks for some (see QuestionField)

    request: HttpRequest
    participation: Participation  # as the city's door gave it
    key: str  # which page of the form
    typed: dict[str, Any] = field(default_factory=dict)  # what could not be stored, by the question's name
    refusals: dict[str, str] = field(default_factory=dict)  # why it was not, by the question's name
    more_rows: str = ""  # the name of the table to which the reader asked to add rows

    # --- What a form says of itself ---

    @property
    @abstractmethod
    def title(self) -> str:
        """The heading of the page, and where somebody is who is on it."""

    @property
    @abstractmethod
    def number(self) -> str:
        """Which page it is: “Section 3 of 9”."""

    @property
    @abstractmethod
    def lead(self) -> str:
        """What the page is about; may be empty."""

    @property
    @abstractmethod
    def kept_under(self) -> str:
        """What a browser keeps the form under: “intake-12”."""

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether anything may be changed at this moment."""

    @property
    @abstractmethod
    def closed(self) -> str:
        """Why not, for those who otherwise may; "" while it is open."""

    @property
    @abstractmethod
    def last_saved_at(self) -> datetime | None:
        """When a person last saved an answer."""

    @property
    @abstractmethod
    def steps(self) -> Steps:
        """The pages of the form."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Where this page is."""

    @property
    @abstractmethod
    def pulse_url(self) -> str:
        """Where its pulse is."""

    @property
    @abstractmethod
    def before_url(self) -> str:
        """Where “Back” leads."""

    @property
    @abstractmethod
    def before_label(self) -> str:
        """What “Back” is called."""

    @property
    @abstractmethod
    def next_url(self) -> str:
        """Where “Go on” leads."""

    @property
    @abstractmethod
    def next_label(self) -> str:
        """What “Go on” is called."""

    @property
    @abstractmethod
    def questions(self) -> Sequence[Asked]:
        """All questions of the page, those that are not shown included."""

    @abstractmethod
    def stored(self, question: Any) -> Stored | None:
        """The row of an answer, as it was when the page was read."""

    @abstractmethod
    def save(self, question: Any, *, value: Any, version: int, by: Any, unanswered: Sequence[Any] = ()) -> Stored:
        """Store an answer. Raises StaleVersion, NotOpen and TooLong (see `saving`)."""

    @abstractmethod
    def save_url(self, question: Any) -> str:
        """Where one answer is saved by itself."""

    def is_shown(self, question: Any) -> bool:
        """Whether the question is asked at all, given the other answers."""
        return True

    def under(self, question: Any) -> Any:
        """What the form's own template draws under a question, in the block of that name."""
        return None

    def store_files(self, question: Any, *, remove: int | None, uploads: Sequence[Any], by: Any) -> None:
        """Take a file out of an answer and others into it. Raises UploadRefused and NotOpen."""
        raise NotImplementedError("This form asks for no files.")

    @property
    def returned_comment(self) -> str:
        """What the facilitators wrote when they gave it back."""
        return ""

    @property
    def last_words(self) -> str:
        """What stands at the end of the form."""
        return ""

    def again(self, **changes: Any) -> Self:
        """The same page as it is now."""
        return replace(self, **changes)

    # --- What follows ---

    def __post_init__(self) -> None:
        self.people = people_of(self.participation)
        self.threads = threads(participation=self.participation, page=self.page, people=self.people)

    @property
    def can_write(self) -> bool:
        """Whether the reader may change answers here at this moment."""
        return bool(self.participation.can_write and self.is_open)

    @property
    def may_comment(self) -> bool:
        return may_comment(self.participation)

    @property
    def accept(self) -> str:
        """The endings that a browser offers first when a file is chosen."""
        return ACCEPT

    @cached_property
    def fields(self) -> list[QuestionField]:
        """All questions of the page; those whose condition is not met are there, but not shown."""
        return [
            QuestionField(
                question=question,
                answer=self.stored(question),
                shown=self.is_shown(question),
                typed=self.typed.get(question.name),
                has_typed=question.name in self.typed,
                more_rows=2 if self.more_rows == question.name else 0,
                refusal=self.refusals.get(question.name, ""),
                files=self.files,
            )
            for question in self.questions
        ]

    @cached_property
    def rows(self) -> list[tuple[QuestionField, Beside, str, Any]]:
        """Each question with what stands beside it, where it is saved, and what stands under it."""
        return [
            (one, self.beside(one.question), self.save_url(one.question), self.under(one.question))
            for one in self.fields
        ]

    def beside(self, question: Asked) -> Beside:
        return beside(
            participation=self.participation,
            page=self.page,
            field=question.key,
            about=question.label,
            comments=self.threads.get(question.key, []),
        )

    @property
    def besides(self) -> list[Beside]:
        return [beside for _, beside, _, _ in self.rows]

    @cached_property
    def presence(self) -> dict[str, object]:
        """Who else is in the form, for the presence line."""
        here = presence.others(
            participation=self.participation,
            page=self.page,
            user=self.request.user,
            people=self.people,
            where=self.title,
        )
        return presence.shown(here)

    def arrive(self) -> None:
        """Let the others know that the reader is on this page."""
        presence.arrive(participation=self.participation, page=self.page, user=self.request.user, where=self.title)

    def saver(self, question: Asked) -> Callable[..., Stored]:
        """`save` for one question."""
        return lambda **given: self.save(question, **given)
