"""Jobs of clinics."""

import logging

from celery import shared_task

from . import reminders

logger = logging.getLogger(__name__)


@shared_task
def send_reminders() -> None:
    """Remind people of tomorrow's clinics; run every hour by beat. Running twice sends nothing twice."""
    count = reminders.send_reminders()
    if count:
        logger.info("Clinics of which people were reminded: %s.", count)
