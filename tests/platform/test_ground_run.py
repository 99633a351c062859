"""`make run`: everything up together, up again after a fall, and all of it gone on Ctrl-C."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from django.conf import settings

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Portal:
    """The portal as a person starts it in a terminal, in a folder and on a port of its own."""

    def __init__(self, var_dir: Path, port: int) -> None:
        self.var_dir, self.port = var_dir, port
        self.log = var_dir.with_suffix(".log")

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        environment |= {"VAR_DIR": str(self.var_dir), "PORT": str(self.port), "DEMO": "0", "CACHE_PREFIX": "run"}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "portal"],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def output(self) -> str:
        return self.log.read_text()

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 90
        while "The portal answers at" not in self.output():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.1)

    def part(self, words: str) -> psutil.Process:
        """The process whose command line has these words, among those this portal started."""
        for child in psutil.Process(self.process.pid).children():
            if words in " ".join(child.cmdline()):
                return child
        raise AssertionError(f"no process has {words!r}")

    def servers(self) -> list[psutil.Process]:
        """The main processes of the embedded database and broker."""
        return [
            process
            for process in psutil.process_iter(["name", "cmdline"])
            if process.info["name"] in ("postgres", "valkey-server")
            and f"{self.var_dir}/" in " ".join(process.info["cmdline"] or [])
        ]

    def ready(self) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as response:
                return response.status
        except OSError:
            return 0

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)

    def left_over(self) -> list[str]:
        """Processes of this portal that are still there."""
        found = []
        for process in psutil.process_iter(["cmdline"]):
            try:
                ours = process.environ().get("VAR_DIR") == str(self.var_dir)
            except psutil.Error:
                continue
            if (ours or f"{self.var_dir}/" in " ".join(process.info["cmdline"] or [])) and process.is_running():
                found.append(" ".join(process.info["cmdline"]))
        return found


@pytest.fixture
def portal():
    folder = Path(tempfile.mkdtemp(prefix="isc-", dir="/tmp")).resolve()
    folder.chmod(0o755)
    portal = Portal(folder, free_port())
    yield portal
    if portal.process.poll() is None:
        portal.stop(signal.SIGTERM)
    assert portal.left_over() == []
    shutil.rmtree(folder)
    portal.log.unlink()


def test_what_falls_over_is_started_again_and_ctrl_c_leaves_nothing_running(portal):
    portal.start()
    portal.wait_until_it_answers()
    assert portal.ready() == 200

    for words in ("gunicorn", "mail,default"):
        killed = portal.part(words)
        for process in [killed, *killed.children(recursive=True)]:
            process.kill()
        killed.wait(10)
    before = portal.servers()
    for server in before:
        server.kill()
    deadline = time.monotonic() + 60
    while portal.ready() != 200 or len(portal.servers()) < 2 or set(portal.servers()) & set(before):
        assert time.monotonic() < deadline, portal.output()
        time.sleep(0.2)
    assert portal.part("gunicorn").is_running()
    assert "The web process ended (-9); starting it again." in portal.output()
    assert "The mail process ended (-9); starting it again." in portal.output()

    assert portal.stop(signal.SIGINT) == 0
    assert portal.output().endswith("Stopping ...\nStopped.\n")
    assert portal.left_over() == []

    assert "Traceback" not in portal.output()


def test_after_the_command_itself_is_killed_it_starts_again_at_once(portal):
    portal.start()
    portal.wait_until_it_answers()

    portal.stop(signal.SIGKILL)

    deadline = time.monotonic() + 30
    while any("gunicorn" in line or "celery" in line for line in portal.left_over()):
        assert time.monotonic() < deadline, portal.left_over()
        time.sleep(0.2)
    portal.start()
    portal.wait_until_it_answers()
    assert portal.ready() == 200
    assert portal.stop(signal.SIGTERM) == 0
    assert portal.left_over() == []


def test_a_port_that_is_taken_is_said_in_a_sentence(portal):
    with socket.socket() as other:
        other.bind(("127.0.0.1", portal.port))
        other.listen()
        portal.start()
        assert portal.process.wait(60) == 1

    assert f"Port {portal.port} is in use by another program." in portal.output()
    assert f"PORT={portal.port + 1} make run" in portal.output()
    assert portal.left_over() == []
