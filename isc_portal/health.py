"""Whether this process lives (/healthz) and whether it can do its work (/readyz)."""

import logging
import time
import uuid
from collections.abc import Iterable

import redis
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)

WORKER_SILENCE = 60  # seconds without word of a worker until it counts as gone
_NOTE_EVERY = 10.0  # seconds
_noted_at = -_NOTE_EVERY


class NotReady(Exception):
    """A part does not work; the message says in what way."""


def note_worker(queues: Iterable[str]) -> None:
    """Record that a worker takes jobs from these queues; cheap to call often. Called by every worker's heartbeat."""
    global _noted_at
    if time.monotonic() - _noted_at >= _NOTE_EVERY:
        cache.set_many({_worker_key(queue): True for queue in queues}, timeout=WORKER_SILENCE)
        _noted_at = time.monotonic()


def forget_workers() -> None:
    """Wait for word of the workers anew. Called by what starts them, so that those of last time do not count."""
    cache.delete_many([_worker_key(queue.name) for queue in settings.CELERY_TASK_QUEUES])


def _worker_key(queue: str) -> str:
    return f"worker-heartbeat:{queue}"


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked, so that a database away does not restart every web process."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Each part and whether it works: 200 if all do, else 503. The reason is in the log, not in the answer."""
    failing = failures()
    for name, reason in failing.items():
        logger.warning("not ready: %s: %s", name, reason)
    parts = {name: "failing" if name in failing else "ok" for name in CHECKS}
    status = "unavailable" if failing else "ok"
    return JsonResponse({"status": status, "parts": parts}, status=503 if failing else 200)


def failures() -> dict[str, str]:
    """The parts that do not work, each with the reason."""
    found = {}
    for name, check in CHECKS.items():
        try:
            check()
        except Exception as error:  # whatever is wrong with a part, the answer names the part
            found[name] = str(error)
    return found


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
    queues = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    heard = cache.get_many([_worker_key(queue) for queue in queues])
    silent = [queue for queue in queues if _worker_key(queue) not in heard]
    if silent:
        raise NotReady(f"no worker for {', '.join(silent)} has been heard of for {WORKER_SILENCE} seconds")


CHECKS = {
    "database": _check_database,
    "broker": _check_broker,
    "storage": _check_storage,
    "worker": _check_worker,
}
