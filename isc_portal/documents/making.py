"""Making the PDF of a document: claiming the job, printing, and settling how it ended.

Any number of workers may take up the same job at the same time or one after another; one of them settles it. A worker
that dies in the middle is noticed by its silence, and the job is taken up again.
"""

import hashlib
import logging
import time
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from isc_portal.mail.services import enqueue

from . import layout, parts
from .models import Document
from .press.printing import PressError, Printed, Progress, print_pdf
from .states import UNAPPROVED, JobState, Stage, Status

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3  # a document whose worker dies this often is not tried again
STAGES = {
    "starting": Stage.PICTURES,
    "reading": Stage.PICTURES,
    "pages": Stage.PAGES,
    "writing": Stage.WRITING,
    "checking": Stage.CHECKING,
}


class LostClaim(Exception):
    """Another worker has taken the job over; what this one made is thrown away."""


def make(document_id: int, *, shift: float | None = None) -> bool:
    """Take the job up, print, and settle it; False if there was nothing to do. May run twice harmlessly.

    A worker gives the seconds of its `shift`: a long document is then shared with other workers, and what is not
    printed when the shift is over is left to the next job.
    """
    document = claim(document_id)
    if document is None:
        return False
    if document.attempts > MOST_ATTEMPTS:
        fail(document, PressError(f"The program that makes documents stopped {MOST_ATTEMPTS} times while at it."))
        return False
    try:
        printed = print_document(document, on_progress=Reporter(document), shift=shift)
        settle(document, printed)
        if document.declared.parts:
            parts.clear(document)
    except parts.ShiftOver:
        hand_over(document)
        return False
    except LostClaim:
        logger.info("Document %s was taken over by another worker.", document.pk)
        return False
    except PressError as error:
        fail(document, error)
        return False
    except Exception as error:
        logger.exception("Document %s could not be made.", document.pk)
        reason = "Something in the portal went wrong while the pages were drawn. The Institute has been told."
        fail(document, PressError(reason, repr(error)))
        raise
    return True


def claim(document_id: int) -> Document | None:
    """Take up a job that waits or whose worker has gone silent; None if it is somebody else's, done or gone."""
    token, now = uuid.uuid4(), timezone.now()
    claimed = (
        Document.objects.filter(pk=document_id)
        .claimable()
        .update(
            job_state=JobState.RENDERING,
            claim=token,
            started_at=now,
            heartbeat_at=now,
            attempts=F("attempts") + 1,
            stage=Stage.PICTURES,
            pages_done=0,
        )
    )
    return Document.objects.get(pk=document_id) if claimed else None


def print_document(document: Document, *, on_progress=lambda progress: None, shift: float | None = None) -> Printed:
    """The PDF of a row's snapshot, made without changing the row. Raises PressError, and parts.ShiftOver."""
    if document.declared.parts:
        if shift is None:
            return parts.print_in_parts(document, on_progress=on_progress)
        until = time.monotonic() + shift
        return parts.print_in_parts(document, on_progress=on_progress, until=until, call_helper=call_helper)
    return print_pdf(
        layout.paper_html(document),
        root=Path(settings.DOCUMENT_FILES),
        time_limit=settings.DOCUMENT_TIME_LIMIT,
        memory_limit=settings.DOCUMENT_MEMORY_LIMIT,
        on_progress=on_progress,
    )


class Reporter:
    """Writes progress to the row, at most twice a second, and notices when the job has been taken over."""

    INTERVAL = 0.5

    def __init__(self, document: Document) -> None:
        self.document, self.last, self.written = document, Progress(), 0.0

    def __call__(self, progress: Progress) -> None:
        """Raises LostClaim if the row is no longer ours."""
        now = time.monotonic()
        if progress.stage == self.last.stage and now - self.written < self.INTERVAL:
            return
        self.last, self.written = progress, now
        mine = Document.objects.filter(pk=self.document.pk, claim=self.document.claim, job_state=JobState.RENDERING)
        told = {"stage": STAGES[progress.stage], "pages_done": progress.page}
        if progress.expected:
            told["pages_expected"] = progress.expected
        if not mine.update(heartbeat_at=timezone.now(), **told):
            raise LostClaim


def call_helper(document: Document) -> None:
    """Ask another worker for help with a long document: whoever has nothing else to do prints parts of it."""
    from .tasks import help_with_document

    try:
        help_with_document.delay(document.pk)
    except OperationalError:
        logger.warning("The broker is away; document %s is made without help.", document.pk)


def hand_over(document: Document) -> None:
    """Put a long document back in line: its printed parts are kept, and the next job goes on from there."""
    from .tasks import make_document

    mine = Document.objects.filter(pk=document.pk, claim=document.claim, job_state=JobState.RENDERING)
    if not mine.update(job_state=JobState.QUEUED, claim=None, attempts=0, queued_at=timezone.now()):
        return
    try:
        make_document.delay(document.pk)
    except OperationalError:
        logger.warning("The broker is away; document %s waits for the sweep.", document.pk)


def settle(document: Document, printed: Printed) -> None:
    """Keep the file, mark the version ready, let it supersede older ones, and tell who asked for it.

    Raises LostClaim, with nothing changed, if the job was taken over.
    """
    digest = hashlib.sha256(printed.pdf).hexdigest()
    name = store(document, printed.pdf, digest)
    with transaction.atomic():
        mine = _mine(document)
        before = mine.file.name
        mine.job_state, mine.stage, mine.claim = JobState.READY, Stage.CHECKING, None
        mine.finished_at = timezone.now()
        mine.file, mine.file_hash, mine.size = name, digest, len(printed.pdf)
        mine.pages, mine.pages_done, mine.anchors = printed.pages, printed.pages, printed.anchors
        mine.failure_reason = ""
        mine.failure_detail = "\n".join(f"Not allowed in a document: {url}" for url in printed.refused)
        mine.save()
        settle_order(mine)
        if not before:
            _tell(mine, "documents/mail/ready", occasion="first")
        elif before != name:
            transaction.on_commit(lambda: default_storage.delete(before))


def store(document: Document, pdf: bytes, digest: str) -> str:
    """Put the PDF where files are kept. The name follows from the content: a second run finds the first one's file."""
    name = f"documents/{document.kind}/{document.code}-{digest[:32]}.pdf"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(pdf))


def settle_order(document: Document) -> None:
    """A new version takes the place of older ones; a draft does not take the place of an approved one.

    Versions may be finished in another order than they were asked for, so a late one may itself be superseded.
    """
    siblings = Document.objects.filter(
        kind=document.kind, subject_type=document.subject_type, subject_id=document.subject_id
    )
    standing = list(siblings.standing().select_for_update(of=("self",)).order_by("version"))
    for older in standing:
        newer = next((one for one in reversed(standing) if replaces(one, older)), None)
        if newer is not None:
            Document.objects.filter(pk=older.pk).update(
                status=Status.SUPERSEDED, superseded_by=newer, superseded_at=timezone.now()
            )


def replaces(newer: Document, older: Document) -> bool:
    """Whether one version takes the place of another, both counting so far."""
    outranks = newer.status == Status.APPROVED or older.status in UNAPPROVED
    return newer.version > older.version and outranks


def fail(document: Document, error: PressError) -> None:
    """Mark the try as failed with its reason and tell who asked; a version that has a file keeps it and stays ready."""
    with transaction.atomic():
        try:
            mine = _mine(document)
        except LostClaim:
            return
        mine.job_state = JobState.READY if mine.file else JobState.FAILED
        mine.claim, mine.finished_at = None, timezone.now()
        mine.failure_reason, mine.failure_detail = error.reason, error.detail
        mine.save()
        _tell(mine, "documents/mail/failed", occasion=str(document.claim))


def _mine(document: Document) -> Document:
    """The row, locked, if this worker's claim still holds."""
    mine = (
        Document.objects.select_for_update(of=("self",))
        .filter(pk=document.pk, claim=document.claim, job_state=JobState.RENDERING)
        .first()
    )
    if mine is None:
        raise LostClaim
    return mine


def _tell(document: Document, template: str, *, occasion: str) -> None:
    """Write to whoever asked, once for each occasion."""
    if document.prepared_by is None:
        return
    enqueue(
        to=document.prepared_by,
        template=template,
        context={
            "kind_name": document.kind_name,
            "place": document.place,
            "title": document.title,
            "version": document.version,
            "pages": document.pages,
            "failure_reason": document.failure_reason,
            "has_file": document.can_be_read,
            "path": document.get_absolute_url(),
        },
        category="documents",
        dedupe_key=f"{template}:{document.pk}:{occasion}",
    )


def send_forgotten() -> int:
    """Send again every job whose message or worker seems lost; returns how many."""
    from .tasks import make_document

    forgotten = list(Document.objects.forgotten().values_list("pk", flat=True))
    Document.objects.filter(pk__in=forgotten).update(queued_at=timezone.now())
    for pk in forgotten:
        make_document.delay(pk)
    return len(forgotten)
