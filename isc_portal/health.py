"""Whether this process lives (/healthz) and whether it can do its work (/readyz)."""

import logging
import time
import uuid
from collections.abc import Callable

import redis
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)

WORKER_KEY = "worker-heartbeat"
WORKER_SILENCE = 60  # seconds without word of a worker until it counts as gone
_NOTE_EVERY = 10  # seconds
_noted_at = 0.0


class NotReady(Exception):
    """A part does not work; the message says in what way."""


def note_worker() -> None:
    """Record that a worker lives; cheap to call often. Called by every worker's heartbeat."""
    global _noted_at
    if time.monotonic() - _noted_at >= _NOTE_EVERY:
        cache.set(WORKER_KEY, time.time(), timeout=WORKER_SILENCE)
        _noted_at = time.monotonic()


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked, so that a database away does not restart every web process."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Each part and whether it works: 200 if all do, else 503. The reason is in the log, not in the answer."""
    parts = {name: _try(name, check) for name, check in CHECKS.items()}
    ready = all(works == "ok" for works in parts.values())
    return JsonResponse({"status": "ok" if ready else "unavailable", "parts": parts}, status=200 if ready else 503)


def _try(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:  # whatever is wrong with a part, the answer names the part
        logger.warning("not ready: %s: %s", name, error)
        return "failing"
    return "ok"


def _check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _check_broker() -> None:
    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as client:
        client.ping()


def _check_storage() -> None:
    name = default_storage.save(f"health/{uuid.uuid4()}", ContentFile(b"ok"))
    default_storage.delete(name)


def _check_worker() -> None:
    if cache.get(WORKER_KEY) is None:
        raise NotReady(f"no worker has been heard of for {WORKER_SILENCE} seconds")


CHECKS = {
    "database": _check_database,
    "broker": _check_broker,
    "storage": _check_storage,
    "worker": _check_worker,
}
