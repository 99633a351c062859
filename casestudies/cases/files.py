"""Writes of a case study's attachments: each is checked by its content, and has a title and readers of its own."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cohorts.teamwork import attaching, uploads
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
    file = CaseFile(case=case, title=title.strip()[:LONGEST_TITLE], readers=readers, uploaded_by=by)
    return attaching.attach(file, checked=checked, upload=upload, among=case.files.all(), most=MOST_FILES)


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
    attaching.take_out(file)


def _open(case: CaseStudy) -> CaseStudy:
    case = locked(case)
    if reason := why_files_closed(case):
        raise NotOpen(reason)
    return case
