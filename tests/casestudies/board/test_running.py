"""Running a clinic: the start, the clock, and the steps."""

from datetime import timedelta

import pytest

from casestudies.board import clock, running
from casestudies.board.refusals import NeedsConfirmation, Refused
from casestudies.clinics.models import Clinic, ClinicState, ClinicStep, Seat, StepKind
from tests.casestudies.clinic_making import make_case, make_clinic


@pytest.fixture
def planned(cast):
    return make_clinic(make_case(cast.own), by=cast.facilitator)


def near(moment, minutes, seconds=5):
    return abs(moment - clock.database_now() - timedelta(minutes=minutes)) < timedelta(seconds=seconds)


def test_starting_needs_a_confirmation_and_makes_whoever_starts_it_conduct_it(cast, planned):
    with pytest.raises(NeedsConfirmation, match="you conduct it"):
        running.start(clinic=planned, by=cast.facilitator)
    planned.refresh_from_db()
    assert (planned.state, planned.leader) == (ClinicState.PLANNED, None)
    live = running.start(clinic=planned, by=cast.facilitator, confirmed=True)
    assert (live.state, live.leader, live.step.kind) == ("live", cast.facilitator, StepKind.PRESENTATION)
    assert near(live.step_ends_at, 10)
    assert live.board_version == planned.board_version + 1


def test_starting_twice_starts_once(cast, planned):
    first = running.start(clinic=planned, by=cast.facilitator, confirmed=True)
    again = running.start(clinic=planned, by=cast.facilitator, confirmed=True)
    assert (again.step_ends_at, again.board_version) == (first.step_ends_at, first.board_version)


def test_an_administrator_who_starts_it_gets_a_seat(cast, planned):
    running.start(clinic=planned, by=cast.administrator, confirmed=True)
    assert Seat.objects.get(clinic=planned, user=cast.administrator).role == "facilitator"


def test_nobody_starts_a_clinic_that_somebody_else_conducts_or_that_has_no_steps(cast, planned):
    Clinic.objects.filter(pk=planned.pk).update(leader=cast.facilitator)
    with pytest.raises(Refused, match="Helen Osei conducts this clinic"):
        running.start(clinic=planned, by=cast.administrator, confirmed=True)
    planned.steps.all().delete()
    with pytest.raises(Refused, match="no steps"):
        running.start(clinic=planned, by=cast.facilitator, confirmed=True)


def test_going_on_early_needs_a_confirmation_that_tells_what_is_left(room):
    with pytest.raises(NeedsConfirmation, match=r"(9:5\d|10:00) minutes are left in “Presentation”"):
        running.next_step(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id)
    moved = running.next_step(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id, early=True)
    assert moved.step.kind == StepKind.CLARIFYING
    assert near(moved.step_ends_at, 5)
    assert ClinicStep.objects.get(pk=room.clinic.step_id).ended_at


def test_the_last_minute_needs_no_confirmation(room):
    Clinic.objects.filter(pk=room.clinic.pk).update(step_ends_at=clock.database_now() + timedelta(seconds=50))
    moved = running.next_step(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id)
    assert moved.step.kind == StepKind.CLARIFYING


def test_a_second_tap_skips_no_step(room):
    step = room.clinic.step_id
    first = running.next_step(clinic=room.clinic, by=room.leader, step_id=step, early=True)
    again = running.next_step(clinic=room.clinic, by=room.leader, step_id=step, early=True)
    assert (again.step, again.board_version) == (first.step, first.board_version)


def test_an_act_for_a_step_that_has_not_come_is_refused(room):
    ahead = room.clinic.steps.last().pk
    with pytest.raises(Refused, match="older run-of-show"):
        running.next_step(clinic=room.clinic, by=room.leader, step_id=ahead, early=True)
    assert room.fresh.step_id == room.clinic.step_id


def test_a_pause_stops_the_clock_and_moves_the_end_by_its_length(room):
    before = room.clinic.step_ends_at
    running.pause(clinic=room.clinic, by=room.leader)
    Clinic.objects.filter(pk=room.clinic.pk).update(paused_at=clock.database_now() - timedelta(minutes=3))
    left = running.remaining(room.fresh)
    assert running.pause(clinic=room.clinic, by=room.leader).paused_at == room.fresh.paused_at, "a second tap"
    resumed = running.resume(clinic=room.clinic, by=room.leader)
    assert abs(resumed.step_ends_at - before - timedelta(minutes=3)) < timedelta(seconds=2)
    assert abs(running.remaining(resumed) - left) < timedelta(seconds=1)
    assert running.resume(clinic=room.clinic, by=room.leader).step_ends_at == resumed.step_ends_at


def test_what_people_write_may_be_sent_while_the_clock_stands_still(room):
    room.go_to(StepKind.ADVICE)
    running.pause(clinic=room.clinic, by=room.leader)
    assert room.write("peer", "We did this in 2023.").pk


def test_going_on_ends_the_pause(room):
    running.pause(clinic=room.clinic, by=room.leader)
    moved = running.next_step(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id, early=True)
    assert moved.paused_at is None
    assert near(moved.step_ends_at, 5)


def test_extending_moves_the_end_and_shortens_nothing(room):
    before = room.clinic.step_ends_at
    longer = running.extend(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id, minutes=2)
    assert longer.step_ends_at - before == timedelta(minutes=2)
    assert longer.step.added_minutes == 2
    assert [step.minutes for step in room.clinic.steps.all()] == [10, 5, 10, 3, 20, 7, 10, 5]


def test_extending_a_step_whose_time_is_over_gives_it_the_minutes_from_now(room):
    Clinic.objects.filter(pk=room.clinic.pk).update(step_ends_at=clock.database_now() - timedelta(minutes=4))
    longer = running.extend(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id, minutes=2)
    assert near(longer.step_ends_at, 2)


def test_the_same_wish_to_extend_is_fulfilled_once(room):
    wish = {"step_id": room.clinic.step_id, "minutes": 2, "seen_end": room.clinic.step_ends_at}
    first = running.extend(clinic=room.clinic, by=room.leader, **wish)
    again = running.extend(clinic=room.clinic, by=room.leader, **wish)
    assert again.step_ends_at == first.step_ends_at
    third = running.extend(clinic=room.clinic, by=room.leader, **{**wish, "seen_end": first.step_ends_at})
    assert third.step_ends_at == first.step_ends_at + timedelta(minutes=2)


@pytest.mark.parametrize("minutes", [0, -5, 61])
def test_minutes_out_of_reason_are_refused(room, minutes):
    with pytest.raises(Refused, match="1 to 60"):
        running.extend(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id, minutes=minutes)


def test_a_step_forward_can_be_taken_back_within_a_minute(room):
    presentation = room.clinic.step_id
    running.next_step(clinic=room.clinic, by=room.leader, step_id=presentation, early=True)
    again = running.back(clinic=room.clinic, by=room.leader, step_id=room.fresh.step_id)
    assert again.step_id == presentation
    assert near(again.step_ends_at, 10)
    clarifying = again.steps.get(kind=StepKind.CLARIFYING)
    assert (clarifying.started_at, ClinicStep.objects.get(pk=presentation).ended_at) == (None, None)


def test_after_a_minute_there_is_no_way_back(room):
    running.next_step(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id, early=True)
    step = room.fresh.step
    ClinicStep.objects.filter(pk=step.pk).update(started_at=clock.database_now() - timedelta(seconds=61))
    with pytest.raises(Refused, match="began more than a minute ago"):
        running.back(clinic=room.clinic, by=room.leader, step_id=step.pk)
    assert room.fresh.step_id == step.pk


def test_ending_asks_with_steps_to_come_and_can_be_taken_back(room):
    with pytest.raises(NeedsConfirmation, match="7 steps are still to come"):
        running.end(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id)
    over = running.end(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id, early=True)
    assert (over.state, over.step, over.leader) == (ClinicState.ENDED, None, room.leader)
    assert running.end(clinic=room.clinic, by=room.leader).ended_at == over.ended_at, "a second tap"
    again = running.back(clinic=room.clinic, by=room.leader)
    assert (again.state, again.step_id, again.ended_at) == (ClinicState.LIVE, room.clinic.step_id, None)


def test_the_last_step_is_ended_and_not_passed(room):
    room.go_to(StepKind.DEBRIEF)
    with pytest.raises(Refused, match="last step"):
        running.next_step(clinic=room.clinic, by=room.leader, step_id=room.clinic.step_id, early=True)


@pytest.mark.parametrize("persona", ["administrator", "other_facilitator", "mayor"])
def test_nobody_but_the_leader_moves_the_clock(room, persona):
    other = getattr(room.cast, persona)
    before = room.fresh
    for act in (
        lambda: running.pause(clinic=room.clinic, by=other),
        lambda: running.next_step(clinic=room.clinic, by=other, step_id=room.clinic.step_id, early=True),
        lambda: running.extend(clinic=room.clinic, by=other, step_id=room.clinic.step_id, minutes=2),
        lambda: running.end(clinic=room.clinic, by=other, early=True),
        lambda: running.back(clinic=room.clinic, by=other),
        lambda: running.restate_question(clinic=room.clinic, by=other, question="?"),
    ):
        with pytest.raises(Refused, match="Helen Osei conducts this clinic"):
            act()
    after = room.fresh
    assert (after.board_version, after.step_id, after.paused_at) == (before.board_version, before.step_id, None)


def test_the_restated_question_is_for_a_screen_and_has_an_end(room):
    said = running.restate_question(clinic=room.clinic, by=room.leader, question="  What would\n get a permit out? ")
    assert said.question == "What would get a permit out?"
    with pytest.raises(Refused, match="500"):
        running.restate_question(clinic=room.clinic, by=room.leader, question="x" * 501)


def test_a_clinic_held_on_paper_takes_its_cards_afterwards(room, cast):
    planned = make_clinic(make_case(cast.neighbor), by=cast.facilitator)
    with pytest.raises(Refused, match="has not been held"):
        running.held_on_paper(clinic=planned, by=cast.facilitator)
    Clinic.objects.filter(pk=planned.pk).update(starts_at=clock.database_now() - timedelta(hours=2))
    assert running.held_on_paper(clinic=planned, by=cast.facilitator).state == ClinicState.ENDED
