"""The tables of a blueprint, made of its snapshot alone."""

from decimal import Decimal
from typing import Any

from isc_portal.templatetags.portal import dollars

from .money import YEARS, five_year_cost, sources_found

NOTHING = "–"

# The five elements of digital inclusion, after the National Digital Inclusion Alliance.
ELEMENTS = (
    ("Affordable, robust broadband", "no_broadband"),
    ("Devices that meet people's needs", ""),
    ("Training in digital skills", ""),
    ("Quality technical support", ""),
    ("Content and applications that let people take part", ""),
)


def tables_of(snapshot: dict[str, Any]) -> dict[str, Any]:
    initiative, money, operations = snapshot["initiative"], snapshot["money"], snapshot["operations"]
    partnerships, inclusion = snapshot["partnerships"], snapshot["inclusion"]
    return {
        "affected": {
            "columns": [{"label": "Group"}, {"label": "People", "number": True}, {"label": "How it touches them"}],
            "rows": [
                {"cells": [row["group"], row["people"] or NOTHING, row["how"] or NOTHING]}
                for row in initiative["affected"]
            ],
        },
        "baseline": {
            "columns": [{"label": "Measure"}, {"label": "Value"}, {"label": "As of"}, {"label": "Source"}],
            "rows": [
                {"cells": [row["measure"], row["value"], row["date"], row["source"]]} for row in initiative["baseline"]
            ],
        },
        "uses": _uses(money),
        "sources": _sources_table(money),
        "staff": {
            "columns": [
                {"label": "Department"},
                {"label": "Positions", "number": True},
                {"label": "What would change"},
            ],
            "rows": [
                {"cells": [row["department"], row["positions"] or NOTHING, row["change"] or NOTHING]}
                for row in operations["staff"]
            ],
        },
        "systems": {
            "columns": [{"label": "System"}, {"label": "What it is for"}, {"label": "Contract until"}],
            "rows": [
                {"cells": [row["system"], row["for"] or NOTHING, row["until"] or NOTHING]}
                for row in operations["systems"]
            ],
        },
        "partners": {
            "columns": [{"label": "Partner"}, {"label": "Kind"}, {"label": "What they bring"}],
            "rows": [
                {"cells": [row["partner"], row["kind"] or NOTHING, row["brings"] or NOTHING]}
                for row in partnerships["partners"]
            ],
        },
        "vendors": {
            "columns": [
                {"label": "Vendor"},
                {"label": "Status"},
                {"label": "What they offer"},
                {"label": "Price", "number": True},
            ],
            "rows": [
                {"cells": [row["vendor"], row["status"] or NOTHING, row["offers"] or NOTHING, row["price"] or NOTHING]}
                for row in partnerships["vendors"]
            ],
        },
        "elements": {
            "columns": [{"label": "Element"}, {"label": "What is known"}, {"label": "Still to be added"}],
            "rows": [{"cells": _element(name, key, inclusion)} for name, key in ELEMENTS],
        },
    }


def _element(name: str, key: str, inclusion: dict[str, Any]) -> list[str]:
    if key and inclusion[key] is not None:
        return [name, f"{inclusion[key]}% of households have no broadband at home", "Action, owner, money, measure"]
    return [name, NOTHING, "Baseline, gap, action, owner, money, measure"]


def _uses(money: dict[str, Any]) -> dict[str, Any]:
    """Uses year by year: the cost of setting up in the first, the yearly cost in each. Whole dollars."""
    one_time, yearly = Decimal(money["one_time"] or 0), Decimal(money["yearly"] or 0)
    heads = [f"Year {year}" for year in range(1, YEARS + 1)]

    def row(label: str, values: list[Decimal], kind: str = "") -> dict[str, Any]:
        cells = [dollars(value) if value else NOTHING for value in [*values, sum(values, Decimal(0))]]
        return {"cells": [label, *cells], "kind": kind}

    once = [one_time] + [Decimal(0)] * (YEARS - 1)
    every = [yearly] * YEARS
    rows = [row("One-time", once), row("Every year", every)]
    rows.append(row("All uses", [a + b for a, b in zip(once, every, strict=True)], "total"))
    columns = [{"label": "Use"}, *({"label": head, "number": True} for head in [*heads, "Five years"])]
    return {"columns": columns, "rows": rows if five_year_cost(money) is not None else []}


def _sources_table(money: dict[str, Any]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {
            "cells": [
                source["source"] or NOTHING,
                source["sure"] or NOTHING,
                dollars(Decimal(source["amount"])) if source["amount"] else NOTHING,
            ]
        }
        for source in money["sources"]
    ]
    if rows:
        rows.append({"cells": ["All sources", "", dollars(sources_found(money))], "kind": "total"})
    return {"columns": [{"label": "Source"}, {"label": "How sure"}, {"label": "Amount", "number": True}], "rows": rows}
