"""What experts changed in their entries, read from the events that the database's triggers keep."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform

from cohorts.teamwork.history import person_of_context
from resources.directory.choices import LANGUAGES, Availability, EntryKind, EntryStatus, Offer
from resources.directory.models import ContactPoint, Expert
from resources.directory.topics import INITIATIVE_KINDS, TOPICS

from .telling import contact_words, words_of_keys

ExpertEvent = Expert.pgh_event_model
PointEvent = ContactPoint.pgh_event_model

PER_PAGE = 30
BY_LINK, SIGNED_IN = "link", "signed-in"
LABELS = {
    "name": "Name", "role_title": "Role", "organization": "Organization", "kind": "Kind", "city": "City",
    "state": "State", "population": "Residents of the city", "topics": "Knows about", "initiative_kinds": "Initiatives",
    "experience": "What was done", "offers": "Offers", "languages": "Languages", "availability": "Availability",
    "time_zone": "Time zone", "vendor_ties": "Ties to vendors", "status": "In the directory",
    "asks_a_quarter": "Requests in three months, at most", "email": "Email address", "source": "Source",
}  # fmt: skip
KEYS = {"topics": TOPICS, "initiative_kinds": INITIATIVE_KINDS, "offers": dict(Offer.choices), "languages": LANGUAGES}
CHOICES = {
    "kind": dict(EntryKind.choices),
    "availability": dict(Availability.choices),
    "status": dict(EntryStatus.choices),
}


@dataclass
class Change:
    """One save of one entry. `lines` are (what, words before, words after)."""

    at: datetime
    expert: Expert
    who: str
    by_link: bool
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def changes(*, how: str = "", entry: int | None = None, page: Any = 1) -> Page:
    """A page of changes by people who are not administrators, newest first. As many queries for many as for one.

    `how` leaves those by the link in a mail (`link`) or those of people who were signed in (`signed-in`); `entry` those
    of one entry.
    """
    entries = _by_experts(ExpertEvent.objects.filter(pgh_label="update"), how)
    points = _by_experts(PointEvent.objects.all(), how)
    if entry is not None:
        entries, points = entries.filter(pgh_obj_id=entry), points.filter(expert_id=entry)
    rows = _columns(entries, "entry", "pgh_obj_id").union(_columns(points, "point", "expert_id"), all=True)
    shown = Paginator(rows.order_by("-moment", "-event"), PER_PAGE).get_page(page)
    shown.object_list = _tell(list(shown.object_list))
    return shown


def _by_experts(events: QuerySet, how: str) -> QuerySet:
    events = events.annotate(person=person_of_context(), link=KeyTextTransform("by_link", "pgh_context__metadata"))
    by_link = Q(link="true")
    administrators = get_user_model().objects.filter(is_administrator=True).values("pk")
    signed_in = Q(link__isnull=True, person__isnull=False) & ~Q(person__in=administrators)
    return events.filter({BY_LINK: by_link, SIGNED_IN: signed_in}.get(how, by_link | signed_in))


def _columns(events: QuerySet, told_by: str, entry: str) -> QuerySet:
    """Where an event is from, its key and moment, the entry, what was saved with it, who did it, and if by link."""
    told = events.annotate(told_by=Value(told_by, CharField()), moment=F("pgh_created_at"), entry=F(entry))
    return told.annotate(event=F("pgh_id"), saved_in=F("pgh_context_id")).values_list(
        "told_by", "event", "moment", "entry", "saved_in", "person", "link"
    )


def _tell(rows: list[tuple]) -> list[Change]:
    """The rows as changes: what one person saved in one go is one of them."""
    words = {
        "entry": _told(ExpertEvent, {key for source, key, *_ in rows if source == "entry"}, _entry_words),
        "point": _told(PointEvent, {key for source, key, *_ in rows if source == "point"}, _point_words),
    }
    experts = Expert.objects.defer("search", "facets", "search_words").in_bulk({entry for _, _, _, entry, *_ in rows})
    people = get_user_model().objects.in_bulk({person for *_, person, _ in rows if person})
    found: dict[tuple, Change] = {}
    for source, key, at, entry, group, person, link in rows:
        lines, notes = words[source][key]
        if entry not in experts or not (lines or notes):
            continue
        who = experts[entry].name if link else str(people.get(person, "Somebody whose account is gone"))
        change = found.setdefault((group, entry), Change(at, experts[entry], who, bool(link)))
        change.lines += lines
        change.notes += [note for note in notes if note not in change.notes]
    return list(found.values())


def _told(model, keys: set[int], words) -> dict[int, tuple[list, list]]:
    """What each event changed, by comparing it with the one before it."""
    earlier = model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    before_it = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
    events = list(model.objects.filter(pgh_id__in=keys).annotate(before_it=before_it))
    before = model.objects.in_bulk({event.before_it for event in events if event.before_it})
    return {event.pgh_id: words(before.get(event.before_it), event) for event in events}


def _entry_words(before, after) -> tuple[list[tuple[str, str, str]], list[str]]:
    if before is None:
        return [], ["Changed; what stood there before is not known"]
    lines = [
        (label, _words(name, getattr(before, name)), _words(name, getattr(after, name)))
        for name, label in LABELS.items()
        if _plain(getattr(before, name)) != _plain(getattr(after, name))
    ]
    notes = []
    if before.photo != after.photo:
        notes.append("New picture" if after.photo else "Took the picture away")
    if before.user_id is None and after.user_id:
        notes.append("Keeps the entry from here on")
    if after.assured_date and after.next_check and _assurance(before) != _assurance(after):
        notes.append("Said that the entry is right")
    return lines, notes


def _plain(value: Any) -> Any:
    """A value to be compared: how a browser ends the lines of a text is no change of it."""
    return value.splitlines() if isinstance(value, str) else value


def _assurance(event) -> tuple:
    return event.assured_date, event.assurer, event.unanswered, event.asked_at is None, event.next_check


def _point_words(before, after) -> tuple[list[tuple[str, str, str]], list[str]]:
    is_, was = contact_words(after), contact_words(before) if before else ""
    if after.pgh_label == "delete":
        return [("Contact taken away", is_, "")], []
    return [("Contact" if was else "New contact", was, is_)], []


def _words(name: str, value: Any) -> str:
    if name in KEYS:
        return words_of_keys(KEYS[name], value or [])
    if name in CHOICES:
        return CHOICES[name].get(value, value)
    if name == "population":
        return f"{value:,}" if value else ""
    return "" if value is None else str(value)
