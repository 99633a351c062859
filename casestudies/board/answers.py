"""What a page is told when its board changed: made once for each version and audience, and kept in the cache.

An audience is a page and, where it matters, what its readers may do there: everybody in it gets the same bytes. So a
part must hold nothing of a reader: no name of theirs, no token, no form that only they may send. Parts are rendered
without a request, in the time zone of the cohort's venue.
"""

import gzip
import hashlib
import json
import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from redis.exceptions import RedisError

from casestudies.clinics.models import Clinic
from casestudies.clinics.times import venue_zone

from . import presence, rules, versions
from .console import Console
from .handing_over import open_handover
from .screen import screen_of
from .state import CONSOLE, SCREEN, SEAT, Board, board_of, clock_of

# The parts of each page: templates/casestudies/board/parts/<page>/<part>.html, with what `context_of` gives them.
PARTS: dict[str, tuple[str, ...]] = {
    CONSOLE: ("handover", "head", "show", "incoming", "speakers", "shown", "facts"),
    SEAT: ("head", "question", "doing", "cards", "recommendations", "speakers"),
    SCREEN: ("ask", "list", "foot"),
}
# The parts in which the readers of a page differ by their role on it; all others are the same for everybody there.
BY_ROLE: dict[str, frozenset[str]] = {
    CONSOLE: frozenset(PARTS[CONSOLE]),
    SEAT: frozenset({"doing"}),
    SCREEN: frozenset(),
}
# The role of a reader of the console: how they stand to conducting the clinic. On the seat it is the seat's.
LEADER, OFFERED, ASKING, OTHER = "leader", "offered", "asking", "other"

SECONDS = 120  # how long a version's answers are kept; a page that was away longer is sent everything
MAKING = 3  # seconds after which another process makes them if the first one has not
SOONEST, PER_PERSON = 1000, 3  # milliseconds between a page's questions: at least, and for each person in the room


@dataclass(frozen=True)
class Told:
    """A board for one audience at one version: what is told besides the parts, and each part with its digest."""

    version: int
    facts: dict[str, Any]
    parts: dict[str, tuple[str, str]]

    @property
    def html(self) -> dict[str, str]:
        """The parts alone, for a page that is drawn with them."""
        return {name: html for name, (_, html) in self.parts.items()}


def told(pk: int, version: int, page: str, role: str = "") -> Told:
    """The board of a clinic for an audience at a version, or as it became since. Raises Clinic.DoesNotExist.

    Whoever asks has read the version before the role: so a role that has just changed is told with the next version.
    """
    key = _key(pk, version, page, role)
    found: Told | None = versions.kept(key)
    if found is None and not _first_to_make(key):
        found = _made_by_another(key)
    if found is None:
        found = _made(pk, version, page, role)
        versions.keep(key, found, SECONDS)
    return found


def answer(pk: int, version: int, page: str, role: str, since: int) -> bytes:
    """The JSON of what changed since an earlier version, compressed; everything if that is too long ago."""
    key = f"{_key(pk, version, page, role)}:{since}"
    packed: bytes | None = versions.kept(key)
    if packed is None:
        before: Told | None = versions.kept(_key(pk, since, page, role)) if since else None
        packed = _packed(told(pk, version, page, role), before)
        if before or since == 0:  # for a number that somebody made up, nothing is kept
            versions.keep(key, packed, SECONDS)
    return packed


def again_in(people: int) -> int:
    """How long a page waits between two questions, in milliseconds: longer in a room in which many ask."""
    return max(SOONEST, people * PER_PERSON)


def refreshed(pk: int, version: int, page: str, role: str) -> bytes | None:
    """What changed on a page although its version did not, such as who is here; None if nothing did."""
    key = _key(pk, version, page, role)
    before: Told | None = versions.kept(key)
    now = _made(pk, version, page, role)
    versions.keep(key, now, SECONDS)
    if before is None or before.parts == now.parts:
        return None
    return _packed(now, before)


def context_of(board: Board, page: str, role: str) -> dict[str, Any]:
    """What the templates of a page's parts are given: the board, its clinic, the reader's role, and the page's own."""
    context: dict[str, Any] = {"board": board, "clinic": board.clinic, "role": role}
    if page == SEAT:
        context["allowed"] = rules.allowed(board.step_kind, role)
    elif page == CONSOLE:
        context["console"] = Console(board, conducts=role == LEADER)
    else:
        context["screen"] = screen_of(board)
    return context


def conducting(clinic: Clinic, user) -> str:
    """How somebody who runs the clinic stands to conducting it: the role of a reader of the console."""
    if clinic.leader_id == user.pk:
        return LEADER
    handover = open_handover(clinic)
    if handover is None or handover.offered_to_id != user.pk:
        return OTHER
    return OFFERED if handover.offered_by_id else ASKING


def _made(pk: int, version: int, page: str, role: str) -> Told:
    """Render an audience's parts; those that do not depend on the role are shared with the other roles."""
    board = board_of(pk, page)
    common_key = _key(pk, version, page, "*")
    with timezone.override(venue_zone(board.clinic.cohort)):
        context = context_of(board, page, role)
        common = versions.kept(common_key)
        if common is None:
            common = {name: _part(page, name, context) for name in PARTS[page] if name not in BY_ROLE[page]}
            versions.keep(common_key, common, SECONDS)
        own = {name: _part(page, name, context) for name in PARTS[page] if name in BY_ROLE[page]}
    html = {**common, **own}
    here = presence.count(pk)
    facts: dict[str, Any] = {"role": role, "clock": clock_of(board.clinic), "again_in": again_in(here), "here": here}
    if page == SEAT:
        allowed = rules.allowed(board.step_kind, role)
        facts["allowed"] = {"kinds": allowed.kinds, "vote": allowed.vote, "speak": allowed.speak}
    digests = {name: hashlib.sha256(html[name].encode()).hexdigest()[:16] for name in PARTS[page]}
    return Told(version, facts, {name: (digests[name], html[name]) for name in PARTS[page]})


def _part(page: str, name: str, context: dict[str, Any]) -> str:
    return render_to_string(f"casestudies/board/parts/{page}/{name}.html", context).strip()


def _packed(now: Told, before: Told | None) -> bytes:
    known = {name: digest for name, (digest, _) in before.parts.items()} if before else {}
    parts = {name: html for name, (digest, html) in now.parts.items() if known.get(name) != digest}
    body = json.dumps({"version": now.version, **now.facts, "parts": parts}, separators=(",", ":"))
    return gzip.compress(body.encode(), compresslevel=5, mtime=0)


def _key(pk: int, version: int, page: str, role: str) -> str:
    return f"board:{pk}:{version}:{page}:{role.replace(' ', '-')}"


def _first_to_make(key: str) -> bool:
    """Whether nobody else is making this answer; while the cache is away everybody makes their own."""
    try:
        return bool(cache.add(f"{key}:making", 1, MAKING))
    except RedisError:
        return True


def _made_by_another(key: str) -> Told | None:
    """The answer that another thread is making; None if it has not come in time."""
    until = time.monotonic() + MAKING
    while time.monotonic() < until:
        time.sleep(0.01)
        found: Told | None = versions.kept(key)
        if found is not None:
            return found
    return None
