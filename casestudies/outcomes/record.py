"""The record of a clinic, read once for its page, its report and its spreadsheet: names only as its label allows.

Everything in a `Record` is plain text, numbers, days and tuples, so that `as_json` of it can stand in the snapshot of a
document. Whom a card is by is decided in `board.naming` alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Sum

from casestudies.board.models import DOTS, Card, CardKind, Dots, Theme
from casestudies.board.naming import author_of, tie_of
from casestudies.board.rules import VOTERS
from casestudies.cases.reading import read
from casestudies.clinics.models import Clinic, RecordLabel, Seat, SeatRole
from casestudies.clinics.times import day_at, venue_zone

from .joined import families
from .models import Response

# What each label means, for whoever reads the record.
LABEL_WORDS = {
    RecordLabel.ATTRIBUTABLE: "What was said may be used, with the name of whoever said it.",
    RecordLabel.CHATHAM_HOUSE: "What was said may be used; nobody is told who said it.",
    RecordLabel.STAFF_ONLY: "For the Institute’s facilitators and administrators only.",
}
ROLE_WORDS = {
    SeatRole.EXPERT: ("expert", "experts"),
    SeatRole.PEER: ("peer", "peers"),
    SeatRole.OBSERVER: ("observer", "observers"),
    SeatRole.PRESENTER: ("presenter", "presenters"),
    SeatRole.FACILITATOR: ("facilitator", "facilitators"),
}


@dataclass(frozen=True)
class Said:
    """One card as it may be told. `author` and `title` are empty where no name is; `tie` says what is told of ties."""

    id: int
    kind: str
    kind_label: str
    text: str
    theme: str
    theme_label: str
    group: str
    author: str
    title: str
    tie: str
    ties_stated: bool
    on_paper: bool


@dataclass(frozen=True)
class Answered:
    """What the city answered and sent. `by_when` is the day it is done by, or looked at again."""

    answer: str
    label: str
    reason: str
    owner: str
    by_when: date | None
    sent_on: date


@dataclass(frozen=True)
class Recommended(Said):
    """A recommendation with its dots, those of the cards joined to it included.

    `number` counts in the order in which they were written ("R4"). `rank` is 1 for the most dots; those with as many
    have the same rank and are `tied`.
    """

    number: int
    dots: int
    rank: int
    tied: bool
    joined: tuple[Said, ...]
    answer: Answered | None


@dataclass(frozen=True)
class Grouped:
    """A card of another kind, with those that were joined to it."""

    said: Said
    joined: tuple[Said, ...]


@dataclass(frozen=True)
class Participant:
    """Somebody who was there, where the label lets the record name them."""

    name: str
    title: str
    role: str
    role_label: str
    tie: str


@dataclass(frozen=True)
class Committed:
    """What somebody said they would do."""

    who: str
    what: str
    due_on: date | None


@dataclass(frozen=True)
class Record:
    """All that stays of a clinic. `present` counts those who were there by their role.

    `restated` is the question as it was restated in the room, empty if it was not. `dots_to_place` is five for each
    of those who were there and had a say.
    """

    clinic: int
    title: str
    question: str
    restated: str
    city: str
    mayor: str
    cohort: str
    day: date
    place: str
    label: str
    label_name: str
    label_words: str
    facilitators: tuple[str, ...]
    present: dict[str, int]
    participants: tuple[Participant, ...]
    recommendations: tuple[Recommended, ...]
    questions: tuple[Grouped, ...]
    insights: tuple[Grouped, ...]
    peer_experience: tuple[Grouped, ...]
    risks: tuple[Grouped, ...]
    resources: tuple[Grouped, ...]
    commitments: tuple[Committed, ...]
    notes: str
    contributions: int
    dots_placed: int
    dots_to_place: int
    due_on: date | None

    @property
    def by_theme(self) -> list[tuple[str, list[Recommended]]]:
        """The recommendations by theme, in the order of the themes, each with most dots first."""
        order = {theme: place for place, theme in enumerate(Theme.values)}
        placed = sorted(self.recommendations, key=lambda one: (order.get(one.theme, len(order)), one.rank, one.number))
        return [(label or "No theme", list(ones)) for label, ones in groupby(placed, key=lambda one: one.theme_label)]

    @property
    def answered(self) -> int:
        """How many recommendations the city has answered."""
        return sum(one.answer is not None for one in self.recommendations)

    @property
    def present_words(self) -> str:
        """“Nine peers, two experts and one facilitator” in figures: who was there, without a name."""
        words = [
            f"{self.present[role]} {one if self.present[role] == 1 else many}"
            for role, (one, many) in ROLE_WORDS.items()
            if self.present.get(role)
        ]
        return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def record_of(clinic: Clinic, *, staff: bool) -> Record:
    """The record as it may be told on a page that only staff reads (`staff`), or on one that others read too.

    The same number of queries whatever was written. Recommendations come with most dots first.
    """
    participation, text = clinic.participation, read(clinic.case)
    cards = list(Card.objects.filter(clinic=clinic).select_related("seat").order_by("made_at", "pk"))
    for card in cards:
        card.clinic = clinic
    heads, by_pk = families(cards), {card.pk: card for card in cards}
    seats = list(clinic.seats.filter(attended=True).order_by("name", "pk"))
    responses = list(Response.objects.filter(recommendation__clinic=clinic).select_related("owner__user"))
    dots = _dots(clinic)
    recommendations = _recommendations(heads, by_pk, dots, responses, clinic, staff=staff)

    def of_kind(*kinds: str) -> tuple[Grouped, ...]:
        return tuple(
            Grouped(_said(by_pk[pk], staff=staff), tuple(_said(one, staff=staff) for one in joined))
            for pk, joined in heads.items()
            if by_pk[pk].kind in kinds
        )

    return Record(
        clinic=clinic.pk,
        title=text.title or f"The initiative of {participation.city.name}",
        # A clinic can be held on a case that is still the city's own draft: its words stay the city's.
        question=text.focus_question if clinic.case.is_out else "",
        restated=clinic.question,
        city=participation.city.long_name,
        mayor=participation.mayor.name if participation.mayor else "",
        cohort=participation.cohort.long_name,
        day=day_at(clinic.started_at or clinic.starts_at, venue_zone(participation.cohort)),
        place=participation.cohort.venue or clinic.room,
        label=clinic.record_label,
        label_name=clinic.get_record_label_display(),
        label_words=LABEL_WORDS[RecordLabel(clinic.record_label)],
        facilitators=tuple(seat.name for seat in seats if seat.role == SeatRole.FACILITATOR),
        present=dict(Counter(seat.role for seat in seats)),
        participants=_participants(clinic, seats, staff=staff),
        recommendations=recommendations,
        questions=of_kind(CardKind.CLARIFYING_QUESTION, CardKind.PROBING_QUESTION),
        insights=of_kind(CardKind.INSIGHT),
        peer_experience=of_kind(CardKind.PEER_EXPERIENCE),
        risks=of_kind(CardKind.RISK),
        resources=of_kind(CardKind.RESOURCE),
        commitments=tuple(Committed(one.who, one.what, one.due_on) for one in clinic.commitments.all()),
        notes=clinic.notes,
        contributions=len(heads) + sum(len(joined) for joined in heads.values()),
        dots_placed=sum(one.dots for one in recommendations),
        dots_to_place=DOTS * sum(seat.role in VOTERS for seat in seats),
        due_on=min((one.due_on for one in responses if one.sent_at is None), default=None),
    )


def as_json(record: Record) -> dict[str, Any]:
    """The record as JSON has it: days in ISO spelling, tuples as lists, and the themes as their own list."""
    found: dict[str, Any] = _plain(asdict(record))
    found["themes"] = [{"theme": label, "numbers": [one.number for one in ones]} for label, ones in record.by_theme]
    found["present_words"] = record.present_words
    found["answered"] = record.answered
    return found


def names_participants(clinic: Clinic, *, staff: bool) -> bool:
    """Whether the record says who was there: under Chatham House it does not, whatever anybody wrote."""
    if clinic.record_label == RecordLabel.CHATHAM_HOUSE:
        return False
    return staff or clinic.record_label == RecordLabel.ATTRIBUTABLE


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _dots(clinic: Clinic) -> dict[int, int]:
    """The dots by the id of the card."""
    found = Dots.objects.filter(card__clinic=clinic).values("card").annotate(sum=Sum("count")).order_by()
    return {one["card"]: one["sum"] for one in found}


def _said(card: Card, *, staff: bool) -> Said:
    return Said(**_fields(card, staff=staff))


def _fields(card: Card, *, staff: bool) -> dict[str, Any]:
    author = author_of(card, staff=staff)
    return {
        "id": card.pk,
        "kind": card.kind,
        "kind_label": card.get_kind_display(),
        "text": card.text,
        "theme": card.theme,
        "theme_label": card.get_theme_display(),
        "group": card.group,
        "author": author.name if author else "",
        "title": author.title if author else "",
        "tie": tie_of(card, staff=staff),
        "ties_stated": bool(author and author.ties_stated),
        "on_paper": card.on_paper,
    }


def _recommendations(
    heads: Mapping[int, list[Card]],
    by_pk: Mapping[int, Card],
    dots: Mapping[int, int],
    responses: Iterable[Response],
    clinic: Clinic,
    *,
    staff: bool,
) -> tuple[Recommended, ...]:
    zone = venue_zone(clinic.cohort)
    answers = {
        one.recommendation_id: Answered(
            one.answer,
            one.get_answer_display(),
            one.reason,
            one.owner.user.name if one.owner else "",
            one.by_when,
            day_at(one.sent_at, zone),
        )
        for one in responses
        if one.sent_at
    }
    found = [pk for pk in heads if by_pk[pk].kind == CardKind.RECOMMENDATION]
    sums = {pk: dots.get(pk, 0) + sum(dots.get(one.pk, 0) for one in heads[pk]) for pk in found}
    alike = Counter(sums.values())
    numbers = {pk: number for number, pk in enumerate(found, start=1)}
    ordered = sorted(found, key=lambda pk: (-sums[pk], numbers[pk]))
    return tuple(
        Recommended(
            **_fields(by_pk[pk], staff=staff),
            number=numbers[pk],
            dots=sums[pk],
            rank=1 + sum(other > sums[pk] for other in sums.values()),
            tied=sums[pk] > 0 and alike[sums[pk]] > 1,
            joined=tuple(_said(one, staff=staff) for one in heads[pk]),
            answer=answers.get(pk),
        )
        for pk in ordered
    )


def _participants(clinic: Clinic, seats: Iterable[Seat], *, staff: bool) -> tuple[Participant, ...]:
    if not names_participants(clinic, staff=staff):
        return ()
    order = {role: place for place, role in enumerate([SeatRole.PRESENTER, *ROLE_WORDS])}
    placed = sorted(seats, key=lambda seat: order[SeatRole(seat.role)])
    return tuple(
        Participant(seat.name, seat.title, seat.role, seat.get_role_display(), seat.ties if seat.ties_stated_at else "")
        for seat in placed
    )
