"""Dots: five a person for all recommendations of a clinic, several on one if they like."""

from django.db import transaction
from django.db.models import Q, Sum

from casestudies.clinics.models import ClinicState, Seat

from . import rules, versions
from .locking import locked
from .models import DOTS, Card, CardKind, CardState, Dots
from .refusals import Refused


@transaction.atomic
def place_dots(*, card: Card, seat: Seat, count: int) -> int:
    """Let `count` of the person's five dots be on a recommendation, whatever it was before; how many are left.

    The number is set and not added, so a request that comes twice changes nothing. On a card that others are joined
    with, it is the number on all of them. Raises Refused for more than five in all, for people who do not choose, and
    outside the steps in which is chosen.
    """
    row = locked(card.clinic)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk, clinic=row)
    card = Card.objects.select_related("joined_to").get(pk=card.pk, clinic=row)
    card = card.joined_to or card
    if not 0 <= count <= DOTS:
        raise Refused(f"You have {DOTS} dots in all.")
    if card.kind != CardKind.RECOMMENDATION:
        raise Refused("Dots are for recommendations.")
    step_kind = row.step.kind if row.state == ClinicState.LIVE and row.step else None
    if seat.role not in rules.VOTERS:
        raise Refused("Peers and experts place the dots.")
    if not rules.may_vote(step_kind, seat.role):
        raise Refused("Dots are placed while recommendations are made, and in the debrief.")
    if card.state != CardState.SHOWN:
        raise Refused("This recommendation is not on the screen any more. Your dots are with you again.")
    together = Dots.objects.filter(Q(card=card) | Q(card__joined_to=card), seat=seat)
    elsewhere = Dots.objects.filter(seat=seat).exclude(pk__in=together.values("pk"))
    used = elsewhere.aggregate(sum=Sum("count"))["sum"] or 0
    if used + count > DOTS:
        left = DOTS - used
        raise Refused(f"You have {DOTS} dots in all, and {left} for this one. Take one away elsewhere first.")
    if (together.aggregate(sum=Sum("count"))["sum"] or 0) != count:
        together.delete()
        if count:
            Dots.objects.create(card=card, seat=seat, count=count)
        versions.bump(row)
    return DOTS - used - count


def dots_of(seat: Seat) -> dict[int, int]:
    """How many dots the person has on each recommendation, by the card on top of those joined."""
    found: dict[int, int] = {}
    for card, top, count in Dots.objects.filter(seat=seat).values_list("card", "card__joined_to", "count"):
        found[top or card] = found.get(top or card, 0) + count
    return found
