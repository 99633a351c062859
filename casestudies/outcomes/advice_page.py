"""What became of my advice: each author's own recommendations, with the cities' answers, and nobody else's."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casestudies.board.models import Card, CardKind, CardState
from casestudies.clinics.models import Clinic, Seat
from casestudies.clinics.times import day_at, venue_zone
from casestudies.clinics.titles import titles_of_cases
from isc_portal.accounts.doors import signed_in

from .answers import ICONS
from .chain import Link, links_by_recommendation
from .models import Answer, Response
from .readers import records_visible_to
from .steps import nodes_of


@dataclass
class Advice:
    """One recommendation of the reader's, and what became of it. `head` is the card it was joined to, if it was."""

    card: Card
    head: Card | None
    response: Response | None
    links: list[Link]
    day: date

    @property
    def is_answered(self) -> bool:
        return self.response is not None and self.response.sent_at is not None

    @property
    def icon(self) -> str:
        return ICONS[Answer(self.response.answer)] if self.response else ""

    @property
    def nodes(self) -> list[dict[str, Any]]:
        return nodes_of(text="Yours", said_on=self.day, response=self.response, links=self.links)


@dataclass
class ClinicAdvice:
    """What the reader recommended in one clinic."""

    clinic: Clinic
    title: str
    day: date
    has_record: bool
    advice: list[Advice]


@signed_in
@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """All that the reader recommended, clinic by clinic, the newest first."""
    clinics = advice_of(request.user)
    every = [one for clinic in clinics for one in clinic.advice]
    context = {
        "clinics": clinics,
        "count": len(every),
        "answered": sum(one.is_answered for one in every),
    }
    return render(request, "casestudies/outcomes/advice.html", context)


def advice_of(user) -> list[ClinicAdvice]:
    """The user's recommendations that were on the screen, by clinic. As many queries for ten clinics as for one.

    Their own alone: what others wrote is told only where theirs was joined to it, without saying by whom.
    """
    cards = list(
        Card.objects.filter(seat__in=Seat.objects.of(user), kind=CardKind.RECOMMENDATION, state=CardState.SHOWN)
        .select_related(
            "joined_to", "clinic__case__participation__city", "clinic__case__participation__cohort", "clinic__case"
        )
        .order_by("-clinic__starts_at", "made_at", "pk")
    )
    heads = {card.pk: card.joined_to or card for card in cards}
    asked = {head.pk for head in heads.values()}
    responses = {one.recommendation_id: one for one in Response.objects.filter(recommendation__in=asked).with_clinic()}
    links = links_by_recommendation(asked, user)
    titles = titles_of_cases({card.clinic.case_id for card in cards})
    records = set(
        records_visible_to(user).filter(pk__in={card.clinic_id for card in cards}).values_list("pk", flat=True)
    )
    found: dict[int, ClinicAdvice] = {}
    for card in cards:
        clinic, head = card.clinic, heads[card.pk]
        day = day_at(clinic.started_at or clinic.starts_at, venue_zone(clinic.cohort))
        group = found.setdefault(clinic.pk, ClinicAdvice(clinic, titles[clinic.case_id], day, clinic.pk in records, []))
        group.advice.append(
            Advice(
                card,
                head if head.pk != card.pk else None,
                responses.get(head.pk),
                links[head.pk],
                day,
            )
        )
    return list(found.values())
