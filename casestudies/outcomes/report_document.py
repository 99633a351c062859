"""The report of a clinic: its record, told as its label allows, with figures and bars."""

from datetime import date
from typing import Any

from casestudies.board.naming import shows_names
from casestudies.cases.briefing import KEPT, breakable, cover_title
from casestudies.clinics.models import Clinic, RecordLabel, SeatRole
from cohorts.standing.words import in_words
from isc_portal.charts.timeline import long_date

from .record import as_json, names_participants, record_of

MOST_SHOWN = 6  # recommendations in the table of those with the most dots
SHORT = 130  # letters of a recommendation in that table
TRACK = 58  # length of a full bar
SAID = (
    ("risks", "Risks"),
    ("resources", "Resources"),
    ("peer_experience", "What peers have lived through"),
    ("insights", "Insights"),
    ("questions", "Questions that were asked"),
)


def collect_report(clinic: Clinic, *, as_of: Any, by: Any) -> dict[str, Any]:
    """The record as the report's readers may be told it: all who see the clinic, or staff where it is for staff only.

    `names` says what the report tells of people ("nobody", "people" who were there, or "authors" of cards too), so
    that it can be kept to whom it may be shown if the label becomes stricter.
    """
    staff = clinic.record_label == RecordLabel.STAFF_ONLY
    record = record_of(clinic, staff=staff)
    names = "nobody"
    if shows_names(clinic, staff=staff):
        names = "authors"
    elif names_participants(clinic, staff=staff):
        names = "people"
    return {
        "title": cover_title(record.title),
        "place": record.city,
        "place_line": f"City of {record.city}",
        "group": record.cohort,
        "time_zone": clinic.cohort.time_zone,
        "summary": _deck(len(record.recommendations), clinic.minutes, record.present),
        "sources": [],
        "names": names,
        "minutes": clinic.minutes,
        "record": as_json(record),
    }


def _deck(recommendations: int, minutes: int, present: dict[str, int]) -> str:
    """“Twelve recommendations from 70 minutes of work by nine peers and six experts.”"""
    made = "One recommendation" if recommendations == 1 else f"{in_words(recommendations)} recommendations".capitalize()
    by = [
        f"{in_words(count)} {one if count == 1 else f'{one}s'}"
        for role, one in ((SeatRole.PEER, "peer"), (SeatRole.EXPERT, "expert"))
        if (count := present.get(role, 0))
    ]
    by_whom = f" by {' and '.join(by)}" if by else ""
    return f"{made} from {minutes} minutes of work{by_whom}."


def present_report(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The head, the figures, the tables with their bars, and the rest of what was said."""
    record = snapshot["record"]
    recommended = {one["number"]: one for one in record["recommendations"]}
    most = max((one["dots"] for one in recommended.values()), default=0)
    rows = {number: _row(one, most) for number, one in recommended.items()}
    top = list(rows.values())[:MOST_SHOWN]
    return {
        "occasion": " · ".join(
            part
            for part in (long_date(date.fromisoformat(record["day"])), record["place"], record["label_name"])
            if part
        ),
        "deck": _deck(len(recommended), snapshot["minutes"], record["present"]),
        "figures": _figures(record),
        "top": [{**row, "text": shortened(row["text"])} for row in top] if len(rows) > MOST_SHOWN else [],
        "top_note": f"{_shown(len(top), len(rows))}; {_answers(record)}",
        "themes": [_theme(one["theme"], [rows[number] for number in one["numbers"]]) for one in record["themes"]],
        "themes_note": f"Dots as the room placed them, five a person; {_answers(record)}",
        "said": [{"title": title, "cards": record[key]} for key, title in SAID if record[key]],
        "people": {
            "keep": len(record["participants"]) <= KEPT,
            "columns": [{"label": "Name", "width": "wide"}, {"label": "Here as"}, {"label": "Vendor ties stated"}],
            "rows": [
                {
                    "cells": [
                        {"text": breakable(one["name"]), "note": breakable(one["title"])},
                        one["role_label"],
                        breakable(one["tie"] or "None stated"),
                    ]
                }
                for one in record["participants"]
            ],
        },
        "commitments": {
            "keep": len(record["commitments"]) <= KEPT,
            "columns": [{"label": "Who", "width": "wide"}, {"label": "What"}, {"label": "By", "width": "nowrap"}],
            "rows": [
                {"cells": [breakable(one["who"]), breakable(one["what"]), _day(one["due_on"]) or "No day named"]}
                for one in record["commitments"]
            ],
        },
        "present_words": record["present_words"],
    }


def _breakable(card: dict[str, Any]) -> dict[str, Any]:
    """A card for a cell of a table: its words, and who wrote it."""
    return {**card, **{key: breakable(card[key]) for key in ("text", "author", "title", "tie")}}


def _row(one: dict[str, Any], most: int) -> dict[str, Any]:
    answer = one["answer"]
    return {
        **_breakable(one),
        "joined": [_breakable(card) for card in one["joined"]],
        "bar": round(TRACK * one["dots"] / most, 1) if most else 0,
        "answer_label": answer["label"] if answer else "Not yet",
        "answer_why": breakable(answer["reason"]) if answer else "",
        "owner": ", ".join(part for part in (answer["owner"], _short_day(answer["by_when"])) if part) if answer else "",
    }


def _theme(label: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    dots = sum(row["dots"] for row in rows)
    answered = sum(row["answer"] is not None for row in rows)
    return {"label": label, "rows": rows, "dots": dots, "words": f"{answered} of {len(rows)} answered"}


def _figures(record: dict[str, Any]) -> list[dict[str, str]]:
    present, recommendations = record["present"], len(record["recommendations"])
    advised = present.get(SeatRole.PEER, 0) + present.get(SeatRole.EXPERT, 0)
    experts = present.get(SeatRole.EXPERT, 0)
    of_them = f", {in_words(experts)} of them {'an expert' if experts == 1 else 'experts'}" if experts else ""
    one = "person" if advised == 1 else "people"
    return [
        {"value": str(advised), "words": f"{one} advised{of_them}"},
        {"value": str(record["contributions"]), "words": "contributions kept in the record"},
        {
            "value": str(recommendations),
            "words": f"{'recommendation' if recommendations == 1 else 'recommendations'}, "
            f"{in_words(record['answered'])} answered by the city",
        },
        {"value": str(record["dots_placed"]), "words": f"dots placed, of {record['dots_to_place']} handed out"},
    ]


def _shown(shown: int, of: int) -> str:
    return f"Five dots a person; {in_words(shown)} of {in_words(of)} shown"


def _answers(record: dict[str, Any]) -> str:
    """“the city’s answers are due October 1, 2026”, or when it gave the last of them."""
    given = [one["answer"]["sent_on"] for one in record["recommendations"] if one["answer"]]
    if record["due_on"]:
        return f"the city’s answers are due {_day(record['due_on'])}"
    return f"answered by {_day(max(given))}" if given else "no answer is asked for"


def _day(day: str | None) -> str:
    return long_date(date.fromisoformat(day)) if day else ""


def _short_day(day: str | None) -> str:
    found = date.fromisoformat(day) if day else None
    return f"{found:%b} {found.day}, {found.year}" if found else ""


def shortened(text: str) -> str:
    """The beginning of a recommendation, up to the last whole word that fits."""
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"
