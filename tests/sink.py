"""A real SMTP server for tests: it keeps what it takes, and refuses, hangs or breaks off when told to."""

import asyncio
import email.policy
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from aiosmtpd.controller import Controller

DROP = object()  # an answer that is none: the connection is closed


@dataclass(frozen=True)
class Arrived:
    """One message that the sink took."""

    sender: str
    recipient: str
    connection: int  # which connection brought it, counted from 1
    message: EmailMessage

    @property
    def subject(self) -> str:
        return self.message["Subject"]

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return part.get_content().replace("\r\n", "\n") if part else ""


class _Controller(Controller):
    """Listens on whatever port is free."""

    def _create_server(self):
        listener = socket.create_server((self.hostname, 0))
        self.port = listener.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listener)


class Sink:
    """The server, on a free port of this machine. Use the `smtp_sink` fixture."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        self.connections = 0
        self.begun = 0  # how many messages came as far as their text
        self._answers: deque[object] = deque()
        self._early_answers: deque[object] = deque()
        self._refused: dict[str, str] = {}
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._controller = _Controller(self, hostname="127.0.0.1", ready_timeout=15)

    # --- what a test tells it ---

    def answer(self, *answers: object) -> None:
        """Give these answers to the next messages, after their text; then take messages again."""
        self._answers.extend(answers)

    def answer_early(self, *answers: object) -> None:
        """Give these answers to the next MAIL commands, before any text."""
        self._early_answers.extend(answers)

    def refuse(self, address: str, answer: str) -> None:
        """Give this answer to every message for the address."""
        self._refused[address] = answer

    def hang(self) -> None:
        """Take the text of messages and say nothing, until `go_on` is called."""
        self._may_go_on.clear()

    def go_on(self) -> None:
        """Let hanging messages end without being taken, and take later ones."""
        self._may_go_on.set()

    # --- what a test asks it ---

    @property
    def port(self) -> int:
        return self._controller.port

    @property
    def url(self) -> str:
        """The value of EMAIL_URL for a process that is to send here."""
        return f"smtp://127.0.0.1:{self.port}"

    def use_in(self, settings) -> None:
        """Make this process send here."""
        settings.EMAIL_BACKEND = "isc_portal.mail.backends.SMTPBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", self.port, 5
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False

    def to(self, address: str) -> list[Arrived]:
        """What arrived for an address, in order."""
        return [mail for mail in self.arrived if mail.recipient == address]

    def wait_for(self, count: int, *, to: str = "", seconds: float = 20) -> list[Arrived]:
        """The messages, once so many have arrived; fails the test if they do not come."""
        found = lambda: self.to(to) if to else list(self.arrived)  # noqa: E731
        wait_until(lambda: len(found()) >= count, f"{count} messages to arrive{f' for {to}' if to else ''}", seconds)
        return found()

    # --- the server's side ---

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self.go_on()
        self._controller.stop()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.connections += 1
        session.number = self.connections
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self._early_answers:
            answer = self._early_answers.popleft()
            if answer is DROP:
                server.transport.abort()
                return "421 gone"
            if answer:
                return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self._refused:
            return self._refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.begun += 1
        if not self._may_go_on.is_set():
            while not self._may_go_on.is_set():
                await asyncio.sleep(0.02)
            return "451 4.3.0 Was hanging"
        answer = self._answers.popleft() if self._answers else None
        if answer is DROP:
            server.transport.abort()
            return "421 gone"
        if answer:
            return answer
        message = BytesParser(policy=email.policy.default).parsebytes(envelope.content)
        for recipient in envelope.rcpt_tos:
            self.arrived.append(Arrived(envelope.mail_from, recipient, session.number, message))
        return "250 Taken"


def wait_until(condition, what, seconds: float = 20) -> None:
    """Wait for something to become true; fails the test, saying `what` (words, or what returns them) was waited for."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"Waited {seconds} seconds for {what() if callable(what) else what}.")
        time.sleep(0.05)


@pytest.fixture
def smtp_sink(settings) -> Iterator[Sink]:
    """A real SMTP server that this process, and others through `smtp_sink.url`, send to."""
    sink = Sink()
    sink.start()
    sink.use_in(settings)
    yield sink
    sink.stop()
