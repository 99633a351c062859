"""Who conducts, and how that passes on: by name, and by nobody's accident."""

from datetime import timedelta

import pytest

from casestudies.board import clock, running
from casestudies.board.models import Handover
from casestudies.board.refusals import NeedsConfirmation, Refused
from casestudies.clinics.models import Clinic, Seat


def test_an_offer_counts_once_the_named_person_accepts(room):
    running.offer_handover(clinic=room.clinic, by=room.leader, to=room.second)
    assert room.fresh.leader == room.leader, "an offer alone changes nothing"
    with pytest.raises(Refused, match="not offered to you"):
        running.accept_handover(clinic=room.clinic, by=room.cast.administrator)
    assert running.accept_handover(clinic=room.clinic, by=room.second).leader == room.second
    assert Seat.objects.get(clinic=room.clinic, user=room.second).role == "facilitator"
    with pytest.raises(Refused, match="Nora Quist conducts"):
        running.pause(clinic=room.clinic, by=room.leader)
    assert running.accept_handover(clinic=room.clinic, by=room.second).leader == room.second, "a second tap"


def test_an_offer_can_be_taken_back_and_declined(room):
    running.offer_handover(clinic=room.clinic, by=room.leader, to=room.second)
    running.take_back_handover(clinic=room.clinic, by=room.leader)
    with pytest.raises(Refused, match="not offered"):
        running.accept_handover(clinic=room.clinic, by=room.second)
    running.offer_handover(clinic=room.clinic, by=room.leader, to=room.second)
    running.decline_handover(clinic=room.clinic, by=room.second)
    assert not Handover.objects.filter(ended_at=None).exists()
    assert room.fresh.leader == room.leader


def test_an_offer_to_somebody_else_replaces_the_first(room):
    running.offer_handover(clinic=room.clinic, by=room.leader, to=room.second)
    running.offer_handover(clinic=room.clinic, by=room.leader, to=room.cast.administrator)
    with pytest.raises(Refused, match="not offered"):
        running.accept_handover(clinic=room.clinic, by=room.second)


@pytest.mark.parametrize("persona", ["mayor", "peer", "expert", "other_facilitator", "outsider"])
def test_whoever_does_not_run_the_cohort_cannot_be_offered_it_or_take_it(room, persona):
    stranger = getattr(room.cast, persona)
    with pytest.raises(Refused, match="does not facilitate this cohort"):
        running.offer_handover(clinic=room.clinic, by=room.leader, to=stranger)
    Clinic.objects.filter(pk=room.clinic.pk).update(leader=None)
    for act in (running.ask_to_conduct, running.take_over):
        with pytest.raises(Refused, match="does not facilitate this cohort"):
            act(clinic=room.clinic, by=stranger)
    assert room.fresh.leader is None


def test_asking_for_it_is_enough_once_the_leader_gives_it(room):
    running.ask_to_conduct(clinic=room.clinic, by=room.second)
    assert room.fresh.leader == room.leader
    with pytest.raises(Refused, match="Nora Quist is to take over already"):
        running.ask_to_conduct(clinic=room.clinic, by=room.cast.administrator)
    with pytest.raises(Refused, match="not offered"):
        running.accept_handover(clinic=room.clinic, by=room.second)
    with pytest.raises(Refused, match="does not ask"):
        running.give_to_asker(clinic=room.clinic, by=room.leader, to=room.cast.administrator)
    assert running.give_to_asker(clinic=room.clinic, by=room.leader, to=room.second).leader == room.second


def test_nobody_takes_over_while_the_leader_is_there(room):
    Seat.objects.filter(clinic=room.clinic, user=room.leader).update(seen_at=clock.database_now())
    with pytest.raises(Refused, match="Helen Osei is connected"):
        running.take_over(clinic=room.clinic, by=room.second, confirmed=True)
    assert room.fresh.leader == room.leader


def test_a_clinic_whose_leader_is_gone_for_two_minutes_is_taken_over_after_a_confirmation(room):
    gone = clock.database_now() - timedelta(minutes=2, seconds=5)
    Clinic.objects.filter(pk=room.clinic.pk).update(started_at=gone - timedelta(minutes=10))
    Seat.objects.filter(clinic=room.clinic, user=room.leader).update(seen_at=gone)
    with pytest.raises(NeedsConfirmation, match="has not been connected for two minutes"):
        running.take_over(clinic=room.clinic, by=room.second)
    assert room.fresh.leader == room.leader
    assert running.take_over(clinic=room.clinic, by=room.second, confirmed=True).leader == room.second
    taken = Handover.objects.get()
    assert (taken.offered_by, taken.offered_to, bool(taken.accepted_at)) == (room.leader, room.second, True)
    with pytest.raises(Refused, match="Nora Quist is connected"):
        running.take_over(clinic=room.clinic, by=room.leader, confirmed=True)


def test_a_clinic_that_lost_its_leaders_account_is_taken_over_at_once(room):
    Clinic.objects.filter(pk=room.clinic.pk).update(leader=None)
    assert running.take_over(clinic=room.clinic, by=room.second, confirmed=True).leader == room.second
