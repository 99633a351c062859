"""The intake as documents: filled in by a city, and blank for a cohort."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from cohorts.institutes.doors import city_door
from cohorts.institutes.models import Cohort, Participation
from cohorts.teamwork import kinds
from isc_portal.charts.timeline import long_date
from isc_portal.documents.kinds import Kind, Line, register

from .models import KINDS_WITH_CHOICES, Question, QuestionKind
from .progress import progress_of
from .signing import valid_signature

WRITING_LINES = {QuestionKind.LONG_TEXT: 7, QuestionKind.SHORT_TEXT: 2, QuestionKind.FILE: 1}
BLANK_ROWS = 5


def collect_intake(participation: Participation, *, as_of: datetime, by: Any) -> dict[str, Any]:
    """All that a city answered, section by section, with the signature under it."""
    intake = participation.intake
    progress = progress_of(intake)
    signature = valid_signature(intake)
    city, mayor = participation.city, participation.mayor
    title = next((s.value(q) for s in progress.sections for q in s.questions if q.key == "title"), None)
    signed = None
    if signature:
        signed = {
            "name": signature.name,
            "on": long_date(signature.signed_at.astimezone(ZoneInfo(city.time_zone))),
            "words": signature.attestation,
            "for_the_mayor": signature.for_the_mayor,
            "fingerprint": signature.answers_hash,
        }
    return {
        "title": title if isinstance(title, str) else f"The initiative of {city.name}",
        "place": city.long_name,
        "place_line": f"City of {city.long_name}",
        "person": f"Mayor {mayor.name}" if mayor else "",
        "group": participation.cohort.long_name,
        "time_zone": city.time_zone,
        "sentence": f"What {city.name} answered: {progress.answered} of {progress.total} questions",
        "summary": f"The answers of {city.name} to the intake of the {participation.cohort.long_name}.",
        "sources": [],
        "contents": [
            {"id": one.section.key, "title": one.section.title, "about": f"{one.answered} of {one.total} answered"}
            for one in progress.sections
        ]
        + [{"id": "signature", "title": "Signature", "about": f"By {signature.name}" if signature else "Not signed"}],
        "sections": [
            {
                "key": one.section.key,
                "title": one.section.title,
                "lead": one.section.lead,
                "questions": [_answered(question, one.value(question)) for question in one.questions],
            }
            for one in progress.sections
        ],
        "signature": signed,
        "mayor": f"Mayor {mayor.name}" if mayor else f"The mayor of {city.name}",
    }


def _answered(question: Question, value: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "key": question.key,
        "label": question.label,
        "answer": kinds.display(question, value),
        "table": None,
    }
    if question.kind == QuestionKind.TABLE and not kinds.is_empty(question, value):
        asked["table"] = _table(question, value)
    return asked


def _table(question: Question, value: Any) -> dict[str, Any]:
    columns = kinds.columns(question)
    numeric = {QuestionKind.MONEY, QuestionKind.WHOLE_NUMBER, QuestionKind.PERCENT}
    rows: list[dict[str, Any]] = [{"cells": [cell or "–" for cell in row]} for row in kinds.table_rows(question, value)]
    sums = kinds.sums(question, value)
    if sums:
        cells = [sums.get(column.key, "") for column in columns]
        rows.append({"cells": [cells[0] or "Sum", *cells[1:]], "kind": "total"})
    return {
        "columns": [{"label": column.label, "number": column.kind in numeric} for column in columns],
        "rows": rows,
    }


def collect_blank(cohort: Cohort, *, as_of: datetime, by: Any) -> dict[str, Any]:
    """The questionnaire of a cohort with room to write: to read it before, to fill it in together on paper."""
    sections = cohort.questionnaire.sections.prefetch_related("questions__condition_question")
    asked = [
        {
            "key": section.key,
            "title": section.title,
            "lead": section.lead,
            "questions": [_blank(question) for question in section.questions.all()],
        }
        for section in sections
    ]
    count = sum(len(section["questions"]) for section in asked)
    return {
        "title": "Intake questionnaire",
        "place": cohort.name,
        "place_line": cohort.long_name,
        "person": "",
        "group": cohort.long_name,
        "time_zone": cohort.time_zone,
        "sentence": f"{count} questions in {len(asked)} sections, to read before you fill them in on the portal",
        "summary": f"The blank intake questionnaire of the {cohort.long_name}.",
        "sources": [],
        "contents": [{"id": section["key"], "title": section["title"], "about": section["lead"]} for section in asked],
        "sections": asked,
        "blank_rows": list(range(BLANK_ROWS)),
    }


def _blank(question: Question) -> dict[str, Any]:
    hints = [question.help] if question.help else []
    if question.word_limit:
        hints.append(f"Up to {question.word_limit} words.")
    if question.kind == QuestionKind.SEVERAL_OF:
        hints.append(f"Choose up to {question.maximum:.0f}." if question.maximum else "Choose all that apply.")
    columns = [column.label for column in kinds.columns(question)] if question.kind == QuestionKind.TABLE else []
    if columns:
        hints.append(f"In each row: {', '.join(columns)}.")
    if question.condition_question:
        hints.append(_condition_words(question, question.condition_question))
    chosen = question.kind in KINDS_WITH_CHOICES or question.kind == QuestionKind.YES_NO
    return {
        "key": question.key,
        "label": question.label,
        "required": question.required,
        "hint": " ".join(hints),
        "choices": [choice["label"] for choice in kinds.choices(question)] if chosen else [],
        "one": question.kind != QuestionKind.SEVERAL_OF,
        "columns": columns,
        "lines": WRITING_LINES.get(QuestionKind(question.kind), 1),
    }


def _condition_words(question: Question, asked: Question) -> str:
    labels = {choice["value"]: choice["label"] for choice in kinds.choices(asked)}
    values = " or ".join(f"“{labels.get(value, value)}”" for value in question.condition_values)
    return f"Only if you answered {values} to “{asked.label}”"


def intake_lines(snapshot: dict[str, Any]) -> list[Line]:
    """One statement for each answered question."""
    return [
        Line(
            key=f"{section['key']}/{question['key']}",
            part=section["title"],
            label=question["label"],
            text=question["answer"],
            anchor=section["key"],
        )
        for section in snapshot["sections"]
        for question in section["questions"]
        if question["answer"]
    ]


def find_participation(*, cohort: str, city: str) -> Participation:
    """A city in a cohort by their slugs, its newest one where no cohort is named; raises LookupError."""
    found = Participation.objects.filter(city__slug=city)
    if cohort:
        found = found.filter(cohort__slug=cohort)
    participation = found.select_related("city", "cohort", "mayor", "intake").order_by("-created_at").first()
    if participation is None:
        where = f" in the cohort “{cohort}”" if cohort else ""
        raise LookupError(f"There is no city “{city}”{where}.")
    return participation


def find_cohort(*, cohort: str, city: str) -> Cohort:
    """A cohort that has a questionnaire, by its slug; raises LookupError."""
    found = Cohort.objects.filter(slug=cohort, questionnaire__isnull=False).first()
    if found is None:
        raise LookupError(f"There is no cohort “{cohort}” with a questionnaire.")
    return found


def enter_cohort(request: Any, cohort: Cohort) -> None:
    """Say where the reader is: in the cohort they run, or in their own city of it."""
    request.cohort = cohort
    if Cohort.objects.editable_by(request.user).filter(pk=cohort.pk).exists():
        return
    own = Participation.objects.visible_to(request.user).filter(cohort=cohort).select_related("city").first()
    if own:
        city_door(request, cohort.slug, own.city.slug)


register(
    Kind(
        slug="intake",
        name="Intake",
        about="Everything the city answered, with the mayor's signature.",
        subject="cohorts.Participation",
        template="cohorts/intake/document.html",
        collect=collect_intake,
        subjects_visible_to=Participation.objects.visible_to,
        subjects_editable_by=Participation.objects.editable_by,
        home=lambda subject: reverse("cohorts:documents", kwargs=subject.url_kwargs),
        enter=lambda request, subject: city_door(request, subject.cohort.slug, subject.city.slug),
        find=find_participation,
        lines=intake_lines,
    )
)
register(
    Kind(
        slug="intake-blank",
        name="Blank questionnaire",
        about="All questions of the intake on paper, with room to write.",
        subject="cohorts.Cohort",
        template="cohorts/intake/blank_document.html",
        collect=collect_blank,
        subjects_visible_to=Cohort.objects.visible_to,
        subjects_editable_by=Cohort.objects.visible_to,
        subject_at=lambda place: place.cohort,
        enter=enter_cohort,
        find=find_cohort,
    )
)
