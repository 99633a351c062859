"""What a live page is told, what nothing new costs, and what an emptied cache changes (nothing)."""

import gzip
import json
from datetime import timedelta

import pytest
import redis
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casestudies.board import answers, cards, clock, dots, presence, running, versions
from casestudies.board.models import Card
from casestudies.clinics.models import Clinic, Seat, StepKind
from tests.cleared import clear_cache

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(transactional_db, room):
    return room


def ask(client, room, view="seat", since=0, **headers):
    return client.get(f"/clinics/{room.clinic.pk}/poll/", {"view": view, "since": since}, headers=headers)


def counted(act):
    with CaptureQueriesContext(connection) as queries:
        given = act()
    return given, len(queries)


def test_nothing_new_is_told_without_a_query(room, sign_in):
    client = sign_in("peer")
    told = ask(client, room).json()
    assert told["version"] == room.fresh.board_version
    response, queries = counted(lambda: ask(client, room, since=told["version"]))
    assert (response.status_code, response.content, queries) == (204, b"", 0)
    apart = int(response["X-Board-Now"]) - clock.milliseconds(clock.database_now())
    assert abs(apart) < 1000


def test_a_change_that_somebody_has_asked_for_already_is_told_without_a_query(room, sign_in):
    first, second = sign_in("peer"), sign_in("peer")
    version = ask(first, room).json()["version"]
    ask(second, room)
    room.go_to(StepKind.ADVICE)
    room.write("expert", "One counter halves the way.")
    told, queries = counted(lambda: ask(first, room, since=version).json())
    assert "One counter halves the way." in told["parts"]["cards"]
    assert queries > 0
    again, queries = counted(lambda: ask(second, room, since=version).json())
    assert (again, queries) == (told, 0)


def test_only_the_parts_that_changed_are_sent(room, sign_in):
    (card,) = room.recommend("One counter")
    client = sign_in("peer")
    before = ask(client, room).json()
    assert set(before["parts"]) == set(answers.PARTS["seat"])
    dots.place_dots(card=card, seat=room.seats["expert"], count=2)
    after = ask(client, room, since=before["version"]).json()
    assert set(after["parts"]) == {"recommendations"}
    assert after["version"] == before["version"] + 1
    assert set(ask(client, room, since=1).json()["parts"]) == set(answers.PARTS["seat"]), "too long ago to know"


def test_every_page_gets_the_same_clock(room, sign_in):
    running.pause(clinic=room.clinic, by=room.leader)
    clinic = room.fresh
    expected = {
        "state": "live", "step": clinic.step_id,
        "ends": round(clinic.step_ends_at.timestamp() * 1000), "paused": round(clinic.paused_at.timestamp() * 1000),
    }  # fmt: skip
    asked = [("peer", "seat"), ("mayor", "seat"), ("peer", "screen"), ("facilitator", "console")]
    for persona, view in asked:
        assert ask(sign_in(persona), room, view).json()["clock"] == expected


def test_the_answer_is_compressed_for_who_can_read_that(room, sign_in):
    client = sign_in("peer")
    plain = ask(client, room)
    packed = ask(client, room, accept_encoding="gzip, br")
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == plain.json()


# --- Who may ---


def test_who_is_signed_out_or_foreign_is_told_so_in_json(room, sign_in):
    for persona, view, status in [
        ("anonymous", "seat", 401),
        ("stranger", "seat", 404),
        ("other_facilitator", "console", 404),
        ("viewer", "seat", 403),
        ("mayor", "console", 403),
        ("viewer", "screen", 403),
        ("peer", "nonsense", 404),
    ]:
        room.write("peer", "A secret", kind="risk", on_paper=True)
        response = ask(sign_in(persona), room, view)
        assert (response.status_code, list(response.json())) == (status, ["message"]), (persona, view)
        assert "A secret" not in response.content.decode()


def test_a_pass_is_bound_to_the_session_the_clinic_and_the_page(room, sign_in):
    client = sign_in("peer")
    version = ask(client, room).json()["version"]
    assert ask(client, room, since=version).status_code == 204
    assert ask(client, room, view="console", since=version).status_code == 403
    client.cookies["sessionid"] = "x" * 32
    assert ask(client, room, since=version).status_code == 401


def test_a_seat_that_was_taken_away_is_no_way_in_once_the_pass_is_over(room, sign_in):
    client = sign_in("expert")
    version = ask(client, room).json()["version"]
    Seat.objects.filter(pk=room.seats["expert"].pk).update(state="declined")
    clear_cache()  # what 30 seconds do
    assert ask(client, room, since=version).status_code in (403, 404)


def test_the_console_learns_that_somebody_else_conducts(room, sign_in):
    from casestudies.board import answers as told

    client = sign_in("administrator")
    before = ask(client, room, "console").json()
    assert before["role"] == told.OTHER
    running.offer_handover(clinic=room.clinic, by=room.leader, to=room.cast.administrator)
    offered = ask(client, room, "console", since=before["version"]).json()
    assert offered["role"] == told.OFFERED
    running.accept_handover(clinic=room.clinic, by=room.cast.administrator)
    assert ask(client, room, "console", since=offered["version"]).json()["role"] == told.LEADER


# --- The cache ---


def test_an_emptied_cache_changes_nothing(room, sign_in):
    room.recommend("One counter")
    client = sign_in("peer")
    before = ask(client, room).json()
    clear_cache()
    response = ask(client, room, since=before["version"])
    assert response.status_code == 204
    clear_cache()
    after = ask(client, room).json()
    assert (after["version"], after["parts"], after["clock"]) == (before["version"], before["parts"], before["clock"])


def test_a_cache_that_is_away_slows_the_board_down_and_stops_nothing(room, sign_in, settings, monkeypatch):
    client = sign_in("peer")
    version = ask(client, room).json()["version"]
    away = redis.Redis(host="127.0.0.1", port=1)

    def no_cache(*args, **kwargs):
        raise redis.exceptions.ConnectionError("refused")

    monkeypatch.setattr(versions, "line", lambda: away)
    monkeypatch.setattr(presence, "line", lambda: away)
    for name in ("get", "set", "add", "get_many"):
        monkeypatch.setattr(versions.cache, name, no_cache)
    assert ask(client, room, since=version).status_code == 204
    room.go_to(StepKind.ADVICE)
    room.write("expert", "One counter halves the way.")
    assert "One counter halves the way." in ask(client, room, since=version).json()["parts"]["cards"]


def test_the_version_in_the_cache_never_goes_back(room):
    assert [versions.tell(1, 7), versions.tell(1, 9), versions.tell(1, 8)] == [7, 9, 9]
    assert cache.get(versions.version_key(1)) == 9


def test_a_commit_that_the_cache_never_heard_of_is_seen_within_seconds(room):
    assert versions.current(room.clinic.pk) == room.fresh.board_version
    Clinic.objects.filter(pk=room.clinic.pk).update(board_version=100)  # and the process died
    assert versions.line().ttl(cache.make_key(versions.version_key(room.clinic.pk))) <= versions.SECONDS
    versions.line().delete(cache.make_key(versions.version_key(room.clinic.pk)))
    assert versions.current(room.clinic.pk) == 100


def test_a_change_that_is_rolled_back_is_told_to_nobody(room):
    before = versions.current(room.clinic.pk)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        room.write("peer", "Never said", on_paper=True)
        raise ZeroDivisionError
    assert versions.current(room.clinic.pk) == before == room.fresh.board_version


def test_numbers_that_somebody_made_up_fill_no_cache(room, sign_in):
    client = sign_in("peer")
    ask(client, room)
    before = versions.line().dbsize()
    for since in ("999999", "-5", "abc", "9" * 40, "1e3", "٣"):
        assert ask(client, room, since=since).status_code == 200
    assert versions.line().dbsize() <= before


# --- Presence ---


def test_who_is_connected_is_counted_and_noted_once_a_minute(room, sign_in):
    client = sign_in("peer")
    seat = Seat.objects.filter(pk=room.seats["peer"].pk)
    seat.update(seen_at=None, first_seen_at=None)
    ask(client, room)
    noted = seat.get()
    assert noted.first_seen_at == noted.seen_at is not None
    assert presence.count(room.clinic.pk) == 1
    ask(sign_in("mayor"), room)
    assert presence.here(room.clinic.pk) == {room.cast.peer.pk, room.cast.mayor.pk}
    cache.delete_many([key.decode().split(":", 2)[2] for key in versions.line().keys("*pass*")])
    ask(client, room)
    assert seat.get().seen_at == noted.seen_at
    seat.update(seen_at=timezone.now() - timedelta(seconds=61))
    cache.delete_many([key.decode().split(":", 2)[2] for key in versions.line().keys("*pass*")])
    ask(client, room)
    assert timezone.now() - seat.get().seen_at < timedelta(seconds=5)


def test_a_larger_room_asks_less_often():
    assert [answers.again_in(people) for people in (0, 20, 300, 600)] == [1000, 1000, 1000, 1800]


# --- What is in it ---


def test_no_part_holds_a_token_or_anything_of_one_reader(room):
    room.recommend("One counter")
    for page, roles in {"console": ["leader", "other"], "seat": ["peer", "presenter"], "screen": [""]}.items():
        for role in roles:
            for name, html in answers.told(room.clinic.pk, room.fresh.board_version, page, role).html.items():
                assert "csrf" not in html, (page, name)


def test_a_board_with_many_cards_takes_as_many_queries_as_one_with_few(room):
    def queries(page, role):
        clear_cache()
        version = room.fresh.board_version
        return counted(lambda: answers.told(room.clinic.pk, version, page, role))[1]

    room.recommend("One counter")
    audiences = [("console", "leader"), ("seat", "peer"), ("screen", "")]
    few = {audience: queries(*audience) for audience in audiences}
    placed = room.recommend(*(f"Recommendation {number}" for number in range(9)), who="expert")
    for card in placed[:5]:
        dots.place_dots(card=card, seat=room.seats["peer"], count=1)
    cards.join_cards(card=placed[7], to=placed[8], by=room.leader)
    assert {audience: queries(*audience) for audience in audiences} == few
    assert Card.objects.count() == 10


def test_withdrawn_waiting_and_held_cards_are_on_no_page_of_the_room(room, sign_in):
    cards.set_moderation(clinic=room.clinic, by=room.leader, on=True)
    _, second, third = room.recommend("Waits", "Held back", "Withdrawn")
    cards.hold_card(card=second, by=room.leader)
    cards.withdraw_card(card=third, seat=room.seats["peer"])
    for view in ("seat", "screen"):
        body = ask(sign_in("expert"), room, view).content.decode()
        assert not any(text in body for text in ("Waits", "Held back", "Withdrawn"))
    console = ask(sign_in("facilitator"), room, "console").content.decode()
    assert "Waits" in console
    assert "Held back" in console
    assert ">Withdrawn<" not in console
