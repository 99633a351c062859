"""Saving without losing: a row that a team fills in has a `version`, and a save names the one it began from."""

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class StaleVersion(Exception):
    """Somebody saved in between. `row` is what stands there now; nothing was overwritten."""

    def __init__(self, row: Any) -> None:
        self.row = row
        super().__init__(f"{row!r} is at version {row.version}.")


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
