"""How the directory stands: which entries are assured, silent, or lack something; by kind, and as lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from resources.directory.choices import EntryKind, EntryStatus
from resources.directory.models import ContactPoint, Expert
from resources.directory.querysets import UNANSWERED_HIDES

from .rhythm import FRESH, HIDDEN, SILENT

LISTED = Q(status=EntryStatus.ACTIVE, unanswered__lt=UNANSWERED_HIDES)
ADDRESSED = Q(user__isnull=False) | ~Q(email="")
REACHABLE = Exists(ContactPoint.objects.filter(expert=OuterRef("pk"), consented=True))


@dataclass(frozen=True)
class Standing:
    """One way in which entries stand. `key` is how addresses name it."""

    key: str
    label: str
    entries: Q


def standings(today: date | None = None) -> dict[str, Standing]:
    """All of them by their key, in the order in which they are told."""
    since = (today or timezone.localdate()) - FRESH
    found = [
        Standing("listed", "In the directory", LISTED),
        Standing("assured", f"Assured in the last {FRESH.days} days", LISTED & Q(assured_date__gte=since)),
        Standing("stale", "Assured longer ago", LISTED & Q(assured_date__lt=since)),
        Standing("never", "Never assured", LISTED & Q(assured_date=None)),
        Standing("waiting", "Asked, answer to come", Q(asked_at__isnull=False) & ~Q(status=EntryStatus.ARCHIVED)),
        Standing("unanswered", "One mail unanswered", Q(status=EntryStatus.ACTIVE, unanswered=1)),
        Standing("hidden", "Hidden after two mails", HIDDEN),
        Standing("silent", "Archived after three mails", SILENT),
        Standing("archived", "Archived, all of them", Q(status=EntryStatus.ARCHIVED)),
        Standing("paused", "Paused", Q(status=EntryStatus.PAUSED)),
        Standing("no-email", "Without an email address", LISTED & ~ADDRESSED),
        Standing("no-topics", "Without topics", LISTED & Q(topics=[])),
        Standing("no-contact", "Without a contact that may be shown", LISTED & ~Q(REACHABLE)),
        Standing("no-work", "Without a role and an organization", LISTED & Q(role_title="", organization="")),
        Standing("no-experience", "Without a word on what was done", LISTED & Q(experience="")),
        Standing("no-state", "Without a state", LISTED & Q(state="")),
        Standing("no-owner", "Kept by nobody: the expert has no account", LISTED & Q(user=None)),
    ]
    return {standing.key: standing for standing in found}


CHECKS = ("waiting", "unanswered", "hidden", "silent", "never")  # the tabs of the administrators' list
MISSING = ("no-email", "no-topics", "no-contact", "no-work", "no-experience", "no-state", "no-owner")
LEFT_OUT = ("hidden", "silent", "archived", "paused")


@dataclass(frozen=True)
class KindHealth:
    """The listed entries of one kind (`kind` is empty for all of them) and how many of them somebody vouches for."""

    kind: str
    label: str
    listed: int
    assured: int
    stale: int
    never: int

    @property
    def share(self) -> int:
        """Percent assured, rounded down, so that 100 means all of them."""
        return self.assured * 100 // self.listed if self.listed else 0


@dataclass(frozen=True)
class Health:
    """The directory's health. `counts` are (standing, number)."""

    whole: KindHealth
    kinds: Sequence[KindHealth]
    missing: Sequence[tuple[Standing, int]]
    left_out: Sequence[tuple[Standing, int]]
    waiting: int


def health(user) -> Health:
    """Everything that the page of the directory's health tells, in one query."""
    known = standings()
    rows = list(
        Expert.objects.visible_to(user)
        .order_by()
        .values("kind")
        .annotate(**{_column(key): Count("pk", filter=one.entries) for key, one in known.items()})
    )
    total = {key: sum(row[_column(key)] for row in rows) for key in known}
    by_kind = {row["kind"]: row for row in rows}
    kinds = [
        _kind(kind, str(kind.label), {key: by_kind[kind][_column(key)] for key in known})
        for kind in EntryKind
        if kind in by_kind
    ]
    return Health(
        whole=_kind("", "All kinds", total),
        kinds=[kind for kind in kinds if kind.listed],
        missing=[(known[key], total[key]) for key in MISSING],
        left_out=[(known[key], total[key]) for key in LEFT_OUT],
        waiting=total["waiting"],
    )


def tabs(user, chosen: str) -> list[tuple[Standing, int, bool]]:
    """The tabs of the list of checks: each with its number, and whether it is the one that is shown."""
    known = standings()
    keys = [*CHECKS, *([chosen] if chosen not in CHECKS else [])]
    counts = {_column(key): Count("pk", filter=known[key].entries) for key in keys}
    found = Expert.objects.visible_to(user).aggregate(**counts)
    return [(known[key], found[_column(key)], key == chosen) for key in keys]


def entries_of(user, key: str, kind: str = ""):
    """The entries that stand so, those with an open question first by how long they have been silent."""
    rows = Expert.objects.visible_to(user).filter(standings()[key].entries).select_related("user")
    rows = rows.defer("search", "facets", "search_words", "experience")
    return (rows.filter(kind=kind) if kind else rows).order_by("-unanswered", "next_check", "name", "pk")


def _column(key: str) -> str:
    return f"n_{key.replace('-', '_')}"


def _kind(kind: str, label: str, counts: dict[str, int]) -> KindHealth:
    return KindHealth(kind, label, counts["listed"], counts["assured"], counts["stale"], counts["never"])
