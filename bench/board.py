"""A live board with 300 people: how long until a card that somebody posts is on everybody's page; the target is 2 s.

gunicorn runs as `gunicorn.conf.py` says, on this machine, and 300 simulated people in a process of their own
(`bench/board_people.py`) ask as the page does, while cards are posted one after the other. "Seen by all" is the time
from the moment a card is sent to the moment the last of the 300 has it. All is on the loopback, takes about a minute
and a half, and ends what it started.
"""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 300
CARDS = 40
SECONDS_BETWEEN_CARDS = 1.2
WARM_UP = 12.0  # seconds in which everybody comes in
TARGET = 2.0  # seconds
PATIENCE = 120  # seconds in which the cards are posted, on a machine that is busy otherwise fewer of them


def main() -> dict[str, Any]:
    """Print the figures and return them."""
    clinic, people = _make_room()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wanted = {
        "port": port,
        "clinic": clinic,
        "sessions": people,
        "cards": CARDS,
        "between": SECONDS_BETWEEN_CARDS,
        "warm_up": WARM_UP,
        "patience": PATIENCE,
        **_cookie_names(),
    }
    server = _start_server(port)
    try:
        simulated = subprocess.run(
            [sys.executable, "-m", "bench.board_people"],
            cwd=ROOT,
            input=json.dumps(wanted),
            stdout=subprocess.PIPE,
            text=True,
            timeout=PATIENCE * 3,
            check=True,
        )
        before = _seconds_of_processes()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)
    busy = _seconds_of_processes() - before
    figures = json.loads(simulated.stdout)
    result = {
        "what": "live board",
        "people": PEOPLE,
        **figures,
        "server_busy": round(busy / figures["seconds"], 2),
        "target_seconds": TARGET,
        "met": figures["seen_by_all_p95"] <= TARGET
        and figures["cards"] == CARDS
        and not figures["errors"]
        and not figures["cards_missed"],
    }
    print(f"  {figures['requests']} requests of {PEOPLE} people in {figures['seconds']} s, {figures['cards']} cards")
    print(
        f"  from post to seen by all: p50 {figures['seen_by_all_p50']} s, p95 {figures['seen_by_all_p95']} s; "
        f"to seen by one: p50 {figures['seen_p50']} s, p95 {figures['seen_p95']} s"
    )
    print(
        f"  answered from the cache: {figures['from_cache']:.1%}; errors: {figures['errors']}; "
        f"the web processes used {result['server_busy']} of a processor, beside all else on this machine"
    )
    print(json.dumps(result))
    return result


def _make_room() -> tuple[int, list[str]]:
    """A clinic in its advice step, with a seat and a session for everybody; its id and the sessions' keys."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from casestudies.board import running
    from casestudies.clinics.models import Seat, StepKind
    from cohorts.institutes.models import TeamMember
    from isc_portal.accounts.models import User
    from tests import factories
    from tests.casestudies.clinic_making import make_case, make_clinic

    mark = str(time.time_ns())
    cohort = factories.make_cohort(f"Bench {mark}")
    own = factories.make_participation(cohort, factories.make_city(f"Bench {mark}"))
    other = factories.make_participation(cohort, factories.make_city(f"Other {mark}"))
    leader = factories.make_facilitator(cohort, f"Leader {mark}")
    clinic = make_clinic(make_case(own), by=leader, live=True)
    while (step := type(clinic).objects.get(pk=clinic.pk).step).kind != StepKind.ADVICE:
        running.next_step(clinic=clinic, by=leader, step_id=step.pk, early=True)
    users = User.objects.bulk_create(
        User(email=f"p{number}-{mark}@example.org", name=f"Person {number}", password="!") for number in range(PEOPLE)
    )
    TeamMember.objects.bulk_create(TeamMember(participation=other, user=user, role="editor") for user in users)
    now = timezone.now()
    Seat.objects.bulk_create(
        Seat(
            clinic=clinic, user=user, role="peer", name=user.name, title="City of Elsewhere",
            ties_stated_at=now, first_seen_at=now,
        )
        for user in users
    )  # fmt: skip
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = []
    for user in users:
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        keys.append(session.session_key)
    return clinic.pk, keys


def _seconds_of_processes() -> float:
    """Processor time of the processes that were started from here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cookie_names() -> dict[str, str]:
    from django.conf import settings

    return {"session_cookie": settings.SESSION_COOKIE_NAME, "csrf_cookie": settings.CSRF_COOKIE_NAME}


def _start_server(port: int) -> "subprocess.Popen[bytes]":
    """gunicorn as in production, but for its port; its words go to a file that is shown if it does not start."""
    with tempfile.TemporaryFile() as words:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "isc_portal.wsgi"],
            cwd=ROOT,
            env={
                **os.environ,
                "PORT": str(port),
                "BIND_ADDRESS": "127.0.0.1",
                "PORTAL_URL": f"http://localhost:{port}",
            },
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        until = time.monotonic() + 60
        while time.monotonic() < until and server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                    return server
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        words.seek(0)
        said = words.read().decode(errors="replace")
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        raise SystemExit(f"gunicorn did not start:\n{said}")


if __name__ == "__main__":
    from bench.ground import prepare

    prepare()
    sys.exit(0 if main()["met"] else 1)
