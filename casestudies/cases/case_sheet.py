"""One part of a case study as a page that the city's team fills in together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse

from cohorts.institutes.models import Participation
from cohorts.teamwork import kinds
from cohorts.teamwork.questions import Asked, Field
from cohorts.teamwork.sheet import Sheet, Steps

from .answers import save_answer, why_closed
from .from_intake import Said, said
from .models import CaseAnswer, CaseStudy
from .progress import CaseProgress, PartProgress, part_url, progress_of

PAGE = "case"  # what comments and presence of these pages are kept under


@dataclass(frozen=True)
class Offer:
    """What the intake says now, beside a field that says something else."""

    field: Asked
    said: Said
    version: int  # of the field, as the reader sees it
    ours: str
    form_id: str
    url: str

    @property
    def words(self) -> str:
        return kinds.display(self.field, self.said.value)


def offers_of(progress: CaseProgress, told: Mapping[str, Said]) -> dict[str, Offer]:
    """What the intake says otherwise since the city last decided, by the key of the field; nothing once it is out."""
    case, found = progress.case, {}
    if why_closed(case):
        return {}
    for line in progress.lines:
        key, answer = line.question.key, line.answer
        new = told.get(key)
        if new is None or new.value == line.value or new.version <= (answer.intake_version or 0 if answer else 0):
            continue
        url = reverse("casestudies:case_offer", kwargs={**case.participation.url_kwargs, "field": key})
        version = answer.version if answer else 0
        found[key] = Offer(line.question, new, version, line.words, f"offer-{key}", url)
    return found


def steps(progress: CaseProgress, *, current: str = "") -> Steps:
    """The parts for the list beside the page, each with how far it is."""
    place, items = progress.case.participation, []
    for one in progress.parts:
        items.append(
            {
                "label": one.part.title,
                "url": part_url(place, one.part),
                "state": one.state,
                "note": f"{one.answered} of {one.total}" + (", needs another look" if one.state == "yours" else ""),
                "current": one.part.key == current,
            }
        )
    answered = sum(one.answered for one in progress.parts)
    return Steps(items, "Parts of the case study", "parts", answered, len(progress.lines))


@dataclass
class CaseSheet(Sheet):
    """Everything that a part's page shows, read once."""

    form_name = "Case study"
    page = PAGE
    template = "casestudies/cases/part.html"

    def __post_init__(self) -> None:
        self.case: CaseStudy = self.participation.case_study
        self.case.participation = self.participation
        self.progress = progress_of(self.case)
        current = self.progress.of(self.key)
        if current is None:
            raise Http404("No such part of a case study.")
        self.current: PartProgress = current
        super().__post_init__()

    def again(self, **changes: Any) -> "CaseSheet":
        self.case.refresh_from_db()
        return super().again(**changes)

    # --- What is asked, stored and saved ---

    @property
    def questions(self) -> list[Field]:
        return self.current.part.fields

    @cached_property
    def _answers(self) -> dict[str, CaseAnswer | None]:
        return {line.question.key: line.answer for line in self.current.lines}

    def stored(self, question: Field) -> CaseAnswer | None:
        return self._answers[question.key]

    def save(self, question: Field, *, value: Any, version: int, by: Any, unanswered: Sequence[Any] = ()) -> CaseAnswer:
        return save_answer(
            case=self.case, field=question.key, value=value, version=version, by=by, unanswered=unanswered
        )

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """What the intake says otherwise, for those who may take it over."""
        return offers_of(self.progress, said(self.participation.intake)) if self.can_write else {}

    def under(self, question: Field) -> Offer | None:
        return self.offers.get(question.key)

    @property
    def offers_here(self) -> list[Offer]:
        return [self.offers[one.key] for one in self.questions if one.key in self.offers]

    # --- What it says of itself ---

    @property
    def title(self) -> str:
        return self.current.part.title

    @cached_property
    def _index(self) -> int:
        return self.progress.parts.index(self.current)

    @property
    def number(self) -> str:
        return f"Case study, part {self._index + 1} of {len(self.progress.parts)}"

    @property
    def lead(self) -> str:
        return self.current.part.lead

    @property
    def kept_under(self) -> str:
        return f"case-{self.case.pk}"

    @property
    def last_words(self) -> str:
        return "" if self._after else "Read it once more on the next page, then submit it."

    @property
    def is_open(self) -> bool:
        return not why_closed(self.case)

    @property
    def closed(self) -> str:
        return why_closed(self.case) if self.participation.can_write else ""

    @property
    def last_saved_at(self) -> datetime | None:
        last = self.progress.last_saved
        return last.updated_at if last else None

    @cached_property
    def steps(self) -> Steps:
        return steps(self.progress, current=self.key)

    # --- Where it is ---

    @property
    def _before(self) -> PartProgress | None:
        return self.progress.parts[self._index - 1] if self._index else None

    @property
    def _after(self) -> PartProgress | None:
        return self.progress.parts[self._index + 1] if self._index + 1 < len(self.progress.parts) else None

    @property
    def address(self) -> str:
        return part_url(self.participation, self.current.part)

    @property
    def pulse_url(self) -> str:
        return reverse("casestudies:case_pulse", kwargs={**self.participation.url_kwargs, "part": self.key})

    def save_url(self, question: Field) -> str:
        return reverse("casestudies:case_save", kwargs={**self.participation.url_kwargs, "field": question.key})

    @property
    def before_url(self) -> str:
        return part_url(self.participation, self._before.part) if self._before else case_url(self.participation)

    @property
    def before_label(self) -> str:
        return f"Back to {self._before.part.title}" if self._before else "Back to the case study"

    @property
    def next_url(self) -> str:
        return part_url(self.participation, self._after.part) if self._after else case_url(self.participation)

    @property
    def next_label(self) -> str:
        return f"Go on to {self._after.part.title}" if self._after else "See what is left"


def case_url(participation: Participation) -> str:
    """The case study's own page."""
    return reverse("casestudies:case", kwargs=participation.url_kwargs)
