"""The acts over HTTP: JSON for a script, the way back for a page without one; nobody does what is not theirs."""

import uuid

import pytest
from django.urls import get_resolver, reverse

from casestudies.board import running, views_acts
from casestudies.board.models import Card, Handover
from casestudies.clinics.models import Clinic, StepKind

JSON = {"accept": "application/json"}
ACTS_OF_FACILITATORS = [
    ("board_start", {"confirmed": "yes"}), ("board_pause", {}), ("board_resume", {}), ("board_next", {"early": "yes"}),
    ("board_extend", {"minutes": "2"}), ("board_back", {}), ("board_end", {"early": "yes"}),
    ("board_held_on_paper", {}), ("board_question", {"question": "Why?"}), ("handover_offer", {}),
    ("handover_accept", {}), ("handover_decline", {}), ("handover_take_back", {}), ("handover_ask", {}),
    ("handover_give", {}), ("board_take_over", {"confirmed": "yes"}), ("cards_group", {"group": "x"}),
    ("board_moderation", {"on": "yes"}), ("board_label", {"record_label": "staff only"}),
]  # fmt: skip
ACTS_ON_CARDS = ["card_show", "card_hold", "card_join", "card_separate"]


def post(client, room, name, data=None, *more, headers=JSON):
    return client.post(reverse(f"casestudies:{name}", args=[room.clinic.pk, *more]), data or {}, headers=headers)


def test_a_card_is_sent_and_the_answer_tells_what_is_ones_own(room, sign_in):
    room.go_to(StepKind.ADVICE)
    sent = {
        "key": str(uuid.uuid4()),
        "kind": "risk",
        "theme": "operations",
        "text": "Small firms lose.",
        "step": room.clinic.step_id,
    }
    client = sign_in("peer")
    first, again = post(client, room, "card_write", sent), post(client, room, "card_write", sent)
    assert (first.status_code, again.status_code, Card.objects.count()) == (200, 200, 1)
    assert again.json() == first.json()
    told = first.json()
    assert told["version"] == room.fresh.board_version
    (card,) = told["mine"]["cards"]
    assert (card["text"], card["may_edit"], card["may_withdraw"]) == ("Small firms lose.", True, True)
    changed = post(client, room, "card_edit", {"text": "Small firms may lose.", "version": 1}, card["id"])
    assert changed.json()["mine"]["cards"][0]["text"] == "Small firms may lose."
    assert post(client, room, "card_withdraw", {}, card["id"]).json()["mine"]["cards"][0]["state"] == "withdrawn"


def test_dots_and_the_queue_are_told_with_the_answer(room, sign_in):
    (card,) = room.recommend("One counter")
    client = sign_in("expert")
    told = post(client, room, "card_dots", {"count": "3"}, card.pk).json()["mine"]
    assert (told["dots"], told["dots_left"]) == ({str(card.pk): 3}, 2)
    assert post(client, room, "speak").json()["mine"]["queue"] == 1
    assert post(client, room, "speak_leave").json()["mine"]["queue"] is None
    own = client.get(reverse("casestudies:board_mine", args=[room.clinic.pk]), headers=JSON).json()
    assert own["dots_left"] == 2
    refused = post(client, room, "card_dots", {"count": "many"}, card.pk)
    assert (refused.status_code, refused.json()["message"]) == (422, "You have 5 dots in all.")


def test_a_refusal_is_a_sentence_and_a_confirmation_is_asked_for(room, sign_in):
    client = sign_in("facilitator")
    asked = post(client, room, "board_next", {"step": room.clinic.step_id})
    assert (asked.status_code, asked.json()["confirm"]) == (409, True)
    assert "Go on to “Clarifying questions” now?" in asked.json()["message"]
    assert post(client, room, "board_next", {"step": room.clinic.step_id, "early": "yes"}).status_code == 200
    assert room.fresh.step.kind == StepKind.CLARIFYING
    refused = post(sign_in("peer"), room, "card_write", {"key": "not a key", "kind": "risk", "text": "Hm"})
    assert (refused.status_code, list(refused.json())) == (422, ["message"])


def test_without_a_script_the_page_comes_back_with_the_sentence(room, sign_in):
    client = sign_in("peer")
    page = reverse("casestudies:seat", args=[room.clinic.pk])
    sent = {"key": str(uuid.uuid4()), "kind": "risk", "text": "Too soon."}
    response = post(client, room, "card_write", sent, headers={"referer": f"http://testserver{page}"})
    assert (response.status_code, response["Location"]) == (302, f"http://testserver{page}")
    assert "The city presents its case" in client.get("/help/").content.decode()
    away = post(client, room, "card_write", sent, headers={"referer": "https://elsewhere.example/"})
    assert away["Location"] == page


def test_a_second_press_on_add_two_minutes_adds_two_minutes(room, sign_in):
    client = sign_in("facilitator")
    before = room.clinic.step_ends_at
    sent = {"step": room.clinic.step_id, "minutes": "2", "ends": round(before.timestamp() * 1000)}
    for _ in range(3):
        assert post(client, room, "board_extend", sent).status_code == 200
    assert (room.fresh.step_ends_at - before).total_seconds() == 120


@pytest.mark.parametrize(
    ("persona", "status"),
    [("anonymous", 401), ("outsider", 403), ("stranger", 404), ("other_facilitator", 404), ("mayor", 403),
     ("peer", 403), ("expert", 403)],
)  # fmt: skip
def test_whoever_does_not_run_the_clinic_does_nothing_of_what_its_facilitators_do(room, sign_in, persona, status):
    (card,) = room.recommend("One counter")
    client, before = sign_in(persona), room.fresh
    for name, data in ACTS_OF_FACILITATORS:
        response = post(client, room, name, {"step": before.step_id, "to": room.second.pk, "card": card.pk, **data})
        assert (response.status_code, list(response.json())) == (status, ["message"]), name
    for name in ACTS_ON_CARDS:
        assert post(client, room, name, {"to": card.pk}, card.pk).status_code == status, name
    after = room.fresh
    assert (after.board_version, after.step_id, after.leader) == (before.board_version, before.step_id, room.leader)
    assert not Handover.objects.exists()


def test_another_facilitator_reads_the_console_and_moves_nothing(room, sign_in):
    (card,) = room.recommend("One counter")
    client, before = sign_in("administrator"), room.fresh
    quiet = {"board_start", "board_held_on_paper", "handover_accept", "handover_decline", "handover_take_back"}
    for name, data in ACTS_OF_FACILITATORS:
        if name in quiet | {"handover_ask", "board_label"}:
            continue
        response = post(client, room, name, {"step": before.step_id, "to": room.second.pk, "card": card.pk, **data})
        assert response.status_code == 422, name
        assert "conduct" in response.json()["message"] or "does not ask" in response.json()["message"], name
    for name in ACTS_ON_CARDS:
        assert post(client, room, name, {"to": card.pk}, card.pk).status_code == 422, name
    assert room.fresh.board_version == before.board_version


@pytest.mark.parametrize(
    ("persona", "status"),
    [("anonymous", 401), ("stranger", 404), ("viewer", 403), ("administrator", 403)],
)
def test_whoever_has_no_seat_writes_nothing(room, sign_in, persona, status):
    (card,) = room.recommend("One counter")
    client, before = sign_in(persona), room.fresh.board_version
    sent = {"key": str(uuid.uuid4()), "kind": "recommendation", "text": "From outside", "count": "5"}
    for name, more in [("card_write", []), ("card_edit", [card.pk]), ("card_withdraw", [card.pk]),
                       ("card_dots", [card.pk]), ("speak", []), ("speak_leave", [])]:  # fmt: skip
        assert post(client, room, name, sent, *more).status_code == status, name
    assert client.get(reverse("casestudies:board_mine", args=[room.clinic.pk]), headers=JSON).status_code == status
    assert (room.fresh.board_version, Card.objects.count()) == (before, 1)


def test_nobody_changes_anothers_card_or_one_of_another_clinic(room, sign_in, cast):
    (card,) = room.recommend("One counter")
    client = sign_in("expert")
    assert post(client, room, "card_edit", {"text": "Not mine"}, card.pk).status_code == 404
    assert post(client, room, "card_withdraw", {}, card.pk).status_code == 404
    from tests.casestudies.clinic_making import make_case, make_clinic

    elsewhere = make_clinic(make_case(cast.neighbor), by=cast.administrator, live=True)
    response = sign_in("administrator").post(
        reverse("casestudies:card_hold", args=[elsewhere.pk, card.pk]), headers=JSON
    )
    assert response.status_code == 404
    card.refresh_from_db()
    assert (card.text, card.state) == ("One counter", "shown")


@pytest.mark.parametrize("value", ["", "x", "-1", "1e9", "٣", "9" * 30, "1;2", None])
def test_numbers_that_are_none_change_nothing(room, sign_in, value):
    data = {} if value is None else {"step": value, "minutes": value, "to": value, "ends": value}
    client, before = sign_in("facilitator"), room.fresh
    for name in ("board_next", "board_extend", "handover_offer"):
        assert post(client, room, name, data).status_code in (404, 422), name
    assert room.fresh.board_version == before.board_version


def test_an_act_is_a_post_and_nothing_else(room, sign_in):
    client = sign_in("facilitator")
    found = {
        pattern.name
        for pattern in get_resolver("casestudies.board.urls").url_patterns
        if getattr(pattern.callback, "__module__", "") == views_acts.__name__ and pattern.name != "board_mine"
    }
    assert len(found) >= 30
    for name, _ in ACTS_OF_FACILITATORS:
        assert name in found
        assert client.get(reverse(f"casestudies:{name}", args=[room.clinic.pk])).status_code == 405
    assert Clinic.objects.get(pk=room.clinic.pk).board_version == room.clinic.board_version


def test_the_leader_may_do_it_all_over_http(room, sign_in):
    client = sign_in("facilitator")
    step = room.clinic.step_id
    for name, data in [
        ("board_pause", {"step": step}), ("board_resume", {"step": step}), ("board_question", {"question": "Why?"}),
        ("board_moderation", {"on": "yes"}), ("board_label", {"record_label": "chatham house", "named_cards": "yes"}),
        ("handover_offer", {"to": room.second.pk}), ("handover_take_back", {}),
        ("board_end", {"step": step, "early": "yes"}), ("board_back", {}),
    ]:  # fmt: skip
        assert post(client, room, name, data).status_code == 200, name
    clinic = room.fresh
    assert (clinic.question, clinic.moderated, clinic.record_label, clinic.state) == (
        "Why?",
        True,
        "chatham house",
        "live",
    )
    running.ask_to_conduct(clinic=clinic, by=room.second)
    assert post(client, room, "handover_give", {"to": room.second.pk}).status_code == 200
    assert room.fresh.leader == room.second
