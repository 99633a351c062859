"""Writes of who was asked to help: whatever asks an expert says so here, in the same transaction."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cohorts.institutes.models import Participation
from resources.directory.models import Expert
from resources.introductions.models import Introduction

from .models import A_QUARTER, Helped, HelpRequest, HelpState


@transaction.atomic
def note_asked(
    *,
    expert: Expert,
    participation: Participation,
    by,
    topics: Iterable[str] = (),
    introduction: Introduction | None = None,
    clinic: int | None = None,
    seat: int | None = None,
    now: datetime | None = None,
) -> HelpRequest:
    """Note that an expert is asked, for an introduction or (by their ids) for a clinic, and what is wanted of them.

    Of `topics` those are kept that the entry has. Raises ValidationError if the expert has been asked as often within
    91 days as their entry allows: questions and clinics count alike, whatever was answered.
    """
    now = now or timezone.now()
    expert = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)  # one question to a person at a time
    if expert.help_requests.filter(asked_at__gt=now - A_QUARTER).count() >= expert.asks_a_quarter:
        raise ValidationError(f"{expert} has been asked often enough these three months. Please ask somebody else.")
    return HelpRequest.objects.create(
        expert=expert,
        participation=participation,
        introduction=introduction,
        clinic=clinic,
        seat=seat,
        topics=[topic for topic in expert.topics if topic in set(topics)],
        asked_by=by,
        asked_at=now,
    )


def note_answer(*, state: HelpState, introduction: Introduction | None = None, seat: int | None = None) -> None:
    """Note what became of a question or an invitation. A yes through the portal is help that can be rated."""
    found = HelpRequest.objects.filter(introduction=introduction, seat=seat)
    changes: dict[str, object] = {"state": state}
    if introduction is not None and state == HelpState.ACCEPTED:
        changes["helped_on"] = timezone.now().date()
    found.exclude(state=state).update(**changes)


def note_clinic_held(*, clinic: int, day: date, seats: Collection[int]) -> None:
    """Note who came to a clinic to help: seats by their ids. Whoever did not come is taken off, with what was said."""
    asked = HelpRequest.objects.filter(clinic=clinic)
    asked.filter(seat__in=seats, helped_on=None).update(helped_on=day)
    asked.exclude(seat__in=seats).exclude(helped_on=None).update(
        helped_on=None, helped="", note="", rated_by=None, rated_at=None
    )


@transaction.atomic
def rate(*, help_request: HelpRequest, helped: Helped, note: str = "", by) -> HelpRequest:
    """Say for the city how much an expert helped; it may be said anew.

    Raises ValidationError where there was no help yet: no yes, or no clinic they came to.
    """
    asked = HelpRequest.objects.select_for_update(of=("self",)).select_related("expert").get(pk=help_request.pk)
    if asked.helped_on is None:
        raise ValidationError(f"{asked.expert} has not helped yet. You can say how it was afterwards.")
    asked.helped, asked.note, asked.rated_by, asked.rated_at = helped, note.strip(), by, timezone.now()
    asked.save(update_fields=["helped", "note", "rated_by", "rated_at"])
    return asked
