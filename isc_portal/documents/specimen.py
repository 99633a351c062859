"""A document with every building block, on invented content: for those who write a kind, and for the tests.

It is a kind only where DOCUMENT_KIND_MODULES names this module:

    DOCUMENT_KIND_MODULES=isc_portal.documents.specimen python manage.py make_document specimen --out specimen.pdf

It is about a person, since the documents app knows of nothing else.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from isc_portal import charts
from isc_portal.accounts.models import User

from .kinds import Kind, Snapshot, register


def collect(subject: User, *, as_of: Any, by: Any) -> Snapshot:
    """The invented content, the same for everyone."""
    content: Snapshot = json.loads(Path(__file__).with_suffix(".json").read_text())
    return content


def present(snapshot: Snapshot) -> dict[str, Any]:
    """The three pictures."""
    chart = snapshot["financing"]["chart"]
    return {
        "sources_picture": charts.stacked_bars(
            title="Sources by year",
            unit="Thousands of dollars. The bold figure is that year’s uses.",
            categories=chart["years"],
            series=[charts.Series(row["name"], row["values"]) for row in chart["series"]],
            head="Source",
        ),
        "days_picture": charts.bars(
            title="Days from application to answer",
            unit="Working days, middle home permit",
            rows=[(row["when"], row["days"]) for row in snapshot["operations"]["days"]],
            accent="Promised for 2027",
        ),
        "dates_picture": charts.timeline(
            title="Decisions until the start",
            events=[
                charts.Event(date.fromisoformat(row["on"]), row["what"], row["done"])
                for row in snapshot["operations"]["dates"]
            ],
        ),
    }


def themselves(user: User) -> Any:
    """Everyone sees their own specimen; administrators see all."""
    return User.objects.all() if user.is_administrator else User.objects.filter(pk=user.pk)


def find(*, cohort: str, city: str) -> User:
    """The first administrator: a specimen belongs to no city."""
    administrator = User.objects.filter(is_administrator=True).order_by("pk").first()
    if administrator is None:
        raise LookupError("There is no administrator yet whose specimen could be made.")
    return administrator


register(
    Kind(
        slug="specimen",
        name="Specimen",
        about="Every building block of a document, on invented content.",
        subject="accounts.User",
        template="documents/specimen.html",
        collect=collect,
        present=present,
        subjects_visible_to=themselves,
        subjects_editable_by=themselves,
        find=find,
    )
)
