"""Who of a city's people is on which of its pages at this moment. Kept in the cache alone, and it forgets by itself.

While the cache is away nobody seems to be here; nothing else depends on it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from redis.exceptions import RedisError

from cohorts.institutes.models import Participation

log = logging.getLogger(__name__)

SECONDS = 40  # somebody whose page has not asked for this long has left; pages ask every 15 seconds
SHOWN = 3


@dataclass(frozen=True)
class Here:
    """A person and the part of the page they are in: "Ana is in Money"."""

    name: str
    initials: str
    where: str

    @property
    def words(self) -> str:
        return f"{self.name} is in {self.where}"


def _key(participation: Participation, page: str, user_id: int) -> str:
    return f"here:{participation.pk}:{page}:{user_id}"


def arrive(*, participation: Participation, page: str, user, where: str) -> None:
    """Note that the person is in the part of the page named `where`, for the next 40 seconds."""
    try:
        cache.set(_key(participation, page, user.pk), (user.get_short_name(), user.initials, where), SECONDS)
    except RedisError:
        log.warning("The cache cannot be reached: presence is not kept.")


def others(*, participation: Participation, page: str, user, people: Iterable[int], where: str = "") -> list[Here]:
    """Which of these people (by user id) are on the page beside this one; those in the same part come first."""
    try:
        found = cache.get_many([_key(participation, page, pk) for pk in people if pk != user.pk])
    except RedisError:
        log.warning("The cache cannot be reached: presence is not shown.")
        return []
    here = [Here(*one) for one in found.values()]
    return sorted(here, key=lambda one: (one.where != where, one.name, one.initials))


def shown(here: list[Here]) -> dict[str, object]:
    """For the presence line: at most three people, and how many more there are."""
    return {"here": here[:SHOWN], "more": max(0, len(here) - SHOWN)}
