"""What the console shows beyond the board itself: who could conduct, who is here, and what is missing before it begins.

One for all who stand to the clinic in the same way (`answers.ROLES`): nothing in it is of one reader.
"""

from dataclasses import dataclass
from functools import cached_property

from casestudies.clinics.models import INVITED_ROLES, ClinicState, RecordLabel, Seat, SeatRole, SeatState, StepKind
from isc_portal.accounts.models import User

from . import presence
from .countdown import Countdown, countdown_of
from .labels import why_not
from .models import CardKind
from .state import Board, ShownCard, ShownStep

JUST_CAME = 12  # cards shown as coming in where they do not wait for the facilitator


def lower_first(name: str) -> str:
    """A step's name inside a sentence: “debrief”; an abbreviation stays as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


@dataclass
class Console:
    """A board for those who run the clinic; `conducts` is whether they move its steps and its clock."""

    board: Board
    conducts: bool

    @property
    def moderates(self) -> bool:
        """Whether they look after the cards: who conducts, and once it has ended everybody who runs it."""
        state = self.board.clinic.state
        return state == ClinicState.ENDED or (self.conducts and state != ClinicState.CLOSED)

    # --- The clock and the run of show ---

    @cached_property
    def countdown(self) -> Countdown | None:
        return countdown_of(self.board)

    @property
    def next_words(self) -> str:
        """The next step's name inside a sentence."""
        return lower_first(self.board.next_step.name) if self.board.next_step else ""

    @property
    def next_short(self) -> str:
        """The same for a button: “advice”, of “Advice, while the presenters listen”."""
        return self.next_words.partition(",")[0]

    @cached_property
    def step_before(self) -> ShownStep | None:
        done = [step for step in self.board.steps if step.state == "done"]
        return done[-1] if done else None

    @property
    def restating(self) -> bool:
        return self.board.step_kind == StepKind.RESTATED

    # --- Cards ---

    @property
    def coming_in(self) -> list[ShownCard]:
        """What waits for the facilitator, newest first; where nothing waits, what came in during this step."""
        if self.board.clinic.moderated or self.board.waiting:
            return self.board.waiting[::-1]
        step = self.board.clinic.step_id
        return [card for card in reversed(self.board.on_screen) if step and card.step == step][:JUST_CAME]

    @property
    def by_kind(self) -> list[tuple[str, list[ShownCard]]]:
        """The cards on the screen but recommendations, by kind, those under one heading together."""
        found = []
        for kind in CardKind:
            cards = [card for card in self.board.others if card.kind == kind]
            if cards:
                found.append((kind.label, sorted(cards, key=lambda card: (card.group == "", card.group, card.theme))))
        return found

    # --- The room ---

    @cached_property
    def seats(self) -> list[Seat]:
        """Who came in, those who are here at the moment first."""
        here = presence.here(self.board.clinic.pk)
        found = list(self.board.clinic.seats.present().filter(first_seen_at__isnull=False).select_related("user"))
        for seat in found:
            seat.here = seat.user_id in here
        return sorted(found, key=lambda seat: (not seat.here, seat.name))

    @property
    def here(self) -> int:
        return sum(seat.here for seat in self.seats)

    @property
    def listening(self) -> str:
        """The city's people who came in, by name."""
        return ", ".join(seat.name for seat in self.seats if seat.role == SeatRole.PRESENTER)

    @cached_property
    def facilitators(self) -> list[User]:
        """To whom the clinic can be handed over: those of the cohort but its leader."""
        people = self.board.clinic.cohort.facilitators.exclude(pk=self.board.clinic.leader_id or 0)
        return list(people.filter(is_active=True).order_by("name"))

    @cached_property
    def labels(self) -> list[tuple[str, str]]:
        """The labels that the record can get, the present one included."""
        clinic = self.board.clinic
        return [
            (value, label)
            for value, label in RecordLabel.choices
            if not why_not(clinic=clinic, record_label=value, named_cards=False)
        ]

    @cached_property
    def may_name(self) -> bool:
        """Whether cards can carry names, or do already."""
        clinic = self.board.clinic
        return not why_not(clinic=clinic, record_label=clinic.record_label, named_cards=True)

    # --- Before it begins ---

    @property
    def is_ahead(self) -> bool:
        return self.board.clinic.state == ClinicState.PLANNED

    @cached_property
    def checklist(self) -> list[tuple[bool, str]]:
        """What should be so before the clinic begins, and whether it is. Nothing of it stops anybody."""
        clinic, steps = self.board.clinic, self.board.steps
        invited = list(clinic.seats.filter(role__in=INVITED_ROLES).order_by("name"))
        coming = [seat for seat in invited if seat.state == SeatState.ACCEPTED and seat.role == SeatRole.EXPERT]
        open_names = ", ".join(seat.name for seat in invited if seat.state == SeatState.INVITED)
        silent = ", ".join(seat.name for seat in coming if seat.ties_stated_at is None)
        return [
            (clinic.case.is_out, "The case is released to the room." if clinic.case.is_out
             else "The case is not released: the room has not read it."),
            (bool(coming), f"{_counted(len(coming), 'expert')} said yes: {', '.join(seat.name for seat in coming)}."
             if coming else "No expert has said yes."),
            (not open_names, f"No answer yet from {open_names}." if open_names else "Every invitation is answered."),
            (not silent, f"{silent} did not state ties to vendors." if silent
             else "Everyone who comes as an expert stated their ties to vendors." if coming
             else "Ties to vendors are asked of everyone who comes in."),
            (bool(steps), f"The run of show has {_counted(len(steps), 'step')} and takes {self.board.minutes} minutes."
             if steps else "The run of show has no steps."),
        ]  # fmt: skip


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
