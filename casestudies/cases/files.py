"""Writes of a case study's attachments: each is checked by its content, and has a title and readers of its own."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cohorts.teamwork import uploads
from cohorts.teamwork.saving import NotOpen

from .models import CaseFile, CaseState, CaseStudy
from .timeline import locked

MOST_FILES = 12
LONGEST_TITLE: int = CaseFile._meta.get_field("title").max_length or 0


def why_files_closed(case: CaseStudy) -> str:
    """Why no attachment may be added or changed; "" when one may: until the case is closed, also after its release."""
    if case.participation.cohort.is_closed:
        return f"The {case.participation.cohort.long_name} is closed: all of it can be read, and nothing changed."
    if case.state == CaseState.CLOSED:
        return "This case study is closed. Its attachments can be read, and nothing about them changed."
    return ""


@transaction.atomic
def attach(*, case: CaseStudy, upload: UploadedFile, title: str, readers: str, by: Any) -> CaseFile:
    """Check a file and attach it for the given readers. The same content twice is there once.

    Raises uploads.UploadRefused with a sentence, and NotOpen.
    """
    checked = uploads.check(upload)
    case = _open(case)
    if same := case.files.filter(sha256=checked.sha256).first():
        raise uploads.UploadRefused(f"This file is attached already, as “{same}”. Nothing was stored.")
    if case.files.count() >= MOST_FILES:
        raise uploads.UploadRefused(f"Up to {MOST_FILES} files fit here. Take one out, then choose this one again.")
    file = CaseFile(
        case=case,
        title=title.strip()[:LONGEST_TITLE],
        readers=readers,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        uploaded_by=by,
    )
    file.file.save(checked.sha256, upload, save=False)
    file.save()
    return file


@transaction.atomic
def change_file(*, file: CaseFile, title: str, readers: str) -> CaseFile:
    """Say otherwise what an attachment is, or who reads it. Raises NotOpen."""
    _open(file.case)
    file.title, file.readers = title.strip()[:LONGEST_TITLE], readers
    file.save(update_fields=["title", "readers"])
    return file


@transaction.atomic
def take_out(*, file: CaseFile) -> None:
    """Take an attachment out, its content included; the history keeps that it was there. Raises NotOpen."""
    _open(file.case)
    storage, name = file.file.storage, file.file.name or ""
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _open(case: CaseStudy) -> CaseStudy:
    case = locked(case)
    if reason := why_files_closed(case):
        raise NotOpen(reason)
    return case
