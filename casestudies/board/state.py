"""What a board shows: everything its templates need, read once for all who see the same page.

Nothing here knows a reader. What is a person's own (their cards, their dots) is in `mine`.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Sum

from casestudies.cases.models import CaseAnswer
from casestudies.clinics.models import Clinic, ClinicState, RecordLabel, Seat

from . import rules, speakers
from .clock import milliseconds
from .handing_over import open_handover
from .models import DOTS, Card, CardKind, CardState, Dots, Handover, SpeakerTurn
from .naming import Author, author_of, tie_of

CONSOLE, SEAT, SCREEN = "console", "seat", "screen"
STAFF_PAGES = frozenset({CONSOLE})
BEGUN = frozenset({ClinicState.LIVE, ClinicState.ENDED, ClinicState.CLOSED})


@dataclass(frozen=True)
class ShownStep:
    """A step of the run-of-show, with the time at which it begins or began."""

    pk: int
    number: int
    name: str
    kind: str
    minutes: int
    begins_at: datetime
    state: str  # done, current or ahead

    @property
    def ends_at(self) -> datetime:
        return self.begins_at + timedelta(minutes=self.minutes)


@dataclass
class ShownCard:
    """A card as a page shows it. `author` is None where names are not told; `tie` is what is said on vendor ties.

    `rank` counts from 1 among recommendations that have dots; `tied` says that another one has as many.
    """

    pk: int
    kind: str
    kind_label: str
    theme: str
    theme_label: str
    text: str
    state: str
    group: str
    made_at: datetime
    edited: bool
    on_paper: bool
    step: int | None
    author: Author | None
    tie: str
    version: int
    joined: list["ShownCard"] = field(default_factory=list)
    dots: int = 0
    rank: int | None = None
    tied: bool = False


@dataclass(frozen=True)
class Votes:
    """How many dots are placed, of how many that the people who choose have so far."""

    placed: int
    voters: int

    @property
    def available(self) -> int:
        return self.voters * DOTS


@dataclass
class Board:
    """A clinic as one page of it shows it (`console`, `seat` or `screen`)."""

    clinic: Clinic
    page: str

    @property
    def staff(self) -> bool:
        return self.page in STAFF_PAGES

    @property
    def is_live(self) -> bool:
        return self.clinic.state == ClinicState.LIVE

    # --- The clock and the run-of-show ---

    @cached_property
    def steps(self) -> list[ShownStep]:
        """The whole run-of-show; steps ahead begin when those before them end by the clock as it stands."""
        clinic, shown = self.clinic, []
        begins_at = clinic.started_at or clinic.starts_at
        current = clinic.step.order if clinic.step else None
        for number, step in enumerate(clinic.steps.order_by("order"), start=1):
            begins_at = step.started_at or begins_at
            if step.pk == clinic.step_id:
                state, ends_at = "current", clinic.step_ends_at
            else:
                over = current is not None and step.order < current or clinic.ended_at is not None
                state, ends_at = ("done" if over else "ahead"), step.ended_at
            minutes = step.minutes + step.added_minutes
            shown.append(ShownStep(step.pk, number, step.name, step.kind, minutes, begins_at, state))
            begins_at = ends_at or begins_at + timedelta(minutes=minutes)
        return shown

    @property
    def step(self) -> ShownStep | None:
        return next((step for step in self.steps if step.state == "current"), None)

    @property
    def next_step(self) -> ShownStep | None:
        """The step after the one that runs; before the start, the first."""
        return next((step for step in self.steps if step.state == "ahead"), None)

    @property
    def step_kind(self) -> str | None:
        return self.clinic.step.kind if self.is_live and self.clinic.step else None

    @property
    def ends_at(self) -> datetime:
        """When the last step ends as things stand."""
        return self.clinic.ended_at or (self.steps[-1].ends_at if self.steps else self.clinic.starts_at)

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    @cached_property
    def question(self) -> str:
        """The question as it was restated, else the case's own once the clinic has begun."""
        if self.clinic.question:
            return self.clinic.question
        if self.clinic.state not in BEGUN and not self.staff:
            return ""
        answers = CaseAnswer.objects.filter(case=self.clinic.case_id, field="focus-question")
        return str(answers.values_list("value", flat=True).first() or "")

    # --- Cards ---

    @property
    def cards_are_gone(self) -> bool:
        """Where the record is for staff only, nothing of it is left on others' pages once the clinic is closed."""
        return (
            not self.staff
            and self.clinic.record_label == RecordLabel.STAFF_ONLY
            and self.clinic.state == ClinicState.CLOSED
        )

    @cached_property
    def cards(self) -> list[ShownCard]:
        """All that this page may show, in the order in which they came; those joined stand below another."""
        if self.cards_are_gone:
            return []
        cards = Card.objects.filter(clinic=self.clinic).exclude(state=CardState.WITHDRAWN)
        if not self.staff:
            cards = cards.filter(state=CardState.SHOWN)
        shown: dict[int, ShownCard] = {}
        below: dict[int, list[int]] = defaultdict(list)
        for card in cards.select_related("seat").order_by("made_at", "pk"):
            card.clinic = self.clinic
            shown[card.pk] = self._shown(card)
            if card.joined_to_id:
                below[card.joined_to_id].append(card.pk)
        joined = {pk for top, pks in below.items() if top in shown for pk in pks}
        for top, pks in below.items():
            if top in shown:
                shown[top].joined = [shown[pk] for pk in pks]
        for card_id, count in self._dots.items():
            if card_id in shown:
                shown[card_id].dots = count
        return [card for pk, card in shown.items() if pk not in joined]

    def _shown(self, card: Card) -> ShownCard:
        return ShownCard(
            pk=card.pk,
            kind=card.kind,
            kind_label=card.get_kind_display(),
            theme=card.theme,
            theme_label=card.get_theme_display(),
            text=card.text,
            state=card.state,
            group=card.group,
            made_at=card.made_at,
            edited=card.edited_at is not None,
            on_paper=card.on_paper,
            step=card.step_id,
            author=author_of(card, staff=self.staff),
            tie=tie_of(card, staff=self.staff),
            version=card.version,
        )

    @cached_property
    def _dots(self) -> dict[int, int]:
        """Dots by card, those on joined cards counted for the one on top."""
        found: dict[int, int] = defaultdict(int)
        rows = Dots.objects.filter(card__clinic=self.clinic).values_list("card", "card__joined_to")
        for card, top, count in rows.annotate(sum=Sum("count")).order_by("card"):
            found[top or card] += count
        return dict(found)

    @cached_property
    def on_screen(self) -> list[ShownCard]:
        return [card for card in self.cards if card.state == CardState.SHOWN]

    @cached_property
    def recommendations(self) -> list[ShownCard]:
        """Recommendations on the screen, most dots first; equal ones as they came, marked as tied."""
        found = [card for card in self.on_screen if card.kind == CardKind.RECOMMENDATION]
        found.sort(key=lambda card: -card.dots)
        counts = [card.dots for card in found]
        for card in found:
            if card.dots:
                card.rank, card.tied = counts.index(card.dots) + 1, counts.count(card.dots) > 1
        return found

    @cached_property
    def others(self) -> list[ShownCard]:
        """All but recommendations that are on the screen, newest first."""
        return [card for card in reversed(self.on_screen) if card.kind != CardKind.RECOMMENDATION]

    @property
    def choosing(self) -> bool:
        """Whether the page is about the recommendations: while they are made and chosen, and from then on."""
        return self.step_kind in rules.VOTING_STEPS or self.clinic.ended_at is not None

    @property
    def listed(self) -> list[ShownCard]:
        """What a page lists in this step: the recommendations by dots, or the cards of the step, newest first.

        In a step in which nothing is written, those of the last one in which something was.
        """
        if self.choosing:
            return self.recommendations
        steps = [step.pk for step in self.steps if step.state != "ahead"]
        for pk in reversed(steps):
            found = [card for card in self.others if card.step == pk]
            if found or pk == self.clinic.step_id and self.step_kind and rules.KINDS_IN[self.step_kind]:
                return found
        return []

    @cached_property
    def grouped(self) -> list[tuple[str, list[ShownCard]]]:
        """What is listed, under the facilitator's headings; without one last."""
        groups: dict[str, list[ShownCard]] = defaultdict(list)
        for card in self.listed:
            groups[card.group].append(card)
        return sorted(groups.items(), key=lambda pair: (pair[0] == "", pair[0]))

    @property
    def waiting(self) -> list[ShownCard]:
        """For the facilitator, oldest first: whoever came first is shown first."""
        return [card for card in self.cards if card.state == CardState.WAITING]

    @property
    def held(self) -> list[ShownCard]:
        return [card for card in self.cards if card.state == CardState.HELD]

    # --- People ---

    @cached_property
    def votes(self) -> Votes:
        """Voters are those peers and experts who have come in."""
        voters = Seat.objects.filter(clinic=self.clinic, state="accepted", role__in=rules.VOTERS)
        return Votes(sum(self._dots.values()), voters.filter(first_seen_at__isnull=False).count())

    @cached_property
    def speakers(self) -> list[SpeakerTurn]:
        """Who speaks and who waits; asking to speak is done by name under every label."""
        return speakers.queue(self.clinic)

    @cached_property
    def handover(self) -> Handover | None:
        return open_handover(self.clinic)


def board_of(pk: int, page: str) -> Board:
    """The board of a clinic for one of its pages. Raises Clinic.DoesNotExist."""
    clinic = Clinic.objects.select_related(
        "leader", "step", "case__participation__city", "case__participation__cohort", "case__participation__mayor"
    ).get(pk=pk)
    return Board(clinic, page)


def clock_of(clinic: Clinic) -> dict[str, object]:
    """The clock as a page's script needs it: moments in milliseconds since 1970, by the database's clock."""
    return {
        "state": str(clinic.state),
        "step": clinic.step_id,
        "ends": milliseconds(clinic.step_ends_at),
        "paused": milliseconds(clinic.paused_at),
    }
