"""Real Celery workers for tests, as processes of their own that can be killed."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection

from isc_portal.celery import app

from .databases import address_of
from .sink import wait_until

ROOT = Path(__file__).resolve().parent.parent


class Workers:
    """Starts workers on the test's own database and broker. Use the `workers` fixture."""

    def __init__(self, **environment: str) -> None:
        self.environment = environment
        self._running: list[tuple[subprocess.Popen, Path]] = []

    def start(self, *options: str, broker: str = "", **environment: str) -> subprocess.Popen:
        """Start one worker with further command-line options (`"-B"` for beat) and wait until it takes tasks.

        `broker` is the address of another broker than the test's own.
        """
        if broker:
            environment["REDIS_URL"] = broker
        name = f"worker-{len(self._running) + 1}-{os.getpid()}@test"
        log = Path(tempfile.mkstemp(prefix="worker-", suffix=".log")[1])
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "isc_portal", "worker", "-c", "1", "-n", name, *options],
                cwd=ROOT,
                env={**os.environ, **database_of_this_test(), **self.environment, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running.append((process, log))
        wait_until(
            lambda: process.poll() is not None or _answers(name, broker),
            lambda: f"a worker to start, which said:\n{log.read_text()}",
            seconds=90,
        )
        assert process.poll() is None, log.read_text()
        return process

    def kill(self, process: subprocess.Popen) -> None:
        """SIGKILL the worker and its children, as the kernel does when memory runs out."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def stop_all(self) -> None:
        for process, log in self._running:
            if process.poll() is None:
                self.kill(process)
            log.unlink()


def _answers(name: str, broker: str) -> bool:
    if not broker:
        return bool(app.control.ping(destination=[name], timeout=0.5))
    with redis.Redis.from_url(broker) as line:  # its heartbeat, as Celery's ping goes to the test's own broker only
        return bool(line.keys("*worker-heartbeat*"))


def database_of_this_test() -> dict[str, str]:
    """The environment that leads another process to the same database, broker and settings as this test."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": address_of(connection.settings_dict),
        "REDIS_URL": django_settings.REDIS_URL,
        "VAR_DIR": str(django_settings.VAR_DIR),
    }


@pytest.fixture
def workers(transactional_db) -> Iterator[Workers]:
    """Starts real workers; all that are left at the end of the test are killed."""
    crew = Workers()
    yield crew
    crew.stop_all()
