"""The whole portal in one command: what `make run` starts."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from types import FrameType

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connections
from django.shortcuts import resolve_url

from isc_portal import embedded, health
from isc_portal.accounts import demo

READY_WITHIN = 90  # seconds
ENGINES_EVERY = 3  # seconds between two looks at the database and the broker
STOP_WITHIN = 15  # seconds; then what still runs is killed
RESTARTS = 5  # of one process; one that falls over more often is broken, not unlucky
CELERY = [sys.executable, "-m", "celery", "-A", "isc_portal", "--quiet"]
WORKER = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]

# Mail has a worker of its own: a sign-in code does not wait behind a document.
COMMANDS = {
    "web": [sys.executable, "-m", "gunicorn", "isc_portal.wsgi"],
    "mail": [*CELERY, "worker", *WORKER, "--queues", "mail,default", "--concurrency", "1", "--hostname", "mail@%h"],
    "documents": [
        *[*CELERY, "worker", *WORKER],
        *["--queues", "documents,imports", "--concurrency", "1", "--hostname", "documents@%h"],
    ],
    "beat": [*CELERY, "beat", "--loglevel", "WARNING"],
}
# The demonstration's live clinic, whose room moves by itself.
ROOM = {"room": [sys.executable, "manage.py", "demo_room"]}


@dataclass
class Part:
    """One process of the portal and how often it had to be started again."""

    name: str
    process: subprocess.Popen[bytes]
    restarts: int = field(default=0)


class Command(BaseCommand):
    help = "Start the web server, the workers and the schedule together; Ctrl-C stops all of them."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        self._stopping, self._preparing = False, True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        parts: list[Part] = []
        try:
            self._refuse_taken_port()
            self._prepare_database()
            health.forget_workers()
            self._preparing = False
            for name in _commands():
                parts.append(Part(name, _start(name)))
            if self._wait_until_ready(parts):
                self._welcome()
                self._watch(parts)
        except KeyboardInterrupt:
            self._say("Stopped before everything was prepared; the next start goes on from there.")
        finally:
            self._stop(parts)

    def _stop_soon(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        if self._preparing:
            raise KeyboardInterrupt

    def _refuse_taken_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((os.environ.get("BIND_ADDRESS") or "127.0.0.1", settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.PORT} is in use by another program. Stop that one, or choose another port: "
                    f"PORT={settings.PORT + 1} make run"
                ) from error

    def _prepare_database(self) -> None:
        self._say("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO and "demo" in get_commands():
            self._say("Looking for the demonstration cohort; telling it takes half a minute the first time ...")
            call_command("demo")
        connections.close_all()

    def _wait_until_ready(self, parts: list[Part]) -> bool:
        """True when every part answers; False when asked to stop before. Raises CommandError when one fails."""
        self._say("Starting the pages, the workers and the schedule ...")
        deadline = time.monotonic() + READY_WITHIN
        while not self._stopping:
            for part in parts:
                if part.process.poll() is not None:
                    raise CommandError(f"The {part.name} process ended at once; its reason is above.")
            missing = _missing()
            if not missing:
                connections.close_all()
                return True
            if time.monotonic() > deadline:
                raise CommandError(f"The portal was not ready within {READY_WITHIN} seconds: {missing}")
            time.sleep(0.2)
        return False

    def _welcome(self) -> None:
        self._say(f"\nThe portal answers at {settings.PORTAL_URL}")
        if settings.DEMO:
            self._say(f"Demo sign-ins, by a button each: {settings.PORTAL_URL}{resolve_url(settings.LOGIN_URL)}")
            for person, label in demo.people():
                self._say(f"    {person.name} ({label})")
            connections.close_all()
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            self._say(f"Mail is written to {settings.EMAIL_FILE_PATH}")
        self._say("Ctrl-C stops everything.\n")

    def _watch(self, parts: list[Part]) -> None:
        """Start again what falls over, until asked to stop."""
        looked_at_engines = time.monotonic()
        while not self._stopping:
            if settings.EMBEDDED and time.monotonic() - looked_at_engines > ENGINES_EVERY:
                self._look_at_engines()
                looked_at_engines = time.monotonic()
            for part in parts:
                if part.process.poll() is None:
                    continue
                if part.restarts == RESTARTS:
                    raise CommandError(f"The {part.name} process ended {RESTARTS + 1} times; its reason is above.")
                self._say(f"The {part.name} process ended ({part.process.returncode}); starting it again.")
                part.process, part.restarts = _start(part.name), part.restarts + 1
            time.sleep(0.3)

    def _look_at_engines(self) -> None:
        """Start the embedded database and broker again if they fell over; the other parts find them by themselves."""
        try:
            embedded.start(settings.VAR_DIR, durable=settings.EMBEDDED_DURABLE)
        except embedded.EmbeddedError as error:
            self._say(f"{error}")

    def _stop(self, parts: list[Part]) -> None:
        if parts:
            self._say("\nStopping ...")
        for part in parts:
            _signal(part, signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        for part in parts:
            try:
                part.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"The {part.name} process was still at work and is ended; its job is taken up next time.")
            _signal(part, signal.SIGKILL, group=True)
            part.process.wait()
        connections.close_all()
        if settings.EMBEDDED and not embedded.stop(settings.VAR_DIR, only_if_unused=True):
            self._say("The database stays up: another command uses it.")
        if parts:
            self._say("Stopped.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _commands() -> dict[str, list[str]]:
    return {**COMMANDS, **(ROOM if settings.DEMO else {})}


def _start(name: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C in the terminal reaches this command alone, which then stops the others in order.
    environment = {**os.environ, "PORT": str(settings.PORT), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        _commands()[name],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # greetings; what matters is on standard error
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )


def _missing() -> str:
    """What does not answer yet; empty when the portal is ready."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/healthz", timeout=10).close()
    except OSError as error:
        return f"the pages ({error})"
    return "; ".join(f"{name} ({reason})" for name, reason in health.failures().items())


def _end_with_parent() -> None:
    """Ask Linux to end this process when the command that started it is killed; elsewhere it stays."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _signal(part: Part, number: int, *, group: bool = False) -> None:
    try:
        if group:
            os.killpg(part.process.pid, number)
        else:
            os.kill(part.process.pid, number)
    except ProcessLookupError:
        pass
