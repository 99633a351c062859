"""Entries of the directory as a guidebook tells of them: what every reader may know, as JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from resources.directory.choices import LANGUAGES, Availability, EntryKind
from resources.directory.models import SHOWN_POINTS, ContactPoint, Expert
from resources.directory.topics import TOPICS

from .naming import printable, shortened, sort_key, sort_name

Entry = dict[str, Any]
COLUMNS = (
    "pk", "name", "role_title", "organization", "kind", "city", "state", "topics", "experience", "offers",
    "languages", "availability", "vendor_ties", "assured_date",
)  # fmt: skip


def entries_of(experts: QuerySet[Expert], *, topics_first: Sequence[str] = ()) -> list[Entry]:
    """The listed ones among the experts, each under one topic.

    It is the first of `topics_first` that the expert has, else the expert's own first. The entries come in the order of
    their names. What is hidden or archived is left out, whoever asks.
    """
    rows = experts.filter(pk__in=Expert.objects.listed().values("pk")).only(*COLUMNS).prefetch_related(SHOWN_POINTS)
    entries = [_entry(row, topics_first) for row in rows]
    return sorted(entries, key=lambda entry: (sort_key(entry["sort"]), entry["id"]))


def _entry(row: Any, topics_first: Sequence[str]) -> Entry:
    name = printable(row.name) or "Without a name"
    topics = [topic for topic in dict.fromkeys(row.topics) if topic in TOPICS]
    return {
        "id": f"e{row.pk}",
        "name": name,
        "sort": sort_name(name, row.kind, row.role_title),
        **_work(row),
        "topics": topics,
        "under": next((topic for topic in topics_first if topic in topics), topics[0] if topics else ""),
        "experience": shortened(printable(row.experience)),
        "offers": [printable(word) for word in row.offer_words],
        "languages": [LANGUAGES[key] for key in row.languages if key in LANGUAGES],
        "availability": "" if row.availability == Availability.ASK else row.get_availability_display(),
        "ties": printable(row.vendor_ties),
        "checked": f"{row.assured_date:%B %Y}" if row.assured_date else "",
        "points": [_point(point) for point in row.shown_points],
    }


def _work(row: Any) -> dict[str, str]:
    """Role, organization, place, and all of it with the kind in one line, a city once: “Clerk, City of Mesa, AZ”."""
    kind = "" if row.kind == EntryKind.EXPERT else EntryKind(row.kind).label
    role, organization, city = printable(row.role_title), printable(row.organization), printable(row.city)
    place = [] if city and city in organization else [city]
    line = ", ".join(part for part in (role, organization, *place, row.state) if part)
    if line.endswith(f", {row.state}"):
        line = f"{line.removesuffix(f' {row.state}')}\u00a0{row.state}"  # the state stands on no line alone
    if kind and kind.casefold() not in line.casefold():
        line = f"{line}. {kind}" if line else kind
    return {"role": role, "organization": organization, "city": city, "state": row.state, "work": line}


def _point(point: ContactPoint) -> dict[str, str]:
    label = printable(point.label) or point.get_kind_display()
    return {"label": label, "words": printable(point.words), "link": printable(point.link)}


def place_of(entry: Entry) -> str:
    """“Dayton, OH”, as far as it is known."""
    return ", ".join(part for part in (entry["city"], entry["state"]) if part)


def head_word(entry: Entry) -> str:
    """What stands for an entry in the running head: “Kessler, OH”."""
    last = entry["sort"].partition(",")[0]
    words = last if len(last) <= 32 else f"{last[:31]}…"
    return f"{words}, {entry['state']}" if entry["state"] else words


def by_topic(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries under each topic, topics in the order of their words; those without one last."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry["under"], []).append(entry)
    return {topic: found[topic] for topic in sorted(found, key=lambda topic: (topic == "", TOPICS.get(topic, "")))}
