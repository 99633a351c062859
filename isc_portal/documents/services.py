"""Writes of documents: asking for one, trying again, review, approval, withdrawal."""

import logging
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Max, Model
from django.utils import timezone
from kombu.exceptions import OperationalError

from isc_portal.mail.services import enqueue

from . import making, numbering
from .kinds import Kind, Snapshot, get_kind
from .models import Document
from .states import UNAPPROVED, JobState, Stage, Status

logger = logging.getLogger(__name__)


class Refused(Exception):
    """What was asked cannot be done; the sentence says why and what to do."""


def request_document(*, kind: Kind | str, subject: Model, by: Any, send: bool = True) -> Document:
    """Ask for a new version of a document about `subject`, with its content as it stands at this moment.

    Makes the row and, on commit, sends the job to the workers (unless `send` is False). If equal content is being made
    already, or stands in the newest version, that row is returned and nothing is made; `already_there` on the row says
    so.
    """
    declared = kind if isinstance(kind, Kind) else get_kind(kind)
    as_of = timezone.now()
    snapshot = collect(declared, subject, as_of=as_of, by=by)
    digest = numbering.hash_of(snapshot)
    with transaction.atomic():
        _lock(declared, subject)
        versions = Document.objects.about(subject, declared.slug)
        found = versions.under_way().filter(snapshot_hash=digest).first() or versions.standing().first()
        if found is not None and found.snapshot_hash == digest:
            found.already_there = True
            return found
        document = _new_try(
            versions,
            kind=declared.slug,
            subject=subject,
            title=snapshot["title"],
            place=snapshot["place"],
            summary=snapshot.get("summary") or "",
            sources=snapshot.get("sources") or [],
            as_of=as_of,
            prepared_by=by,
            prepared_by_name=by.name if by else "",
            snapshot=snapshot,
            snapshot_hash=digest,
        )
        if send:
            _send(document)
    document.already_there = False
    return document


def collect(kind: Kind, subject: Model, *, as_of: Any, by: Any) -> Snapshot:
    """The kind's snapshot, read as if the database stood still meanwhile.

    Inside a transaction that has begun, the caller's own view of the database is used.
    """
    if connection.in_atomic_block:
        return kind.snapshot_of(subject, as_of=as_of, by=by)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return kind.snapshot_of(subject, as_of=as_of, by=by)


def make_now(*, kind: Kind | str, subject: Model, by: Any) -> Document:
    """Ask for a version and make it in this process, without a worker.

    Raises Refused with the reason if it failed or if a worker is at it already.
    """
    document = request_document(kind=kind, subject=subject, by=by, send=False)
    if document.is_under_way:
        making.make(document.pk)
        document.refresh_from_db()
    if document.has_failed:
        raise Refused(document.failure_reason)
    if document.is_under_way:
        raise Refused("A worker is making this document at this moment. Wait until it is done.")
    return document


def retry(*, document: Document, by: Any) -> Document:
    """Make a document that failed once more, with the same content; returns the row of the new try.

    Where only the approval could not be put on the cover, the same row is made again. Raises Refused if it did not
    fail or if another version has taken its number.
    """
    with transaction.atomic():
        document = _locked(document)
        if document.is_ready and document.failure_reason:
            return _make_again(document)
        versions = _versions_of(document)
        if not document.has_failed:
            raise Refused("Only a document that failed can be tried again.")
        if versions.filter(version=document.version).exclude(job_state=JobState.FAILED).exists():
            raise Refused(f"Version {document.version} has been made since.")
        again = _new_try(
            versions,
            prepared_by=by,
            prepared_by_name=by.name if by else "",
            **{name: getattr(document, name) for name in COPIED},
        )
        _send(again)
    return again


COPIED = ("kind", "subject", "title", "place", "summary", "sources", "as_of", "snapshot", "snapshot_hash")


def send_for_review(*, document: Document, by: Any) -> Document:
    """Ask for approval of a draft and tell those who may give it. Raises Refused if it is not a finished draft."""
    with transaction.atomic():
        document = _locked(document)
        if not document.declared.needs_approval:
            raise Refused(f"A {document.kind_name} needs no approval.")
        if not document.is_ready or document.status != Status.DRAFT:
            raise Refused("Only a finished draft can be sent for review.")
        document.status = Status.IN_REVIEW
        document.save(update_fields=["status"])
        for person in document.declared.approvers(document.subject):
            if person != by:
                _tell(person, document, "documents/mail/review", by)
    return document


def approve(*, document: Document, by: Any) -> Document:
    """Approve a draft or a version in review; its file is made again with the approval on the cover.

    Older versions are superseded, and whoever prepared it is told. Raises Refused if it is not finished, does not
    stand any more, or fails a check of its kind.
    """
    with transaction.atomic():
        document = _locked(document)
        if not document.declared.needs_approval:
            raise Refused(f"A {document.kind_name} needs no approval.")
        if document.status not in UNAPPROVED or not document.is_ready:
            raise Refused("Only a finished version that is a draft or in review can be approved.")
        gaps = [check for check in document.declared.checks(document.snapshot) if check.blocks and not check.ok]
        if gaps:
            words = "; ".join(f"{gap.words} {gap.link}".strip() for gap in gaps)
            raise Refused(f"It cannot be approved yet: {words}.")
        document.status = Status.APPROVED
        document.approved_by, document.approved_by_name, document.approved_at = by, by.name, timezone.now()
        document.save(update_fields=["status", "approved_by", "approved_by_name", "approved_at"])
        making.settle_order(document)
        _make_again(document)
        if document.prepared_by and document.prepared_by != by:
            _tell(document.prepared_by, document, "documents/mail/approved", by)
    return document


def withdraw(*, document: Document, reason: str, by: Any) -> Document:
    """Take a version back: it stays readable for those who could read it, and its check says that it does not count.

    Raises Refused without a reason, or if it does not stand any more.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("Say why it is withdrawn; whoever holds a copy can read the reason here.")
    with transaction.atomic():
        document = _locked(document)
        if not document.is_standing:
            raise Refused("Only a version that counts can be withdrawn.")
        document.status, document.withdrawn_reason = Status.WITHDRAWN, reason
        document.withdrawn_by, document.withdrawn_at = by, timezone.now()
        document.save(update_fields=["status", "withdrawn_reason", "withdrawn_by", "withdrawn_at"])
    return document


def _new_try(versions: Any, **fields: Any) -> Document:
    """The row of the next version; the next try of the newest one if all its tries so far failed."""
    made = versions.exclude(job_state=JobState.FAILED).aggregate(newest=Max("version"))["newest"] or 0
    version = made + 1
    tries = versions.filter(version=version).aggregate(newest=Max("try_number"))["newest"] or 0
    before = versions.readable().values_list("pages", flat=True).first()
    return Document.objects.create(version=version, try_number=tries + 1, pages_expected=before, **fields)


def _make_again(document: Document) -> Document:
    """Put a finished version in line once more; its file stays readable until the new one is there."""
    document.job_state, document.stage, document.attempts = JobState.QUEUED, Stage.WAITING, 0
    document.queued_at, document.pages_done, document.pages_expected = timezone.now(), 0, document.pages
    document.failure_reason = ""
    document.save()
    _send(document)
    return document


def _send(document: Document) -> None:
    """Send the job to the workers once the row is committed. Without a broker the sweep does it later."""
    from .tasks import make_document

    def send() -> None:
        try:
            make_document.delay(document.pk)
        except OperationalError:
            logger.warning("The broker is away; document %s waits for the sweep.", document.pk)

    transaction.on_commit(send)


def _lock(kind: Kind, subject: Model) -> None:
    """Let one transaction at a time number the versions of this document."""
    with connection.cursor() as cursor:
        name = f"{kind.slug}:{subject._meta.label_lower}:{subject.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _locked(document: Document) -> Document:
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    _lock(locked.declared, cast(Model, locked.subject))
    return locked


def _versions_of(document: Document) -> Any:
    return Document.objects.about(cast(Model, document.subject), document.kind)


def _tell(person: Any, document: Document, template: str, by: Any) -> None:
    enqueue(
        to=person,
        template=template,
        context={
            "kind_name": document.kind_name,
            "place": document.place,
            "title": document.title,
            "version": document.version,
            "by": by.name,
            "path": document.get_absolute_url(),
        },
        category="cohort",
        dedupe_key=f"{template}:{document.pk}:{person.pk}",
    )
