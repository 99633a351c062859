"""Writes to a questionnaire: all of it until the first city has started, after that only what harms no answer.

Every service locks the questionnaire first, and so does an intake's first answer (`answers.save_answer`): either the
edit is done before the city starts, or the city has started and the edit is refused.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.text import slugify

from .copying import unique_key
from .models import (
    KINDS_WITH_CHOICES,
    Answer,
    Criterion,
    Intake,
    IntakeState,
    Question,
    QuestionKind,
    Questionnaire,
    Score,
    Section,
)
from .timeline import Refused

# What a question is made of, besides its place. The first two can be improved at any time.
WORDING = ("label", "help")
EDITABLE = (
    *WORDING, "kind", "required", "word_limit", "minimum", "maximum", "choices", "columns",
    "condition_question_id", "condition_values",
)  # fmt: skip
WORDS = {
    "kind": "the kind of answer",
    "required": "whether it is required",
    "word_limit": "the word limit",
    "minimum": "the least",
    "maximum": "the most",
    "choices": "the choices",
    "columns": "the columns",
    "condition_question_id": "when it is shown",
    "condition_values": "when it is shown",
}
STILL_SAFE = "Wording and help can still be improved, and optional questions added."


class Changed(Refused):
    """Somebody else changed the same thing while the form was open; nothing was overwritten."""


def locked_questionnaire(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire, kept from being edited, and from being started on, until the transaction ends.

    Refused in a cohort that is closed.
    """
    held = Questionnaire.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=questionnaire.pk)
    if held.cohort.is_closed:
        raise Refused(f"The {held.cohort.long_name} is closed: its questionnaire can be read, and not changed.")
    return held


def first_to_start(questionnaire: Questionnaire) -> Intake | None:
    """The intake of the first city that has begun to answer, if one has."""
    begun = Intake.objects.filter(questionnaire=questionnaire).exclude(state=IntakeState.INVITED)
    return begun.select_related("participation__city").order_by("started_at", "pk").first()


def fingerprint(row: Question | Section, fields: Sequence[str]) -> str:
    """Sixteen hexadecimal digits that tell one state of a row from another."""
    state = json.dumps([getattr(row, name) for name in fields], cls=DjangoJSONEncoder, sort_keys=True, default=str)
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def _open(questionnaire: Questionnaire, what: str) -> None:
    """Refuse what would harm answers, once a city has started. The questionnaire is locked by the caller."""
    if intake := first_to_start(questionnaire):
        city = intake.participation.city
        raise Refused(f"{city} has started to answer, so {what} is no longer possible. {STILL_SAFE}")


# --- Sections ---


@transaction.atomic
def add_section(*, questionnaire: Questionnaire, title: str, lead: str = "") -> Section:
    """Add an empty section at the end. Refused once a city has started."""
    questionnaire = locked_questionnaire(questionnaire)
    _open(questionnaire, "adding a section")
    taken = set(questionnaire.sections.values_list("key", flat=True)) | {"new"}
    base = slugify(title)[:50] or "section"
    key = next(key for key in (base, *(f"{base}-{number}" for number in range(2, 1000))) if key not in taken)
    order = (questionnaire.sections.order_by("-order").values_list("order", flat=True).first() or 0) + 1
    return Section.objects.create(questionnaire=questionnaire, key=key, order=order, title=title, lead=lead)


@transaction.atomic
def edit_section(*, section: Section, title: str, lead: str, seen: str) -> Section:
    """Change the wording of a section; possible at any time. Raises Changed if it is not what the form showed."""
    locked_questionnaire(section.questionnaire)
    section = Section.objects.get(pk=section.pk)
    if fingerprint(section, ("title", "lead")) != seen:
        raise Changed("Somebody else changed this section while you had it open. Compare, then save again.")
    section.title, section.lead = title, lead
    section.save(update_fields=["title", "lead"])
    return section


@transaction.atomic
def move_section(*, section: Section, up: bool) -> None:
    """Change places with the section before or after. Refused once a city has started."""
    _open(locked_questionnaire(section.questionnaire), "changing the order of sections")
    _swap(list(Section.objects.filter(questionnaire=section.questionnaire_id)), section, up)


@transaction.atomic
def remove_section(*, section: Section) -> None:
    """Take a section with its questions out. Refused once a city has started, and while others depend on it."""
    _open(locked_questionnaire(section.questionnaire), "removing a section")
    own = Question.objects.filter(section=section)
    dependent = Question.objects.filter(condition_question__in=own).exclude(section=section).first()
    if dependent:
        raise Refused(f"“{dependent.label}” is shown only for an answer in this section. Change that first.")
    own.update(condition_question=None)
    Answer.objects.filter(question__in=own).delete()
    own.delete()
    section.delete()


# --- Questions ---


@transaction.atomic
def add_question(*, section: Section, fields: Mapping[str, Any]) -> Question:
    """Add a question at the end of a section. Once a city has started, it has to be optional."""
    questionnaire = locked_questionnaire(section.questionnaire)
    if fields.get("required"):
        _open(questionnaire, "adding a required question")
    _check(fields)
    order = (section.questions.order_by("-order").values_list("order", flat=True).first() or 0) + 1
    key = unique_key(questionnaire=questionnaire, label=fields["label"])
    return Question.objects.create(
        section=section, key=f"{key}-question" if key == "new" else key, order=order, **fields
    )


@transaction.atomic
def edit_question(*, question: Question, fields: Mapping[str, Any], seen: str) -> Question:
    """Change a question; once a city has started, only its wording and help.

    Facts that were filled in under another kind are taken away. Raises Changed if the question is not what the form
    showed.
    """
    questionnaire = locked_questionnaire(question.section.questionnaire)
    question = Question.objects.select_related("section").get(pk=question.pk)
    if fingerprint(question, EDITABLE) != seen:
        raise Changed("Somebody else changed this question while you had it open. Compare, then save again.")
    changed = [name for name in EDITABLE if name in fields and fields[name] != getattr(question, name)]
    harmful = list(dict.fromkeys(WORDS[name] for name in changed if name not in WORDING))
    if harmful:
        _open(questionnaire, f"changing {' and '.join(harmful)}")
    _check({**{name: getattr(question, name) for name in EDITABLE}, **fields})
    if "kind" in changed:
        Answer.objects.filter(question=question).delete()
    for name in changed:
        setattr(question, name, fields[name])
    question.save()
    return question


@transaction.atomic
def move_question(*, question: Question, up: bool) -> None:
    """Change places with the question before or after in its section. Refused once a city has started."""
    _open(locked_questionnaire(question.section.questionnaire), "changing the order of questions")
    _swap(list(Question.objects.filter(section=question.section_id)), question, up)


@transaction.atomic
def remove_question(*, question: Question) -> None:
    """Take a question out, with the facts that were filled in. Refused once a city has started, and while another
    question is shown only for an answer to it."""
    _open(locked_questionnaire(question.section.questionnaire), "removing a question")
    if dependent := question.conditional_questions.first():
        raise Refused(f"“{dependent.label}” is shown only for an answer to this question. Change that first.")
    Answer.objects.filter(question=question).delete()
    question.delete()


def _check(fields: Mapping[str, Any]) -> None:
    kind = fields["kind"]
    if kind in KINDS_WITH_CHOICES and len(fields.get("choices") or []) < 2:
        raise Refused("A question with choices needs at least two of them.")
    if kind == QuestionKind.TABLE and not fields.get("columns"):
        raise Refused("A table needs at least one column.")
    least, most = fields.get("minimum"), fields.get("maximum")
    if least is not None and most is not None and least > most:
        raise Refused("The least is more than the most. Change one of the two.")


def _swap(rows: list, row, up: bool) -> None:
    """Exchange a row's place with its neighbor's; nothing happens at the end of the line."""
    at = next(number for number, one in enumerate(rows) if one.pk == row.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at].order, rows[to].order = rows[to].order, rows[at].order
        type(row)._default_manager.bulk_update([rows[at], rows[to]], ["order"])


# --- The rubric ---


@transaction.atomic
def save_rubric(*, questionnaire: Questionnaire, criteria: Sequence[Mapping[str, Any]]) -> None:
    """Put these criteria in this order: each with `id` (None for a new one), `name`, `help` and `weight`.

    Once a reviewer has given points, only names and help can be changed: anything else would change what the points
    given so far come to.
    """
    questionnaire = locked_questionnaire(questionnaire)
    standing = {one.pk: one for one in questionnaire.criteria.all()}
    scored = Score.objects.filter(criterion__questionnaire=questionnaire).exists()
    given = [(standing.get(one["id"]) or Criterion(questionnaire=questionnaire), one) for one in criteria]
    same_weights = [(one.pk, one.weight) for one in standing.values()] == [
        (row.pk, one["weight"]) for row, one in given
    ]
    if scored and not same_weights:
        raise Refused(
            "A reviewer has given points already, so the criteria, their order and their weights stay as they are. "
            "Names and help texts can still be improved."
        )
    Criterion.objects.filter(pk__in=standing.keys() - {row.pk for row, _ in given}).delete()
    for order, (row, one) in enumerate(given, 1):
        row.order, row.name, row.help, row.weight = order, one["name"], one["help"], one["weight"]
        row.save()
