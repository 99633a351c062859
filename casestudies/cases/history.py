"""What the history of a city tells of its case study (see `cohorts.teamwork.history`)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast, Lag
from django.urls import reverse

from cohorts.institutes.models import Participation
from cohorts.teamwork import kinds
from cohorts.teamwork.history import Book, Source, along, goes, goes_before, person_of_context, told_rows, verb

from .fields import FIELDS
from .models import READ_BY, CaseAnswer, CaseFile, CaseStep, CaseTimelineEntry, Readers

AnswerEvent = CaseAnswer.pgh_event_model
FileEvent = CaseFile.pgh_event_model

PART = ("case-study", "Case study")  # by which the history page is narrowed
PLACE = "case__participation_id"
STEP_WORDS = {
    CaseStep.STARTED: "started the case study with what the intake says",
    CaseStep.SUBMITTED: "submitted the case study",
    CaseStep.RETURNED: "returned the case study",
    CaseStep.READY: "found the case study complete",
    CaseStep.RELEASED: "released the case study",
    CaseStep.PRESENTED: "noted that a clinic worked on the case study",
    CaseStep.CLOSED: "closed the case study",
    CaseStep.REOPENED: "reopened the case study",
}


def earlier_answer(participation: Participation, event: int):
    """An earlier state of a field; None if there is no such text to bring back."""
    found = AnswerEvent.objects.filter(case__participation=participation, pgh_id=event, field__in=FIELDS)
    return found.select_related("updated_by").first()


def _narrowed(rows: QuerySet, part: str) -> QuerySet:
    return rows if part in ("", PART[0]) else rows.none()


def _answers(participations: Sequence[Participation]) -> QuerySet:
    return AnswerEvent.objects.filter(case__participation__in=[one.pk for one in participations])


def _answer_rows(participations: Sequence[Participation], part: str) -> QuerySet:
    """What was copied when the case began is told by that step, and not field by field."""
    events = goes(_answers(participations)).exclude(pgh_label="insert", intake_version__isnull=False)
    return _narrowed(told_rows(events, "case answer", at="pgh_created_at", pk="pgh_id", place=PLACE), part)


def _step_rows(participations: Sequence[Participation], part: str) -> QuerySet:
    entries = CaseTimelineEntry.objects.filter(case__participation__in=[one.pk for one in participations])
    entries = entries.annotate(person=Cast("by_id", BigIntegerField()))
    return _narrowed(told_rows(entries, "case step", at="at", pk="pk", place=PLACE), part)


def _files(participations: Sequence[Participation]) -> QuerySet:
    return FileEvent.objects.filter(case__participation__in=[one.pk for one in participations]).annotate(
        person=person_of_context(), was_readers=along(Lag("readers")), was_title=along(Lag("title"))
    )


def _file_rows(participations: Sequence[Participation], part: str) -> QuerySet:
    rows = told_rows(_files(participations), "case file", at="pgh_created_at", pk="pgh_id", place=PLACE)
    return _narrowed(rows, part)


def _tell_answers(keys: set[int], participations: Sequence[Participation]) -> dict[int, dict[str, Any]]:
    place_of = {one.pk: one.url_kwargs for one in participations}
    before = goes_before(keys, _answers(participations))
    events = AnswerEvent.objects.filter(pgh_id__in=keys | set(before.values()), field__in=FIELDS)
    by_id = {event.pgh_id: event for event in events.select_related("case")}
    told = {}
    for key in keys & by_id.keys():
        event, earlier = by_id[key], by_id.get(before.get(key, 0))
        asked = FIELDS[event.field]
        was, is_ = (kinds.display(asked, one.value) if one else "" for one in (earlier, event))
        told[key] = {
            "what": _answer_words(event, earlier, was, is_),
            "where": PART[1],
            "before": was if was != is_ else "",
            "after": is_ if was != is_ else "",
        }
        if was and was != is_:
            place = {**place_of[event.case.participation_id], "event": earlier.pgh_id}
            told[key]["restore_url"] = reverse("casestudies:case_restore", kwargs=place)
    return told


def _answer_words(event, earlier, was: str, is_: str) -> str:
    label = f"“{FIELDS[event.field].label}”"
    decided = event.intake_version is not None and event.intake_version != (earlier.intake_version if earlier else None)
    if decided and was == is_:
        return f"kept {label} as it is, while the intake says otherwise"
    return f"took {label} over from the intake" if decided else f"{verb(was, is_)} {label}"


def _tell_steps(keys: set[int], participations: Sequence[Participation]) -> dict[int, dict[str, Any]]:
    return {
        entry.pk: {"what": STEP_WORDS[CaseStep(entry.step)], "note": entry.comment}
        for entry in CaseTimelineEntry.objects.filter(pk__in=keys)
    }


def _tell_files(keys: set[int], participations: Sequence[Participation]) -> dict[int, dict[str, Any]]:
    return {
        event.pgh_id: {"what": _file_words(event), "where": PART[1]}
        for event in _files(participations)
        if event.pgh_id in keys
    }


def _file_words(event) -> str:
    name = f"“{event.title or event.name}”"
    if event.pgh_label == "delete":
        return f"took the attachment {name} out"
    readers = READ_BY[Readers(event.readers)]
    if event.was_readers is None:
        return f"attached {name} for {readers}"
    if event.readers != event.was_readers:
        return f"gave the attachment {name} to {readers}"
    return f"calls an attachment {name} now" if event.title != event.was_title else f"changed the attachment {name}"


BOOK = Book(
    sources=[
        Source("case answer", _answer_rows, _tell_answers),
        Source("case step", _step_rows, _tell_steps),
        Source("case file", _file_rows, _tell_files),
    ],
    parts=lambda participation: [PART],
    people=lambda participation: [
        AnswerEvent.objects.filter(case__participation=participation).values("updated_by"),
        CaseTimelineEntry.objects.filter(case__participation=participation).values("by"),
    ],
)
