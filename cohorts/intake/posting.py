"""Stores what a whole section's form holds: the way of saving that needs no script."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from cohorts.teamwork import kinds
from cohorts.teamwork.saving import NotOpen, StaleVersion, TooLong, fingerprint, settle
from cohorts.teamwork.texts import both
from cohorts.teamwork.uploads import UploadRefused

from .answers import add_file, remove_file, save_answer
from .forms import QuestionField
from .models import Answer, AnswerFile, Intake, Question, QuestionKind

THIRD = "third-"  # sets apart the field in which a third text is written
MINE, THEIRS = "mine", "theirs"


@dataclass
class Conflict:
    """An answer that somebody else changed since the reader's page was made."""

    question: Question
    mine: Any
    theirs: Answer
    version: int  # what the reader's page was made from
    hidden: list[tuple[str, str]]  # what the form held, to be sent again with the choice
    typed_at: datetime | None = None

    @property
    def id(self) -> str:
        return f"q{self.question.pk}"

    @property
    def my_words(self) -> str:
        return kinds.display(self.question, self.mine)

    @property
    def their_words(self) -> str:
        return kinds.display(self.question, self.theirs.value)

    @property
    def is_text(self) -> bool:
        return self.question.kind in kinds.TEXTS

    @property
    def noun(self) -> str:
        return "text" if self.is_text else "answer"

    def third(self) -> QuestionField | None:
        """The field in which the reader writes one text from both; it begins with the words of both."""
        if not self.is_text:
            return None
        draft = both(self.my_words, self.their_words)
        return QuestionField(question=self.question, answer=self.theirs, prefix=THIRD, typed=draft, has_typed=True)


@dataclass
class Outcome:
    """What became of a posted section."""

    conflicts: list[Conflict] = field(default_factory=list)
    settled: list[Question] = field(default_factory=list)
    refusals: dict[int, str] = field(default_factory=dict)  # why a file or a text was not stored, by question id
    typed: dict[int, Any] = field(default_factory=dict)  # the texts that were not stored, by question id
    closed: str = ""  # why the section takes no changes


def store_section(*, intake: Intake, questions: list[Question], data: QueryDict, files: MultiValueDict, by) -> Outcome:
    """Store each answer that the form changed; one that somebody else changed as well becomes a conflict.

    A form names, for each question it holds, the version and the fingerprint of what its reader saw
    (`q12-version`, `q12-base`): what still has that fingerprint was not touched. `choose` is a decision on a
    conflict ("mine-q12", "theirs-q12", "third-q12"), `remove` a table's row or a file that goes ("q12-3", "file-7").
    """
    outcome = Outcome()
    data = _without_removed_row(data)
    for question in questions:
        name = f"q{question.pk}"
        try:
            if question.kind == QuestionKind.FILE:
                _store_files(intake, question, data, files.getlist(name), by)
            elif f"{name}-version" in data:
                _store_answer(intake, question, data, outcome, by)
        except StaleVersion as stale:
            outcome.conflicts.append(_conflict(question, data, stale.row))
        except (UploadRefused, TooLong) as refused:
            outcome.refusals[question.pk] = str(refused)
            if question.kind != QuestionKind.FILE:
                outcome.typed[question.pk] = kinds.read(question, data, name)
        except NotOpen as refused:
            outcome.closed = str(refused)
            if question.kind != QuestionKind.FILE:
                outcome.typed[question.pk] = kinds.read(question, data, name)
    return outcome


def read_version(data: QueryDict, name: str) -> int:
    """The version that a form began from; 0 for anything that is no version."""
    text = data.get(f"{name}-version", "")
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0


def read_time(data: QueryDict, name: str) -> datetime | None:
    """When the text was typed, as the page noted it (`q12-typed`, milliseconds since 1970), if it did."""
    text = data.get(f"{name}-typed", "")
    return datetime.fromtimestamp(int(text) / 1000, UTC) if re.fullmatch(r"1\d{12}", text, re.ASCII) else None


def _store_answer(intake: Intake, question: Question, data: QueryDict, outcome: Outcome, by) -> None:
    name = f"q{question.pk}"
    mine, version = kinds.read(question, data, name), read_version(data, name)
    choice = data.get("choose", "").removesuffix(f"-{name}")
    if choice == data.get("choose", ""):
        if data.get(f"{name}-base") != fingerprint(mine):
            save_answer(intake=intake, question=question, value=mine, version=version, by=by)
        return
    if choice == THEIRS:
        stored = Answer.objects.filter(intake=intake, question=question, version=version).first()
        stands = stored.value if stored else mine  # without it the save below is stale, and asks again
    else:
        stands = kinds.read(question, data, f"{THIRD}{name}") if choice == "third" else mine
    settle(partial(save_answer, intake=intake, question=question), mine=mine, stands=stands, version=version, by=by)
    outcome.settled.append(question)


def _store_files(intake: Intake, question: Question, data: QueryDict, uploads: list[UploadedFile], by) -> None:
    if match := re.fullmatch(r"file-(\d{1,18})", data.get("remove", ""), re.ASCII):
        file = AnswerFile.objects.filter(intake=intake, question=question, pk=int(match[1])).first()
        if file:
            remove_file(intake=intake, question=question, file=file, by=by)
    for upload in uploads:
        add_file(intake=intake, question=question, upload=upload, by=by)


def _without_removed_row(data: QueryDict) -> QueryDict:
    row = data.get("remove", "")
    if not re.fullmatch(r"q\d+-\d+", row, re.ASCII):
        return data
    kept = data.copy()
    for name in [name for name in kept if name.startswith(f"{row}-")]:
        del kept[name]
    return kept


def _conflict(question: Question, data: QueryDict, theirs: Answer) -> Conflict:
    name = f"q{question.pk}"
    own = re.compile(rf"{name}(-\d+-[-\w]+|-typed)?")
    hidden = [(one, value) for one in data if own.fullmatch(one) for value in data.getlist(one)]
    return Conflict(
        question=question,
        mine=kinds.read(question, data, name),
        theirs=theirs,
        version=read_version(data, name),
        hidden=hidden,
        typed_at=read_time(data, name),
    )
