"""Saving without losing: a row that a team fills in has a `version`, and a save names the one it began from."""

from typing import Any

from django.db import models


class StaleVersion(Exception):
    """Somebody saved in between. `row` is what stands there now; nothing was overwritten."""

    def __init__(self, row: models.Model) -> None:
        self.row = row
        super().__init__(f"{row!r} is at version {row.version}.")


def save_version(row: models.Model, *, version: int, **changes: Any) -> models.Model:
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
