"""The city's answers as its page shows them: each recommendation with what the city says to it, and where it led."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Sum
from django.utils.text import Truncator

from casestudies.board.models import Card, Dots
from casestudies.board.naming import Author, author_of, tie_of
from casestudies.clinics.models import Clinic
from casestudies.clinics.times import day_at, venue_zone
from cohorts.institutes.models import Participation, TeamMember

from .answering import Given, sent, written
from .answering_forms import base_of
from .chain import Link, links_by_recommendation
from .joined import families
from .models import Answer, Response

SUGGESTION_LENGTH = 160
ICONS = {
    Answer.ADOPT: "check_circle",
    Answer.ADAPT: "check_circle_outline",
    Answer.DEFER: "schedule",
    Answer.DECLINE: "do_not_disturb",
}
# What each answer means, under its name on the card that one chooses.
MEANINGS = {
    Answer.ADOPT: "As it is",
    Answer.ADAPT: "With changes",
    Answer.DEFER: "Not now",
    Answer.DECLINE: "No",
}


@dataclass(frozen=True)
class Original:
    """A card that was joined to a recommendation, as it was written."""

    text: str
    author: Author | None
    tie: str


@dataclass
class Row:
    """One recommendation with its answer, for the reader of the page. `votes` counts the dots of joined cards too."""

    response: Response
    author: Author | None
    tie: str
    votes: int
    joined: list[Original]
    links: list[Link]
    opened: bool = False
    typed: Given | None = None
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def card(self) -> Card:
        return self.response.recommendation

    @property
    def id(self) -> str:
        return f"r{self.response.pk}"

    @property
    def is_sent(self) -> bool:
        return self.response.sent_at is not None

    @property
    def icon(self) -> str:
        return ICONS[Answer(self.response.answer)]

    @property
    def given(self) -> Given:
        """What the form holds: what was just typed, else what the team wrote."""
        return self.typed or written(self.response)

    @property
    def base(self) -> str:
        """The fingerprint of what is stored, by which the page knows whether it was touched."""
        return base_of(written(self.response))

    @property
    def has_draft(self) -> bool:
        """Whether the team wrote something that was not sent."""
        if self.is_sent:
            return written(self.response) != sent(self.response)
        return not written(self.response).is_empty

    @property
    def suggestion(self) -> str:
        """“Ana suggests: adopt. With Sinclair as partner.”; empty while nobody wrote anything."""
        if not self.has_draft:
            return ""
        given, by = written(self.response), self.response.suggested_by
        said = Answer(given.answer).label.lower() if given.answer else "no answer chosen yet"
        who = f"{by.get_short_name()} suggests" if by else "Drafted"
        reason = Truncator(given.reason.strip()).chars(SUGGESTION_LENGTH)
        return f"{who}: {said}{f'. {reason}' if reason else '.'}"

    @property
    def owner(self) -> str:
        owner = self.response.owner
        return owner.user.name if owner else ""

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """Value, label and meaning of each of the four answers."""
        return [(one.value, one.label, MEANINGS[one]) for one in Answer]

    @property
    def reads_it(self) -> str:
        """Who reads the reason, for the hint above its field."""
        if self.author is None:
            return "Whoever recommended this reads it."
        others = f" and {len(self.joined)} more" if self.joined else ""
        return f"{self.author.name}{others} read{'' if others else 's'} this."


@dataclass
class ClinicAnswers:
    """The answers to one clinic, the recommendation with most dots first."""

    clinic: Clinic
    rows: list[Row]

    @property
    def day(self) -> date:
        """The day of the clinic, at its venue."""
        return day_at(self.clinic.started_at or self.clinic.starts_at, venue_zone(self.clinic.cohort))


@dataclass
class AnswersPage:
    """All that a city was recommended, clinic by clinic, the newest first."""

    participation: Participation
    clinics: list[ClinicAnswers]
    team: list[TeamMember]

    @property
    def rows(self) -> list[Row]:
        return [row for clinic in self.clinics for row in clinic.rows]

    @property
    def answered(self) -> int:
        return sum(row.is_sent for row in self.rows)

    @property
    def due_on(self) -> Any:
        """The day the next answers are due."""
        return min((row.response.due_on for row in self.rows if not row.is_sent), default=None)

    def row(self, pk: int) -> Row | None:
        return next((row for row in self.rows if row.response.pk == pk), None)


def answers_of(participation: Participation, user) -> AnswersPage:
    """The city's answers for a reader who came through the city's door. As many queries for twenty as for one."""
    responses = list(Response.objects.of_city(participation))
    return AnswersPage(participation, _by_clinic(responses, user), list(participation.members.mayor_first()))


def _by_clinic(responses: Sequence[Response], user) -> list[ClinicAnswers]:
    clinics = {one.recommendation.clinic_id: one.recommendation.clinic for one in responses}
    cards = list(Card.objects.filter(clinic__in=clinics).select_related("seat").order_by("made_at", "pk"))
    for card in cards:
        card.clinic = clinics[card.clinic_id]
    joined = families(cards)
    found = Dots.objects.filter(card__clinic__in=clinics).values("card").annotate(sum=Sum("count")).order_by()
    dots = {one["card"]: one["sum"] for one in found}
    links = links_by_recommendation([one.recommendation_id for one in responses], user)
    rows = [
        Row(
            response=one,
            # The city's page is no staff page, whoever reads it: what it shows, the mayor's office shows around.
            author=author_of(one.recommendation, staff=False),
            tie=tie_of(one.recommendation, staff=False),
            votes=sum(dots.get(card, 0) for card in _family(one.recommendation_id, joined)),
            joined=[
                Original(card.text, author_of(card, staff=False), tie_of(card, staff=False))
                for card in joined.get(one.recommendation_id, [])
            ],
            links=links[one.recommendation_id],
        )
        for one in responses
    ]
    rows.sort(key=lambda row: (-row.votes, row.card.made_at, row.card.pk))
    return [ClinicAnswers(clinic, [row for row in rows if row.card.clinic_id == pk]) for pk, clinic in clinics.items()]


def _family(head: int, joined: dict[int, list[Card]]) -> list[int]:
    return [head, *(card.pk for card in joined.get(head, []))]


@dataclass(frozen=True)
class Told:
    """An answer as it was sent, one of those that the author was told one after the other."""

    label: str
    reason: str
    owner: str
    by_when: Any
    at: datetime


def told_before(response: Response) -> list[Told]:
    """The answers that were sent before the one that stands, the newest first."""
    events = (
        Response.pgh_event_model.objects.filter(
            pgh_obj_id=response.pk, times_sent__gt=0, times_sent__lt=response.times_sent
        )
        .order_by("times_sent", "pgh_id")
        .distinct("times_sent")
    )
    names = dict(TeamMember.objects.filter(participation=response.participation).values_list("pk", "user__name"))
    told = [
        Told(Answer(one.answer).label, one.reason, names.get(one.owner_id, ""), one.by_when, one.sent_at)
        for one in events
    ]
    return told[::-1]
