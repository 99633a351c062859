"""Jobs of the imports queue."""

from celery import shared_task

from . import running


@shared_task
def work_on_roster(roster_id: int) -> None:
    """Check, import or undo one roster, as its state asks. One that is in no such state is left alone."""
    running.run(roster_id)


@shared_task
def sweep_rosters() -> None:
    """Take up rosters that were lost with a worker or with the broker; run every minute."""
    running.send_forgotten()
