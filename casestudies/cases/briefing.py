"""What a case brief tells of a case: facts as JSON, and the tables and figures made of them.

The packet of a day puts the briefs of several cases together; both are drawn from `brief_of` and `sheet_of`.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cohorts.standing.words import in_words
from isc_portal.charts.timeline import long_date
from isc_portal.templatetags.portal import clock, dollars, zone_name

from .fields import FIELDS
from .models import CaseStudy, Readers
from .reading import CaseText, read

CONSTRAINTS = {
    "constraints-legal": "Laws and rules",
    "constraints-labor": "Labor agreements and civil service",
    "constraints-procurement": "Buying",
    "constraints-technical": "Systems and networks",
}
FIGURE_LENGTH, FIGURE_WORDS_LENGTH = 11, 110  # longer ones do not fit beside others on one line
MOST_FIGURES = 4
LONGEST_TITLE = 120
KEPT = 8  # rows of a table that stays on one sheet with its caption


def cover_title(title: str) -> str:
    """A title as a document carries it: cut at a word where it is longer than titles are."""
    return title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE].rsplit(' ', 1)[0]} …"


def title_of(case: CaseStudy, text: CaseText) -> str:
    """What the case is called; until the city named it, whose it is."""
    return text.title or f"The case of {case.participation.city.name}"


def brief_of(case: CaseStudy) -> dict[str, Any]:
    """All that a brief tells of a case, as JSON: only what stands in the fields of the case study.

    Attachments are listed by title as far as every reader of a brief may open them; of those that are for the
    clinic's experts alone, their number.
    """
    text = read(case)
    participation = case.participation
    city, mayor = participation.city, participation.mayor
    files = list(case.files.order_by("uploaded_at", "pk"))
    return {
        "id": city.slug,
        "title": title_of(case, text),
        "city": city.name,
        "place": city.long_name,
        "population": city.population,
        "government": city.get_form_of_government_display(),
        "mayor": f"Mayor {mayor.name}" if mayor else "",
        "question": text.focus_question,
        "problem": text.text("problem-statement"),
        "desired_result": text.text("desired-result"),
        "tried": text.text("tried-already"),
        "options": text.text("options-considered"),
        "would_fail": text.text("what-would-fail-it"),
        "help": _help(text),
        "affected": _with(text, "affected", "people"),
        "baseline": _with(text, "baseline", "date"),
        "decisions": sorted(_with(text, "decision-needed", "date"), key=lambda row: row["raw"]["date"] or "9999"),
        "stakeholders": text.rows("stakeholders"),
        "money": _with(text, "money-so-far", "amount", "kind"),
        "constraints": [
            {"term": term, "words": words} for key, term in CONSTRAINTS.items() if (words := text.text(key))
        ],
        "files": [{"title": one.title or one.name, "name": one.name} for one in files if one.readers == Readers.PEERS],
        "files_for_experts": sum(one.readers == Readers.EXPERTS for one in files),
        "missing": [one.label for one in FIELDS.values() if one.required and text.value(one.key) is None],
        "clinic": _clinic(case),
    }


def _help(text: CaseText) -> list[str]:
    labels = {choice["value"]: choice["label"] for choice in FIELDS["help-sought"].choices}
    return [labels.get(value, value) for value in text.value("help-sought") or []]


def _with(text: CaseText, key: str, *columns: str) -> list[dict[str, Any]]:
    """The rows of a table in words, with the stored values of some columns as `raw`."""
    stored = [
        dict(zip(columns, cells, strict=True)) for cells in zip(*(text.cells(key, one) for one in columns), strict=True)
    ]
    return [{**row, "raw": raw} for row, raw in zip(text.rows(key), stored, strict=True)]


def _clinic(case: CaseStudy) -> dict[str, Any] | None:
    """When and where the case is worked on, as far as that is planned."""
    clinic = case.clinics.exclude(state="cancelled").order_by("starts_at", "pk").last()
    if clinic is None:
        return None
    return {
        "starts_at": clinic.starts_at.isoformat(),
        "time_zone": case.participation.cohort.time_zone,
        "minutes": clinic.minutes,
        "room": clinic.room,
    }


def sheet_of(brief: dict[str, Any]) -> dict[str, Any]:
    """A brief with its tables and figures, for the template: made of the snapshot alone."""
    return {
        **brief,
        "more_files": more_files(brief["files_for_experts"]),
        "figures": figures(brief),
        "beside": [
            {"term": term, "words": words}
            for term, words in (
                (
                    "City",
                    f"{brief['place']}, {brief['population']:,} people" if brief["population"] else brief["place"],
                ),
                ("Mayor", brief["mayor"].removeprefix("Mayor ")),
                ("Government", brief["government"]),
                ("Clinic", clinic_words(brief["clinic"])),
            )
            if words
        ],
        "tables": {
            "affected": _table(brief["affected"], group="Group", people="People", how="How it touches them"),
            "baseline": _table(brief["baseline"], measure="Measure", value="Value", date="As of", source="Source"),
            "decisions": _table(brief["decisions"], date="By", body="Who decides", what="What is decided"),
            "stakeholders": _table(brief["stakeholders"], who="Who", part="Their part", stake="What matters to them"),
            "money": _table(brief["money"], what="What", kind="Kind", amount="Amount"),
        },
        "money_sentence": money_sentence(brief["money"]),
    }


def clinic_words(clinic: dict[str, Any] | None) -> str:
    """“Thursday, November 12, 2026, 1:30 PM Eastern Time, Room 2”, or nothing while none is planned."""
    if clinic is None:
        return ""
    zone = ZoneInfo(clinic["time_zone"])
    starts = datetime.fromisoformat(clinic["starts_at"]).astimezone(zone)
    place = f", {clinic['room']}" if clinic["room"] else ""
    return f"{starts:%A}, {long_date(starts)}, {clock(starts.time())} {zone_name(zone)}{place}"


def more_files(count: int) -> str:
    """“One more is”, “Two more are”: the attachments that not every reader of a brief may open."""
    return f"{in_words(count)} more {'is' if count == 1 else 'are'}".capitalize()


ENDLESS, PIECE = re.compile(r"\S{31,}"), re.compile(r".{8}(?=.)")
NUMBERS = {"people", "amount"}
WIDTHS = {"people": "narrow", "date": "nowrap", "amount": "narrow", "group": "wide", "who": "wide", "what": ""}


def _table(rows: list[dict[str, Any]], **columns: str) -> dict[str, Any]:
    return {
        "columns": [
            {"label": label, "number": key in NUMBERS, "width": WIDTHS.get(key, "")} for key, label in columns.items()
        ],
        "keep": len(rows) <= KEPT,
        "rows": [{"cells": [breakable(row.get(key) or "–") for key in columns]} for row in rows],
    }


def breakable(words: str) -> str:
    """The words with places to break in those without an end, which would push a table off its sheet."""
    return ENDLESS.sub(lambda found: PIECE.sub("\\g<0>\u200b", found[0]), words)


def figures(brief: dict[str, Any]) -> list[dict[str, str]]:
    """Two to four figures that matter, on one line; those too long for it stand in their tables alone."""
    found = [*_measured(brief), *_people(brief), *_costs(brief), *_first_decision(brief)]
    fitting = [one for one in found if len(one["value"]) <= FIGURE_LENGTH and len(one["words"]) <= FIGURE_WORDS_LENGTH]
    return fitting[:MOST_FIGURES] if len(fitting) > 1 else []


def _measured(brief: dict[str, Any]) -> list[dict[str, str]]:
    return [{"value": row["value"], "words": f"{row['measure']}, {row['date']}"} for row in brief["baseline"][:1]]


def _people(brief: dict[str, Any]) -> list[dict[str, str]]:
    counts = [row["raw"]["people"] for row in brief["affected"] if row["raw"]["people"] is not None]
    if not counts:
        return []
    groups = f"people affected, in {len(counts)} groups" if len(counts) > 1 else "people affected"
    return [{"value": f"{sum(int(count) for count in counts):,}", "words": groups}]


def _costs(brief: dict[str, Any]) -> list[dict[str, str]]:
    sums = sums_by_kind(brief["money"])
    once, yearly = sums.get("once"), sums.get("yearly")
    if once:
        return [
            {
                "value": short_dollars(once),
                "words": f"once, and {dollars(yearly)} each year" if yearly else "to pay once",
            }
        ]
    return [{"value": short_dollars(yearly), "words": "to pay each year"}] if yearly else []


def _first_decision(brief: dict[str, Any]) -> list[dict[str, str]]:
    dated = [(row["raw"]["date"], row.get("body", "")) for row in brief["decisions"] if row["raw"]["date"]]
    if not dated:
        return []
    day, body = date.fromisoformat(dated[0][0]), dated[0][1]
    first = "first decision" if len(brief["decisions"]) > 1 else "decision needed"
    return [{"value": f"{day:%b} {day.day}", "words": f"{day.year}: {first}{f', {body}' if body else ''}"}]


def sums_by_kind(money: list[dict[str, Any]]) -> dict[str, Decimal]:
    """The amounts of a case's money, summed by kind of row."""
    sums: dict[str, Decimal] = {}
    for row in money:
        amount, kind = row["raw"]["amount"], row["raw"]["kind"] or ""
        if amount is not None:
            sums[kind] = sums.get(kind, Decimal(0)) + Decimal(str(amount))
    return sums


def money_sentence(money: list[dict[str, Any]]) -> str:
    """What it costs against what is found, in one sentence; nothing where either is not known."""
    sums = sums_by_kind(money)
    costs = [words for kind, words in (("once", "once"), ("yearly", "each year")) if sums.get(kind)]
    found = sum((sums.get(kind, Decimal(0)) for kind in ("certain", "likely", "possible")), Decimal(0))
    if not costs or not found:
        return ""
    said = " and ".join(f"{dollars(sums['once' if words == 'once' else 'yearly'])} {words}" for words in costs)
    certain = sums.get("certain", Decimal(0))
    share = "all of it certain" if certain == found else f"{dollars(certain) or '$0'} of it certain"
    return f"It costs {said}. So far {dollars(found)} is found, {share}."


def short_dollars(amount: Decimal) -> str:
    """Money for a line of figures: “$640,000”, from ten million on “$12.5M”."""
    if abs(amount) < 10_000_000:
        return dollars(amount)
    return f"${(amount / 1_000_000).quantize(Decimal('0.1')):,}M".replace(".0M", "M")
