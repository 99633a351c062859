"""What many people do in the same moment: real threads, each with its own connection."""

import threading
import uuid

import pytest
from django.db import close_old_connections, connection

from casestudies.board import cards, dots, running
from casestudies.board.models import Dots
from casestudies.board.refusals import Refused
from casestudies.clinics.models import Clinic, StepKind

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, times=10):
    """Run `act(number)` in as many threads, let go at the same moment; what each gave, or the refusal it met."""
    gate, given = threading.Barrier(times), [None] * times

    def run(number):
        close_old_connections()
        try:
            gate.wait(10)
            given[number] = act(number)
        except Exception as error:
            given[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return given


@pytest.fixture
def room(transactional_db, room):
    return room


def test_a_card_sent_ten_times_at_once_is_one_card(room):
    room.go_to(StepKind.ADVICE)
    key, clinic, seat = uuid.uuid4(), room.fresh, room.seats["peer"]
    given = at_once(
        lambda number: cards.write_card(clinic=clinic, seat=seat, key=key, kind="risk", text="Small firms lose.").pk
    )
    assert room.clinic.cards.count() == 1
    assert set(given) == {room.clinic.cards.get().pk}


def test_ten_cards_at_once_are_ten_cards_and_ten_versions(room):
    room.go_to(StepKind.ADVICE)
    clinic, seat = room.fresh, room.seats["peer"]
    given = at_once(
        lambda number: (
            cards.write_card(clinic=clinic, seat=seat, key=uuid.uuid4(), kind="risk", text=f"Risk {number}").pk
        )
    )
    assert len(set(given)) == 10 == room.clinic.cards.count()
    assert room.fresh.board_version == clinic.board_version + 10


def test_dots_from_ten_windows_never_exceed_five(room):
    placed = room.recommend(*(f"Recommendation {number}" for number in range(10)))
    seat = room.seats["expert"]
    given = at_once(lambda number: dots.place_dots(card=placed[number], seat=seat, count=1))
    assert sum(isinstance(one, int) for one in given) == 5
    assert all(isinstance(one, int | Refused) for one in given)
    assert sum(Dots.objects.values_list("count", flat=True)) == 5


def test_next_pressed_in_ten_windows_goes_one_step(room):
    clinic, step = room.clinic, room.clinic.step_id
    given = at_once(lambda number: running.next_step(clinic=clinic, by=room.leader, step_id=step, early=True).step.kind)
    assert set(given) == {StepKind.CLARIFYING}
    assert room.clinic.steps.filter(started_at__isnull=False).count() == 2


def test_two_facilitators_who_start_at_once_leave_one_leader(room, cast):
    Clinic.objects.filter(pk=room.clinic.pk).update(state="planned", leader=None, step=None, started_at=None)
    people = [room.leader, room.second] * 5
    given = at_once(lambda number: running.start(clinic=room.clinic, by=people[number], confirmed=True).leader_id)
    leader = room.fresh.leader_id
    assert {one for one in given if not isinstance(one, Refused)} == {leader}
    assert sum(isinstance(one, Refused) for one in given) == 5


def test_writing_voting_holding_and_moving_on_at_once_never_block_each_other(room):
    first, second = room.recommend("One counter", "Train inspectors")
    clinic = room.fresh
    peer, expert = room.seats["peer"], room.seats["expert"]
    acts = [
        lambda: cards.write_card(clinic=clinic, seat=peer, key=uuid.uuid4(), kind="recommendation", text="Another"),
        lambda: dots.place_dots(card=first, seat=expert, count=2),
        lambda: dots.place_dots(card=second, seat=peer, count=2),
        lambda: cards.hold_card(card=second, by=room.leader),
        lambda: running.pause(clinic=clinic, by=room.leader),
    ]
    given = at_once(lambda number: acts[number % len(acts)]())
    assert [one for one in given if isinstance(one, Exception) and not isinstance(one, Refused)] == []
    assert room.clinic.cards.count() == 4
