"""Jobs of introductions."""

import logging

from celery import shared_task

from . import services

logger = logging.getLogger(__name__)


@shared_task
def expire_introductions() -> None:
    """Close the questions that nobody answered in time; run every hour by beat. Running twice tells nobody twice."""
    count = services.expire()
    if count:
        logger.info("Introductions closed without an answer: %s.", count)
