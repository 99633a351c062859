"""Jobs of the directory."""

import logging

from celery import shared_task

from . import wording

logger = logging.getLogger(__name__)


@shared_task
def count_words() -> None:
    """Count in how many entries each word stands, and forget what none has; run every night by beat."""
    forgotten = wording.count_words()
    if forgotten:
        logger.info("Words forgotten that no entry has any more: %s.", forgotten)
