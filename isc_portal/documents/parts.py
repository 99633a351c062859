"""Making a long document: its parts are printed apart, kept as files, and bound at the end.

A part of the body does not know on which page it will begin: running heads and page numbers are laid over the bound
pages. So any number of workers can print parts of the same document, in any order, and what a worker has finished
outlives it.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone
from redis.exceptions import RedisError

from . import heads, layout
from .kinds import Part, Rank
from .models import Document
from .press.printing import PressError, Printed, Progress, bind_pdf, print_pdf

logger = logging.getLogger(__name__)

FOLDER = "documents/parts"
KEPT_FOR = timedelta(days=1)  # for the next try of a document that failed
SILENT_AFTER = 60  # seconds without a word after which a worker's part is taken up by another
TOUCH_EVERY = 10
MOST_HELPERS = 3
LOOK_EVERY = 0.5  # seconds, while others print the last parts

Tell = Callable[[Progress], None]


class ShiftOver(Exception):
    """The time of one job is over; the parts that are printed are kept, and another job goes on."""


class Book:
    """The parts of one document as HTML, and where their PDFs are kept until they are bound."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.parts = layout.parts_of(document)
        self.folder = f"{FOLDER}/{document.snapshot_hash}"

    def of(self, rank: Rank) -> list[Part]:
        """The parts of one rank, in their order."""
        return [part for part in self.parts if part.rank == rank]

    @cached_property
    def _shared(self) -> dict[str, Any]:
        return layout.paper_context(self.document)

    def html(self, part: Part, pages: Mapping[str, int]) -> str:
        """The HTML of a part; `pages` says where the ids are that it names."""
        context = {**self._shared, **part.context, "part": part, "pages": pages}
        return render_to_string(self.document.declared.template, context)

    def kept(self, html: str) -> Printed | None:
        """The part with this HTML, if anybody has printed it."""
        name = self._name(html)
        if not default_storage.exists(name):
            return None
        with default_storage.open(name) as file:
            facts, _, pdf = file.read().partition(b"\n")
        return Printed(pdf, **json.loads(facts))

    def keep(self, html: str, printed: Printed) -> None:
        """Keep a part for whoever binds it."""
        facts = {"pages": printed.pages, "anchors": printed.anchors, "refused": printed.refused}
        name = self._name(html)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(json.dumps(facts).encode() + b"\n" + printed.pdf))

    def _name(self, html: str) -> str:
        return f"{self.folder}/{sha256(html.encode()).hexdigest()}"


def print_in_parts(
    document: Document,
    *,
    on_progress: Tell,
    until: float | None = None,
    call_helper: Callable[[Document], None] = lambda document: None,
) -> Printed:
    """The PDF of a long document. Raises PressError, and ShiftOver once the monotonic clock has passed `until`.

    `call_helper` asks another worker to call `help_with`.
    """
    book = Book(document)
    for _ in range(min(MOST_HELPERS, len(book.of(Rank.BODY)) - 1)):
        call_helper(document)
    work = _Work(book, on_progress, until)
    [front_part] = book.of(Rank.FRONT)
    body = work.shared(book.of(Rank.BODY))
    length = work.printed(front_part, {}).pages  # a number takes as much room as the one that stands for it
    pages: dict[str, int] = {}
    bound = [Bound(front_part, 1, Printed(b"", length))]
    for part, printed in zip(book.of(Rank.BODY), body, strict=True):
        bound.append(Bound(part, bound[-1].after, printed))
        pages |= bound[-1].anchors
    known = dict(pages)
    for part in book.of(Rank.BACK):
        bound.append(Bound(part, bound[-1].after, work.printed(part, known)))
        pages |= bound[-1].anchors
    front = work.printed(front_part, pages)
    if front.pages != length:
        raise PressError("The contents took another number of pages than expected. Please tell the Institute.")
    bound[0] = Bound(front_part, 1, front)
    return _bind(book, bound, pages | bound[0].anchors, on_progress)


def help_with(document: Document, *, until: float | None = None) -> int:
    """Print parts of a document that another worker makes, from the last one on; returns how many."""
    book = Book(document)
    work = _Work(book, lambda progress: None, until)
    try:
        for part in reversed(book.of(Rank.BODY)):
            work.help(part)
    except ShiftOver:
        logger.info("Time is up for helping with document %s.", document.pk)
    except PressError:  # whoever binds comes to the same part, and says so
        logger.warning("A part of document %s could not be printed.", document.pk)
    return work.made


def clear(document: Document) -> None:
    """Delete the parts of a document that is bound, and what others left that failed more than a day ago."""
    _delete(f"{FOLDER}/{document.snapshot_hash}")
    if not default_storage.exists(FOLDER):
        return
    for left in default_storage.listdir(FOLDER)[0]:
        _delete(f"{FOLDER}/{left}", before=timezone.now() - KEPT_FOR)


def _delete(folder: str, before: datetime | None = None) -> None:
    try:
        _, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        name = f"{folder}/{file}"
        if before is None or default_storage.get_modified_time(name) < before:
            default_storage.delete(name)
    with suppress(OSError):  # a folder that is not empty stays
        default_storage.delete(folder)


@dataclass(frozen=True)
class Bound:
    """A printed part and the page on which it begins."""

    part: Part
    start: int
    printed: Printed

    @property
    def after(self) -> int:
        return self.start + self.printed.pages

    @property
    def anchors(self) -> dict[str, int]:
        """On which page of the whole each id fell."""
        return {id: self.start + page - 1 for id, page in self.printed.anchors.items()}


def _bind(book: Book, bound: Sequence[Bound], anchors: dict[str, int], tell: Tell) -> Printed:
    total = bound[-1].after - 1

    def writing(progress: Progress) -> None:
        tell(Progress("checking" if progress.stage == "checking" else "writing", total, total))

    over = print_pdf(heads.html(book.document, bound), is_part=True, **_limits(lambda progress: writing(Progress())))
    printed = bind_pdf([one.printed.pdf for one in bound], over.pdf, **_limits(writing))
    refused = [url for one in bound for url in one.printed.refused]
    return replace(printed, pages=total, anchors=anchors, refused=list(dict.fromkeys(refused)))


def _limits(tell: Tell) -> dict[str, Any]:
    return {
        "root": Path(settings.DOCUMENT_FILES),
        "time_limit": settings.DOCUMENT_TIME_LIMIT,
        "memory_limit": settings.DOCUMENT_MEMORY_LIMIT,
        "on_progress": tell,
    }


class _Work:
    """One worker's way through the parts of a book."""

    def __init__(self, book: Book, on_progress: Tell, until: float | None) -> None:
        self.book, self.tell, self.until = book, on_progress, until
        self.pages = self.ids = self.made = 0
        self.total = sum(len(part.ids) for part in book.parts)

    def shared(self, parts: Sequence[Part]) -> list[Printed]:
        """Each of the parts, printed here or by whoever helps, in the order of the parts."""
        done: dict[str, Printed] = {}
        pages = {part.key: self.book.html(part, {}) for part in parts}
        while left := [part for part in parts if part.key not in done]:
            for part in left:
                printed = self.book.kept(pages[part.key]) or self._print_if_free(pages[part.key])
                if printed:
                    done[part.key] = printed
                    self._count(part, printed)
            if all(part.key not in done for part in left):
                self.tell(self._progress(0))
                time.sleep(LOOK_EVERY)
        return [done[part.key] for part in parts]

    def printed(self, part: Part, pages: Mapping[str, int]) -> Printed:
        """One part that only this worker prints."""
        html = self.book.html(part, pages)
        printed = self.book.kept(html) or self._print(html)
        if pages:
            self._count(part, printed)
        return printed

    def help(self, part: Part) -> None:
        """Print a part for another worker, unless it is printed or being printed."""
        html = self.book.html(part, {})
        if self.book.kept(html) is None:
            self._print_if_free(html, alone=False)

    def _count(self, part: Part, printed: Printed) -> None:
        self.pages, self.ids = self.pages + printed.pages, self.ids + len(part.ids)
        self.tell(self._progress(0))

    def _progress(self, page: int) -> Progress:
        """How far the whole is, guessing its length by how much room things have taken so far."""
        expected = round(self.pages * self.total / self.ids) if self.ids else 0
        return Progress("pages", self.pages + page, expected)

    def _print_if_free(self, html: str, *, alone: bool = True) -> Printed | None:
        """Print unless another worker is at it. Without the cache, whoever binds prints alone."""
        key = f"document-part:{sha256(html.encode()).hexdigest()}"
        try:
            if not cache.add(key, 1, SILENT_AFTER):
                return None
        except RedisError:
            return self._print(html) if alone else None
        try:
            return self._print(html, _Touch(key))
        finally:
            _let_go(key)

    def _print(self, html: str, touch: Callable[[], None] = lambda: None) -> Printed:
        if self.until is not None and self.made and time.monotonic() > self.until:
            raise ShiftOver

        def tell(progress: Progress) -> None:
            touch()
            self.tell(self._progress(progress.page))

        printed = print_pdf(html, is_part=True, **_limits(tell))
        self.book.keep(html, printed)
        self.made += 1
        return printed


class _Touch:
    """Keeps a claim alive while its worker is."""

    def __init__(self, key: str) -> None:
        self.key, self.last = key, time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() - self.last < TOUCH_EVERY:
            return
        self.last = time.monotonic()
        try:
            cache.touch(self.key, SILENT_AFTER)
        except RedisError:
            logger.warning("The cache is away; a part may be printed twice.")


def _let_go(key: str) -> None:
    try:
        cache.delete(key)
    except RedisError:
        logger.warning("The cache is away; a claim ends by itself.")
