"""What may be written in which step, and by whom."""

import pytest

from casestudies.board import rules
from casestudies.board.models import CardKind
from casestudies.board.refusals import Refused
from casestudies.clinics.models import SeatRole, StepKind

ADVICE = {"insight", "peer experience", "risk", "resource"}


@pytest.mark.parametrize(
    ("step", "opened"),
    [
        (StepKind.PRESENTATION, set()),
        (StepKind.CLARIFYING, {"clarifying question"}),
        (StepKind.PROBING, {"probing question"}),
        (StepKind.RESTATED, set()),
        (StepKind.ADVICE, ADVICE),
        (StepKind.REFLECTION, set()),
        (StepKind.RECOMMENDATIONS, {"recommendation"}),
        (StepKind.DEBRIEF, {"insight", "resource"}),
        (StepKind.BREAK, set()),
    ],
)
def test_each_step_opens_its_own_kinds_to_advisers(step, opened):
    for role in (SeatRole.EXPERT, SeatRole.PEER, SeatRole.FACILITATOR):
        assert set(rules.open_kinds(step, role)) == opened


def test_every_step_and_kind_has_its_rule_and_its_words():
    assert set(rules.KINDS_IN) == set(StepKind) == set(rules.WHAT_HAPPENS)
    assert {kind for kinds in rules.KINDS_IN.values() for kind in kinds} == set(CardKind)


@pytest.mark.parametrize("step", list(StepKind))
def test_presenters_write_in_the_debrief_alone_and_observers_nowhere(step):
    assert bool(rules.open_kinds(step, SeatRole.PRESENTER)) == (step == StepKind.DEBRIEF)
    assert rules.open_kinds(step, SeatRole.OBSERVER) == ()
    assert rules.why_closed(step, SeatRole.OBSERVER).startswith("You observe")


@pytest.mark.parametrize("step", list(StepKind))
def test_experts_and_peers_choose_and_nobody_else(step):
    chooses = step in (StepKind.RECOMMENDATIONS, StepKind.DEBRIEF)
    for role in SeatRole:
        assert rules.may_vote(step, role) == (chooses and role in ("expert", "peer"))


def test_presenters_do_not_ask_to_speak_while_advice_is_given():
    assert not rules.may_ask_to_speak(StepKind.ADVICE, SeatRole.PRESENTER)
    assert rules.may_ask_to_speak(StepKind.PROBING, SeatRole.PRESENTER)
    assert not rules.may_ask_to_speak(StepKind.ADVICE, SeatRole.OBSERVER)
    assert not rules.may_ask_to_speak(None, SeatRole.PEER)


def test_only_questions_are_taken_while_questions_are_asked(room):
    room.go_to(StepKind.CLARIFYING)
    assert room.write("peer", "How many permits a year?").kind == "clarifying question"
    with pytest.raises(Refused, match="In “Clarifying questions” you can write: clarifying question"):
        room.write("peer", "Hire a consultant.", kind="recommendation")
    assert room.clinic.cards.count() == 1


def test_presenters_only_listen_in_the_advice_step(room):
    room.go_to(StepKind.ADVICE)
    room.write("expert", "One counter halves the way.")
    with pytest.raises(Refused, match="presenters only listen"):
        room.write("mayor", "We tried that.")
    with pytest.raises(Refused, match="You observe this clinic"):
        room.write("observer", "I have a view.")
    assert room.clinic.cards.count() == 1
