"""What a row of a roster would change in an entry, as plain values: nothing here touches the database."""

from collections.abc import Iterable, Mapping
from typing import Any

from resources.directory.topics import plain

from .rows import BROKEN

TEXTS = ("name", "role_title", "organization", "city", "state", "experience")
FIELDS_OF_ENTRY = (*TEXTS, "population", "email", "topics", "languages")
LISTS = ("topics", "languages")
REACHED_BY = ("email", "phone", "website")  # fields of a row that are contact points of an entry
POINTS = "_points"  # under this name an `after` keeps the contact points that are added: [[kind, value], ...]


def values_of(expert, points: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """An entry as plain values, empty ones left out, with its contact points."""
    found = {name: value for name in FIELDS_OF_ENTRY if (value := getattr(expert, name))}
    for kind, value in points:
        if kind in REACHED_BY:
            found.setdefault(kind, value)
    return {**found, POINTS: [[kind, value] for kind, value in points]}


def as_new(values: Mapping[str, Any], *, consented: bool) -> dict[str, Any]:
    """What stands in the entry that a row makes. An address that nobody may see needs no contact point."""
    points = [[kind, values[kind]] for kind in REACHED_BY if values.get(kind) and (consented or kind != "email")]
    return {**values, POINTS: points}


def changes(entry: Mapping[str, Any], values: Mapping[str, Any], *, kept: bool, consented: bool) -> dict[str, Any]:
    """What the row's `values` change in an entry: only what differs, {} if nothing does.

    Empty cells erase nothing, topics and languages are added, a name that differs in points or capitals alone stays,
    and text with broken characters never takes the place of other text. In an entry that is `kept` by its owner only
    what is empty is filled in.
    """
    after: dict[str, Any] = {}
    for name in (*TEXTS, "population"):
        new, old = values.get(name), entry.get(name)
        if not new or new == old or (old and (kept or BROKEN in str(new))):
            continue
        if old and name in ("name", "organization", "city") and plain(str(new)) == plain(str(old)):
            continue
        after[name] = new
    for name in LISTS:
        if more := [one for one in values.get(name, ()) if one not in entry.get(name, ())]:
            after[name] = [*entry.get(name, ()), *more]
    points = [tuple(point) for point in entry.get(POINTS, ())]
    added = []
    for kind in REACHED_BY:
        value = values.get(kind)
        if not value or (kind, value) in points:
            continue
        if kind == "email":
            if not entry.get("email"):
                after["email"] = value
            if not consented and value == (entry.get("email") or value):
                continue  # it stands in the entry itself, where nobody sees it
        if kind != "email" and kept and any(kind == known for known, _ in points):
            continue
        added.append([kind, value])
    if added:
        after[POINTS] = added
        after |= {kind: value for kind, value in added if kind != "email" or value != entry.get("email")}
    return after


def merged(entry: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The entry's values once the changes are made."""
    points = [*entry.get(POINTS, ()), *after.get(POINTS, ())]
    email = entry.get("email") or after.get("email")
    found = {**entry, **after, POINTS: points}
    if email:
        found["email"] = email
    return found
