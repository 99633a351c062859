"""Who said what is told to nobody it was not promised to: nothing that is shown depends on who wrote a card."""

import json

import pytest

from casestudies.board import answers, cards, labels, naming, running
from casestudies.board.mine import mine
from casestudies.board.models import Card
from casestudies.board.refusals import Refused
from casestudies.board.state import board_of
from casestudies.clinics.models import Clinic, RecordLabel, StepKind
from tests.cleared import clear_cache

LABELS = [
    # record label, named cards, told in the room, told to the staff
    ("attributable", True, True, True),
    ("attributable", False, False, False),
    ("staff only", True, False, True),
    ("staff only", False, False, False),
    ("chatham house", True, False, False),
    ("chatham house", False, False, False),
]
ROOM = [("seat", "peer"), ("seat", "presenter"), ("seat", "observer"), ("seat", "expert"), ("screen", "")]
STAFF = [("console", "leader"), ("console", "other")]


@pytest.fixture
def written(room):
    """A room in which a peer with ties wrote cards of all sorts: shown, joined, held, waiting, with dots, on paper."""
    room.go_to(StepKind.ADVICE)
    room.write("peer", "A risk for small firms", kind="risk")
    first, second, third = room.recommend("One counter", "A single counter", "Name one owner")
    cards.join_cards(card=second, to=first, by=room.leader)
    cards.hold_card(card=third, by=room.leader)
    cards.set_moderation(clinic=room.clinic, by=room.leader, on=True)
    room.write("peer", "Waits for the facilitator")
    room.write("peer", "From paper", kind="insight", on_paper=True, entered_by=room.leader)
    running.pause(clinic=room.clinic, by=room.leader)  # so that no countdown differs between two looks
    return room


def shown(room, audiences):
    """Everything that these audiences are told, part by part."""
    clear_cache()
    clinic = room.fresh
    return {
        (*audience, name): html
        for audience in audiences
        for name, html in answers.told(clinic.pk, clinic.board_version, *audience).html.items()
    }


def pages(room, sign_in, addresses):
    """The words of whole pages, without what changes from one look to the next."""
    clear_cache()
    found = {}
    for persona, address in addresses:
        response = sign_in(persona).get(f"/clinics/{room.clinic.pk}/{address}")
        assert response.status_code == 200, (persona, address)
        found[persona, address] = response.content.decode()
    return found


def swap_authors(room):
    """Let the expert have written what the peer wrote: another name, title and tie, and as many ties."""
    Card.objects.filter(clinic=room.clinic).update(seat=room.seats["expert"])


@pytest.mark.parametrize(("label", "named", "told_to_room", "told_to_staff"), LABELS)
def test_nothing_that_is_shown_depends_on_the_author_unless_the_label_says_so(
    written, label, named, told_to_room, told_to_staff
):
    room = written
    peer = room.seats["peer"]
    peer.ties = "Owns shares of Southgate"
    peer.save()
    Clinic.objects.filter(pk=room.clinic.pk).update(record_label=label, named_cards=named)
    for audiences, told in ((ROOM, told_to_room), (STAFF, told_to_staff)):
        Card.objects.filter(clinic=room.clinic).update(seat=peer)
        by_peer = shown(room, audiences)
        swap_authors(room)
        by_expert = shown(room, audiences)
        assert (by_peer != by_expert) == told
        for text in ("Luis Ortega", "Southgate"):
            assert any(text in html for (*_, name), html in by_peer.items() if name != "facts") == told, text
        if not told:
            assert "states a tie" not in "".join(by_peer.values())


@pytest.mark.parametrize(("label", "named"), [("chatham house", True), ("attributable", False)])
def test_no_page_tells_an_author_that_nobody_may_know(written, sign_in, label, named):
    room = written
    Clinic.objects.filter(pk=room.clinic.pk).update(record_label=label, named_cards=named)
    card = Card.objects.get(text="One counter")
    addresses = [
        ("facilitator", "console/"), ("administrator", "console/"), ("facilitator", f"console/cards/{card.pk}/"),
        ("mayor", "seat/"), ("facilitator", "screen/"), ("mayor", "screen/"), ("facilitator", "paper/"),
    ]  # fmt: skip
    for persona, address in addresses:
        html = pages(room, sign_in, [(persona, address)])[persona, address]
        assert ("One counter" in html) or address == "paper/" or persona == "mayor"
        cards_alone = html.split('data-part="facts"')[0] if address == "console/" else html
        before = cards_alone.count("Luis Ortega")
        swap_authors(room)
        html = pages(room, sign_in, [(persona, address)])[persona, address]
        cards_alone = html.split('data-part="facts"')[0] if address == "console/" else html
        assert cards_alone.count("Luis Ortega") == before, (persona, address)
        Card.objects.filter(clinic=room.clinic).update(seat=room.seats["peer"])


def test_what_is_ones_own_is_told_to_that_person_alone(written):
    room = written
    own = mine(room.fresh, room.seats["peer"])
    assert {card["text"] for card in own["cards"]} >= {"One counter", "Waits for the facilitator", "Name one owner"}
    assert mine(room.fresh, room.seats["expert"])["cards"] == []
    assert "Luis" not in json.dumps(own)


def test_the_room_is_told_before_it_writes_how_its_cards_are_shown(room):
    seat = room.seats["peer"]
    for label, named, words in [
        ("attributable", True, "Shown as Luis Ortega, City of Stockton."),
        ("staff only", True, "Shown without your name. The facilitators see it."),
        ("chatham house", True, "Shown without your name, to everybody."),
        ("attributable", False, "Shown without your name, to everybody."),
    ]:
        seat.clinic.record_label, seat.clinic.named_cards = label, named
        assert naming.shown_as(seat) == words


def test_ties_stand_beside_whoever_recommends(room):
    room.recommend("Ask for a data export", who="expert")
    (card,) = board_of(room.clinic.pk, "seat").recommendations
    assert (card.author.line, card.tie) == (
        "Denise Fuller, Professor, Great Lakes University",
        "Advises Northgate, paid",
    )


# --- The label ---


def change(room, label, named):
    return labels.change_label(clinic=room.clinic, by=room.leader, record_label=label, named_cards=named)


def test_the_label_is_free_until_somebody_wrote(room):
    for label, named in [
        ("staff only", False),
        ("attributable", True),
        ("chatham house", True),
        ("attributable", True),
    ]:
        assert change(room, label, named).record_label == label


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (("attributable", True), ("chatham house", True), True),
        (("attributable", True), ("staff only", True), True),
        (("attributable", True), ("attributable", False), True),
        (("attributable", False), ("attributable", True), False),
        (("chatham house", True), ("attributable", True), False),
        (("staff only", True), ("attributable", True), False),
        (("staff only", True), ("chatham house", True), False),
        (("chatham house", True), ("staff only", True), False),
        (("chatham house", True), ("staff only", False), True),
    ],
)
def test_once_a_card_exists_the_label_only_grows_stricter(written, before, after, allowed):
    room = written
    Clinic.objects.filter(pk=room.clinic.pk).update(record_label=before[0], named_cards=before[1])
    if allowed:
        version = room.fresh.board_version
        assert (change(room, *after).record_label, room.fresh.named_cards) == after
        assert room.fresh.board_version > version, "what is on the screens follows at once"
    else:
        with pytest.raises(Refused, match="promise"):
            change(room, *after)
        assert (room.fresh.record_label, room.fresh.named_cards) == before


def test_a_stricter_label_takes_names_off_the_screens_at_once(written):
    room = written
    assert "Luis Ortega" in "".join(shown(room, [("screen", "")]).values())
    change(room, RecordLabel.CHATHAM_HOUSE, True)
    clinic = room.fresh
    told = answers.told(clinic.pk, clinic.board_version, "screen").html
    assert "Luis Ortega" not in "".join(told.values())


def test_a_record_for_staff_alone_leaves_nothing_on_the_rooms_pages_once_it_is_closed(written):
    room = written
    Clinic.objects.filter(pk=room.clinic.pk).update(
        record_label="staff only", state="closed", step=None, step_ends_at=None
    )
    for html in shown(room, ROOM).values():
        assert "One counter" not in html
