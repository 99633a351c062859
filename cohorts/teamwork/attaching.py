"""Files attached to one thing: each there once, up to a number of them, and taken out with its content."""

from dataclasses import asdict
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from . import uploads


def attach(file: Any, *, checked: uploads.Checked, upload: UploadedFile, among: QuerySet[Any], most: int) -> Any:
    """Store an upload that was checked as `file`, a new row with the columns of `Checked` and a `file`.

    `among` are the files of the same thing, which the caller has locked. Raises UploadRefused.
    """
    if same := among.filter(sha256=checked.sha256).first():
        raise uploads.UploadRefused(f"This file is attached already, as “{same}”. Nothing was stored.")
    if among.count() >= most:
        raise uploads.UploadRefused(f"Up to {most} files fit here. Take one out, then choose this one again.")
    for column, value in asdict(checked).items():
        setattr(file, column, value)
    file.file.save(checked.sha256, upload, save=False)
    file.save()
    return file


def take_out(file: Any) -> None:
    """Delete a file, its content included, once the transaction stands; the history keeps that it was there."""
    storage, name = file.file.storage, file.file.name or ""
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))
