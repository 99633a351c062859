"""The seat as a page without a script: what each role is told in each step, and the plain forms."""

import re
import uuid

import pytest
from django.urls import reverse

from casestudies.board import running, speakers
from casestudies.board.cards import hold_card, set_moderation, withdraw_card
from casestudies.board.dots import place_dots
from casestudies.board.labels import change_label
from casestudies.board.models import Card, CardState, Dots
from casestudies.clinics.models import Clinic, Seat, StepKind
from tests import factories

pytestmark = pytest.mark.django_db


def address(name, room, *args):
    return reverse(f"casestudies:{name}", args=[room.clinic.pk, *args])


@pytest.fixture
def sit(room, sign_in):
    """A function that gives the page of the seat of one of the cast, as text."""

    def page(persona: str) -> str:
        response = sign_in(persona).get(address("seat", room))
        assert response.status_code == 200, response
        return response.content.decode()

    return page


def heading(page: str) -> str:
    return re.search(r"<h1[^>]*>(.*?)</h1>", page).group(1)


def form_is_open(page: str) -> bool:
    return not re.search(r"<form[^>]*data-card-form[^>]* hidden", page)


def open_kinds(page: str) -> list[str]:
    inputs = re.findall(r'<input class="usa-radio__input"[^>]*>', page)
    return [re.search(r'value="([^"]*)"', one).group(1) for one in inputs if "disabled" not in one]


# --- Coming in ---


def test_whoever_comes_for_the_first_time_states_their_ties_with_one_tap(room, cast, sign_in):
    mayor = factories.make_member(room.cast.neighbor, "mayor", "Denise Waters")
    cast.newcomer = mayor
    client = sign_in("newcomer")
    response = client.get(address("seat", room))
    assert response.url == address("seat_ties", room)
    page = client.get(response.url).content.decode()
    assert "Do you have ties to vendors?" in page and "I have none" in page
    assert not Seat.objects.filter(user=mayor).exists()
    response = client.post(address("seat_ties", room), {"none": "1"})
    assert response.url == address("seat", room)
    seat = Seat.objects.get(clinic=room.clinic, user=mayor)
    assert (seat.role, seat.title, seat.ties) == ("peer", "Mayor of Stockton", "")
    assert seat.ties_stated_at is not None
    page = client.get(response.url).content.decode()
    assert "Shown as Denise Waters, Mayor of Stockton. No vendor ties." in page


def test_ties_are_prefilled_from_the_clinic_before_and_can_be_changed(room, cast, sign_in):
    Seat.objects.filter(pk=room.seats["peer"].pk).update(
        ties="Owns shares of Parkwise", ties_stated_at="2026-01-01T00:00Z"
    )
    client = sign_in("peer")
    page = client.get(address("seat_ties", room)).content.decode()
    assert "Owns shares of Parkwise" in page
    client.post(address("seat_ties", room), {"ties": "Sold the shares of Parkwise in May"})
    assert "Your ties: Sold the shares of Parkwise in May." in client.get(address("seat", room)).content.decode()


def test_an_empty_field_is_no_answer_about_ties(room, sign_in):
    response = sign_in("peer").post(address("seat_ties", room), {"ties": "  "})
    assert response.status_code == 422
    assert "Write which ties you have, or press “I have none”." in response.content.decode()


def test_a_changed_tie_reaches_the_cards_that_are_on_the_screen(room, sign_in, sit):
    room.recommend("Ask vendors for a full export")
    before = room.fresh.board_version
    sign_in("peer").post(address("seat_ties", room), {"ties": "Advises Parkwise, paid"})
    assert room.fresh.board_version > before
    assert "Advises Parkwise, paid" in sit("expert")


@pytest.mark.parametrize("persona", ["stranger", "anonymous"])
def test_nobody_from_elsewhere_gets_a_seat(room, sign_in, persona):
    for name in ("seat", "seat_ties"):
        response = sign_in(persona).get(address(name, room))
        assert response.status_code == (302 if persona == "anonymous" else 404)
        response = sign_in(persona).post(address("seat_ties", room), {"none": "1"})
        assert response.status_code == (302 if persona == "anonymous" else 404)
    assert not Seat.objects.filter(user=room.cast.stranger).exists()


def test_an_invited_expert_answers_the_invitation_first(room, sign_in):
    Seat.objects.filter(pk=room.seats["expert"].pk).update(state="invited")
    response = sign_in("expert").get(address("seat", room))
    assert response.url == address("clinic_invitation", room)


# --- What each role is told ---

STEPS = [
    (StepKind.PRESENTATION, "Listen to the case", [], "Present your case"),
    (StepKind.CLARIFYING, "Ask for facts", ["clarifying question"], "Answer in a sentence"),
    (StepKind.PROBING, "Ask what makes Dayton think", ["probing question"], "Think aloud"),
    (StepKind.RESTATED, "Listen to the question", [], "Say your question again"),
    (StepKind.ADVICE, "Give your advice", ["insight", "peer experience", "risk", "resource"], "Listen"),
    (StepKind.REFLECTION, "Listen", [], "Say what you take from it"),
    (StepKind.RECOMMENDATIONS, "Recommend and choose", ["recommendation"], "Read what is recommended"),
]


@pytest.mark.parametrize(("kind", "words", "kinds", "presenters"), STEPS, ids=[step[0].name for step in STEPS])
def test_each_step_says_what_to_do_and_opens_what_may_be_written(room, sit, kind, words, kinds, presenters):
    room.go_to(kind)
    peer, mayor, observer = sit("peer"), sit("mayor"), sit("outsider")
    assert heading(peer) == words
    assert open_kinds(peer) == kinds
    assert form_is_open(peer) == bool(kinds)
    assert heading(mayor) == presenters
    assert not form_is_open(mayor) and not open_kinds(mayor)
    assert heading(observer) == "Read along"
    assert not form_is_open(observer)


def test_the_presenters_hear_when_they_answer(room, sit):
    room.go_to(StepKind.ADVICE)
    step_ends = room.fresh.step_ends_at
    page = sit("mayor")
    assert f'data-until="{round(step_ends.timestamp() * 1000)}"' in page
    assert heading(page) == "Listen"
    assert re.search(r"You answer <span[^>]*>at \d{1,2}:\d\d [AP]M</span>\.", page)


def test_the_debrief_is_for_the_presenters_too(room, sit):
    room.go_to(StepKind.DEBRIEF)
    assert open_kinds(sit("mayor")) == ["insight", "resource"]


def test_before_the_start_the_page_says_when_it_begins_and_keeps_the_question_to_itself(room, sit):
    Clinic.objects.filter(pk=room.clinic.pk).update(state="planned", step=None, step_ends_at=None, room="Room 4")
    page = sit("peer")
    assert heading(page) == "You are in the right place"
    assert "in Room 4" in page and "Where would you start?" not in page
    assert not form_is_open(page)


def test_after_the_end_there_is_thanks_and_what_comes_next(room, sit):
    room.recommend("Decide simple permits the same day")
    running.end(clinic=room.clinic, by=room.leader, step_id=room.fresh.step_id, early=True)
    page = sit("peer")
    assert heading(page) == "Thank you"
    assert "Dayton answers every recommendation, and you are told what becomes of yours." in page
    assert "Decide simple permits the same day" in page
    assert not form_is_open(page) and "Withdraw" in page and "data-own-withdraw hidden" in page
    assert "your city answers each recommendation" in sit("mayor")


# --- Names and ties ---


def test_the_tie_of_whoever_recommends_stands_under_the_name(room, sit):
    room.recommend("Ask vendors for a full export", who="expert")
    page = sit("peer")
    name, tie = page.index("Denise Fuller, Professor"), page.index("Advises Northgate, paid")
    assert page.index("Ask vendors for a full export") < name < tie


def test_under_chatham_house_neither_name_nor_company_is_told(room, sit):
    change_label(clinic=room.clinic, by=room.leader, record_label="chatham house", named_cards=True)
    room.recommend("Ask vendors for a full export", who="expert")
    page = sit("peer")
    assert "Ask vendors for a full export" in page
    assert "Denise Fuller" not in page and "Northgate" not in page
    assert "states a tie" not in page
    assert "Shown without your name, to everybody." in page


def test_after_a_staff_only_record_is_closed_the_cards_are_gone_from_the_seats(room, sit):
    change_label(clinic=room.clinic, by=room.leader, record_label="staff only", named_cards=True)
    room.recommend("Ask vendors for a full export", who="expert")
    running.end(clinic=room.clinic, by=room.leader, step_id=room.fresh.step_id, early=True)
    Clinic.objects.filter(pk=room.clinic.pk).update(state="closed")
    page = sit("peer")
    assert "Ask vendors for a full export" not in page and "Read the report" not in page


# --- Plain forms ---


def send(client, room, **fields):
    data = {"key": uuid.uuid4(), "kind": "recommendation", "text": "Decide the same day", "theme": "operations"}
    data |= {"step": room.fresh.step_id} | fields
    return client.post(
        address("card_write", room), data, headers={"referer": f"http://testserver{address('seat', room)}"}
    )


def test_a_form_sent_twice_makes_one_card_and_comes_back_to_the_seat(room, sign_in, sit):
    room.go_to(StepKind.RECOMMENDATIONS)
    client = sign_in("peer")
    key = re.search(r'name="key" value="([^"]+)"', sit("peer")).group(1)
    assert key != re.search(r'name="key" value="([^"]+)"', sit("peer")).group(1)
    for _ in range(2):
        response = send(client, room, key=key)
        assert response.url.endswith(address("seat", room))
    card = Card.objects.get(clinic=room.clinic)
    assert (str(card.key), card.text, card.seat) == (key, "Decide the same day", room.seats["peer"])
    page = sit("peer")
    assert "Your cards in this step" in page
    assert "Recommendation, Operations. On the screen." in page


def test_what_is_refused_is_said_above_the_page(room, sign_in):
    client = sign_in("peer")
    response = send(client, room)
    assert "The city presents its case." in client.get(response.url).content.decode()
    assert not Card.objects.exists()


def test_own_cards_can_be_changed_until_the_step_ends_and_withdrawn_after(room, sign_in, sit):
    room.go_to(StepKind.CLARIFYING)
    card = room.write(text="How many permits a year?")
    client = sign_in("peer")
    client.post(address("card_edit", room, card.pk), {"text": "How many permits a month?", "version": 1})
    assert "How many permits a month?" in sit("peer")
    room.go_to(StepKind.PROBING)
    page = sit("peer")
    assert "Your earlier cards" in page
    assert re.search(r"<details data-own-change[^>]* hidden", page)
    client.post(address("card_withdraw", room, card.pk))
    card.refresh_from_db()
    assert card.state == CardState.WITHDRAWN
    assert "How many permits a month?" not in sit("peer")


def test_whoever_wrote_a_card_learns_that_it_waits_or_is_held_back(room, sit):
    set_moderation(clinic=room.clinic, by=room.leader, on=True)
    room.go_to(StepKind.CLARIFYING)
    card = room.write(text="How many permits a year?")
    assert "The facilitator reads it first." in sit("peer")
    assert "How many permits a year?" not in sit("expert")
    hold_card(card=card, by=room.leader)
    assert "The facilitator keeps it off the screen." in sit("peer")


def test_dots_are_set_with_plain_buttons_and_counted_in_the_foot(room, sign_in, sit):
    first, second = room.recommend("Decide the same day", "Show where they stand")
    assert "<b data-left-words>5 dots left</b> of five" in sit("expert")
    client = sign_in("expert")
    client.post(address("card_dots", room, first.pk), {"count": 2})
    client.post(address("card_dots", room, first.pk), {"count": 2})
    client.post(address("card_dots", room, second.pk), {"count": 2})
    page = sit("expert")
    assert "<b data-left-words>1 dot left</b> of five" in page
    assert page.count('class="is-used"') == 4
    assert page.count("2 dots, tied") == 2
    assert re.search(
        rf'data-dots="{first.pk}".*?value="1" data-by="-1".*?<b data-mine>2</b>.*?value="3" data-by="1"', page, re.S
    )
    assert Dots.objects.count() == 2


@pytest.mark.parametrize(
    ("persona", "votes"), [("expert", True), ("peer", True), ("mayor", False), ("outsider", False)]
)
def test_only_who_chooses_sees_dots_of_their_own(room, sit, persona, votes):
    room.recommend("Decide the same day")
    page = sit(persona)
    assert ('class="seat__room is-voting"' in page) == votes
    assert bool(re.search(r'class="seat__left"[^>]* hidden', page)) != votes


def test_dots_come_back_when_their_card_is_withdrawn(room, sit):
    card, _ = room.recommend("Decide the same day", "Show where they stand")
    place_dots(card=card, seat=room.seats["expert"], count=3)
    withdraw_card(card=card, seat=room.seats["peer"])
    assert "5 dots left" in sit("expert")


def test_the_queue_tells_each_their_place(room, sign_in, sit):
    room.go_to(StepKind.CLARIFYING)
    sign_in("expert").post(address("speak", room))
    sign_in("peer").post(address("speak", room))
    assert "You are number 2 in the queue." in sit("peer")
    [turn, _] = speakers.queue(room.clinic)
    speakers.call_speaker(turn=turn, by=room.leader)
    assert "You have the word." in sit("expert")
    assert "You are number 1 in the queue." in sit("peer")
    sign_in("peer").post(address("speak_leave", room))
    assert "Ask to speak" in sit("peer") and "in the queue." not in sit("peer")


def test_presenters_cannot_ask_to_speak_while_they_listen(room, sit):
    room.go_to(StepKind.ADVICE)
    assert re.search(r"data-speak-ask hidden", sit("mayor"))
    assert not re.search(r"data-speak-ask hidden", sit("peer"))


# --- The code ---


def test_the_code_leads_to_the_seat_however_it_is_typed(room, sign_in):
    code = room.clinic.join_code
    for typed in (code, code.lower(), f" {code[:3]}-{code[3:]} "):
        response = sign_in("peer").post(reverse("casestudies:join"), {"code": typed})
        assert response.url == address("seat", room)


@pytest.mark.parametrize("persona", ["stranger"])
def test_a_code_opens_nothing_to_people_of_another_cohort(room, sign_in, persona):
    response = sign_in(persona).post(reverse("casestudies:join"), {"code": room.clinic.join_code})
    assert response.status_code == 422
    page = response.content.decode()
    assert "No clinic that you can enter has this code." in page
    assert "Dayton" not in page
    wrong = sign_in(persona).post(reverse("casestudies:join"), {"code": "ZZZZZZ"}).content.decode()
    assert "No clinic that you can enter has this code." in wrong


def test_the_code_page_comes_after_signing_in(room, sign_in):
    response = sign_in("anonymous").get(reverse("casestudies:join"))
    assert response.status_code == 302 and "/join/" in response.url


def test_codes_cannot_be_tried_without_end(room, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "join_clinic": "3/m/user"}
    client = sign_in("stranger")
    codes = [client.post(reverse("casestudies:join"), {"code": "ZZZZZZ"}).status_code for _ in range(4)]
    assert codes == [422, 422, 422, 429]


# --- What it costs ---


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_cards_as_for_one(
    room, sign_in, number, django_assert_num_queries
):
    cards = room.recommend(*(f"Recommendation {n}" for n in range(number)))
    for card in cards:
        place_dots(card=card, seat=room.seats["expert"], count=1)
    client = sign_in("peer")
    client.get(address("seat", room))
    with django_assert_num_queries(15):
        client.get(address("seat", room))
