"""Celery tasks of the outbox. Each may run at any time, twice, or several at once."""

from celery import shared_task

from . import delivery, services
from .models import Message

EXPIRES = 60  # seconds; a later round of beat does the same

# Seconds. A run ends by itself after a minute and the longest SMTP conversation; a task that is stopped in the middle
# of a message leaves it to a person.
LIMITS = {"soft_time_limit": 300, "time_limit": 330}


@shared_task(expires=EXPIRES, ignore_result=True, **LIMITS)
def send_due() -> int:
    """Send what is in line. Called when a message is committed, and by beat for all that was missed.

    A run sends a limited number. While more than that is in line, each run wakes one more worker before it starts,
    so that all idle workers join in. Returns how many were sent.
    """
    if Message.objects.due()[delivery.RUN : delivery.RUN + 1].exists():
        services.nudge()
    return delivery.send_due(limit=delivery.RUN).sent


@shared_task(expires=EXPIRES, ignore_result=True)
def look_after() -> None:
    """Hold what a dead worker left, cancel what is too late, remove stale secrets. Called by beat every minute."""
    services.hold_lost()
    services.cancel_late()
    services.remove_old_secrets()
