"""What the history of a city tells of its answers to clinics, and never who recommended (see `teamwork.history`)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.text import Truncator

from cohorts.institutes.models import Participation, TeamMember
from cohorts.teamwork.history import Book, Source, goes, goes_before, person_of_context, told_rows

from .answering import Given, words_of
from .chain import target_of
from .models import ChainLink, Response

ResponseEvent = Response.pgh_event_model
LinkEvent = ChainLink.pgh_event_model

PART = ("answers", "Answers to the clinic")  # by which the history page is narrowed
PLACE = "recommendation__clinic__case__participation"
TITLE_LENGTH = 80


def _narrowed(rows: QuerySet, part: str) -> QuerySet:
    return rows if part in ("", PART[0]) else rows.none()


def _responses(participations: Sequence[Participation]) -> QuerySet:
    return ResponseEvent.objects.filter(**{f"{PLACE}__in": [one.pk for one in participations]})


def _response_rows(participations: Sequence[Participation], part: str) -> QuerySet:
    """All but that the answer was asked for, which is told when the clinic is closed."""
    events = goes(_responses(participations)).exclude(pgh_label="insert")
    rows = told_rows(events, "clinic answer", at="pgh_created_at", pk="pgh_id", place=f"{PLACE}_id")
    return _narrowed(rows, part)


def _link_rows(participations: Sequence[Participation], part: str) -> QuerySet:
    events = LinkEvent.objects.filter(**{f"{PLACE}__in": [one.pk for one in participations]})
    events = events.exclude(pgh_label="update").annotate(person=person_of_context())
    return _narrowed(told_rows(events, "clinic link", at="pgh_created_at", pk="pgh_id", place=f"{PLACE}_id"), part)


def _tell_responses(keys: set[int], participations: Sequence[Participation]) -> dict[int, dict[str, Any]]:
    before = goes_before(keys, _responses(participations))
    wanted = keys | set(before.values())
    by_id = {
        one.pgh_id: one for one in ResponseEvent.objects.filter(pgh_id__in=wanted).select_related("recommendation")
    }
    members = TeamMember.objects.filter(participation__in=[one.pk for one in participations])
    names = dict(members.values_list("pk", "user__name"))
    told = {}
    for key in keys & by_id.keys():
        event, earlier = by_id[key], by_id.get(before.get(key, 0))
        was, is_ = (words_of(_given(one), names) if one else "" for one in (earlier, event))
        told[key] = {
            "what": f"{_verb(event, earlier)} “{Truncator(event.recommendation.text).chars(TITLE_LENGTH)}”",
            "where": PART[1],
            "before": was if was != is_ else "",
            "after": is_ if was != is_ else "",
        }
    return told


def _given(event) -> Given:
    """What the team had written at an event: the answer, or the draft of a change to what was sent."""
    if event.sent_at is None or event.change is None:
        return Given(event.answer, event.reason, event.owner_id, event.by_when)
    day = event.change["by_when"]
    return Given(**{**event.change, "by_when": date.fromisoformat(day) if day else None})


def _verb(event, earlier) -> str:
    if event.times_sent > (earlier.times_sent if earlier else 0):
        return "sent the changed answer to" if event.times_sent > 1 else "sent the answer to"
    if event.change is not None:
        return "drafted another answer to"
    return "dropped the draft of another answer to" if event.sent_at else "drafted the answer to"


def _tell_links(keys: set[int], participations: Sequence[Participation]) -> dict[int, dict[str, Any]]:
    told = {}
    for event in LinkEvent.objects.filter(pgh_id__in=keys).select_related("recommendation"):
        target = target_of(ContentType.objects.get_for_id(event.target_type_id).model_class())
        tool = target.label if target else "a tool"
        title = Truncator(event.recommendation.text).chars(TITLE_LENGTH)
        what = f"took “{title}” out of {tool}" if event.pgh_label == "delete" else f"took “{title}” into {tool}"
        told[event.pgh_id] = {"what": what, "where": PART[1]}
    return told


BOOK = Book(
    sources=[
        Source("clinic answer", _response_rows, _tell_responses),
        Source("clinic link", _link_rows, _tell_links),
    ],
    parts=lambda participation: (
        [PART] if Response.objects.filter(recommendation__clinic__case__participation=participation).exists() else []
    ),
    people=lambda participation: [_responses([participation]).values("updated_by")],
)
