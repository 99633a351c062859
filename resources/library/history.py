"""What the history of a city tells of its practices, and of those that it adopted (see `cohorts.teamwork.history`)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from cohorts.institutes.models import Participation
from cohorts.teamwork.history import Book, Source, person_of_context, told_rows
from resources.directory.topics import topics_in_words

from .models import Adoption, Practice, PracticeFile, PracticeState
from .services import WRITTEN

PracticeEvent = Practice.pgh_event_model
FileEvent = PracticeFile.pgh_event_model
AdoptionEvent = Adoption.pgh_event_model

PART = ("library", "Library")  # by which the history page is narrowed
LABELS = {
    "title": "Title", "summary": "Summary", "text": "Text", "topics": "Topics",
    "evidence": "How you know that it worked", "cost": "What it costs", "contact": "Whom to ask",
}  # fmt: skip
STATE_WORDS = {
    PracticeState.SUBMITTED: "handed in the practice",
    PracticeState.RETURNED: "returned the practice",
    PracticeState.PUBLISHED: "published the practice",
    PracticeState.RETIRED: "took out of the library the practice",
}
Told = dict[int, dict[str, Any]]


def _rows(events: QuerySet, kind: str, part: str, place: str) -> QuerySet:
    events = events.annotate(person=person_of_context())
    rows = told_rows(events, kind, at="pgh_created_at", pk="pgh_id", place=place)
    return rows if part in ("", PART[0]) else rows.none()


def _practices(participations: Sequence[Participation]) -> QuerySet:
    return PracticeEvent.objects.filter(participation__in=[one.pk for one in participations]).exclude(
        pgh_label="delete"
    )


def _files(participations: Sequence[Participation]) -> QuerySet:
    return FileEvent.objects.filter(practice__participation__in=[one.pk for one in participations])


def _adoptions(participations: Sequence[Participation]) -> QuerySet:
    return AdoptionEvent.objects.filter(participation__in=[one.pk for one in participations])


def _tell_practices(keys: set[int], participations: Sequence[Participation]) -> Told:
    earlier = PracticeEvent.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    before_it = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
    events = list(PracticeEvent.objects.filter(pgh_id__in=keys).annotate(before_it=before_it))
    before = PracticeEvent.objects.in_bulk({event.before_it for event in events if event.before_it})
    told = {event.pgh_id: _practice_words(before.get(event.before_it), event) for event in events}
    return {key: {**words, "where": PART[1]} for key, words in told.items() if words}


def _practice_words(before, after) -> dict[str, Any]:
    title = f"“{after.title}”"
    if before is None:
        return {"what": f"began the practice {title}"}
    if after.state != before.state and after.state in STATE_WORDS:
        note = after.review_note if after.state != PracticeState.SUBMITTED else ""
        return {"what": f"{STATE_WORDS[PracticeState(after.state)]} {title}", "note": note}
    changed = [name for name in WRITTEN if _words(before, name) != _words(after, name)]
    if not changed:
        return {}
    if len(changed) == 1:
        name = changed[0]
        what = f"changed “{LABELS[name]}” of the practice {title}"
        return {"what": what, "before": _words(before, name), "after": _words(after, name)}
    return {
        "what": f"changed the practice {title}",
        "before": "\n".join(f"{LABELS[name]}: {_words(before, name)}" for name in changed),
        "after": "\n".join(f"{LABELS[name]}: {_words(after, name)}" for name in changed),
    }


def _words(event, name: str) -> str:
    value = getattr(event, name)
    return ", ".join(topics_in_words(value)) if name == "topics" else "\n".join(value.splitlines())


def _tell_files(keys: set[int], participations: Sequence[Participation]) -> Told:
    events = FileEvent.objects.filter(pgh_id__in=keys).select_related("practice")
    return {event.pgh_id: {"what": _file_words(event), "where": PART[1]} for event in events}


def _file_words(event) -> str:
    title = f"“{event.practice.title}”"
    if event.pgh_label == "delete":
        return f"took “{event.name}” out of the practice {title}"
    return f"attached “{event.name}” to the practice {title}"


def _tell_adoptions(keys: set[int], participations: Sequence[Participation]) -> Told:
    events = AdoptionEvent.objects.filter(pgh_id__in=keys).select_related("practice")
    return {event.pgh_id: {**_adoption_words(event), "where": PART[1]} for event in events}


def _adoption_words(event) -> dict[str, str]:
    title = f"“{event.practice.title}”"
    if event.pgh_label == "delete":
        return {"what": f"took back that the city adopted {title}"}
    return {"what": f"said that the city adopted {title}", "note": event.note}


BOOK = Book(
    sources=[
        Source(
            "practice",
            lambda cities, part: _rows(_practices(cities), "practice", part, "participation_id"),
            _tell_practices,
        ),
        Source(
            "practice file",
            lambda cities, part: _rows(_files(cities), "practice file", part, "practice__participation_id"),
            _tell_files,
        ),
        Source(
            "adoption",
            lambda cities, part: _rows(_adoptions(cities), "adoption", part, "participation_id"),
            _tell_adoptions,
        ),
    ],
    parts=lambda participation: [PART],
    people=lambda participation: [Practice.objects.filter(participation=participation).values("reviewed_by")],
)
