"""How far a case study is: part by part, what is filled in, missing, or needs another look."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from cohorts.institutes.models import Participation
from cohorts.intake.progress import counted
from cohorts.teamwork.lines import Line as AnswerLine
from cohorts.teamwork.questions import Field

from .fields import FIELDS, PART_OF, PARTS, Part
from .models import CaseAnswer, CaseStudy


@dataclass
class Line(AnswerLine):
    """One field of one case, and how it stands."""

    answer: CaseAnswer | None = None

    @property
    def left(self) -> str:
        """What is left to do about it, in a few words; "" when it is done."""
        if self.missing:
            return "has no answer yet"
        return "needs another look" if self.problems else ""


@dataclass(frozen=True)
class PartProgress:
    """The fields of one page."""

    part: Part
    lines: list[Line]
    url: str

    @property
    def answered(self) -> int:
        return sum(not one.empty for one in self.lines)

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def missing(self) -> list[Line]:
        return [one for one in self.lines if one.missing]

    @property
    def state(self) -> str:
        """none, working, yours (something cannot be read) or done, as `<c-steps>` names them."""
        if any(one.problems for one in self.lines):
            return "yours"
        if not self.missing:
            return "done"
        return "working" if self.answered else "none"


@dataclass(frozen=True)
class CaseProgress:
    """A case study as a whole."""

    case: CaseStudy
    parts: list[PartProgress]

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    @property
    def required(self) -> list[Line]:
        return [line for line in self.lines if line.question.required]

    @property
    def needed(self) -> int:
        """How many fields are required."""
        return len(self.required)

    @property
    def done(self) -> int:
        """How many of the required fields are filled in and can be read."""
        return sum(line.done for line in self.required)

    @property
    def to_do(self) -> list[Line]:
        """What keeps the case from being submitted: required fields without an answer, and any that have a problem."""
        return [line for line in self.lines if line.missing or line.problems]

    @property
    def ready_to_submit(self) -> bool:
        return not self.to_do

    @property
    def words(self) -> str:
        """What is left, for a sentence: "2 required fields have no answer and 1 field needs another look"."""
        missing, wrong = sum(one.missing for one in self.lines), sum(bool(one.problems) for one in self.lines)
        parts = []
        if missing:
            parts.append(f"{counted(missing, 'required field')} {'has' if missing == 1 else 'have'} no answer")
        if wrong:
            parts.append(f"{counted(wrong, 'field')} {'needs' if wrong == 1 else 'need'} another look")
        return " and ".join(parts) or "nothing is missing"

    @property
    def next_part(self) -> PartProgress | None:
        """Where to go on: the first part that lacks something."""
        return next((one for one in self.parts if one.missing or one.state == "yours"), None)

    @property
    def last_saved(self) -> CaseAnswer | None:
        """The field that was saved last."""
        return max((one.answer for one in self.lines if one.answer), key=lambda one: one.updated_at, default=None)

    def of(self, key: str) -> PartProgress | None:
        """The part with this key."""
        return next((one for one in self.parts if one.part.key == key), None)


def progress_of(case: CaseStudy) -> CaseProgress:
    """How far one case is. One query."""
    return progress_from(case, {one.field: one for one in case.answers.select_related("updated_by")})


def progress_from(case: CaseStudy, answers: Mapping[str, CaseAnswer]) -> CaseProgress:
    """The same, from answers by field that were read already."""
    place = case.participation
    parts = [
        PartProgress(part, [_line(place, one, answers.get(one.key)) for one in part.fields], part_url(place, part))
        for part in PARTS
    ]
    return CaseProgress(case, parts)


def _line(participation: Participation, field: Field, answer: CaseAnswer | None) -> Line:
    return Line(field, answer.value if answer else None, field_url(participation, field.key), answer)


def field_url(participation: Participation, key: str) -> str:
    """The place of a field on the page on which it is filled in; the case's own page for anything that is no field."""
    if key not in FIELDS:
        return reverse("casestudies:case", kwargs=participation.url_kwargs)
    return f"{part_url(participation, PART_OF[key])}#{FIELDS[key].name}"


def part_url(participation: Participation, part: Part) -> str:
    """The page on which a part is filled in."""
    return reverse("casestudies:case_form", kwargs={**participation.url_kwargs, "part": part.key})
