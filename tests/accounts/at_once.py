"""Two acts at the same moment, each with a connection of its own."""

import threading
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Start all acts together and say of each whether it was "done" or "refused"; other errors are raised."""
    start, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            act()
            outcomes[number] = "done"
        except (ValidationError, PermissionDenied):
            outcomes[number] = "refused"
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return outcomes
