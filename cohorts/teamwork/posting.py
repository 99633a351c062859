"""Stores what a whole page of a form holds: the way of saving that needs no script."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from . import kinds
from .fields import QuestionField
from .questions import Asked, QuestionKind, Stored
from .saving import NotOpen, StaleVersion, TooLong, fingerprint, settle
from .sheet import Sheet
from .texts import both
from .uploads import UploadRefused

THIRD = "third-"  # sets apart the field in which a third text is written
MINE, THEIRS = "mine", "theirs"
CHOICES = frozenset({MINE, THEIRS, "third"})


@dataclass
class Conflict:
    """An answer that somebody else changed since the reader's page was made."""

    question: Asked
    mine: Any
    theirs: Stored
    version: int  # what the reader's page was made from
    hidden: list[tuple[str, str]]  # what the form held, to be sent again with the choice
    typed_at: datetime | None = None

    @property
    def id(self) -> str:
        return self.question.name

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
    """What became of a posted page. What was refused or typed in vain is kept by the question's name."""

    conflicts: list[Conflict] = field(default_factory=list)
    settled: list[Asked] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)  # why a file or a text was not stored
    typed: dict[str, Any] = field(default_factory=dict)  # the texts that were not stored
    closed: str = ""  # why the page takes no changes


def store_sheet(*, sheet: Sheet, data: QueryDict, files: MultiValueDict, by: Any) -> Outcome:
    """Store each answer that the form changed; one that somebody else changed as well becomes a conflict.

    A form names, for each question it holds, the version and the fingerprint of what its reader saw
    (`q12-version`, `q12-base`): what still has that fingerprint was not touched. `choose` is a decision on a
    conflict ("mine-q12", "theirs-q12", "third-q12"), `remove` a table's row or a file that goes ("q12-3", "file-7").
    """
    outcome = Outcome()
    data = _without_removed_row(data, sheet)
    for question in sheet.questions:
        try:
            if question.kind == QuestionKind.FILE:
                _store_files(sheet, question, data, files.getlist(question.name), by)
            elif f"{question.name}-version" in data:
                _store_answer(sheet, question, data, outcome, by)
        except StaleVersion as stale:
            outcome.conflicts.append(_conflict(question, data, stale.row))
        except (UploadRefused, TooLong) as refused:
            outcome.refusals[question.name] = str(refused)
            _keep_typed(outcome, question, data)
        except NotOpen as refused:
            outcome.closed = str(refused)
            _keep_typed(outcome, question, data)
    return outcome


def read_version(data: QueryDict, name: str) -> int:
    """The version that a form began from; 0 for anything that is no version."""
    text = data.get(f"{name}-version", "")
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0


def read_time(data: QueryDict, name: str) -> datetime | None:
    """When the text was typed, as the page noted it (`q12-typed`, milliseconds since 1970), if it did."""
    text = data.get(f"{name}-typed", "")
    return datetime.fromtimestamp(int(text) / 1000, UTC) if re.fullmatch(r"1\d{12}", text, re.ASCII) else None


def removed_row(data: QueryDict, sheet: Sheet) -> str:
    """The name of the table of which a row is to go ("q12-3" is row 3 of q12); "" if none is."""
    name, _, row = data.get("remove", "").rpartition("-")
    known = {question.name for question in sheet.questions if question.kind == QuestionKind.TABLE}
    return name if name in known and re.fullmatch(r"\d{1,4}", row, re.ASCII) else ""


def _store_answer(sheet: Sheet, question: Asked, data: QueryDict, outcome: Outcome, by: Any) -> None:
    name = question.name
    mine, version = kinds.read(question, data, name), read_version(data, name)
    choice = data.get("choose", "").removesuffix(f"-{name}")
    if choice not in CHOICES:
        if data.get(f"{name}-base") != fingerprint(mine):
            sheet.save(question, value=mine, version=version, by=by)
        return
    if choice == THEIRS:
        stored = sheet.stored(question)
        # Without the version that the reader chose, the save below is stale, and asks again.
        stands = stored.value if stored and stored.version == version else mine
    else:
        stands = kinds.read(question, data, f"{THIRD}{name}") if choice == "third" else mine
    settle(sheet.saver(question), mine=mine, stands=stands, version=version, by=by)
    outcome.settled.append(question)


def _store_files(sheet: Sheet, question: Asked, data: QueryDict, uploads: list[UploadedFile], by: Any) -> None:
    match = re.fullmatch(r"file-(\d{1,18})", data.get("remove", ""), re.ASCII)
    if match or uploads:
        sheet.store_files(question, remove=int(match[1]) if match else None, uploads=uploads, by=by)


def _keep_typed(outcome: Outcome, question: Asked, data: QueryDict) -> None:
    if question.kind != QuestionKind.FILE:
        outcome.typed[question.name] = kinds.read(question, data, question.name)


def _without_removed_row(data: QueryDict, sheet: Sheet) -> QueryDict:
    if not removed_row(data, sheet):
        return data
    kept = data.copy()
    for name in [name for name in kept if name.startswith(f"{data['remove']}-")]:
        del kept[name]
    return kept


def _conflict(question: Asked, data: QueryDict, theirs: Stored) -> Conflict:
    name = question.name
    own = re.compile(rf"{re.escape(name)}(-\d+-[-\w]+|-typed)?")
    hidden = [(one, value) for one in data if own.fullmatch(one) for value in data.getlist(one)]
    return Conflict(
        question=question,
        mine=kinds.read(question, data, name),
        theirs=theirs,
        version=read_version(data, name),
        hidden=hidden,
        typed_at=read_time(data, name),
    )
