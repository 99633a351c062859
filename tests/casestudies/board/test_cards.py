"""Cards: written once, changed by whoever wrote them, moved about by the facilitator."""

import uuid

import pytest

from casestudies.board import cards, running
from casestudies.board.models import Card, CardState
from casestudies.board.refusals import Refused
from casestudies.clinics.models import Clinic, StepKind
from tests.casestudies.clinic_making import make_case, make_clinic


def test_the_same_key_is_the_same_card(room):
    room.go_to(StepKind.ADVICE)
    key = uuid.uuid4()
    first = room.write("peer", "Tell council before it happens.", key=key)
    again = room.write("peer", "Tell council before it happens, twice.", key=key)
    assert (again.pk, again.text) == (first.pk, "Tell council before it happens.")
    assert room.clinic.cards.count() == 1


def test_nobody_gets_anothers_card_by_its_key(room):
    room.go_to(StepKind.ADVICE)
    key = uuid.uuid4()
    room.write("peer", "Mine.", key=key)
    with pytest.raises(Refused, match="somebody else"):
        room.write("expert", "Mine too.", key=key)


def test_a_card_kept_without_a_connection_comes_in_as_of_its_step(room):
    room.go_to(StepKind.ADVICE)
    advice = room.clinic.step_id
    room.go_to(StepKind.RECOMMENDATIONS)
    late = room.write("expert", "Written while the line was dead.", kind="risk", step_id=advice)
    assert (late.step_id, late.state) == (advice, CardState.SHOWN)
    running.end(clinic=room.clinic, by=room.leader, early=True)
    assert room.write("expert", "And one more.", kind="risk", step_id=advice).pk


def test_a_step_that_has_not_begun_or_is_another_clinics_takes_nothing(room, cast):
    elsewhere = make_clinic(make_case(cast.neighbor), by=cast.administrator, live=True)
    ahead = room.clinic.steps.get(kind=StepKind.RECOMMENDATIONS)
    for step in (ahead.pk, elsewhere.step_id):
        with pytest.raises(Refused, match="not part of this clinic"):
            room.write("peer", "Too soon.", kind="recommendation", step_id=step)
    assert not Card.objects.exists()


@pytest.mark.parametrize("state", ["planned", "closed", "cancelled"])
def test_a_clinic_that_does_not_run_takes_no_cards(room, state):
    room.go_to(StepKind.ADVICE)
    Clinic.objects.filter(pk=room.clinic.pk).update(state=state)
    with pytest.raises(Refused):
        room.write("peer", "Anybody there?")
    assert not Card.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  One   counter. \r\n\r\n\r\n Same day. ", "One counter.\nSame day."),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\x00b\x07c", "abc"),
        ("half \ud83d of a face", "half of a face"),
        ("\u202eright to left", "right to left"),
        ("=1+1; DROP TABLE", "=1+1; DROP TABLE"),
        ("🏙️ ok", "🏙️ ok"),
    ],
)
def test_hostile_text_is_kept_as_text(room, sent, kept):
    room.go_to(StepKind.ADVICE)
    card = room.write("peer", sent)
    card.refresh_from_db()
    assert card.text == kept


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u200b\u200b", "...", "x" * 601])
def test_nothing_and_too_much_are_refused(room, text):
    room.go_to(StepKind.ADVICE)
    with pytest.raises(Refused):
        room.write("peer", text)


def test_an_unknown_kind_or_theme_is_refused(room):
    room.go_to(StepKind.ADVICE)
    with pytest.raises(Refused, match="what kind"):
        room.write("peer", "Hm.", kind="order")
    with pytest.raises(Refused, match="themes"):
        room.write("peer", "Hm.", theme="magic")


def test_a_question_has_no_theme(room):
    room.go_to(StepKind.PROBING)
    assert room.write("peer", "What if nobody comes?", theme="operations").theme == ""


def test_one_person_cannot_flood_the_board(room, monkeypatch):
    monkeypatch.setattr(cards, "MOST_CARDS", 2)
    room.go_to(StepKind.ADVICE)
    room.write("peer", "One.")
    room.write("peer", "Two.")
    with pytest.raises(Refused, match="the most"):
        room.write("peer", "Three.")
    room.write("expert", "One.")


def test_ones_own_card_can_be_changed_until_its_step_ends(room):
    room.go_to(StepKind.ADVICE)
    card = room.write("peer", "We opened one counter in 2022.")
    version = room.fresh.board_version
    changed = cards.edit_card(card=card, seat=room.seats["peer"], text="We opened one counter in 2023.", version=1)
    assert (changed.text, changed.version, bool(changed.edited_at)) == ("We opened one counter in 2023.", 2, True)
    assert room.fresh.board_version == version + 1
    with pytest.raises(Refused, match="another window"):
        cards.edit_card(card=card, seat=room.seats["peer"], text="Other words.", version=1)
    with pytest.raises(Refused, match="Only who wrote"):
        cards.edit_card(card=card, seat=room.seats["expert"], text="Not mine.")
    room.go_to(StepKind.REFLECTION)
    with pytest.raises(Refused, match="The step in which you wrote this is over"):
        cards.edit_card(card=card, seat=room.seats["peer"], text="Too late.")
    card.refresh_from_db()
    assert card.text == "We opened one counter in 2023."


def test_a_withdrawn_card_is_gone_and_gives_its_dots_back(room):
    (card,) = room.recommend("One counter")
    card.dots.create(seat=room.seats["expert"], count=3)
    with pytest.raises(Refused, match="Only who wrote"):
        cards.withdraw_card(card=card, seat=room.seats["expert"])
    cards.withdraw_card(card=card, seat=room.seats["peer"])
    cards.withdraw_card(card=card, seat=room.seats["peer"])
    card.refresh_from_db()
    assert (card.state, card.dots.count()) == (CardState.WITHDRAWN, 0)
    with pytest.raises(Refused, match="has withdrawn it"):
        cards.show_card(card=card, by=room.leader)


def test_in_a_moderated_clinic_cards_wait_for_the_facilitator(room):
    cards.set_moderation(clinic=room.clinic, by=room.leader, on=True)
    room.go_to(StepKind.ADVICE)
    card = room.write("peer", "Wait for it.")
    assert card.state == CardState.WAITING
    with pytest.raises(Refused, match="Only who conducts"):
        cards.show_card(card=card, by=room.second)
    assert cards.show_card(card=card, by=room.leader).state == CardState.SHOWN
    again = cards.edit_card(card=card, seat=room.seats["peer"], text="Something else altogether.")
    assert again.state == CardState.WAITING, "new words are looked at anew"


def test_a_card_held_back_leaves_the_screen_and_not_the_record(room):
    room.go_to(StepKind.ADVICE)
    card = room.write("peer", "A name that should not stand here.")
    assert cards.hold_card(card=card, by=room.leader).state == CardState.HELD
    assert Card.objects.get(pk=card.pk).text == "A name that should not stand here."
    assert cards.show_card(card=card, by=room.leader).state == CardState.SHOWN


def test_joining_keeps_every_original_and_separating_brings_it_back(room):
    first, second, third = room.recommend("One counter", "A single counter", "Just one counter")
    cards.join_cards(card=third, to=second, by=room.leader)
    cards.join_cards(card=second, to=first, by=room.leader)
    assert {card.joined_to_id for card in Card.objects.exclude(pk=first.pk)} == {first.pk}, "all stand below the one"
    assert set(Card.objects.values_list("text", flat=True)) == {"One counter", "A single counter", "Just one counter"}
    cards.separate_card(card=second, by=room.leader)
    assert set(Card.objects.on_screen()) == {first, second}


def test_cards_that_do_not_belong_together_are_not_joined(room, cast):
    room.go_to(StepKind.ADVICE)
    insight, risk = room.write("peer", "An insight"), room.write("peer", "A risk", kind="risk")
    for card, to, why in [(insight, insight, "itself"), (insight, risk, "same kind")]:
        with pytest.raises(Refused, match=why):
            cards.join_cards(card=card, to=to, by=room.leader)
    cards.hold_card(card=risk, by=room.leader)
    with pytest.raises(Refused, match="not on the screen"):
        cards.join_cards(card=insight, to=risk, by=room.leader)


def test_holding_the_card_on_top_frees_those_below(room):
    first, second = room.recommend("One counter", "A single counter")
    cards.join_cards(card=second, to=first, by=room.leader)
    cards.hold_card(card=first, by=room.leader)
    assert list(Card.objects.on_screen()) == [second]


def test_headings_are_the_facilitators(room, cast):
    first, second = room.recommend("One counter", "Train inspectors")
    assert cards.group_cards(clinic=room.clinic, cards=[first, second], group="  Same day  ", by=room.leader) == 2
    assert cards.group_cards(clinic=room.clinic, cards=[first], group="Same day", by=room.leader) == 0
    assert cards.group_cards(clinic=room.clinic, cards=[first], group="", by=room.leader) == 1
    with pytest.raises(Refused, match="80"):
        cards.group_cards(clinic=room.clinic, cards=[first], group="x" * 81, by=room.leader)
    assert set(Card.objects.values_list("text", "group")) == {("One counter", ""), ("Train inspectors", "Same day")}


def test_after_the_end_whoever_runs_the_clinic_puts_its_cards_in_order_until_it_is_closed(room):
    (card,) = room.recommend("One counter")
    running.end(clinic=room.clinic, by=room.leader, early=True)
    assert cards.hold_card(card=card, by=room.second).state == CardState.HELD
    with pytest.raises(Refused):
        cards.show_card(card=card, by=room.cast.mayor)
    Clinic.objects.filter(pk=room.clinic.pk).update(state="closed")
    with pytest.raises(Refused, match="closed"):
        cards.show_card(card=card, by=room.second)


def test_paper_is_entered_for_whoever_wrote_it_whatever_the_step(room):
    card = room.write("expert", "On paper.", kind="risk", on_paper=True, entered_by=room.second)
    assert (card.on_paper, card.entered_by, card.seat) == (True, room.second, room.seats["expert"])
