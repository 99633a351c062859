"""Jobs that keep the directory true."""

import logging

from celery import shared_task

from . import asking

logger = logging.getLogger(__name__)


@shared_task
def ask_experts() -> None:
    """Ask about the entries whose day has come; run by beat every day. A second run finds its own work done."""
    run = asking.ask_due()
    if run.asked or run.archived:
        logger.info("Entries asked about: %s; archived after three mails: %s.", run.asked, run.archived)
