"""Who is connected to a clinic at this moment. Kept in the cache alone; nothing but a number on a page depends on it.

Whoever was heard from in the last 45 seconds is here: pages ask every second or so, and each person is noted when their
permission is looked at anew, every 30 seconds.
"""

import time
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

from .versions import line

SECONDS = 45


def _key(pk: int) -> str:
    return cache.make_key(f"board:{pk}:here")


def note(pk: int, user_id: int | None) -> int:
    """Note that the person is here; how many are."""
    now = time.time()
    try:
        with line().pipeline(transaction=False) as commands:
            commands.zadd(_key(pk), {str(user_id): now})
            commands.zremrangebyscore(_key(pk), "-inf", now - SECONDS)
            commands.zcard(_key(pk))
            commands.expire(_key(pk), SECONDS)
            return int(commands.execute()[2])
    except RedisError:
        return 1


def count(pk: int) -> int:
    """How many people are here; 0 while the cache cannot be reached."""
    try:
        return int(line().zcount(_key(pk), time.time() - SECONDS, "+inf"))
    except RedisError:
        return 0


def here(pk: int) -> set[int]:
    """The ids of the people who are here."""
    try:
        found: Any = line().zrangebyscore(_key(pk), time.time() - SECONDS, "+inf")
    except RedisError:
        return set()
    return {int(one) for one in found}
