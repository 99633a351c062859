"""Saving without losing: a row that a team fills in has a `version`, and a save names the one it began from."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

LONGEST = 60_000  # characters of one answer, all its cells together; longer ones are refused, not cut

Row = TypeVar("Row", bound=models.Model)


class Refused(Exception):
    """A step that cannot be taken; the sentence says why and what to do, and is shown to the person."""


class NotOpen(Refused):
    """What was to be changed is not open for changes; the sentence says why."""


class TooLong(Refused):
    """More text than an answer can hold; nothing was stored."""


class StaleVersion(Exception):
    """Somebody saved in between. `row` is what stands there now; nothing was overwritten."""

    def __init__(self, row: Any) -> None:
        self.row = row
        super().__init__(f"{row!r} is at version {row.version}.")


def fingerprint(value: Any) -> str:
    """Sixteen hexadecimal digits that tell one stored value from another."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def save_version(row: Row, *, version: int, **changes: Any) -> Row:
    """Write the changes if the row still has this version, and count the version up by one.

    The database decides: one conditional update, so of two saves that began from the same version one is stale.
    Returns the same row with its new values. Raises StaleVersion with the row as it stands.
    """
    rows = type(row)._default_manager.filter(pk=row.pk)
    if not rows.filter(version=version).update(version=version + 1, **changes):
        raise StaleVersion(rows.get())
    for name, value in {**changes, "version": version + 1}.items():
        setattr(row, name, value)
    return row


def save_value(row: Any, *, value: Any, version: int, by: Any, unanswered: Sequence[Any] = (), **also: Any) -> bool:
    """Store what was made from `version` (0: there was nothing) in a row of an answer; says whether it changed.

    `row` has `value`, `version`, `updated_by` and `updated_at`; one that is not stored yet has version 0. What it
    belongs to has been locked. The same value again changes nothing and is never stale. `unanswered` are values that
    the same page sent before without hearing back: if one of them is stored, the save goes on from there. `also` is
    written with a change. Raises StaleVersion with the row as it stands, and TooLong.
    """
    size = len(json.dumps(value, ensure_ascii=False))
    if size > LONGEST:
        raise TooLong(f"This answer has {size:,} characters; {LONGEST:,} can be stored. Shorten it to save it.")
    if row.value == value:
        return False
    if version != row.version and row.value not in unanswered:
        raise StaleVersion(row)
    write_value(row, value=value, by=by, **also)
    return True


def write_value(row: Any, *, value: Any, by: Any, **also: Any) -> None:
    """Store a value in a row of an answer, on top of whatever version it has."""
    changes = {"value": value, "updated_by": by, "updated_at": timezone.now(), **also}
    if row.pk:
        save_version(row, version=row.version, **changes)
        return
    for name, given in {**changes, "version": 1}.items():
        setattr(row, name, given)
    row.save()


@transaction.atomic
def settle(save: Callable[..., Any], *, mine: Any, stands: Any, version: int, by: Any) -> Any:
    """End a conflict: what stands is stored, and `mine`, if it is something else, lies before it in the history.

    `save` stores a value of the answer in question (value, version, by). Raises what it raises: StaleVersion when
    somebody saved since `version`, NotOpen and TooLong.
    """
    row = save(value=mine, version=version, by=by)
    return save(value=stands, version=row.version, by=by)
