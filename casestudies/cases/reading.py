"""What a case study says, by the key of the field: for pages, documents, the gallery and the board."""

from collections.abc import Iterable, Mapping
from typing import Any

from cohorts.teamwork.answered import Answered

from .fields import FIELDS, HELP
from .models import CaseAnswer, CaseStudy


class CaseText(Answered):
    """The fields of one case study, empty ones included: `text`, `value`, `number`, `rows` and `cells` by key."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({key: (asked, values.get(key)) for key, asked in FIELDS.items()})

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def focus_question(self) -> str:
        return self.text("focus-question")

    @property
    def help_sought(self) -> list[str]:
        """What the city wants help with, in the intake's own words."""
        return [HELP[one] for one in self.value("help-sought") or [] if one in HELP]

    @property
    def decisions(self) -> list[dict[str, str]]:
        """Decisions that are needed: date, body and what, in words."""
        return self.rows("decision-needed")


def read(case: CaseStudy) -> CaseText:
    """The case's fields as they are. One query, or none when its answers were prefetched."""
    return CaseText({answer.field: answer.value for answer in case.answers.all()})


def read_many(cases: Iterable[CaseStudy]) -> dict[int, CaseText]:
    """The fields of several cases by the case's id. One query."""
    values: dict[int, dict[str, Any]] = {case.pk: {} for case in cases}
    for case, field, value in CaseAnswer.objects.filter(case__in=values).values_list("case", "field", "value"):
        values[case][field] = value
    return {pk: CaseText(found) for pk, found in values.items()}
