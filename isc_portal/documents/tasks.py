"""Jobs of the documents queue."""

import logging

from celery import shared_task

from . import making

logger = logging.getLogger(__name__)


@shared_task
def make_document(document_id: int) -> None:
    """Make one document. A row that is gone, done, or in another worker's hands is left alone."""
    if not making.make(document_id):
        logger.info("Document %s needed nothing from this worker.", document_id)


@shared_task
def sweep() -> None:
    """Take up jobs that were lost with a worker or with the broker; run every minute."""
    sent = making.send_forgotten()
    if sent:
        logger.warning("%s documents had been forgotten and were sent to the workers again.", sent)
