"""What was written on paper: cards that a facilitator enters for whoever wrote them, marked as such."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from casestudies.clinics.models import Clinic, ClinicState, ClinicStep, SeatRole

from . import rules
from .cards import write_card
from .models import Card

# Whose paper there is: observers write nothing, and facilitators have the console.
WRITERS = frozenset({SeatRole.EXPERT, SeatRole.PEER, SeatRole.PRESENTER})


def why_not(clinic: Clinic) -> str:
    """Why nothing can be entered for this clinic, as a sentence; empty if it can."""
    if clinic.state in rules.TAKES_CARDS:
        return ""
    return {
        ClinicState.PLANNED: "The clinic has not begun. Paper can be entered once it runs, and after it.",
        ClinicState.CLOSED: "The record of this clinic is closed: nothing can be added any more.",
    }.get(ClinicState(clinic.state), "This clinic was called off.")


@transaction.atomic
def enter_paper(*, clinic: Clinic, by, rows: Iterable[dict[str, Any]]) -> list[Card]:
    """Put the cards on the board, all or none. A row is `seat`, `key`, `kind`, `theme` and `text`.

    Each counts as written in the step that asks for its kind, if that has begun. The same key again is the same card.
    Raises Refused.
    """
    steps = list(clinic.steps.filter(started_at__isnull=False))
    return [
        write_card(clinic=clinic, step_id=_step_of(row["kind"], steps), on_paper=True, entered_by=by, **row)
        for row in rows
    ]


def _step_of(kind: str, steps: list[ClinicStep]) -> int | None:
    return next((step.pk for step in steps if kind in rules.KINDS_IN[step.kind]), None)
