"""Everything that can be done on a board, one view an act: read what was sent, call the service.

How they answer is told in `acting`. What is sent is form data; its fields stand in each docstring.
"""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from casestudies.clinics.models import Clinic
from isc_portal.accounts.models import User

from . import cards, dots, handing_over, labels, running, speakers
from .acting import facilitators_act, json_refusals, seat_door, seats_act
from .mine import mine
from .models import Card, SpeakerTurn
from .refusals import Refused


@require_GET
@json_refusals
def board_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader's own cards, dots and place in the queue, as JSON."""
    if not request.user.is_authenticated:
        raise Http404
    clinic = seat_door(request, pk)
    return JsonResponse(mine(clinic, clinic.seat), headers={"Cache-Control": "no-store"})


# --- The clock and the steps ---


@facilitators_act
def start(request: HttpRequest, clinic: Clinic) -> None:
    """confirmed"""
    running.start(clinic=clinic, by=request.user, confirmed=_yes(request, "confirmed"))


@facilitators_act
def pause(request: HttpRequest, clinic: Clinic) -> None:
    """step"""
    running.pause(clinic=clinic, by=request.user, step_id=_number(request, "step"))


@facilitators_act
def resume(request: HttpRequest, clinic: Clinic) -> None:
    """step"""
    running.resume(clinic=clinic, by=request.user, step_id=_number(request, "step"))


@facilitators_act
def next_step(request: HttpRequest, clinic: Clinic) -> None:
    """step, early (yes: with more than a minute left)"""
    step = _number(request, "step")
    if step is None:
        raise Refused("Say which step is over.")
    running.next_step(clinic=clinic, by=request.user, step_id=step, early=_yes(request, "early"))


@facilitators_act
def extend(request: HttpRequest, clinic: Clinic) -> None:
    """step, minutes, ends (the end that the page shows, in milliseconds since 1970)"""
    step, minutes, ends = (_number(request, name) for name in ("step", "minutes", "ends"))
    if step is None or minutes is None:
        raise Refused("Say which step, and by how many minutes.")
    seen = dt.datetime.fromtimestamp(min(ends, 10**13) / 1000, dt.UTC) if ends else None
    running.extend(clinic=clinic, by=request.user, step_id=step, minutes=minutes, seen_end=seen)


@facilitators_act
def back(request: HttpRequest, clinic: Clinic) -> None:
    """step"""
    running.back(clinic=clinic, by=request.user, step_id=_number(request, "step"))


@facilitators_act
def end(request: HttpRequest, clinic: Clinic) -> None:
    """step, early (yes: with steps or time left)"""
    running.end(clinic=clinic, by=request.user, step_id=_number(request, "step"), early=_yes(request, "early"))


@facilitators_act
def held_on_paper(request: HttpRequest, clinic: Clinic) -> None:
    """Nothing is sent: the clinic was held without the portal."""
    running.held_on_paper(clinic=clinic, by=request.user)


@facilitators_act
def question(request: HttpRequest, clinic: Clinic) -> None:
    """question"""
    running.restate_question(clinic=clinic, by=request.user, question=request.POST.get("question", ""))


# --- Who conducts ---


@facilitators_act
def handover_offer(request: HttpRequest, clinic: Clinic) -> None:
    """to (a person's id)"""
    handing_over.offer_handover(clinic=clinic, by=request.user, to=_person(request))


@facilitators_act
def handover_accept(request: HttpRequest, clinic: Clinic) -> None:
    """Nothing is sent."""
    handing_over.accept_handover(clinic=clinic, by=request.user)


@facilitators_act
def handover_decline(request: HttpRequest, clinic: Clinic) -> None:
    """Nothing is sent: no to an offer, or to an ask."""
    handing_over.decline_handover(clinic=clinic, by=request.user)


@facilitators_act
def handover_take_back(request: HttpRequest, clinic: Clinic) -> None:
    """Nothing is sent: the reader's own offer or ask."""
    handing_over.take_back_handover(clinic=clinic, by=request.user)


@facilitators_act
def handover_ask(request: HttpRequest, clinic: Clinic) -> None:
    """Nothing is sent."""
    handing_over.ask_to_conduct(clinic=clinic, by=request.user)


@facilitators_act
def handover_give(request: HttpRequest, clinic: Clinic) -> None:
    """to (the id of the person who asked)"""
    handing_over.give_to_asker(clinic=clinic, by=request.user, to=_person(request))


@facilitators_act
def take_over(request: HttpRequest, clinic: Clinic) -> None:
    """confirmed"""
    handing_over.take_over(clinic=clinic, by=request.user, confirmed=_yes(request, "confirmed"))


# --- What the facilitator does with cards ---


@facilitators_act
def card_show(request: HttpRequest, clinic: Clinic, card: int) -> None:
    """Nothing is sent."""
    cards.show_card(card=_card(clinic, card), by=request.user)


@facilitators_act
def card_hold(request: HttpRequest, clinic: Clinic, card: int) -> None:
    """Nothing is sent."""
    cards.hold_card(card=_card(clinic, card), by=request.user)


@facilitators_act
def card_join(request: HttpRequest, clinic: Clinic, card: int) -> None:
    """to (the id of the card to stand below)"""
    cards.join_cards(card=_card(clinic, card), to=_card(clinic, _number(request, "to")), by=request.user)


@facilitators_act
def card_separate(request: HttpRequest, clinic: Clinic, card: int) -> None:
    """Nothing is sent."""
    cards.separate_card(card=_card(clinic, card), by=request.user)


@facilitators_act
def cards_group(request: HttpRequest, clinic: Clinic) -> None:
    """card (several), group (the heading; empty takes them out)"""
    chosen = [int(pk) for pk in request.POST.getlist("card")[:500] if pk.isascii() and pk.isdecimal() and len(pk) < 16]
    group = request.POST.get("group", "")
    cards.group_cards(
        clinic=clinic, cards=Card.objects.filter(clinic=clinic, pk__in=chosen), group=group, by=request.user
    )


@facilitators_act
def moderation(request: HttpRequest, clinic: Clinic) -> None:
    """on (yes or no)"""
    cards.set_moderation(clinic=clinic, by=request.user, on=_yes(request, "on"))


@facilitators_act
def label(request: HttpRequest, clinic: Clinic) -> None:
    """record_label, named_cards (yes or no)"""
    labels.change_label(
        clinic=clinic,
        by=request.user,
        record_label=request.POST.get("record_label", ""),
        named_cards=_yes(request, "named_cards"),
    )


@facilitators_act
def speaker_call(request: HttpRequest, clinic: Clinic, turn: int) -> None:
    """Nothing is sent."""
    speakers.call_speaker(turn=get_object_or_404(SpeakerTurn, clinic=clinic, pk=turn), by=request.user)


@facilitators_act
def speaker_done(request: HttpRequest, clinic: Clinic, turn: int) -> None:
    """Nothing is sent."""
    speakers.finish_speaker(turn=get_object_or_404(SpeakerTurn, clinic=clinic, pk=turn), by=request.user)


# --- What a seat does ---


@seats_act
def card_write(request: HttpRequest, clinic: Clinic) -> None:
    """key (a UUID made in the browser), kind, theme, text, step (in which it was written)"""
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError as error:
        raise Refused("This card came without its key. Load the page again, then send it.") from error
    cards.write_card(
        clinic=clinic,
        seat=clinic.seat,
        key=key,
        kind=request.POST.get("kind", ""),
        theme=request.POST.get("theme", ""),
        text=request.POST.get("text", ""),
        step_id=_number(request, "step"),
    )


@seats_act
def card_edit(request: HttpRequest, clinic: Clinic, card: int) -> None:
    """text, theme, version (that was changed)"""
    cards.edit_card(
        card=_own_card(clinic, card),
        seat=clinic.seat,
        text=request.POST.get("text", ""),
        theme=request.POST.get("theme"),
        version=_number(request, "version"),
    )


@seats_act
def card_withdraw(request: HttpRequest, clinic: Clinic, card: int) -> None:
    """Nothing is sent."""
    cards.withdraw_card(card=_own_card(clinic, card), seat=clinic.seat)


@seats_act
def card_dots(request: HttpRequest, clinic: Clinic, card: int) -> None:
    """count (how many of the person's dots are on it from now on)"""
    count = _number(request, "count")
    dots.place_dots(card=_card(clinic, card), seat=clinic.seat, count=-1 if count is None else count)


@seats_act
def speak(request: HttpRequest, clinic: Clinic) -> None:
    """Nothing is sent."""
    speakers.ask_to_speak(clinic=clinic, seat=clinic.seat)


@seats_act
def speak_leave(request: HttpRequest, clinic: Clinic) -> None:
    """Nothing is sent."""
    speakers.leave_queue(clinic=clinic, seat=clinic.seat)


# --- Reading what was sent ---


def _yes(request: HttpRequest, name: str) -> bool:
    return request.POST.get(name, "") in ("yes", "1", "on", "true")


def _number(request: HttpRequest, name: str) -> int | None:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 16 else None


def _card(clinic: Clinic, pk: int | None) -> Card:
    found: Card = get_object_or_404(Card.objects.select_related("clinic"), clinic=clinic, pk=pk)
    return found


def _own_card(clinic: Clinic, pk: int) -> Card:
    found: Card = get_object_or_404(Card.objects.select_related("clinic"), clinic=clinic, pk=pk, seat=clinic.seat)
    return found


def _person(request: HttpRequest) -> Any:
    return get_object_or_404(User, pk=_number(request, "to"), is_active=True)
