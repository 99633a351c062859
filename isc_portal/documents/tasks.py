"""Jobs of the documents queue."""

import logging
import time

from celery import shared_task
from django.conf import settings

from . import making, parts
from .models import Document
from .states import JobState

logger = logging.getLogger(__name__)


@shared_task
def make_document(document_id: int) -> None:
    """Make one document. A row that is gone, done, or in another worker's hands is left alone."""
    if not making.make(document_id, shift=settings.DOCUMENT_TIME_LIMIT):
        logger.info("Document %s needed nothing from this worker.", document_id)


@shared_task
def help_with_document(document_id: int) -> None:
    """Print parts of a long document that another worker is making. One that is made by now needs none."""
    document = Document.objects.filter(pk=document_id, job_state=JobState.RENDERING).first()
    if document is not None:
        made = parts.help_with(document, until=time.monotonic() + settings.DOCUMENT_TIME_LIMIT)
        logger.info("Printed %s parts of document %s.", made, document_id)


@shared_task
def sweep() -> None:
    """Take up jobs that were lost with a worker or with the broker; run every minute."""
    sent = making.send_forgotten()
    if sent:
        logger.warning("%s documents had been forgotten and were sent to the workers again.", sent)
