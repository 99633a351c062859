"""Jobs of what comes after clinics."""

import logging

from celery import shared_task

from . import reminders

logger = logging.getLogger(__name__)


@shared_task
def remind_of_answers() -> None:
    """Remind cities of answers that are overdue; run every hour by beat. Running twice reminds nobody twice."""
    count = reminders.remind_of_answers()
    if count:
        logger.info("Cities reminded of overdue answers: %s.", count)
