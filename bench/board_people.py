"""Simulated people at a live board: a process of its own, so that what they cost is not the server's.

Reads what to do as JSON from standard input and writes the figures as JSON. Each person has one kept connection, asks
for their seat's parts as `static/js/board-poll.js` does (the pause that the server names, 15 % more or less), and notes
when each card was first there. A connection that the server closed between two questions is opened again, as browsers
do; anything else that goes wrong is an error.
"""

import asyncio
import gzip
import json
import random
import re
import statistics
import sys
import time
import uuid
from functools import lru_cache
from typing import Any

MARK = re.compile(r"bench card (\d+)\b")
LAST_LOOK = 6.0  # seconds after the last card in which everybody may still see it


class Broken(Exception):
    """The server closed the connection, or never answered."""


class Person:
    """One browser with one connection."""

    def __init__(self, number: int, wanted: dict[str, Any]) -> None:
        self.number, self.wanted = number, wanted
        token = "x" * 32
        cookies = f"{wanted['session_cookie']}={wanted['sessions'][number]}; {wanted['csrf_cookie']}={token}"
        self.head = f"Host: localhost:{wanted['port']}\r\nCookie: {cookies}\r\nAccept: application/json\r\n"
        self.token = token
        self.version, self.every = 0, 1.0
        self.seen: dict[int, float] = {}
        self.lines: Any = None

    async def ask(self, method: str, path: str, body: str = "") -> tuple[int, dict[str, str], bytes]:
        """One request; opened anew once if the kept connection was closed meanwhile."""
        kept = self.lines is not None
        try:
            return await asyncio.wait_for(self._ask(method, path, body), 10)
        except (Broken, OSError, asyncio.IncompleteReadError):
            self.leave()
            if not kept:
                raise
            return await asyncio.wait_for(self._ask(method, path, body), 10)

    async def _ask(self, method: str, path: str, body: str) -> tuple[int, dict[str, str], bytes]:
        if self.lines is None:
            self.lines = await asyncio.open_connection("127.0.0.1", self.wanted["port"])
        reader, writer = self.lines
        more = "Accept-Encoding: gzip\r\n"
        if method == "POST":
            more += f"Content-Type: application/x-www-form-urlencoded\r\nX-CSRFToken: {self.token}\r\n"
            more += f"Content-Length: {len(body)}\r\n"
        writer.write(f"{method} {path} HTTP/1.1\r\n{self.head}{more}\r\n{body}".encode())
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        if not lines[0].startswith("HTTP/1.1 "):
            raise Broken
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        content = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.leave()
        return int(lines[0].split()[1]), headers, content

    def leave(self) -> None:
        if self.lines is not None:
            self.lines[1].close()
        self.lines = None


@lru_cache(maxsize=64)
def read(body: bytes) -> tuple[int, float, tuple[int, ...]]:
    """An answer's version, the pause it names, and the cards in it; three hundred people get the same bytes."""
    answer = json.loads(gzip.decompress(body))
    found = {int(number) for html in answer["parts"].values() for number in MARK.findall(html)}
    return answer["version"], answer["again_in"] / 1000, tuple(sorted(found))


class Room:
    """Everybody, and what was counted."""

    def __init__(self, wanted: dict[str, Any]) -> None:
        self.wanted = wanted
        self.people = [Person(number, wanted) for number in range(len(wanted["sessions"]))]
        self.requests = self.from_cache = 0
        self.errors: list[str] = []
        self.posted: dict[int, float] = {}
        self.over = False

    async def sit(self, person: Person) -> None:
        """Ask again and again, as a page does."""
        await asyncio.sleep(random.random() * self.wanted["warm_up"] * 0.8)
        while not self.over:
            try:
                path = f"/clinics/{self.wanted['clinic']}/poll/?view=seat&since={person.version}"
                status, headers, body = await person.ask("GET", path)
            except Exception as error:
                self.errors.append(repr(error))
            else:
                self.count(status, headers)
                if status == 200:
                    person.version, person.every, cards = read(body)
                    now = time.monotonic()
                    for card in cards:
                        person.seen.setdefault(card, now)
            await asyncio.sleep(person.every * (0.85 + random.random() * 0.3))

    def count(self, status: int, headers: dict[str, str]) -> None:
        if status not in (200, 204):
            self.errors.append(f"status {status}")
        self.requests += 1
        # What went past the sign-in bears a header of the pages behind it.
        self.from_cache += "x-frame-options" not in headers

    async def post(self) -> None:
        """One card after the other, each from somebody else."""
        await asyncio.sleep(self.wanted["warm_up"])
        people = random.sample(self.people, self.wanted["cards"])
        until = time.monotonic() + self.wanted["patience"]
        for number, person in enumerate(people):
            if time.monotonic() > until:
                break  # a machine that is busy with something else: what was seen so far is told
            writer = Person(person.number, self.wanted)  # the page posts beside its question
            body = f"key={uuid.uuid4()}&kind=insight&theme=operations&text=This+is+bench+card+{number}+in+a+sentence."
            self.posted[number] = time.monotonic()
            try:
                status, _, content = await writer.ask("POST", f"/clinics/{self.wanted['clinic']}/cards/", body)
            except Exception as error:
                self.errors.append(f"a card was not answered: {error!r}")
            else:
                if status != 200:
                    self.errors.append(f"a card was answered with {status}: {content[:200]!r}")
            writer.leave()
            await asyncio.sleep(self.wanted["between"])
        await asyncio.sleep(LAST_LOOK)
        self.over = True

    async def run(self) -> dict[str, Any]:
        began = time.monotonic()
        await asyncio.gather(self.post(), *(self.sit(person) for person in self.people))
        singly, by_all, missed = [], [], 0
        for card, at in self.posted.items():
            times = [person.seen[card] - at for person in self.people if card in person.seen]
            missed += len(self.people) - len(times)
            singly += times
            by_all.append(max(times, default=float("inf")))
        return {
            "seconds": round(time.monotonic() - began, 1),
            "cards": len(self.posted),
            "requests": self.requests,
            "seen_by_all_p50": round(statistics.median(by_all), 2),
            "seen_by_all_p95": round(percentile(by_all, 95), 2),
            "seen_p50": round(statistics.median(singly), 2),
            "seen_p95": round(percentile(singly, 95), 2),
            "cards_missed": missed,
            "from_cache": round(self.from_cache / max(1, self.requests), 4),
            "errors": len(self.errors),
            "first_errors": self.errors[:3],
        }


def percentile(values: list[float], percent: int) -> float:
    """The value that `percent` of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * percent // 100) - 1)]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(Room(json.load(sys.stdin)).run())))
