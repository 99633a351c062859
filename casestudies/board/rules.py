"""What may be written when, and by whom: the rules of the room, in one place.

terms.md names the kinds and the steps. Questions are asked while questions are asked, advice is given while the
presenters listen, and recommendations are made and chosen in their own step. In between people speak: nothing is
written while the case is presented, the question restated or the mayor reflects. The debrief is everybody's.
"""

from dataclasses import dataclass

from casestudies.clinics.models import ClinicState, SeatRole, StepKind

from .models import CardKind

NOTHING: tuple[CardKind, ...] = ()
ADVICE = (CardKind.INSIGHT, CardKind.PEER_EXPERIENCE, CardKind.RISK, CardKind.RESOURCE)

# In the order in which a page offers them.
KINDS_IN: dict[str, tuple[CardKind, ...]] = {
    StepKind.PRESENTATION: NOTHING,
    StepKind.CLARIFYING: (CardKind.CLARIFYING_QUESTION,),
    StepKind.PROBING: (CardKind.PROBING_QUESTION,),
    StepKind.RESTATED: NOTHING,
    StepKind.ADVICE: ADVICE,
    StepKind.REFLECTION: NOTHING,
    StepKind.RECOMMENDATIONS: (CardKind.RECOMMENDATION,),
    StepKind.DEBRIEF: (CardKind.INSIGHT, CardKind.RESOURCE),
    StepKind.BREAK: NOTHING,
}
PRESENTERS_WRITE_IN = frozenset({StepKind.DEBRIEF})
VOTING_STEPS = frozenset({StepKind.RECOMMENDATIONS, StepKind.DEBRIEF})
# Whoever conducts stays out of the choice, and the city answers it.
VOTERS = frozenset({SeatRole.EXPERT, SeatRole.PEER})
SILENT = frozenset({SeatRole.OBSERVER})
QUESTIONS = frozenset({CardKind.CLARIFYING_QUESTION, CardKind.PROBING_QUESTION})
# A theme is asked for where it sorts the report; a question has none.
WITH_THEME = frozenset(CardKind) - QUESTIONS
# What people wrote while they had no connection, or on paper, comes in until the record is closed.
TAKES_CARDS = frozenset({ClinicState.LIVE, ClinicState.ENDED})


def open_kinds(step_kind: str | None, role: str) -> tuple[CardKind, ...]:
    """The kinds of cards that somebody in this role may write in a step of this kind, in the order of the page."""
    if step_kind is None or role in SILENT:
        return NOTHING
    if role == SeatRole.PRESENTER and step_kind not in PRESENTERS_WRITE_IN:
        return NOTHING
    return KINDS_IN[step_kind]


def may_vote(step_kind: str | None, role: str) -> bool:
    """Whether somebody in this role places dots in a step of this kind."""
    return step_kind in VOTING_STEPS and role in VOTERS


def may_ask_to_speak(step_kind: str | None, role: str) -> bool:
    """Whether somebody in this role may join the queue of speakers; presenters only listen while advice is given."""
    if step_kind is None or step_kind == StepKind.BREAK or role in SILENT or role == SeatRole.FACILITATOR:
        return False
    return not (role == SeatRole.PRESENTER and step_kind == StepKind.ADVICE)


def why_closed(step_kind: str | None, role: str) -> str:
    """Why somebody in this role writes nothing in such a step, as a sentence; empty if they may."""
    if open_kinds(step_kind, role):
        return ""
    if role in SILENT:
        return "You observe this clinic: you see everything, and write nothing."
    if step_kind is None:
        return "The clinic is not running."
    if role == SeatRole.PRESENTER and KINDS_IN[step_kind]:
        return WHAT_PRESENTERS_DO.get(step_kind, "In this step the presenters listen.")
    return WHAT_HAPPENS[step_kind]


WHAT_HAPPENS: dict[str, str] = {
    StepKind.PRESENTATION: "The city presents its case. Questions come next.",
    StepKind.CLARIFYING: "Ask what you need to know to understand the case.",
    StepKind.PROBING: "Ask what may open the case up.",
    StepKind.RESTATED: "The city says its question once more, in the light of what was asked.",
    StepKind.ADVICE: "Give what you know. The presenters listen.",
    StepKind.REFLECTION: "The mayor says what stood out. Everybody else listens.",
    StepKind.RECOMMENDATIONS: "Say what the city should do, and place your dots.",
    StepKind.DEBRIEF: "Say what you take home.",
    StepKind.BREAK: "A break.",
}
WHAT_PRESENTERS_DO: dict[str, str] = {
    StepKind.CLARIFYING: "The room asks; you answer in a sentence or two.",
    StepKind.PROBING: "The room asks; take your time to answer.",
    StepKind.ADVICE: "In this step the presenters only listen.",
    StepKind.RECOMMENDATIONS: "The room recommends and chooses; your city answers each recommendation afterwards.",
}


@dataclass(frozen=True)
class Allowed:
    """What somebody may do at this moment, for a page and for its script."""

    kinds: tuple[CardKind, ...]
    vote: bool
    speak: bool
    doing: str  # what happens, or what is asked of this person, in a sentence


def allowed(step_kind: str | None, role: str) -> Allowed:
    """All that somebody in this role may do in a step of this kind; without a step nothing."""
    kinds = open_kinds(step_kind, role)
    doing = WHAT_HAPPENS[step_kind] if step_kind and kinds else why_closed(step_kind, role)
    return Allowed(kinds, may_vote(step_kind, role), may_ask_to_speak(step_kind, role), doing)
