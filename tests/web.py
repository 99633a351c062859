"""A real web server for tests, as a process of its own that can be killed and started again at the same address."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from .sink import wait_until
from .workers import database_of_this_test

ROOT = Path(__file__).resolve().parent.parent


class Web:
    """gunicorn on the test's own database, cache and files. Use the `web` fixture."""

    def __init__(self, **environment: str) -> None:
        self.environment = environment
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = Path(tempfile.mkstemp(prefix="web-", suffix=".log")[1])
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [
                    sys.executable, "-m", "gunicorn", "isc_portal.wsgi", "-b", f"127.0.0.1:{self.port}",
                    "--workers", "1", "--threads", "8",
                ],
                cwd=ROOT,
                env={**os.environ, **database_of_this_test(), "PORTAL_URL": self.url, **self.environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        wait_until(lambda: self.process.poll() is not None or self._answers(), "the web server to start", seconds=60)
        assert self.process.poll() is None, self.log.read_text()

    def kill(self) -> None:
        """SIGKILL the server and its workers, as the kernel does when memory runs out."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture
def web(transactional_db, settings) -> Iterator[Web]:
    """A running server; `web.kill()` and `web.start()` as often as the test likes."""
    server = Web()
    server.start()
    yield server
    server.kill()
    server.log.unlink()
