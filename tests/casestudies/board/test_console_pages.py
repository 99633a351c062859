"""The console: who sees it, who can act on it, and what stands on it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casestudies.board import cards, dots, handing_over, labels, speakers
from casestudies.board.models import Card, CardState
from casestudies.clinics.models import Clinic, ClinicState, Seat, SeatState, StepKind
from tests.casestudies.clinic_making import make_case, make_clinic

HOSTILE = "<script>alert(1)</script> {{ 7 }}"
ACTS = re.compile(r'action="(/clinics/[^"]+)"')


def page_of(room, name="console", *args):
    return reverse(f"casestudies:{name}", args=[room.clinic.pk, *args])


def body(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def moderated(room) -> None:
    Clinic.objects.filter(pk=room.clinic.pk).update(moderated=True)


@pytest.fixture
def console(room, sign_in):
    """A function that reads the console as one of the cast."""

    def read(persona: str = "facilitator") -> str:
        return body(sign_in(persona), page_of(room))

    return read


def test_the_leader_moves_the_clinic_and_other_facilitators_read_along(room, cast, console):
    cast.second = room.second
    leading, reading = ACTS.findall(console()), ACTS.findall(console("second"))
    assert {page_of(room, name) for name in ("board_pause", "board_extend", "board_next")} <= set(leading)
    label, ask, take_over = (page_of(room, name) for name in ("board_label", "handover_ask", "board_take_over"))
    assert set(reading) == {label, ask, take_over}
    assert set(ACTS.findall(console("administrator"))) == {label, ask, take_over}
    assert "Helen Osei conducts this clinic." in console("second")


@pytest.mark.parametrize(
    ("persona", "status"),
    [("mayor", 403), ("editor", 403), ("expert", 403), ("peer", 403), ("stranger", 404), ("other_facilitator", 404)],
)
def test_the_console_is_for_those_who_run_the_cohort(room, sign_in, persona, status):
    moderated(room)
    room.go_to(StepKind.ADVICE)
    card = room.write(text="Not for everybody yet")
    for address in (page_of(room), page_of(room, "console_card", card.pk)):
        response = sign_in(persona).get(address)
        assert response.status_code == status
        assert b"Not for everybody yet" not in response.content


def test_anonymous_visitors_are_sent_to_sign_in(room, client):
    response = client.get(page_of(room))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


def test_opening_the_console_makes_nobody_its_leader_and_starting_asks_once_more(cast, sign_in):
    clinic = make_clinic(make_case(cast.own, state="ready"), by=cast.facilitator)
    Seat.objects.create(clinic=clinic, user=cast.expert, role="expert", state=SeatState.INVITED, name="Denise Fuller")
    client, address = sign_in("facilitator"), reverse("casestudies:console", args=[clinic.pk])
    page = body(client, address)
    assert "The case is not released" in page
    assert "No expert has said yes." in page
    assert "No answer yet from Denise Fuller." in page
    assert "Start now" in page
    clinic.refresh_from_db()
    assert (clinic.leader, clinic.state) == (None, ClinicState.PLANNED)

    start = reverse("casestudies:board_start", args=[clinic.pk])
    assert "Start the clinic now?" in client.post(start, follow=True).content.decode()
    assert Clinic.objects.get(pk=clinic.pk).state == ClinicState.PLANNED
    response = client.post(start, {"confirmed": "yes"}, follow=True)
    assert response.redirect_chain == [(address, 302)]
    clinic.refresh_from_db()
    assert (clinic.leader, clinic.state) == (cast.facilitator, ClinicState.LIVE)


def test_every_act_of_the_console_works_without_a_script_and_comes_back(room, sign_in):
    client, address = sign_in("facilitator"), page_of(room)
    step = room.fresh.step_id
    response = client.post(
        page_of(room, "board_pause"), {"step": step}, headers={"Referer": f"http://testserver{address}"}
    )
    assert (response.status_code, response.url) == (302, f"http://testserver{address}")
    page = body(client, address)
    assert "Go on with the clock" in page
    assert 'data-clock-of="paused"' in page
    assert page.count("csrfmiddlewaretoken") >= page.count("data-act")


def test_the_head_tells_the_step_its_end_and_what_follows(room, console):
    page = console()
    assert "Step 1 of 8" in page
    assert "then clarifying questions, 5 minutes" in page
    assert "left of 10 minutes" in page
    assert "Go on to clarifying questions" in page
    Clinic.objects.filter(pk=room.clinic.pk).update(step_ends_at=timezone.now() - timedelta(seconds=40.5))
    page = console()
    assert 'data-clock-of="over"' in page
    assert re.search(r"\+0:4[0-9]", page)


def test_the_last_step_ends_the_clinic_instead_of_going_on(room, console):
    room.go_to(StepKind.DEBRIEF)
    acts = ACTS.findall(console())
    assert page_of(room, "board_next") not in acts
    assert page_of(room, "board_end") in acts


def test_cards_that_wait_can_be_shown_or_held_and_leave_the_list(room, console):
    moderated(room)
    room.go_to(StepKind.ADVICE)
    waits, held = room.write(text="Tell council before it happens"), room.write(text="Too harsh")
    cards.hold_card(card=held, by=room.leader)
    page = console()
    incoming, _, rest = page.partition("Held back, 1")
    assert "1 new" in incoming
    assert "Tell council before it happens" in incoming
    assert "Too harsh" in rest
    assert page_of(room, "card_show", waits.pk) in incoming
    cards.show_card(card=waits, by=room.leader)
    assert "Nothing waits for you." in console()


def test_where_cards_go_straight_to_the_screen_the_newest_can_still_be_held_back(room, console):
    room.go_to(StepKind.ADVICE)
    card = room.write(text="Open on Saturdays")
    page = console()
    assert page_of(room, "card_hold", card.pk) in page
    assert page_of(room, "card_show", card.pk) not in page


def test_recommendations_stand_by_their_dots_and_equal_ones_are_called_tied(room, console):
    first, second, third = room.recommend("One counter", "Show where they stand", "Scan in house")
    for card, count in ((second, 2), (third, 2), (first, 1)):
        dots.place_dots(card=card, seat=room.seats["expert"], count=count)
    page = console()
    ranks = page.partition("rank-title")[2]
    order = [ranks.index(text) for text in ("Show where they stand", "Scan in house", "One counter")]
    assert order == sorted(order)
    assert page.count("votes, tied") == 2
    assert "5 of 10 dots placed, 2 people vote" in page


def test_an_experts_tie_stands_beside_their_name(room, console):
    room.recommend("Ask vendors for an export", who="expert")
    page = console()
    assert page.count("Advises Northgate, paid") >= 2  # beside the card that came in, and on the screen
    assert "Denise Fuller" in page


@pytest.mark.parametrize("label", ["chatham house", "anonymous"])
def test_no_name_stands_on_a_card_where_nobody_is_named_and_a_tie_is_told_without_its_vendor(room, sign_in, label):
    room.recommend("Ask vendors for an export", who="expert")
    card = Card.objects.get()
    labels.change_label(
        clinic=room.clinic,
        by=room.leader,
        record_label="attributable" if label == "anonymous" else label,
        named_cards=label != "anonymous",
    )
    client = sign_in("facilitator")
    # Who came in is told to the staff; what each of them wrote is not.
    page = body(client, page_of(room)).partition("Who came in")[0] + body(
        client, page_of(room, "console_card", card.pk)
    )
    assert "Ask vendors for an export" in page
    assert "Denise Fuller" not in page
    assert "Northgate" not in page
    assert "states a tie" not in page


def test_the_record_can_only_grow_stricter_once_somebody_wrote(room, console):
    room.go_to(StepKind.ADVICE)
    room.write()
    labels.change_label(clinic=room.clinic, by=room.leader, record_label="chatham house", named_cards=True)
    page = console()
    assert 'value="chatham house" checked' in page
    assert 'value="attributable"' not in page


def test_an_offer_is_answered_on_the_console_of_whom_it_was_made_to(room, cast, console):
    cast.second = room.second
    handing_over.offer_handover(clinic=room.clinic, by=room.leader, to=room.second)
    accept = page_of(room, "handover_accept")
    assert accept in console("second")
    assert "Helen Osei asks you to conduct this clinic" in console("second")
    assert accept not in console("administrator")
    waiting = console()
    assert "Offered to Nora Quist." in waiting
    assert page_of(room, "handover_take_back") in waiting


def test_who_asks_to_conduct_is_given_it_by_the_leader(room, cast, console):
    cast.second = room.second
    handing_over.ask_to_conduct(clinic=room.clinic, by=room.second)
    assert "Nora Quist asks to conduct this clinic" in console()
    assert page_of(room, "handover_give") in console()
    assert page_of(room, "handover_take_back") in console("second")


def test_a_page_whose_role_changed_is_sent_every_part_anew(room, cast, sign_in):
    cast.second = room.second
    client, poll = sign_in("second"), page_of(room, "board_poll")
    version = room.fresh.board_version
    for role in ("facilitator", "second"):  # both pages have been told of this version
        sign_in(role).get(poll, {"view": "console", "since": version - 1})
    handing_over.offer_handover(clinic=room.clinic, by=room.leader, to=room.second)
    client.get(poll, {"view": "console", "since": version, "role": "other"})
    handing_over.accept_handover(clinic=room.clinic, by=room.second)
    told = client.get(poll, {"view": "console", "since": room.fresh.board_version - 1, "role": "offered"}).json()
    assert told["role"] == "leader"
    assert page_of(room, "board_pause") in told["parts"]["head"]
    assert set(told["parts"]) == {"handover", "head", "show", "incoming", "speakers", "shown", "facts"}


def test_those_who_want_to_speak_are_called_in_their_order(room, console):
    turn = speakers.ask_to_speak(clinic=room.clinic, seat=room.seats["peer"])
    page = console()
    assert "Wants to speak" in page
    assert page_of(room, "speaker_call", turn.pk) in page
    speakers.call_speaker(turn=turn, by=room.leader)
    page = console()
    assert "has the word since" in page
    assert page_of(room, "speaker_call", turn.pk) not in page


def test_the_question_is_written_down_in_its_step(room, console):
    assert 'id="now-question"' not in console()
    room.go_to(StepKind.RESTATED)
    page = console()
    assert 'id="now-question"' in page
    assert "Where would you start?" in page.partition('id="now-question"')[2][:300]


def test_a_card_is_joined_with_one_of_its_kind_and_separated_again(room, sign_in):
    room.go_to(StepKind.ADVICE)
    risk = room.write(text="Small contractors lose", kind="risk")
    top, below = room.write(text="One counter works"), room.write("expert", text="A single counter works")
    room.recommend("Open on Saturdays")
    client, address = sign_in("facilitator"), page_of(room, "console_card", below.pk)
    page = body(client, address)
    assert f'<option value="{top.pk}">' in page
    assert f'<option value="{risk.pk}">' not in page
    assert f'<option value="{below.pk}">' not in page
    client.post(page_of(room, "card_join", below.pk), {"to": top.pk})
    assert page_of(room, "card_separate", below.pk) in body(client, page_of(room, "console_card", top.pk))
    assert "A single counter works" in body(client, page_of(room))


def test_a_card_that_is_withdrawn_or_of_another_clinic_has_no_page(room, sign_in):
    room.go_to(StepKind.ADVICE)
    card = room.write()
    other = make_clinic(by=room.leader, case=make_case(room.cast.neighbor))
    client = sign_in("facilitator")
    assert client.get(reverse("casestudies:console_card", args=[other.pk, card.pk])).status_code == 404
    cards.withdraw_card(card=card, seat=room.seats["peer"])
    assert client.get(page_of(room, "console_card", card.pk)).status_code == 404


def test_hostile_text_stays_text(room, console):
    moderated(room)
    room.go_to(StepKind.ADVICE)
    card = room.write(text=HOSTILE)
    Seat.objects.filter(pk=room.seats["peer"].pk).update(name=HOSTILE, ties=HOSTILE)
    page = console()
    cards.show_card(card=card, by=room.leader)
    for one in (page, console()):
        assert "<script>alert" not in one
        assert "{{ 7 }}" in one


def test_a_full_room_costs_as_many_queries_as_an_empty_one(room, sign_in, django_assert_max_num_queries):
    client, address = sign_in("facilitator"), page_of(room)
    room.go_to(StepKind.RECOMMENDATIONS)
    room.write("expert")
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    for number in range(12):
        room.write("peer" if number % 2 else "expert", text=f"Recommendation {number}")
    speakers.ask_to_speak(clinic=room.clinic, seat=room.seats["peer"])
    Card.objects.filter(text="Recommendation 3").update(state=CardState.HELD)
    with django_assert_max_num_queries(40) as many:
        client.get(address)
    assert len(many) == len(few)
