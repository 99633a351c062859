"""The agenda of a cohort's clinics on paper: when, whose, where, with whom, and how the minutes are spent."""

from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from casestudies.cases.reading import read_many
from cohorts.institutes.models import Cohort
from cohorts.standing.words import in_words
from isc_portal.charts.timeline import long_date
from isc_portal.templatetags.portal import zone_name

from .models import Clinic, SeatRole
from .times import clock_at, day_at, ends_at, venue_zone


def collect_agenda(cohort: Cohort, *, as_of: datetime, by: Any) -> dict[str, Any]:
    """Every clinic that was not called off. A case's question is told from the day on which the cohort may read it.

    `told` are the primary keys of those cases, so that a version is read only by whoever may read them still.
    """
    clinics = list(
        Clinic.objects.held()
        .filter(case__participation__cohort=cohort)
        .with_case()
        .prefetch_related("steps", "seats")
        .order_by("starts_at", "pk")
    )
    texts = read_many([clinic.case for clinic in clinics])
    zone = venue_zone(cohort)
    today = day_at(as_of, zone)
    told = {clinic.case_id for clinic in clinics if cohort_reads(clinic, today)}
    return {
        "title": f"Clinics of the {cohort.long_name}",
        "place": cohort.long_name,
        "place_line": cohort.long_name,
        "time_zone": cohort.time_zone,
        "zone": zone_name(zone),
        "venue": cohort.venue,
        "summary": f"When and where each city of the {cohort.long_name} brings its case, and who works on it.",
        "sources": [],
        "told": sorted(told),
        "clinics": [
            _clinic(clinic, zone, texts[clinic.case_id].focus_question if clinic.case_id in told else "")
            for clinic in clinics
        ],
    }


def cohort_reads(clinic: Clinic, today: date) -> bool:
    """Whether the clinic’s case is open to all cities of the cohort by a day, as `CaseStudy.open_to_peers` has it."""
    case = clinic.case
    return case.is_out and (case.peers_from or clinic.day) <= today


def _clinic(clinic: Clinic, zone: ZoneInfo, question: str) -> dict[str, Any]:
    present = [seat for seat in clinic.seats.all() if seat.state == "accepted"]
    return {
        "id": f"clinic-{clinic.pk}",
        "day": clinic.day.isoformat(),
        "starts": clock_at(clinic.starts_at, zone),
        "ends": clock_at(ends_at(clinic), zone),
        "minutes": clinic.minutes,
        "city": clinic.participation.city.long_name,
        "question": question,
        "room": clinic.room or ("Online" if clinic.link else ""),
        "facilitators": sorted(seat.name for seat in present if seat.role == SeatRole.FACILITATOR),
        "experts": [
            {"name": seat.name, "title": seat.title}
            for seat in sorted(present, key=lambda seat: seat.name)
            if seat.role == SeatRole.EXPERT
        ],
        "steps": [{"name": step.name, "minutes": step.minutes} for step in clinic.steps.all()],
    }


def present_agenda(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The clinics by day, each day with its sum."""
    days = []
    for day, found in groupby(snapshot["clinics"], key=lambda clinic: clinic["day"]):
        clinics = list(found)
        days.append(
            {
                "id": f"day-{day}",
                "title": f"{date.fromisoformat(day):%A}, {long_date(date.fromisoformat(day))}",
                "words": day_words(clinics, snapshot["zone"]),
                "clinics": clinics,
            }
        )
    return {"days": days}


def day_words(clinics: list[dict[str, Any]], zone: str) -> str:
    """“Four clinics from 9:00 AM to 4:40 PM Eastern Time: 280 minutes in the room.”"""
    count = len(clinics)
    subject = f"{in_words(count)} {'clinic' if count == 1 else 'clinics'}".capitalize()
    minutes = sum(clinic["minutes"] for clinic in clinics)
    return f"{subject} from {clinics[0]['starts']} to {clinics[-1]['ends']} {zone}: {minutes} minutes in the room."
