"""The packet of a day: the briefs of all cases that are worked on that day, in one PDF with contents and bookmarks.

A day has no row of its own, so the packet hangs off a clinic: it is the packet of the day on which that clinic is, for
its cohort. `packet_subject` names the same clinic whoever asks, so that a day has one row of versions.
"""

from datetime import date
from typing import Any

from casestudies.cases.briefing import brief_of, sheet_of
from cohorts.institutes.models import Cohort
from cohorts.standing.words import in_words
from isc_portal.charts.timeline import long_date

from .models import Clinic
from .times import clock_at, venue_zone


def packet_subject(cohort: Cohort, day: date) -> Clinic | None:
    """The clinic that the packet of this day hangs off: the first that was planned of those that are held."""
    return Clinic.objects.held().filter(case__participation__cohort=cohort, day=day).order_by("pk").first()


def collect_packet(clinic: Clinic, *, as_of: Any, by: Any) -> dict[str, Any]:
    """The briefs of the day in the order of their clinics. A case that is not released yet is named and left out."""
    cohort, day = clinic.cohort, clinic.day
    clinics = list(
        Clinic.objects.held()
        .filter(case__participation__cohort=cohort, day=day)
        .with_case()
        .order_by("starts_at", "pk")
    )
    inside = [one for one in clinics if one.case.is_out]
    outside = [one.participation.city.long_name for one in clinics if not one.case.is_out]
    briefs = [_brief(one) for one in inside]
    return {
        "title": f"Case briefs for {long_date(day)}",
        "place": cohort.long_name,
        "place_line": cohort.venue or cohort.long_name,
        "group": cohort.long_name,
        "time_zone": cohort.time_zone,
        "sentence": _sentence(len(briefs), day),
        "summary": f"The briefs of {_and([one['place'] for one in briefs])}." if briefs else "No case is released yet.",
        "sources": [],
        "contents": [
            {"id": one["id"], "title": f"{one['starts']}: {one['place']}", "about": one["question"] or one["title"]}
            for one in briefs
        ]
        or [{"id": "none", "title": "No case is released yet", "about": ""}],
        "how_to_read": [
            "Each brief begins with the question that its city brings; the clinic works on exactly that question.",
            *([f"Not in this packet, because they are not released yet: {'; '.join(outside)}."] if outside else []),
        ],
        "outside": outside,
        "briefs": briefs,
    }


def _brief(clinic: Clinic) -> dict[str, Any]:
    starts = clock_at(clinic.starts_at, venue_zone(clinic.cohort))
    return {**brief_of(clinic.case), "starts": starts, "room": clinic.room}


def _sentence(count: int, day: date) -> str:
    cases = f"{in_words(count)} {'case' if count == 1 else 'cases'}".capitalize()
    return f"{cases} for the clinics of {day:%A}, {long_date(day)}"


def _and(words: list[str]) -> str:
    return f"{'; '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def present_packet(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The sheets, each with the time and room of its clinic above."""
    sheets = [sheet_of(brief) for brief in snapshot["briefs"]]
    for sheet in sheets:
        sheet["above"] = " · ".join(part for part in (sheet["starts"], sheet["room"], sheet["place"]) if part)
    return {"sheets": sheets}
