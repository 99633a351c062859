"""The clock of a clinic: the database's, whichever machine asks.

A countdown is drawn from the moment a step ends and from the time that the server tells with every answer. Both are the
database's, so that two web machines whose own clocks differ still show the same second.
"""

import datetime as dt
import threading
import time

from django.db import connection

LEARN_EVERY = 60  # seconds between two looks at the database's clock from one process

_offset: float | None = None  # the database's clock minus this machine's, in seconds
_learned_at = 0.0
_lock = threading.Lock()


def database_now() -> dt.datetime:
    """The time by the database, to the microsecond; asks it, and so learns how far this machine's clock is off."""
    global _offset, _learned_at
    asked = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: dt.datetime = cursor.fetchone()[0]
    answered = time.time()
    with _lock:
        _offset, _learned_at = now.timestamp() - (asked + answered) / 2, time.monotonic()
    return now


def known_now() -> int | None:
    """The time by the database in milliseconds since 1970, without asking it; None if it was not asked for a while."""
    if _offset is None or time.monotonic() - _learned_at > LEARN_EVERY:
        return None
    return round((time.time() + _offset) * 1000)


def recent_now() -> dt.datetime:
    """The same as a moment, which the database is asked for only if it was not for a while: for what is drawn."""
    known = known_now()
    return database_now() if known is None else dt.datetime.fromtimestamp(known / 1000, dt.UTC)


def milliseconds(moment: dt.datetime | None) -> int | None:
    """A moment as browsers count: milliseconds since 1970."""
    return None if moment is None else round(moment.timestamp() * 1000)
