"""From a document's snapshot to HTML, for paper and for the screen."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from redis.exceptions import RedisError

from isc_portal.charts import palette
from isc_portal.mail.links import absolute

from . import numbering
from .kinds import Part
from .models import Document

PAPER = "documents/pdf/base.html"
SCREEN = "documents/twin.html"
PRESENTED_FOR = 600  # seconds for which the pictures of a page on the screen are kept


@dataclass(frozen=True)
class Imprint:
    """What a document says about itself, on its cover and at the foot of its pages.

    Dates are days in the place's own time zone. `check_words` is the address of the check as it is printed.
    """

    name: str
    title: str
    place: str
    version: int
    code: str
    check_url: str
    check_words: str
    as_of: datetime
    prepared_by: str
    needs_approval: bool
    approved_at: datetime | None
    approved_by: str
    fingerprint: str

    @classmethod
    def of(cls, document: Document) -> "Imprint":
        """The imprint of a row, whether it is saved or not."""
        zone = ZoneInfo(document.snapshot.get("time_zone") or "UTC")
        url = absolute(document.check_path)
        return cls(
            name=document.kind_name,
            title=document.title,
            place=document.place,
            version=document.version,
            code=document.code,
            check_url=url,
            check_words=url.partition("://")[2].rstrip("/"),
            as_of=document.as_of.astimezone(zone),
            prepared_by=document.prepared_by_name,
            needs_approval=document.declared.needs_approval,
            approved_at=document.approved_at.astimezone(zone) if document.approved_at else None,
            approved_by=document.approved_by_name,
            fingerprint=numbering.fingerprint(document.snapshot_hash),
        )

    @property
    def code_picture(self) -> SafeString:
        """The QR code that leads to the check of this copy."""
        return qr_code(self.check_url, f"QR code for {self.check_words}, which says whether this copy is current")


def qr_code(url: str, description: str) -> SafeString:
    """A QR code as SVG that takes the size of the box it stands in."""
    made = segno.make(url, error="m", micro=False)
    svg: str = made.svg_inline(
        border=0, omitsize=True, dark=palette.NAVY, svgclass=None, lineclass=None, title=description
    )
    return mark_safe(svg.replace("<svg ", '<svg role="img" ', 1))


def context_for(document: Document, *, layout: str) -> dict[str, Any]:
    """Everything a kind's template may use: the snapshot, what the kind presents of it, and the imprint."""
    # The database keeps the keys of JSON in an order of its own; pages must not depend on it.
    snapshot = json.loads(numbering.canonical_json(document.snapshot))
    return {
        **document.declared.present(snapshot),
        "snapshot": snapshot,
        "document": Imprint.of(document),
        "layout": layout,
        "medium": "paper" if layout == PAPER else "screen",
    }


def paper_context(document: Document) -> dict[str, Any]:
    """What the template of a document on paper may use; it depends on nothing but the row."""
    institute = {"name": settings.INSTITUTE_NAME, "short_name": settings.INSTITUTE_SHORT_NAME}
    return {**context_for(document, layout=PAPER), "institute": institute}


def paper_html(document: Document) -> str:
    """The HTML that the press prints in one go."""
    return render_to_string(document.declared.template, paper_context(document))


def parts_of(document: Document) -> list[Part]:
    """The parts of a long document; none of one that is printed in one go."""
    made = document.declared.parts
    return list(made(json.loads(numbering.canonical_json(document.snapshot)))) if made else []


def screen_part(document: Document, key: str) -> dict[str, Any] | None:
    """The context of one part as a web page, the front if no key is given; None if there is no such part."""
    context = context_for(document, layout=SCREEN)
    parts = list(document.declared.parts(context["snapshot"])) if document.declared.parts else []
    place = next((place for place, part in enumerate(parts) if not key or part.key == key), None)
    if place is None:
        return None
    return {
        **context,
        **parts[place].context,
        "part": parts[place],
        "parts": parts,
        "before": parts[place - 1] if place else None,
        "after": parts[place + 1] if place + 1 < len(parts) else None,
        "part_of": {id: part.key for part in parts for id in part.ids},
    }


def screen_context(document: Document) -> dict[str, Any]:
    """The context of the same template as a web page; pictures are drawn once in a while, not for every reader."""
    approved = int(document.approved_at.timestamp()) if document.approved_at else 0
    key = f"document-presented:{document.pk}:{document.snapshot_hash}:{approved}"
    try:
        context: dict[str, Any] | None = cache.get(key)
        if context is None:
            context = context_for(document, layout=SCREEN)
            cache.set(key, context, PRESENTED_FOR)
    except RedisError:
        return context_for(document, layout=SCREEN)
    return context
