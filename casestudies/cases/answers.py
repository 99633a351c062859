"""Writes of a case study's fields: each save names the version it began from, and nothing is overwritten in silence."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from cohorts.intake.models import Intake
from cohorts.teamwork.saving import NotOpen, Refused, StaleVersion, save_value, write_value

from .from_intake import Said, said
from .models import CaseAnswer, CaseState, CaseStudy
from .timeline import locked

WHY_CLOSED = {
    CaseState.SUBMITTED: "The facilitators check this case study. They return it if anything is missing.",
    CaseState.READY: "This case study was found complete. Ask the facilitators to return it if it has to change.",
    CaseState.RELEASED: "This case study is being read. Ask the facilitators to reopen it if it has to change.",
    CaseState.PRESENTED: "A clinic has worked on this case study. It can be read, and nothing in it can be changed.",
    CaseState.CLOSED: "This case study is closed. It can be read, and nothing in it can be changed.",
}


def why_closed(case: CaseStudy) -> str:
    """Why no field can be changed, in a sentence; "" when they can."""
    if case.participation.cohort.is_closed:
        return f"The {case.participation.cohort.long_name} is closed: all of it can be read, and nothing changed."
    return WHY_CLOSED.get(CaseState(case.state), "")


@transaction.atomic
def save_answer(
    *, case: CaseStudy, field: str, value: Any, version: int, by: Any, unanswered: Sequence[Any] = ()
) -> CaseAnswer:
    """Store what `field` (its key) says, made from `version` (0: there was nothing), whether it is finished or not.

    See `teamwork.saving.save_value` for the rules. Raises StaleVersion with the row as it stands, NotOpen and TooLong.
    """
    answer = _row(_open(case), field)
    save_value(answer, value=value, version=version, by=by, unanswered=unanswered)
    return answer


@transaction.atomic
def take_over(*, case: CaseStudy, field: str, version: int, intake_version: int, by: Any) -> CaseAnswer:
    """Put what the intake says now into a field. `version` and `intake_version` are those that the reader saw.

    Raises StaleVersion when the field was saved since, Refused when the intake has changed once more, and NotOpen.
    """
    answer, offered = _offered(case, field, intake_version)
    if version != answer.version:
        raise StaleVersion(answer)
    write_value(answer, value=offered.value, by=by, intake_version=offered.version)
    return answer


@transaction.atomic
def keep_ours(*, case: CaseStudy, field: str, intake_version: int, by: Any) -> CaseAnswer:
    """Note that the city wants its own words: what the intake says now is not offered again.

    Raises Refused when the intake has changed once more, and NotOpen.
    """
    answer, offered = _offered(case, field, intake_version)
    answer.intake_version = offered.version
    if answer.pk:
        CaseAnswer.objects.filter(pk=answer.pk).update(intake_version=offered.version)
    else:
        answer.updated_by = by
        answer.save()
    return answer


def _open(case: CaseStudy) -> CaseStudy:
    case = locked(case)
    if reason := why_closed(case):
        raise NotOpen(reason)
    return case


def _row(case: CaseStudy, field: str) -> CaseAnswer:
    found = CaseAnswer.objects.filter(case=case, field=field).select_related("updated_by").first()
    return found or CaseAnswer(case=case, field=field, version=0)


def _offered(case: CaseStudy, field: str, intake_version: int) -> tuple[CaseAnswer, Said]:
    case = _open(case)
    Intake.objects.select_for_update(of=("self",)).get(participation=case.participation_id)
    offered = said(case.participation.intake).get(field)
    if offered is None or offered.version != intake_version:
        raise Refused("The intake has changed once more. Nothing was changed here; look at what it says now.")
    return _row(case, field), offered
