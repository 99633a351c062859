"""The paper of a clinic: what a room works with when its network is gone: run-of-show, the case, blank cards."""

from datetime import datetime, timedelta
from typing import Any

from casestudies.cases.briefing import breakable, brief_of, sheet_of
from casestudies.clinics.models import Clinic, Seat
from casestudies.clinics.times import clock_at, from_to, venue_zone
from isc_portal.charts.timeline import long_date
from isc_portal.templatetags.portal import zone_name

from .models import DOTS, CardKind, Theme
from .naming import shows_names
from .rules import KINDS_IN, VOTING_STEPS, WITH_THEME

CARDS_ON_A_SHEET = 4
SHORT = 420  # letters of a text of the brief that are told in short

# A sheet of cards for each thing that is asked of the room: the kinds that can be ticked, and lines to write on.
SHEETS = (
    ("Questions", (CardKind.CLARIFYING_QUESTION, CardKind.PROBING_QUESTION), 7),
    ("Advice", (CardKind.INSIGHT, CardKind.PEER_EXPERIENCE, CardKind.RISK, CardKind.RESOURCE), 5),
    ("Recommendations", (CardKind.RECOMMENDATION,), 7),
)


def collect_paper(clinic: Clinic, *, as_of: Any, by: Any) -> dict[str, Any]:
    """What the paper shows; `names` says whether cards carry the name of whoever writes them, on some page."""
    brief, zone = brief_of(clinic.case), venue_zone(clinic.cohort)
    return {
        "title": f"Clinic of {brief['city']}",
        "place": brief["place"],
        "place_line": f"City of {brief['place']}",
        "group": clinic.cohort.long_name,
        "time_zone": clinic.cohort.time_zone,
        "summary": f"Run-of-show, the case in short and blank cards for the clinic of {brief['city']}.",
        "sources": [],
        "when": f"{clinic.day:%A}, {long_date(clinic.day)}, {from_to(clinic, zone)} {zone_name(zone)}",
        "room": clinic.room,
        "names": shows_names(clinic, staff=True),
        "names_for_all": shows_names(clinic, staff=False),
        "join_code": clinic.join_code,
        "steps": _steps(clinic),
        "people": [
            {"name": seat.name, "title": seat.title, "role": seat.get_role_display(), "tie": _tie(seat)}
            for seat in clinic.seats.present().order_by("role", "name", "pk")
        ],
        "minutes": sum(step.minutes for step in clinic.steps.all()),
        "brief": {**brief, "clinic": None},
    }


def _tie(seat: Seat) -> str:
    if seat.ties_stated_at is None:
        return "Not stated yet: ask"
    return seat.ties or "None"


def _steps(clinic: Clinic) -> list[dict[str, Any]]:
    """Each step with the time of day at which it begins if the clinic begins on time."""
    begins: datetime = clinic.starts_at
    steps = []
    for step in clinic.steps.all():
        written = [CardKind(kind).label for kind in KINDS_IN[step.kind]]
        if step.kind in VOTING_STEPS:
            written.append("Dots")
        steps.append(
            {
                "starts": clock_at(begins, venue_zone(clinic.cohort)),
                "name": step.name,
                "minutes": step.minutes,
                "cards": ", ".join(written),
            }
        )
        begins += timedelta(minutes=step.minutes)
    return steps


def present_paper(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The brief in short, the run-of-show as a table, and the sheets of blank cards."""
    sheet = sheet_of(snapshot["brief"])
    rows: list[dict[str, Any]] = [
        {"cells": [step["starts"], step["name"], str(step["minutes"]), step["cards"] or "–"]}
        for step in snapshot["steps"]
    ]
    rows.append({"cells": ["All", "", str(snapshot["minutes"]), ""], "kind": "total"})
    return {
        "sheet": sheet,
        "run_of_show": {
            "columns": [
                {"label": "Begins", "width": "nowrap"},
                {"label": "Step", "width": "wide"},
                {"label": "Minutes", "number": True},
                {"label": "What is written"},
            ],
            "rows": rows,
        },
        "people": {
            "columns": [{"label": "Name", "width": "wide"}, {"label": "Here as"}, {"label": "Ties to vendors"}],
            "rows": [
                {
                    "cells": [
                        {"text": breakable(one["name"]), "note": breakable(one["title"])},
                        one["role"],
                        breakable(one["tie"]),
                    ]
                }
                for one in snapshot["people"]
            ],
        },
        "in_short": [
            (label, shortened(sheet[key]))
            for key, label in (("problem", "The problem"), ("desired_result", "Wanted"), ("tried", "Tried already"))
            if sheet[key]
        ],
        "sheets_of_cards": [
            {
                "title": title,
                "kinds": [kind.label for kind in kinds] if len(kinds) > 1 else [],
                "themes": Theme.labels if kinds[0] in WITH_THEME else [],
                "lines": lines,
            }
            for title, kinds, lines in SHEETS
        ],
        "cards": range(1, CARDS_ON_A_SHEET + 1),
        "dots": DOTS,
    }


def shortened(text: str) -> str:
    """The beginning of a text, up to the last whole word that fits."""
    text = " ".join(text.split())
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"
