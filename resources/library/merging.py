"""Two people who save the same practice: what both of them changed, and what only one did."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from cohorts.teamwork.history import person_of_context

from .models import Practice

PracticeEvent = Practice.pgh_event_model


@dataclass(frozen=True)
class Merged:
    """`written` joins both: theirs where only they changed something. In `undecided`, fields by name, both did."""

    written: dict[str, Any]
    undecided: list[str]


def merged(*, current: Practice, version: int, written: dict[str, Any]) -> Merged:
    """Join what was written upon `version` with what was saved since then.

    Where it is not known any more how that version read, whatever differs is undecided.
    """
    base = _saves(current).filter(version=version).last()
    joined, undecided = dict(written), []
    for name, mine in written.items():
        theirs = getattr(current, name)
        if _same(mine, theirs) or (base and _same(theirs, getattr(base, name))):
            continue
        if base and _same(mine, getattr(base, name)):
            joined[name] = theirs
        else:
            undecided.append(name)
    return Merged(joined, undecided)


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same: the order of topics and the way a browser ends its lines do not count."""
    if isinstance(one, list):
        return set(one) == set(other)
    return one.splitlines() == other.splitlines()


def last_writer(practice: Practice):
    """Who saved the text as it stands; None if nobody was signed in, or the account is gone."""
    save = _saves(practice).filter(version=practice.version).annotate(person=person_of_context()).first()
    return get_user_model().objects.filter(pk=save.person).first() if save and save.person else None


def _saves(practice: Practice) -> QuerySet:
    return PracticeEvent.objects.filter(pgh_obj_id=practice.pk).order_by("pgh_id")
