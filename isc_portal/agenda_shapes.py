"""The shape of an agenda: what is due, what waits, and what is waited for."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Due:
    """Something that has a day. `participation` is the city it is about."""

    what: str
    on: date
    url: str
    who: str = ""
    participation: int | None = None


@dataclass(frozen=True)
class Waiting:
    """Something that waits: `what` it is, one line of `detail`, and the page where it is done."""

    what: str
    url: str
    detail: str = ""
    person: str = ""
    since: datetime | None = None
    participation: int | None = None


@dataclass
class Agenda:
    """What one person has before them: `due` by day, `waiting` for them, and what they themselves wait for."""

    due: list[Due] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    waited_for: list[Waiting] = field(default_factory=list)

    def sort(self) -> "Agenda":
        self.due.sort(key=lambda due: due.on)
        self.waiting.sort(key=lambda waiting: waiting.since.timestamp() if waiting.since else 0)
        return self
