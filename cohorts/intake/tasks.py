"""Jobs of the intake."""

import logging

from celery import shared_task

from . import reminders

logger = logging.getLogger(__name__)


@shared_task
def send_reminders() -> None:
    """Remind people of sections and intakes that are due; run every hour by beat. Running twice sends nothing twice."""
    count = reminders.send_reminders()
    if count:
        logger.info("Reminders put in the outbox: %s.", count)
