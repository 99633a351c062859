"""Whether an uploaded file is what the portal takes: PDF, Word, Excel, CSV, PNG or JPEG, told by its content.

No signature list decides: each file is opened by the library that understands it (pikepdf, Pillow, zipfile, csv), which
is installed for other work already and refuses what only begins like the real thing.
"""

import csv
import hashlib
import io
import logging
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
PNG = "image/png"
JPEG = "image/jpeg"
ENDINGS = {PDF: (".pdf",), DOCX: (".docx",), XLSX: (".xlsx",), CSV: (".csv",), PNG: (".png",), JPEG: (".jpg", ".jpeg")}
ACCEPT = ",".join(ending for endings in ENDINGS.values() for ending in endings)

LONGEST_NAME = 120
MOST_PIXELS = 250_000_000
MOST_PARTS = 5_000
LARGEST_UNPACKED = 400 * 1024 * 1024
# A sheet full of zeros shrinks to a hundredth; what shrinks further was made to fill a disk.
MOST_SHRUNK = 250

WHAT_IS_TAKEN = "Choose a PDF, Word (.docx), Excel (.xlsx), CSV, PNG or JPEG file."


class UploadRefused(Exception):
    """The file was not taken; the text is the sentence for the person."""


@dataclass(frozen=True)
class Checked:
    """What a file was found to be. `size` is in bytes, `sha256` in hexadecimal digits."""

    name: str
    content_type: str
    size: int
    sha256: str


def check(upload: UploadedFile) -> Checked:
    """Find out what the file is, by opening it. Raises UploadRefused."""
    if not upload.size:
        raise UploadRefused("This file is empty. Nothing was stored.")
    if upload.size > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
        megabytes = upload.size / 1024 / 1024
        raise UploadRefused(
            f"This file has {megabytes:.0f} MB; up to {settings.UPLOAD_LIMIT_MB} MB can be stored. "
            "Make it smaller or split it, then choose it again."
        )
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    content_type = _content_type(upload)
    upload.seek(0)
    return Checked(_name(upload.name or "", content_type), content_type, upload.size, digest.hexdigest())


def _name(given: str, content_type: str) -> str:
    """The name for the list and the download: no folders, no control characters, and the ending that is true."""
    bare = re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:\"|?*]", "", given)
    name = PurePosixPath(bare.replace("\\", "/")).name.strip(" .")
    endings = ENDINGS[content_type]
    stem = name if PurePosixPath(name).suffix.lower() not in endings else name[: -len(PurePosixPath(name).suffix)]
    ending = endings[0] if stem == name else PurePosixPath(name).suffix.lower()
    return f"{stem[: LONGEST_NAME - len(ending)] or 'file'}{ending}"


def _content_type(upload: UploadedFile) -> str:
    head = upload.read(1024)
    upload.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _office(upload, head)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise UploadRefused(
            "This is an older Word or Excel file, or one that is locked with a password. "
            "Save it as .docx or .xlsx without a password, then choose it again."
        )
    if head.startswith((b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        if zipfile.is_zipfile(upload):
            raise UploadRefused("This file hides a second one inside it, so it was not stored. Choose the plain file.")
        upload.seek(0)
        return _pdf(upload) if head.startswith(b"%PDF-") else _picture(upload, head)
    return _csv(upload)


def _pdf(upload: UploadedFile) -> str:
    logging.getLogger("pikepdf").setLevel(logging.ERROR)
    try:
        with pikepdf.open(cast(BinaryIO, upload)) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise UploadRefused("This PDF is locked with a password. Save it without one, then choose it again.") from error
    except Exception as error:  # a broken PDF fails in many ways, and none of them is ours
        raise UploadRefused(
            "This PDF is damaged and cannot be opened. Save it again, then choose it once more."
        ) from error
    if not pages:
        raise UploadRefused("This PDF has no pages. Nothing was stored.")
    return PDF


def _picture(upload: UploadedFile, head: bytes) -> str:
    kind, content_type = ("PNG", PNG) if head.startswith(b"\x89PNG") else ("JPEG", JPEG)
    try:
        with Image.open(upload, formats=[kind]) as picture:
            width, height = picture.size
            picture.verify()
    except Image.DecompressionBombError as error:
        raise UploadRefused("This picture has too many pixels to be opened safely. Make it smaller first.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UploadRefused(
            "This picture is damaged and cannot be opened. Save it again, then choose it once more."
        ) from error
    if width * height > MOST_PIXELS:
        raise UploadRefused("This picture has too many pixels to be opened safely. Make it smaller first.")
    upload.seek(max(0, (upload.size or 0) - 65_536))
    if b"\xff\xd9" not in (tail := upload.read()) and kind == "JPEG":
        raise UploadRefused("This picture ends in the middle. Save it again, then choose it once more.")
    if b"%PDF-" in head or b"%PDF-" in tail:
        raise UploadRefused("This file hides a second one inside it, so it was not stored. Choose the plain file.")
    return content_type


def _office(upload: UploadedFile, head: bytes) -> str:
    try:
        with zipfile.ZipFile(upload) as package:
            return _office_package(package, head)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise UploadRefused(
            "This file is damaged and cannot be opened. Save it again, then choose it once more."
        ) from error


def _office_package(package: zipfile.ZipFile, head: bytes) -> str:
    parts = package.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or unpacked > MOST_SHRUNK * max(packed, 1):
        raise UploadRefused("Unpacked, this file would be far larger than it looks, so it was not stored.")
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names:
        raise UploadRefused(f"This is a ZIP archive. Unpack it first. {WHAT_IS_TAKEN}")
    if b"%PDF-" in head or min(part.header_offset for part in parts) != 0:
        raise UploadRefused("This file hides a second one inside it, so it was not stored. Choose the plain file.")
    if any(part.flag_bits & 0x1 for part in parts):
        raise UploadRefused("This file is locked with a password. Save it without one, then choose it again.")
    types = package.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
        raise UploadRefused(
            "This file contains macros. Save it as .docx or .xlsx without macros, then choose it again."
        )
    if (damaged := package.testzip()) is not None:
        raise zipfile.BadZipFile(damaged)
    if "word/document.xml" in names and b"wordprocessingml.document.main+xml" in types:
        return DOCX
    if "xl/workbook.xml" in names and b"spreadsheetml.sheet.main+xml" in types:
        return XLSX
    raise UploadRefused(f"This Office file is neither Word nor Excel. {WHAT_IS_TAKEN}")


def _csv(upload: UploadedFile) -> str:
    text = _decoded(upload.read())
    if text is None or re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text) or re.match(r"\s*(<|#!|\{|%!)", text):
        raise UploadRefused(f"This is not a kind of file that can be stored here. {WHAT_IS_TAKEN}")
    lines = [line for line in text[:200_000].splitlines()[:200] if line.strip()]
    try:
        if any(_looks_like_a_table(lines, delimiter) for delimiter in ",;\t|"):
            return CSV
    except csv.Error:
        pass  # a cell without an end: no table, and so said below
    raise UploadRefused(f"This text has no columns, so it is no CSV file. {WHAT_IS_TAKEN}")


def _decoded(data: bytes) -> str | None:
    for encoding in ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]:
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return None


def _looks_like_a_table(lines: list[str], delimiter: str) -> bool:
    widths = [len(row) for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter, strict=True)]
    return bool(widths) and widths[0] > 1 and sum(width > 1 for width in widths) >= 0.8 * len(widths)
