"""A shortlist and two introductions of each city: one that waits for its answer, one that was accepted and rated."""

from typing import Any

from django.utils import timezone

from resources.directory.models import Expert
from resources.introductions.models import Introduction
from resources.matching.models import HelpRequest
from resources.shortlists.models import Shortlist


def add_shortlists(places: dict[str, Any], secret) -> None:
    """Give each place its rows; `secret(place, kind, what)` makes a marked text. The expert's name is known to all."""
    expert = Expert.objects.create(name="Judith Kessler", email="judith.kessler@example.org")
    for name, place in places.items():
        writer = place.editor.user
        asked = {"expert": expert, "participation": place.participation, "asked_by": writer}
        shortlist = Shortlist.objects.create(
            participation=place.participation, name=secret(name, "TEAM", "shortlist"), created_by=writer
        )
        place.rows |= {
            "listed": expert,
            "shortlist": shortlist,
            "shortlist_entry": shortlist.entries.create(expert=expert, note=secret(name, "TEAM", "note")),
            "introduction": Introduction.objects.create(question=secret(name, "TEAM", "question"), **asked),
            "accepted": Introduction.objects.create(
                question=secret(name, "TEAM", "accepted"), state="accepted", answered_at=timezone.now(),
                answer=secret(name, "TEAM", "answer"), **asked,
            ),
        }  # fmt: skip
        place.rows["helped"] = HelpRequest.objects.create(
            expert=expert, participation=place.participation, introduction=place.rows["accepted"], state="accepted",
            helped_on=timezone.localdate(), helped="a lot", note=secret(name, "TEAM", "rating"),
            rated_by=writer, rated_at=timezone.now(), topics=["permitting"],
        )  # fmt: skip
