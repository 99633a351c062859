"""Entering what was written on paper."""

import re
import uuid

import pytest
from django.urls import reverse

from casestudies.board import running
from casestudies.board.models import Card
from casestudies.clinics.models import Clinic, StepKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(room):
    return reverse("casestudies:paper", args=[room.clinic.pk])


def rows(*cards, **more):
    """The form as a browser sends it, with an empty row at the end."""
    cards = (*cards, {})
    data = {"form-TOTAL_FORMS": len(cards), "form-INITIAL_FORMS": len(cards), **more}
    for number, card in enumerate(cards):
        card = {"key": uuid.uuid4(), "seat": "", "kind": "", "theme": "", "text": ""} | card
        data |= {f"form-{number}-{name}": value for name, value in card.items()}
    return data


def test_several_cards_come_in_at_once_marked_with_their_step_and_once_only(room, sign_in, address):
    room.go_to(StepKind.REFLECTION)
    client = sign_in("facilitator")
    data = rows(
        {"seat": room.seats["peer"].pk, "kind": "risk", "theme": "operations", "text": "The union was not asked."},
        {"seat": room.seats["expert"].pk, "kind": "probing question", "theme": "operations", "text": "Who gains?"},
    )
    response = client.post(address, data)
    assert response.url == address
    assert "2 cards are entered and marked “on paper”." in client.get(address).content.decode()
    client.post(address, data)
    risk, question = Card.objects.order_by("pk")
    assert (risk.text, risk.kind, risk.theme, risk.seat) == (
        "The union was not asked.", "risk", "operations", room.seats["peer"],
    )  # fmt: skip
    assert (risk.step.kind, question.step.kind, question.theme) == (StepKind.ADVICE, StepKind.PROBING, "")
    assert all(card.on_paper and card.entered_by == room.leader and card.state == "shown" for card in (risk, question))


def test_paper_is_marked_in_the_room(room, sign_in, address):
    room.go_to(StepKind.RECOMMENDATIONS)
    card = {"seat": room.seats["peer"].pk, "kind": "recommendation", "text": "Decide the same day"}
    sign_in("facilitator").post(address, rows(card))
    page = sign_in("expert").get(reverse("casestudies:seat", args=[room.clinic.pk])).content.decode()
    assert re.search(r"Decide the same day.*?On paper", page, re.S)


def test_a_row_that_lacks_something_says_so_and_nothing_is_entered(room, sign_in, address):
    room.go_to(StepKind.ADVICE)
    data = rows(
        {"seat": room.seats["peer"].pk, "kind": "risk", "text": "The union was not asked."},
        {"text": "A card without anybody."},
        {"seat": room.seats["peer"].pk, "kind": "risk", "text": "x" * 601},
    )
    response = sign_in("facilitator").post(address, data)
    page = response.content.decode()
    assert response.status_code == 422
    for sentence in (
        "Choose who wrote this card.",
        "Choose what kind of card it is.",
        "A card has at most 600 characters",
    ):
        assert sentence in page
    assert "The union was not asked." in page and "A card without anybody." in page
    assert not Card.objects.exists()


def test_an_empty_page_enters_nothing_and_says_so(room, sign_in, address):
    response = sign_in("facilitator").post(address, rows())
    assert response.status_code == 422
    assert "Nothing is written in any row." in response.content.decode()


def test_more_rows_keep_what_was_typed(room, sign_in, address):
    page = sign_in("facilitator").get(address).content.decode()
    assert page.count("<legend>Card ") == 5
    response = sign_in("facilitator").post(address, rows({"text": "Typed already"}, more="yes"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Typed already" in page and page.count("<legend>Card ") == 7
    keys = re.findall(r'name="form-\d+-key" value="([^"]+)"', page)
    assert len(set(keys)) == 7
    assert not Card.objects.exists()


def test_only_people_with_a_seat_who_write_can_be_chosen(room, sign_in, address):
    page = sign_in("facilitator").get(address).content.decode()
    assert "Luis Ortega, City of Stockton" in page and "Lorraine Whitcomb" in page
    assert "Paul Outsider" not in page
    data = rows({"seat": room.seats["observer"].pk, "kind": "risk", "text": "Not from an observer"})
    assert sign_in("facilitator").post(address, data).status_code == 422
    assert not Card.objects.exists()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("planned", "The clinic has not begun."), ("closed", "The record of this clinic is closed")],
)
def test_paper_is_taken_from_the_start_until_the_record_is_closed(room, sign_in, address, state, sentence):
    running.end(clinic=room.clinic, by=room.leader, step_id=room.fresh.step_id, early=True)
    client = sign_in("facilitator")
    data = rows({"seat": room.seats["peer"].pk, "kind": "risk", "text": "Written in the room"})
    client.post(address, data)
    assert Card.objects.count() == 1
    Clinic.objects.filter(pk=room.clinic.pk).update(state=state)
    page = client.get(address).content.decode()
    assert sentence in page and "Enter the cards" not in page
    response = client.post(address, rows({"seat": room.seats["peer"].pk, "kind": "risk", "text": "Too late"}))
    assert response.status_code == 422
    assert Card.objects.count() == 1


def test_under_chatham_house_what_was_entered_is_listed_without_names(room, sign_in, address):
    Clinic.objects.filter(pk=room.clinic.pk).update(record_label="chatham house")
    client = sign_in("facilitator")
    client.post(address, rows({"seat": room.seats["peer"].pk, "kind": "risk", "text": "The union was not asked."}))
    page = client.get(address).content.decode()
    listed = page[page.index("Entered so far") :]
    assert "The union was not asked." in listed and "Luis Ortega" not in listed


@pytest.mark.parametrize(
    ("persona", "status"), [("peer", 403), ("mayor", 403), ("expert", 403), ("stranger", 404), ("anonymous", 302)]
)
def test_only_who_runs_the_clinic_enters_paper(room, sign_in, address, persona, status):
    data = rows({"seat": room.seats["peer"].pk, "kind": "risk", "text": "Forged"})
    assert sign_in(persona).get(address).status_code == status
    assert sign_in(persona).post(address, data).status_code == status
    assert not Card.objects.exists()
