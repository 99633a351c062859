"""A day of four clinics: one closed with its report and answers, one live, two ahead. Told through the services."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from casestudies.board import running
from casestudies.board.cards import write_card
from casestudies.board.dots import dots_of, place_dots
from casestudies.board.models import DOTS, Card
from casestudies.cases import answers as case_answers
from casestudies.cases import services as cases
from casestudies.cases.models import CaseStudy
from casestudies.clinics.inviting import accept_seat, invite_expert
from casestudies.clinics.models import Clinic, ClinicState, Seat, StepKind
from casestudies.clinics.seats import take_seat
from casestudies.clinics.services import plan_clinic
from casestudies.outcomes.answering import save_response, send_response
from casestudies.outcomes.closing import Promise, close_clinic
from casestudies.outcomes.models import Response
from cohorts.institutes.models import Cohort, Participation, TeamMember
from isc_portal.accounts.models import User
from resources.directory.models import Expert

from . import clinic_cards as said
from .case_fields import fields

LIVE_SINCE = timedelta(minutes=21)
NORTHGATE = "Advises Northgate Permit Systems, paid, since 2024"


def tell_clinics(cohort: Cohort, helen: User, omar: User, say: Callable[[str], None]) -> None:
    """Four case studies and their clinics, all of them today."""
    say("A day of four clinics")
    now = timezone.now().replace(second=0, microsecond=0)
    day = [
        ("Dayton", now - timedelta(hours=3), helen, "Room 308"),
        ("Stockton", now - LIVE_SINCE, helen, "Room 308"),
        ("Tacoma", now + timedelta(hours=1, minutes=30), omar, "Room 308"),
        ("Chattanooga", now + timedelta(hours=3), omar, "Rice Conference Room"),
    ]
    clinics = {}
    for city, starts_at, facilitator, room in day:
        case = _case(cohort.participations.get(city__name=city), helen)
        clinics[city] = _clinic(case, starts_at, facilitator, room)
    _dayton(clinics["Dayton"], helen)
    _stockton(clinics["Stockton"], helen)


def room_of(clinic: Clinic) -> dict[str, Seat]:
    """The seats of those who give advice, by the short names of `clinic_cards.ROOM`; who is missing comes in."""
    seats = {}
    for name, email in said.ROOM.items():
        user = User.objects.get(email=email)
        if not clinic.participation.members.filter(user=user).exists():
            seats[name] = take_seat(clinic=clinic, user=user, ties=NORTHGATE if name == "anita" else "")
    return seats


def write(clinic: Clinic, seats: dict[str, Seat], kind: str, theme: str, who: str, text: str) -> Card:
    """One card of the demonstration; the same one again is the same card."""
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"{clinic.pk}:{clinic.started_at}:{text}")
    return write_card(clinic=clinic, seat=seats[who], key=key, kind=kind, theme=theme, text=text)


def go_to(clinic: Clinic, kind: str, by: User) -> Clinic:
    """Go on until the step of this kind runs."""
    while clinic.step and clinic.step.kind != kind:
        clinic = running.next_step(clinic=clinic, by=by, step_id=clinic.step.pk, early=True)
    return clinic


# --- Getting there ---


def _case(participation: Participation, facilitator: User) -> CaseStudy:
    editor = _member(participation, "editor").user
    case = cases.start_case(participation=participation, by=editor)
    today = timezone.localdate()
    for key, value in fields(
        participation.city.name, lambda weeks: (today + timedelta(weeks=weeks)).isoformat()
    ).items():
        stored = case.answers.filter(field=key).first()
        case_answers.save_answer(case=case, field=key, value=value, version=stored.version if stored else 0, by=editor)
    case = cases.submit_case(case=case, by=editor)
    case = cases.find_complete(case=case, by=facilitator)
    return cases.release_case(case=case, by=facilitator)


def _clinic(case: CaseStudy, starts_at: datetime, facilitator: User, room: str) -> Clinic:
    clinic = plan_clinic(
        case=case,
        starts_at=starts_at,
        room=room,
        by=facilitator,
        facilitators=[facilitator],
        simulated=case.participation.city.name == "Stockton",
    )
    for name in ("Denise Fuller", "Anita Rao", "Judith Kessler"):
        expert = Expert.objects.get(name=name)
        seat = invite_expert(clinic=clinic, expert=expert, by=facilitator)
        if starts_at < timezone.now() or name != "Judith Kessler":
            accept_seat(seat=seat, ties=NORTHGATE if name == "Anita Rao" else "")
    return clinic


def _member(participation: Participation, role: str) -> TeamMember:
    return participation.members.filter(role=role).select_related("user").order_by("pk")[0]


# --- Dayton: over, closed, and half answered ---


def _dayton(clinic: Clinic, helen: User) -> None:
    clinic = running.start(clinic=clinic, by=helen, confirmed=True)
    seats = room_of(clinic)
    present = [take_seat(clinic=clinic, user=one.user, ties="") for one in clinic.participation.members.all()]
    for step, kinds in (
        (StepKind.CLARIFYING, ("clarifying question",)),
        (StepKind.PROBING, ("probing question",)),
        (StepKind.RESTATED, ()),
        (StepKind.ADVICE, ("insight", "peer experience", "risk", "resource")),
    ):
        clinic = go_to(clinic, step, helen)
        if step == StepKind.RESTATED:
            running.restate_question(clinic=clinic, by=helen, question=said.DAYTON_QUESTION)
        for kind, theme, who, text in said.DAYTON:
            if kind in kinds:
                write(clinic, seats, kind, theme, who, text)
    clinic = go_to(clinic, StepKind.RECOMMENDATIONS, helen)
    left = dict.fromkeys(seats, DOTS)
    for theme, who, text, dots in said.DAYTON_RECOMMENDATIONS:
        card = write(clinic, seats, "recommendation", theme, who, text)
        for _ in range(dots):
            voter = max((name for name in seats if name != who), key=lambda name: left[name])
            left[voter] -= 1
            place_dots(card=card, seat=seats[voter], count=dots_of(seats[voter]).get(card.pk, 0) + 1)
    clinic = go_to(clinic, StepKind.DEBRIEF, helen)
    clinic = running.end(clinic=clinic, by=helen, step_id=clinic.step.pk if clinic.step else None, early=True)
    _as_it_was(clinic)
    clinic = close_clinic(
        clinic=Clinic.objects.get(pk=clinic.pk),
        by=helen,
        attended=[
            *(seat.pk for seat in (*seats.values(), *present)),
            *clinic.seats.filter(user=helen).values_list("pk", flat=True),
        ],
        notes=said.DAYTON_NOTES,
        commitments=[
            Promise(seats[who].name, what, timezone.localdate() + timedelta(days=days))
            for who, what, days in said.DAYTON_COMMITMENTS
        ],
    )
    _answers(clinic)


def _as_it_was(clinic: Clinic) -> None:
    """Let the clinic have run at its hour, step by step: the services have noted the minute in which they were told."""
    began = clinic.starts_at
    clinic.cards.update(made_at=began + timedelta(minutes=2))
    for step in clinic.steps.order_by("order"):
        ended = began + timedelta(minutes=step.minutes)
        clinic.steps.filter(pk=step.pk).update(started_at=began, ended_at=ended)
        for number, card in enumerate(clinic.cards.filter(step=step).order_by("pk")):
            Card.objects.filter(pk=card.pk).update(made_at=began + timedelta(seconds=40 * (number + 1)))
        began = ended
    Clinic.objects.filter(pk=clinic.pk).update(started_at=F("starts_at"), ended_at=began)


def _answers(clinic: Clinic) -> None:
    participation: Any = clinic.participation
    mayor, members = _member(participation, "mayor").user, {m.user.name: m for m in participation.members.all()}
    responses = Response.objects.filter(recommendation__clinic=clinic).select_related("recommendation")
    for response in responses:
        if found := said.DAYTON_ANSWERS.get(response.recommendation.text):
            answer, reason, owner, weeks = found
            stored = save_response(
                response=response, by=mayor, version=response.version, answer=answer, reason=reason,
                owner=members[owner], by_when=_in(weeks),
            )  # fmt: skip
            send_response(response=stored, by=mayor, version=stored.version)
        elif response.recommendation.text == said.DAYTON_SUGGESTION[0]:
            _, answer, reason, owner, weeks = said.DAYTON_SUGGESTION
            save_response(
                response=response, by=members[owner].user, version=response.version, answer=answer, reason=reason,
                owner=members[owner], by_when=_in(weeks),
            )  # fmt: skip


def _in(weeks: int) -> date:
    return timezone.localdate() + timedelta(weeks=weeks)


# --- Stockton: live ---


def _stockton(clinic: Clinic, helen: User) -> None:
    """The room has come as far as the probing questions; `room` lets it go on while the portal runs."""
    clinic = running.start(clinic=clinic, by=helen, confirmed=True)
    seats = room_of(clinic)
    for one in clinic.participation.members.all():
        take_seat(clinic=clinic, user=one.user, ties="")
    for step, wanted in ((StepKind.CLARIFYING, "clarifying question"), (StepKind.PROBING, "probing question")):
        clinic = go_to(clinic, step, helen)
        for kind, theme, who, text in said.STOCKTON:
            if kind == wanted:
                write(clinic, seats, kind, theme, who, text)


def live_clinic() -> Clinic | None:
    """The clinic of the demonstration whose room moves by itself."""
    return Clinic.objects.filter(simulated=True).exclude(state=ClinicState.CANCELLED).with_case().first()
