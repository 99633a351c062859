"""Practices of each city: one that is out, with a file, a draft, and one that waits for its review."""

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from resources.library.models import Practice


def add_practices(places: dict[str, Any], secret) -> None:
    """Give each place its rows; `secret(place, kind, what)` makes a marked text."""
    for name, place in places.items():
        writer = place.editor.user
        theirs = {"participation": place.participation, "author": writer, "text": "First we asked the clerks."}
        published = Practice.objects.create(
            title="Permits in ten days", slug=f"permits-{name}", summary="One desk.", state="published",
            published_at=timezone.now(), **theirs,
        )  # fmt: skip
        file = published.files.create(
            name="figures.csv", content_type="text/csv", size=4, sha256="0" * 64, uploaded_by=writer,
            file=ContentFile(b"a,b\n", name="figures.csv"),
        )  # fmt: skip
        place.rows |= {
            "practice": published,
            "practice_file": file,
            "practice_draft": Practice.objects.create(
                title=secret(name, "TEAM", "practice"), slug=f"draft-{name}", summary="One desk.", **theirs
            ),
            "practice_submitted": Practice.objects.create(
                title="Night buses", slug=f"submitted-{name}", summary="Every half hour.", state="submitted",
                submitted_at=timezone.now(), **theirs,
            ),
        }  # fmt: skip
