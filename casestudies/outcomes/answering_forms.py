"""What the form of one answer sends, under the names of its field on the page (`r12-reason`)."""

import re
from dataclasses import dataclass, field

from django.http import QueryDict

from cohorts.teamwork.saving import fingerprint

from .answering import Given
from .closing_forms import read_day
from .models import Answer


@dataclass
class Posted:
    """What was typed, as far as it can be read; `problems` are sentences by field."""

    given: Given
    version: int
    problems: dict[str, str] = field(default_factory=dict)


def read(data: QueryDict, name: str) -> Posted:
    """Read one answer. A day that is none is left out, and said."""
    days: list[str] = []
    answer, owner = data.get(f"{name}-answer", ""), data.get(f"{name}-owner", "")
    version = data.get(f"{name}-version", "")
    given = Given(
        answer if answer in Answer.values else "",
        data.get(f"{name}-reason", "").replace("\x00", "").replace("\r\n", "\n"),
        int(owner) if re.fullmatch(r"\d{1,18}", owner, re.ASCII) else None,
        read_day(data.get(f"{name}-by", ""), days),
    )
    number = int(version) if re.fullmatch(r"\d{1,9}", version, re.ASCII) else 0
    return Posted(given, number, {"by_when": days[0]} if days else {})


def base_of(given: Given) -> str:
    """The fingerprint by which a page knows whether an answer was touched."""
    return fingerprint([given.answer, given.reason, given.owner, given.by_when.isoformat() if given.by_when else ""])
