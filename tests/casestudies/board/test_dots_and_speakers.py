"""Five dots a person, and the queue of those who want to speak."""

import pytest

from casestudies.board import cards, dots, running, speakers
from casestudies.board.models import Card, Dots, SpeakerTurn
from casestudies.board.refusals import Refused
from casestudies.board.state import SEAT, board_of
from casestudies.clinics.models import StepKind


def place(room, card, count, who="expert"):
    return dots.place_dots(card=card, seat=room.seats[who], count=count)


def test_five_dots_in_all_and_the_number_is_set_not_added(room):
    one, two = room.recommend("One counter", "Train inspectors")
    assert place(room, one, 2) == 3
    version = room.fresh.board_version
    assert place(room, one, 2) == 3, "the same again changes nothing"
    assert room.fresh.board_version == version
    assert place(room, two, 3) == 0
    with pytest.raises(Refused, match="3 for this one"):
        place(room, two, 4)
    assert place(room, one, 0) == 2
    assert list(Dots.objects.values_list("card", "count")) == [(two.pk, 3)]


@pytest.mark.parametrize("count", [-1, 6, 10**9])
def test_numbers_out_of_reason_are_refused(room, count):
    (one,) = room.recommend("One counter")
    with pytest.raises(Refused, match="5 dots in all"):
        place(room, one, count)


@pytest.mark.parametrize("who", ["mayor", "observer", "leader"])
def test_presenters_observers_and_facilitators_do_not_choose(room, who):
    (one,) = room.recommend("One counter")
    with pytest.raises(Refused, match="Peers and experts"):
        place(room, one, 1, who)
    assert not Dots.objects.exists()


def test_dots_are_for_recommendations_on_the_screen_while_is_chosen(room):
    room.go_to(StepKind.ADVICE)
    insight = room.write("peer", "An insight")
    with pytest.raises(Refused, match="for recommendations"):
        place(room, insight, 1)
    (one,) = room.recommend("One counter")
    cards.hold_card(card=one, by=room.leader)
    with pytest.raises(Refused, match="not on the screen"):
        place(room, one, 1)
    cards.show_card(card=one, by=room.leader)
    room.go_to(StepKind.DEBRIEF)
    assert place(room, one, 1) == 4
    running.end(clinic=room.clinic, by=room.leader, early=True)
    with pytest.raises(Refused, match="while recommendations are made"):
        place(room, one, 2)


def test_ties_are_shown_as_ties(room):
    one, two, three, _ = room.recommend("One", "Two", "Three", "Four")
    for card, who, count in [(two, "expert", 3), (three, "peer", 3), (one, "expert", 1)]:
        place(room, card, count, who)
    ranked = [(card.text, card.dots, card.rank, card.tied) for card in board_of(room.clinic.pk, SEAT).recommendations]
    assert ranked == [("Two", 3, 1, True), ("Three", 3, 1, True), ("One", 1, 3, False), ("Four", 0, None, False)]
    assert [(card.text, card.dot_count) for card in Card.objects.by_dots()] == [
        ("Two", 3), ("Three", 3), ("One", 1), ("Four", 0),
    ]  # fmt: skip


def test_dots_on_joined_cards_count_for_the_one_on_top_and_come_apart_again(room):
    one, two = room.recommend("One counter", "A single counter")
    place(room, one, 2)
    place(room, two, 1)
    place(room, two, 4, "peer")
    cards.join_cards(card=two, to=one, by=room.leader)
    (top,) = board_of(room.clinic.pk, SEAT).recommendations
    assert (top.dots, [card.text for card in top.joined]) == (7, ["A single counter"])
    assert Card.objects.by_dots().get(pk=one.pk).dot_count == 7
    assert dots.dots_of(room.seats["expert"]) == {one.pk: 3}
    cards.separate_card(card=two, by=room.leader)
    assert dots.dots_of(room.seats["expert"]) == {one.pk: 2, two.pk: 1}


def test_placing_on_joined_cards_sets_the_number_on_all_of_them(room):
    one, two = room.recommend("One counter", "A single counter")
    place(room, one, 2)
    place(room, two, 3)
    cards.join_cards(card=two, to=one, by=room.leader)
    assert place(room, two, 5) == 0
    assert place(room, one, 1) == 4
    assert dots.dots_of(room.seats["expert"]) == {one.pk: 1}


# --- Speakers ---


def test_the_queue_keeps_the_order_and_one_place_a_person(room):
    room.go_to(StepKind.PROBING)
    first = speakers.ask_to_speak(clinic=room.clinic, seat=room.seats["expert"])
    assert speakers.ask_to_speak(clinic=room.clinic, seat=room.seats["expert"]) == first
    second = speakers.ask_to_speak(clinic=room.clinic, seat=room.seats["mayor"])
    assert speakers.queue(room.clinic) == [first, second]
    speakers.call_speaker(turn=second, by=room.leader)
    assert [turn.pk for turn in speakers.queue(room.clinic)] == [second.pk, first.pk], "who speaks comes first"
    speakers.call_speaker(turn=first, by=room.leader)
    assert speakers.queue(room.clinic) == [first], "whoever had the word is done"
    speakers.leave_queue(clinic=room.clinic, seat=room.seats["expert"])
    assert speakers.queue(room.clinic) == []


def test_the_word_is_given_by_the_leader_and_asked_for_by_those_who_may(room):
    room.go_to(StepKind.ADVICE)
    turn = speakers.ask_to_speak(clinic=room.clinic, seat=room.seats["peer"])
    with pytest.raises(Refused, match="Helen Osei conducts"):
        speakers.call_speaker(turn=turn, by=room.second)
    for who in ("mayor", "observer", "leader"):
        with pytest.raises(Refused):
            speakers.ask_to_speak(clinic=room.clinic, seat=room.seats[who])
    assert SpeakerTurn.objects.count() == 1
    assert speakers.finish_speaker(turn=turn, by=room.leader).done_at
