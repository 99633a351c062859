"""Makers of one more thing in each list about experts: shortlists, introductions, proposals, who was asked."""

from types import SimpleNamespace

from django.utils import timezone

from resources.directory.models import Expert
from resources.introductions.services import accept, ask
from resources.matching.models import HelpRequest
from resources.shortlists.models import Shortlist
from tests import factories


def expert(number: int) -> Expert:
    return Expert.objects.create(
        name=f"Item {number}", email=f"item{number}@example.org", topics=["operations"], experience="Did it."
    )


def entry(cast: SimpleNamespace, number: int) -> None:
    expert(number)


def shortlist(cast: SimpleNamespace, number: int) -> None:
    Shortlist.objects.create(participation=cast.own, name=f"Item {number}")


def on_a_shortlist(cast: SimpleNamespace, number: int) -> None:
    """All on one list; its number is kept in the cast."""
    if not hasattr(cast, "shortlist"):
        cast.shortlist = Shortlist.objects.create(participation=cast.own, name="Permits")
    cast.shortlist.entries.create(expert=expert(number), note="Did it twice.")


def introduction(cast: SimpleNamespace, number: int) -> None:
    """Asked, accepted and rated; and somebody came to the city's clinic."""
    asked = ask(expert=expert(number), participation=cast.own, question="How?", by=cast.editor)
    accept(introduction=asked)
    HelpRequest.objects.filter(introduction=asked).update(helped="a lot", rated_at=timezone.now())
    HelpRequest.objects.create(
        expert=asked.expert, participation=cast.own, clinic=1, seat=number, helped_on=timezone.localdate()
    )


def proposed(cast: SimpleNamespace, number: int) -> None:
    if number == 1:
        factories.fill_intake(cast.own, cast.editor, help_sought=["operations"])
    expert(number)
