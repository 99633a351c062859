"""Makes a cohort's questionnaire: from the default, or from another cohort's."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from cohorts.teamwork.questions import listed

from . import default_questionnaire as default
from .models import Criterion, Question, Questionnaire, Section

COPIED = (
    "key", "order", "label", "help", "kind", "required", "word_limit", "minimum", "maximum", "choices", "columns",
    "condition_values", "prefill",
)  # fmt: skip


class NotEmpty(Exception):
    """The questionnaire has sections already; nothing was copied."""


@transaction.atomic
def copy_default(*, questionnaire: Questionnaire) -> Questionnaire:
    """Fill an empty questionnaire with the default sections, questions and rubric. Raises NotEmpty."""
    sections = _make_sections(questionnaire, [{**section} for section in default.SECTIONS])
    questions, conditions = [], {}
    for section, given in zip(sections, default.SECTIONS, strict=True):
        for order, fields in enumerate(given["questions"], 1):
            fields = dict(fields)
            depends_on, values = fields.pop("when", (None, []))
            question = Question(
                section=section,
                order=order,
                condition_values=values,
                **{**fields, "choices": listed(fields.get("choices", {})), "columns": _columns(fields)},
            )
            questions.append(question)
            if depends_on:
                conditions[question.key] = depends_on
    _save_with_conditions(questions, conditions)
    Criterion.objects.bulk_create(
        Criterion(questionnaire=questionnaire, order=order, **fields)
        for order, fields in enumerate(default.CRITERIA, 1)
    )
    return questionnaire


@transaction.atomic
def copy_questionnaire(*, source: Questionnaire, target: Questionnaire) -> Questionnaire:
    """Fill an empty questionnaire with another one's sections, questions, conditions and rubric. Raises NotEmpty.

    Answers, reviews and assignments stay where they are.
    """
    given = list(source.sections.all())
    sections = _make_sections(target, [{"key": one.key, "title": one.title, "lead": one.lead} for one in given])
    new_section = {old.pk: new for old, new in zip(given, sections, strict=True)}
    questions, conditions = [], {}
    for old in Question.objects.filter(section__questionnaire=source).select_related("condition_question"):
        questions.append(Question(section=new_section[old.section_id], **{name: getattr(old, name) for name in COPIED}))
        if old.condition_question:
            conditions[old.key] = old.condition_question.key
    _save_with_conditions(questions, conditions)
    Criterion.objects.bulk_create(
        Criterion(questionnaire=target, order=one.order, name=one.name, help=one.help, weight=one.weight)
        for one in source.criteria.all()
    )
    return target


def unique_key(*, questionnaire: Questionnaire, label: str) -> str:
    """A key for a new question, made of its words, that no other question of the questionnaire has.

    Comments and conditions name a question by its key, so a key is unique in the whole questionnaire.
    """
    base = slugify(label)[:50].strip("-") or "question"
    taken = set(Question.objects.filter(section__questionnaire=questionnaire).values_list("key", flat=True))
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def _make_sections(questionnaire: Questionnaire, sections: list[dict[str, Any]]) -> list[Section]:
    if questionnaire.sections.exists():
        raise NotEmpty(f"{questionnaire} has sections already.")
    return Section.objects.bulk_create(
        Section(
            questionnaire=questionnaire, key=section["key"], order=order, title=section["title"], lead=section["lead"]
        )
        for order, section in enumerate(sections, 1)
    )


def _save_with_conditions(questions: list[Question], conditions: dict[str, str]) -> None:
    by_key = {question.key: question for question in Question.objects.bulk_create(questions)}
    for key, depends_on in conditions.items():
        by_key[key].condition_question = by_key[depends_on]
    Question.objects.bulk_update([by_key[key] for key in conditions], ["condition_question"])


def _columns(fields: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**column, **({"choices": listed(column["choices"])} if "choices" in column else {})}
        for column in fields.get("columns", [])
    ]
