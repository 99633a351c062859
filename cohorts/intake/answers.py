"""Writes of answers: each save names the version it began from, and nothing is overwritten in silence."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cohorts.teamwork import kinds, uploads
from cohorts.teamwork.saving import NotOpen, save_value, write_value

from .facts import known_facts, prefilled_value
from .models import Answer, AnswerFile, Intake, IntakeState, IntakeStep, Question, QuestionKind, Questionnaire
from .progress import why_closed
from .signing import void_signature
from .timeline import locked, move, record


@transaction.atomic
def save_answer(
    *, intake: Intake, question: Question, value: Any, version: int, by, unanswered: Sequence[Any] = ()
) -> Answer:
    """Store an answer that was made from `version` (0: there was none), whether it is finished or not.

    See `teamwork.saving.save_value` for the rules. A change undoes the signature; the first one starts the intake.
    Raises StaleVersion with the answer as it stands, NotOpen and TooLong.
    """
    intake = _open_for(intake, question)
    answer = Answer.objects.filter(intake=intake, question=question).select_related("updated_by").first()
    answer = answer or Answer(intake=intake, question=question, version=0)
    if save_value(answer, value=value, version=version, by=by, unanswered=unanswered, prefilled=False):
        _follow_change(intake, by)
    return answer


def _open_for(intake: Intake, question: Question) -> Intake:
    """The locked intake, if the question can be answered. Raises NotOpen.

    Before the first answer the questionnaire may still be edited: then its lock decides who of the two comes first
    (see `editing`).
    """
    intake = locked(intake)
    if intake.state == IntakeState.INVITED:
        Questionnaire.objects.select_for_update().get(pk=intake.questionnaire_id)
        if not Question.objects.filter(pk=question.pk).exists():
            raise NotOpen("This question was just taken out of the questionnaire. Open the page again.")
    if reason := why_closed(intake, question.section):
        raise NotOpen(reason)
    return intake


def _follow_change(intake: Intake, by) -> None:
    """What follows from a changed answer of a locked intake."""
    void_signature(intake=intake, by=by)
    if intake.state == IntakeState.INVITED:
        move(intake, IntakeState.IN_PROGRESS, started_at=timezone.now())
        record(intake, IntakeStep.STARTED, by=by)


@transaction.atomic
def prefill(*, intake: Intake) -> int:
    """Answer the questions whose facts are known and that have no answer yet. Returns how many; starts nothing."""
    intake = locked(intake)
    facts = known_facts(intake.participation)
    questions = Question.objects.filter(section__questionnaire=intake.questionnaire_id).exclude(prefill="")
    found = {
        question: prefilled_value(question, facts)
        for question in questions.exclude(pk__in=intake.answers.values("question"))
    }
    made = Answer.objects.bulk_create(
        Answer(intake=intake, question=question, value=value, prefilled=True)
        for question, value in found.items()
        if value is not None
    )
    return len(made)


# --- Files ---


@transaction.atomic
def add_file(*, intake: Intake, question: Question, upload: UploadedFile, by) -> AnswerFile:
    """Check a file, store it under its hash and add it to the answer. The same file twice is there once.

    Raises uploads.UploadRefused with a sentence, and NotOpen.
    """
    checked = uploads.check(upload)
    intake, answer = _answer_for_files(intake, question)
    listed = list(answer.value or [])
    if any(one["sha256"] == checked.sha256 for one in listed):
        return AnswerFile.objects.get(intake=intake, question=question, sha256=checked.sha256)
    most = int(question.maximum or kinds.MOST_FILES)
    if len(listed) >= most:
        raise uploads.UploadRefused(f"Up to {most} files fit here. Remove one first, then choose this one again.")
    file = _stored(intake, question, checked, upload, by)
    listed.append(
        {
            "id": file.pk,
            "name": file.name,
            "size": file.size,
            "sha256": file.sha256,
            "content_type": file.content_type,
        }
    )
    write_value(answer, value=listed, by=by, prefilled=False)
    _follow_change(intake, by)
    return file


@transaction.atomic
def remove_file(*, intake: Intake, question: Question, file: AnswerFile, by) -> Answer:
    """Take a file out of the answer. It stays in the history, as any earlier answer does. Raises NotOpen."""
    intake, answer = _answer_for_files(intake, question)
    left = [one for one in answer.value or [] if one["id"] != file.pk]
    if left != (answer.value or []):
        write_value(answer, value=left or None, by=by, prefilled=False)
        _follow_change(intake, by)
    return answer


def _answer_for_files(intake: Intake, question: Question) -> tuple[Intake, Answer]:
    if question.kind != QuestionKind.FILE:
        raise uploads.UploadRefused("This question takes no files.")
    intake = _open_for(intake, question)
    answer = Answer.objects.filter(intake=intake, question=question).first()
    return intake, answer or Answer(intake=intake, question=question, version=0)


def _stored(intake: Intake, question: Question, checked: uploads.Checked, upload: UploadedFile, by) -> AnswerFile:
    """The row of a file: an earlier one of the same content is taken up again, and its content stored once."""
    same = AnswerFile.objects.filter(intake=intake, sha256=checked.sha256)
    if file := same.filter(question=question).first():
        return file
    file = AnswerFile(
        intake=intake,
        question=question,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        uploaded_by=by,
    )
    if elsewhere := same.first():
        file.file.name = elsewhere.file.name
    else:
        file.file.save(checked.sha256, upload, save=False)
    file.save()
    return file
