"""What the floor above knows: what a city's case seeks, and what clinics tell. It registers itself when it starts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cohorts.institutes.models import Participation
from resources.directory.models import Expert


@dataclass(frozen=True)
class Source:
    """What a floor above tells.

    `helps` gives the keys of `topics.HELP` with which a city wants help by its case study, or None where there is none.
    `told_clinics` gives the ids of the clinics of which a reader may know who was there, as a queryset. `adopted` gives
    how many recommendations of each expert cities took up, by the expert's id, as far as the reader may know.
    """

    helps: Callable[[Participation], list[str] | None]
    told_clinics: Callable[[Any], Any]
    adopted: Callable[[Iterable[Expert], Any], dict[int, int]]


_known: list[Source] = []


def register(source: Source) -> None:
    """Name the source; once, from the app's `ready()`."""
    _known[:] = [source]


def helps(participation: Participation) -> list[str] | None:
    return _known[0].helps(participation) if _known else None


def told_clinics(user) -> Any:
    return _known[0].told_clinics(user) if _known else []


def adopted(experts: Iterable[Expert], user) -> dict[int, int]:
    return _known[0].adopted(experts, user) if _known else {}
