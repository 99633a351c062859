"""An import taken back: its entries go, what it changed stands as before. Nothing is done if people went on from it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from pghistory.models import Event

from resources.directory.models import ContactPoint, Expert

from .checking import CHUNK, Report
from .committing import save_fields
from .merging import POINTS
from .models import Outcome, RememberedDecision, Roster, RosterRow

MOST_NAMED = 10
OWN = (ContactPoint, RosterRow, RememberedDecision, Event)  # what belongs to an entry, or goes with it


def refuse_if_gone_on(roster: Roster) -> None:
    """Raises ValidationError that names the entries which were changed or used since the import."""
    said: dict[int, str] = {}
    touched = Expert.objects.filter(pk__in=_written(roster).values("expert"))
    for entry in touched.filter(updated_at__gt=roster.committed_at).only("pk", "name", "updated_at"):
        said[entry.pk] = f"{entry.name} was changed on {localtime(entry.updated_at):%B %-d, %Y}"
    created = touched.filter(pk__in=_created(roster).values("expert"))
    for entry in created.exclude(user=None).only("pk", "name"):
        said.setdefault(entry.pk, f"{entry.name} keeps the entry in person now")
    for relation in Expert._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or relation.concrete:
            continue
        model = relation.related_model
        if model is None or issubclass(model, OWN):
            continue
        used = model._default_manager.filter(**{f"{relation.field.name}__in": created.values("pk")})
        for entry in created.filter(pk__in=used.values(relation.field.name)).only("pk", "name"):
            said.setdefault(entry.pk, f"{entry.name} is used in the portal by now")
    if said:
        named = [f"{words}." for words in list(said.values())[:MOST_NAMED]]
        more = len(said) - len(named)
        raise ValidationError(
            ["The import cannot be undone, and nothing was changed.", *named]
            + ([f"And {more:,} more."] if more > 0 else [])
        )


def take_back(roster: Roster, report: Report = lambda done: None) -> None:
    """Undo the writes, the last first. Call it inside a transaction that holds the directory's lock."""
    done = 0
    changed = _written(roster).exclude(before__isnull=True).order_by("-number", "-part")
    pks = list(changed.values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        part = RosterRow.objects.filter(pk__in=pks[start : start + CHUNK]).order_by("-number", "-part")
        _restore(list(part))
        done += CHUNK
        report(min(done, roster.row_total))
    created = list(_created(roster).values_list("expert", flat=True))
    for start in range(0, len(created), CHUNK):
        Expert.objects.filter(pk__in=created[start : start + CHUNK]).delete()
        done += CHUNK
        report(min(done, roster.row_total))


def _written(roster: Roster):
    """The rows that wrote something."""
    return roster.rows.filter(
        outcome__in=[Outcome.NEW, Outcome.CHANGED, Outcome.DOUBTFUL], expert__isnull=False
    ).exclude(outcome=Outcome.DOUBTFUL, decision__in=["", "skip"])


def _created(roster: Roster):
    return _written(roster).filter(before__isnull=True)


def _restore(rows: Iterable[RosterRow]) -> None:
    entries = Expert.objects.select_for_update().order_by("pk").in_bulk([row.expert_id for row in rows])
    names: set[str] = set()
    for row in rows:
        entry, before, after = entries[row.expert_id], row.before or {}, row.after or {}
        for name in set(after) - {POINTS, "phone", "website"}:
            if name == "email" and before.get("email"):
                continue
            names.add(name)
            setattr(entry, name, before.get(name, Expert._meta.get_field(name).get_default()))
        for kind, value in after.get(POINTS, ()):
            ContactPoint.objects.filter(expert=entry, kind=kind, value=value).delete()
    save_fields(entries.values(), names)
