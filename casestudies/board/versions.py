"""The version of a board: a number that grows with every change that somebody in the room can see.

The number itself is a column of the clinic. The cache holds a copy, so that a page whose version is the newest is told
so without a query. The copy never goes back (two processes may tell of their commits in the wrong order), and it
lasts a few seconds only, after which the database is asked again: a process that died between its commit and the
cache, or a cache that was away, costs those seconds and nothing else.
"""

import logging
from functools import cache as once
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from redis.exceptions import RedisError

from casestudies.clinics.models import Clinic

log = logging.getLogger(__name__)

SECONDS = 5  # how long the copy is believed

COUNT = "UPDATE casestudies_clinic SET board_version = board_version + 1 WHERE id = %s RETURNING board_version"
# Keeps the greater of what is known and what is told, and forgets both in time.
NEVER_BACK = """
local known = tonumber(redis.call('GET', KEYS[1]) or '0')
local told = tonumber(ARGV[1])
if told >= known then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) return told end
return known
"""


@once
def line() -> redis.Redis:
    """The process's own line to the cache's server, for what Django's cache has no words for."""
    return redis.Redis.from_url(settings.REDIS_URL)


def version_key(pk: int) -> str:
    return f"board:{pk}:version"


def bump(clinic: Clinic) -> int:
    """Count a change that the room can see. Called in the transaction of the change; told to the cache on commit."""
    pk = clinic.pk
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [pk])
        version: int = cursor.fetchone()[0]
    clinic.board_version = version
    transaction.on_commit(lambda: tell(pk, version))
    return version


def tell(pk: int, version: int) -> int:
    """Let the cache know of a version that is committed; the newest that it knows."""
    try:
        return int(line().eval(NEVER_BACK, 1, cache.make_key(version_key(pk)), version, SECONDS))
    except RedisError:
        log.warning("The cache cannot be reached: boards are answered from the database.")
        return version


def current(pk: int) -> int | None:
    """The version of a clinic's board: from the cache, else from the database; None if there is no such clinic."""
    known = kept(version_key(pk))
    if known is not None:
        return int(known)
    stored = Clinic.objects.filter(pk=pk).values_list("board_version", flat=True).first()
    return None if stored is None else tell(pk, stored)


def kept(key: str) -> Any:
    """What the cache has under this key; None also while it cannot be reached."""
    try:
        return cache.get(key)
    except RedisError:
        return None


def keep(key: str, value: Any, seconds: int) -> None:
    """Put something into the cache if it can be reached."""
    try:
        cache.set(key, value, seconds)
    except RedisError:
        log.warning("The cache cannot be reached: boards are answered from the database.")
