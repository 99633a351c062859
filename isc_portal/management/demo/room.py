"""The live clinic of the demonstration moves by itself: people write, place dots, and the steps go on.

Everything goes through the services, as if people did it. Its pages say that the room is made up.
"""

from django.db import transaction
from django.utils import timezone

from casestudies.board import rules, running, versions
from casestudies.board.dots import dots_of, place_dots
from casestudies.board.models import DOTS, Card, Dots
from casestudies.board.refusals import Refused
from casestudies.clinics.models import Clinic, ClinicState, ClinicStep, Seat, StepKind

from . import clinic_cards as said
from .clinic_day import live_clinic, room_of, write

LINGER = 75  # seconds that a step goes on when everything is said
CARDS = [*said.STOCKTON, *(("recommendation", *card) for card in said.STOCKTON_RECOMMENDATIONS)]


def move() -> str:
    """Let one thing happen in the room, and say what; "" when nothing did."""
    clinic = live_clinic()
    if clinic is None or clinic.cohort.is_closed or clinic.is_paused or clinic.state == ClinicState.CLOSED:
        return ""
    if clinic.state == ClinicState.ENDED:
        _rewind(clinic)
        return "begins anew"
    leader = clinic.leader or clinic.seats.filter(role="facilitator", user__isnull=False)[0].user
    if clinic.state == ClinicState.PLANNED:
        running.start(clinic=clinic, by=leader, confirmed=True)
        return "starts"
    seats = room_of(clinic)
    try:
        return _say_something(clinic, seats) or _choose(clinic, seats) or _go_on(clinic, leader)
    except Refused as refused:  # somebody who looks on has done something else in the same second
        return str(refused)


def _say_something(clinic: Clinic, seats: dict[str, Seat]) -> str:
    """The next card that is open in this step and has not been written yet."""
    written = set(clinic.cards.values_list("text", flat=True))
    for kind, theme, who, text in CARDS:
        if text not in written and kind in rules.open_kinds(clinic.step.kind, seats[who].role):
            write(clinic, seats, kind, theme, who, text)
            return f"{seats[who].name} writes"
    if clinic.step.kind == StepKind.RESTATED and clinic.question != said.STOCKTON_QUESTION:
        running.restate_question(clinic=clinic, by=clinic.leader, question=said.STOCKTON_QUESTION)
        return "the question is restated"
    return ""


def _choose(clinic: Clinic, seats: dict[str, Seat]) -> str:
    """One dot of somebody who has some left, on a recommendation of somebody else."""
    if clinic.step.kind != StepKind.RECOMMENDATIONS:
        return ""
    cards = list(Card.objects.filter(clinic=clinic).recommendations().on_screen().order_by("pk"))
    for place, seat in enumerate(seats.values()):
        placed = dots_of(seat)
        others = [card for card in cards if card.seat_id != seat.pk]
        if others and sum(placed.values()) < DOTS:
            card = others[(0, 1, 0, 2, place)[sum(placed.values())] % len(others)]
            place_dots(card=card, seat=seat, count=placed.get(card.pk, 0) + 1)
            return f"{seat.name} chooses"
    return ""


def _go_on(clinic: Clinic, leader) -> str:
    began = clinic.step.started_at or timezone.now()
    if (timezone.now() - began).total_seconds() < LINGER:
        return ""
    if clinic.steps.filter(order__gt=clinic.step.order).exists():
        running.next_step(clinic=clinic, by=leader, step_id=clinic.step.pk, early=True)
        return "goes on"
    running.end(clinic=clinic, by=leader, step_id=clinic.step.pk, early=True)
    return "ends"


@transaction.atomic
def _rewind(clinic: Clinic) -> None:
    """Let the room be empty again, an hour in which nothing was said. Only ever done to the simulated clinic."""
    row = Clinic.objects.select_for_update(of=("self",)).get(pk=clinic.pk, simulated=True)
    Dots.objects.filter(card__clinic=row).delete()
    Card.objects.filter(clinic=row).update(joined_to=None)
    Card.objects.filter(clinic=row).delete()
    row.speaker_turns.all().delete()
    ClinicStep.objects.filter(clinic=row).update(started_at=None, ended_at=None, added_minutes=0)
    row.state, row.step, row.step_ends_at, row.paused_at = ClinicState.PLANNED, None, None, None
    row.started_at = row.ended_at = None
    row.question = ""
    row.save()
    versions.bump(row)
