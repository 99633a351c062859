"""What is one person's own in a clinic: their cards, their dots, their place in the queue. Told to nobody else."""

from typing import Any

from casestudies.clinics.models import Clinic, ClinicState, Seat

from . import rules, speakers
from .cards import may_edit
from .clock import milliseconds
from .dots import dots_of
from .models import DOTS, Card, CardState


def mine(clinic: Clinic, seat: Seat) -> dict[str, Any]:
    """As the seat's page keeps it: `cards`, `dots` by card, `dots_left`, `queue` (their place from 1, 0 while they
    speak, None outside), and what they may do at this moment. Needs `clinic.step`."""
    step_kind = clinic.step.kind if clinic.state == ClinicState.LIVE and clinic.step else None
    allowed = rules.allowed(step_kind, seat.role)
    dots = dots_of(seat)
    cards = Card.objects.filter(seat=seat, clinic=clinic).order_by("made_at", "pk")
    return {
        "version": clinic.board_version,
        "step": clinic.step_id,
        "cards": [_card(card, clinic) for card in cards],
        "dots": dots,
        "dots_left": DOTS - sum(dots.values()),
        "queue": _place(clinic, seat),
        "allowed": {"kinds": allowed.kinds, "vote": allowed.vote, "speak": allowed.speak, "doing": allowed.doing},
    }


def _card(card: Card, clinic: Clinic) -> dict[str, Any]:
    return {
        "id": card.pk,
        "key": str(card.key),
        "kind": card.kind,
        "kind_label": card.get_kind_display(),
        "theme": card.theme,
        "theme_label": card.get_theme_display(),
        "text": card.text,
        "state": card.state,
        "version": card.version,
        "step": card.step_id,
        "made_at": milliseconds(card.made_at),
        "on_paper": card.on_paper,
        "joined_to": card.joined_to_id,
        "may_edit": may_edit(card, clinic),
        "may_withdraw": clinic.state == ClinicState.LIVE and card.state != CardState.WITHDRAWN,
    }


def _place(clinic: Clinic, seat: Seat) -> int | None:
    turns = speakers.queue(clinic)
    waiting = [turn.seat_id for turn in turns if turn.called_at is None]
    if seat.pk in waiting:
        return waiting.index(seat.pk) + 1
    return 0 if any(turn.seat_id == seat.pk for turn in turns) else None
