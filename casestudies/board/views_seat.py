"""The seat: the page of one person in the room, and the ways in."""

import uuid
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from casestudies.clinics.models import Clinic, ClinicState, RecordLabel, SeatRole
from casestudies.clinics.seats import suggested_ties
from casestudies.clinics.times import venue_zone
from isc_portal.accounts.doors import signed_in

from . import naming, presence, rules
from .entering import InvitationWaits, clinic_of_code, enter, entrance, has_entered
from .mine import mine
from .models import DOTS, LONGEST_CARD, CardKind, CardState, Theme
from .polling import note_seen
from .seat import doing
from .seat_forms import JoinForm, TiesForm
from .state import SEAT, Board

# Where a person's card stands, told to that person alone.
STATE_WORDS = {
    CardState.SHOWN: "On the screen.",
    CardState.WAITING: "The facilitator reads it first.",
    CardState.HELD: "The facilitator keeps it off the screen.",
    "joined": "On the screen, together with one that says the same.",
}
CIRCLES = tuple(11 + 26 * number for number in range(DOTS))  # where the dots in the foot are drawn


@never_cache
@signed_in
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """What happens in the room, and what this person can do now. Who comes for the first time states their ties."""
    try:
        clinic = entrance(request, pk)
    except InvitationWaits:
        return redirect("casestudies:clinic_invitation", pk)
    if not has_entered(clinic.seat):
        return redirect("casestudies:seat_ties", pk)
    presence.note(pk, request.user.pk)
    note_seen(clinic.seat)
    # Times stand in the zone of the venue, as in every part that the page learns later.
    with timezone.override(venue_zone(clinic.cohort)):
        return render(request, "casestudies/board/seat.html", _seat_page(request, clinic))


def _seat_page(request: HttpRequest, clinic: Clinic) -> dict[str, Any]:
    board, own = Board(clinic, SEAT), mine(clinic, clinic.seat)
    now = doing(board, clinic.seat.role)
    open_kinds = now.kinds if now else ()
    own["cards"] = [card for card in own["cards"] if card["state"] != CardState.WITHDRAWN]
    cards = [card | {"state_words": _state_words(card)} for card in reversed(own["cards"])]
    sign_in = QueryDict(mutable=True)
    sign_in[REDIRECT_FIELD_NAME] = request.path
    return {
        "clinic": clinic,
        "seat": clinic.seat,
        "role": clinic.seat.role,
        "board": board,
        "now": now,
        "mine": own,
        "used": DOTS - own["dots_left"],
        "circles": CIRCLES,
        "cards": [card for card in cards if board.is_live and card["step"] == clinic.step_id],
        "earlier": [card for card in cards if not (board.is_live and card["step"] == clinic.step_id)],
        "state_words": STATE_WORDS,
        "key": uuid.uuid4(),
        "kinds": [(kind.value, kind.label, kind in open_kinds, kind in rules.WITH_THEME) for kind in CardKind],
        "themes": Theme.choices,
        "longest": LONGEST_CARD,
        "shown_as": naming.shown_as(clinic.seat),
        "zone": clinic.cohort.time_zone,
        "sign_in": f"{resolve_url('account_login')}?{sign_in.urlencode(safe='/')}",
        "report_url": _address("documents:kind", "clinic_report", clinic.pk) if _may_read_report(clinic) else "",
        "answers_url": _answers_address(clinic),
    }


def _state_words(card: dict[str, Any]) -> str:
    return STATE_WORDS["joined" if card["joined_to"] else card["state"]]


def _may_read_report(clinic: Clinic) -> bool:
    """Once the record is closed; where it is for staff only, those who run the clinic alone."""
    return clinic.state == ClinicState.CLOSED and (clinic.can_run or clinic.record_label != RecordLabel.STAFF_ONLY)


def _answers_address(clinic: Clinic) -> str:
    """Where the city answers, and where everybody else finds what became of their advice."""
    if clinic.state != ClinicState.CLOSED:
        return ""
    if clinic.seat.role == SeatRole.PRESENTER:
        return _address("casestudies:answers", *clinic.participation.url_kwargs.values())
    return _address("casestudies:advice") if clinic.seat.role in rules.VOTERS else ""


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@signed_in
def seat_ties(request: HttpRequest, pk: int) -> HttpResponse:
    """The one question before the room, and the place to change its answer: which ties to vendors are there?"""
    try:
        clinic = entrance(request, pk)
    except InvitationWaits:
        return redirect("casestudies:clinic_invitation", pk)
    stated = has_entered(clinic.seat)
    suggested = clinic.seat.ties if stated else suggested_ties(user=request.user)
    form = TiesForm(request.POST or None, initial={"ties": suggested})
    if request.method == "POST" and form.is_valid():
        enter(clinic=clinic, user=request.user, ties=form.cleaned_data["ties"])
        return redirect("casestudies:seat", pk)
    context = {"clinic": clinic, "form": form, "stated": stated, "suggested": suggested}
    return render(request, "casestudies/board/seat_ties.html", context, status=422 if form.errors else 200)


@signed_in
def join(request: HttpRequest) -> HttpResponse:
    """From the code on the projector to one's seat; a link with the code in it leads there too."""
    form = JoinForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST":
        if limited := ratelimit.consume_or_429(request, action="join_clinic", user=request.user):
            return limited
        if form.is_valid():
            clinic = clinic_of_code(user=request.user, code=form.cleaned_data["code"])
            if clinic is not None:
                return redirect("casestudies:seat", clinic.pk)
            form.add_error(
                "code",
                "No clinic that you can enter has this code. Look at the screen again. If it is right, ask a "
                "facilitator: a clinic is for the cities of its cohort and for those it invited.",
            )
    return render(request, "casestudies/board/join.html", {"form": form}, status=422 if form.errors else 200)
