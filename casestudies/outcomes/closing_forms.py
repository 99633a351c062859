"""What the page of closing a clinic sends: who was there, notes, and rows of commitments."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from isc_portal.forms import parse_day

from .closing import ATTENDED, COMMITMENTS, MOST_COMMITMENTS, NOTES, Promise, Protocol

ROW = re.compile(rf"{COMMITMENTS}-(\d{{1,4}})-(?:who|what|by)", re.ASCII)


@dataclass
class Posted:
    """What was typed, as far as it can be read; `problems` are sentences by the part they are about."""

    protocol: Protocol
    problems: dict[str, list[str]] = field(default_factory=dict)


def read(data: QueryDict) -> Posted:
    """Read a posted form. A day that is none is left out of its row, and said."""
    problems: list[str] = []
    rows = sorted({int(match[1]) for name in data if (match := ROW.fullmatch(name))})[: 2 * MOST_COMMITMENTS]
    promises = []
    for row in rows:
        who, what, day = (data.get(f"{COMMITMENTS}-{row}-{name}", "").strip() for name in ("who", "what", "by"))
        promises.append(Promise(who, what, read_day(day, problems)))
        if (who or day) and not what:
            problems.append(f"Say what {who or 'this commitment'} is to do." if who else "Say what is to be done.")
        elif what and not who:
            problems.append(f"Say who does it: “{what[:60]}”")
    seats = frozenset(int(pk) for pk in data.getlist(ATTENDED) if re.fullmatch(r"\d{1,18}", pk, re.ASCII))
    kept = tuple(one for one in promises if one.who or one.what)
    notes = data.get(NOTES, "").replace("\x00", "").replace("\r\n", "\n")
    return Posted(Protocol(seats, notes, kept), {COMMITMENTS: problems} if problems else {})


def read_day(text: str, problems: list[str]) -> date | None:
    """A day as people write it; what cannot be read gives None and a sentence more among the problems."""
    if not text.strip():
        return None
    try:
        day = parse_day(text)
    except ValueError:
        problems.append(f"“{text.strip()[:30]}” is no day. Write it as month, day, year, like 11/20/2026.")
        return None
    if not 2000 <= day.year <= 2100:
        problems.append(f"“{text.strip()[:30]}” is too far away. Look at the year again.")
        return None
    return day
