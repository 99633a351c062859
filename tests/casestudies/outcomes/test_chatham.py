"""Chatham House means it: nothing that anybody can open tells who said what. Neither does a clinic without names.

The whole portal is swept as every person, with a clinic whose cards have words and authors that stand nowhere else.
"""

import json
import logging
import re

import pytest
from django.urls import reverse

from casestudies.board.models import Card
from casestudies.clinics.models import Clinic
from isc_portal.documents.kinds import UnknownKind, get_kind
from isc_portal.documents.models import Document
from isc_portal.documents.services import request_document
from isc_portal.mail.models import Message
from tests.cleared import clear_cache
from tests.documents.conftest import finish

from .after import After
from .sweeping import addresses, admin_addresses, opened, plain

PERSONAS = (
    "administrator", "facilitator", "mayor", "editor", "viewer", "expert", "peer", "outsider", "stranger", "anonymous",
)  # fmt: skip


def finished(cast, **fields) -> After:
    """A closed clinic with answers of every sort, a changed one and a report."""
    clear_cache()
    after = After(cast, **fields)
    after.close(notes="The room found a queueing problem.")
    after.answer("counter", by=cast.editor)
    after.answer("counter")
    after.answer("export", answer="decline", reason="Our rules ask for it.")
    after.answer("export", answer="adapt", reason="From next year on.")
    try:
        kind = get_kind("clinic_report")
    except UnknownKind:
        return after
    finish(request_document(kind=kind, subject=after.clinic, by=after.leader, send=False))
    return after


# Pages that list who was in the room, apart from what was written there.
LISTS_PEOPLE = re.compile(r"/console/$")
NEAR = 60  # characters before and after a card, in which its author would be told


def telling(words: str, reader=None, *, apart: bool = False) -> list[str]:
    """The cards whose words stand in a text together with what tells their author; the reader's own are theirs.

    Where the people are listed `apart`, only what stands near a card counts.
    """
    words = plain(words)
    found = []
    for card in Card.objects.select_related("seat"):
        text = plain(card.text)[:45]
        if card.seat.user_id == getattr(reader, "pk", None) or text not in words:
            continue
        length = len(plain(card.text)) + NEAR
        around = [words[max(0, at.start() - NEAR) : at.start() + length] for at in re.finditer(re.escape(text), words)]
        for mark in (card.seat.name, card.seat.title, card.seat.ties):
            if mark and any(plain(mark) in place for place in (around if apart else [words])):
                found.append(f"{card.text} · {mark}")
    return found


def test_no_page_that_anybody_can_open_tells_who_wrote_a_card(cast, sign_in):
    after = finished(cast, record_label="chatham house")
    record = reverse("casestudies:record", args=[after.clinic.pk])
    told, counts = {}, {}
    urls = list(addresses(cast.own))
    for persona in PERSONAS:
        client, reader = sign_in(persona), getattr(cast, persona, None)
        swept = dict(
            opened(client, [url for url in urls if persona == "administrator" or not url.startswith("/mail/")])
        )
        counts[persona] = len(swept)
        told |= {
            (persona, url): found
            for url, words in swept.items()
            if (found := telling(words, reader, apart=bool(LISTS_PEOPLE.search(url))))
        }
        if persona in ("facilitator", "mayor", "peer", "expert"):
            assert "queueing problem" in swept[record] and "data export" in swept[record]
    assert told == {}
    assert min(counts.values()) > 3 and counts["administrator"] > 60 and counts["expert"] > 15, counts


@pytest.mark.parametrize("persona", ["facilitator", "peer"])
def test_a_clinic_without_names_on_its_cards_tells_who_was_there_and_not_who_wrote(cast, sign_in, persona):
    after = finished(cast, named_cards=False)
    record = reverse("casestudies:record", args=[after.clinic.pk])
    swept = dict(opened(sign_in(persona), list(addresses(cast.own))))
    swept[record], _, people = swept[record].partition("Who was there")  # the last card stands right above the people
    assert "Denise Fuller" in people and "data export" not in people
    told = {url: telling(words, getattr(cast, persona), apart=True) for url, words in swept.items()}
    assert {url: found for url, found in told.items() if found} == {}


@pytest.mark.parametrize("fields", [{"record_label": "chatham house"}, {"named_cards": False}], ids=["label", "cards"])
def test_djangos_own_administration_tells_nobody(cast, sign_in, fields):
    finished(cast, **fields)
    client = sign_in("administrator")
    told = {url: found for url, words in opened(client, list(admin_addresses())) if (found := telling(words))}
    assert told == {}


def test_no_mail_tells_anybody_but_the_author(cast):
    finished(cast, record_label="chatham house")
    for message in Message.objects.select_related("recipient"):
        assert telling(f"{message.subject} {message.text} {message.html}", message.recipient) == []
    told = Message.objects.filter(dedupe_key__startswith="answer-told")
    assert told.count() == 4 and all(message.secret for message in told)
    keys = " ".join(told.values_list("dedupe_key", flat=True))
    assert not any(f":{card.pk}:" in keys or keys.endswith(f":{card.pk}") for card in Card.objects.all())


def test_the_outbox_shows_what_an_author_was_told_where_names_may_be_told(cast, sign_in):
    finished(cast)
    assert not Message.objects.filter(dedupe_key__startswith="answer-told", secret=True).exists()


def test_no_snapshot_of_a_document_tells_anybody(cast):
    finished(cast, record_label="chatham house")
    snapshots = [json.dumps(document.snapshot, ensure_ascii=False) for document in Document.objects.all()]
    for snapshot in snapshots:
        assert telling(snapshot) == []
        for name in ("Denise Fuller", "Luis Ortega", "Marta Lindgren", "Joseph Adeyemi"):
            assert name not in snapshot


def test_nothing_that_is_logged_tells_anybody(cast, caplog, sign_in):
    with caplog.at_level(logging.DEBUG):
        finished(cast, record_label="chatham house")
        list(opened(sign_in("facilitator"), [reverse("casestudies:advice")]))
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert telling(" ".join(lines)) == []


def test_an_author_sees_their_own_advice_and_nobody_elses(cast, sign_in):
    finished(cast, record_label="chatham house")
    ((_, words),) = opened(sign_in("expert"), [reverse("casestudies:advice")])
    assert "Ask vendors for a full data export" in words and "From next year on." in words
    assert "one counter" not in words and "phone line" not in words
    ((_, peers),) = opened(sign_in("peer"), [reverse("casestudies:advice")])
    assert "one counter" in peers and "data export" not in peers


def test_a_record_for_staff_only_is_read_by_staff_only(cast, sign_in):
    after = finished(cast, record_label="staff only")
    pages = [reverse(f"casestudies:{name}", args=[after.clinic.pk]) for name in ("record", "clinic_cards_export")]
    for persona in ("mayor", "editor", "viewer", "peer", "expert"):
        assert {sign_in(persona).get(page).status_code for page in pages} == {403}
    for persona in ("outsider", "stranger", "other_facilitator"):
        seated = after.clinic.seats.filter(user=getattr(cast, persona)).exists()
        assert {sign_in(persona).get(page).status_code for page in pages} == ({403} if seated else {404})
    for persona in ("facilitator", "administrator"):
        for _, words in opened(sign_in(persona), pages):
            assert "Denise Fuller" in words and "data export" in words


@pytest.mark.parametrize("persona", ["mayor", "editor", "viewer", "peer", "expert", "outsider"])
def test_members_learn_no_name_from_a_clinic_for_staff_only(cast, sign_in, persona):
    finished(cast, record_label="staff only")
    told = {
        url: found
        for url, words in opened(sign_in(persona), list(addresses(cast.own)))
        if (found := telling(words, getattr(cast, persona)))
    }
    assert told == {}


def test_the_city_still_answers_what_was_recommended_for_staff_only(cast, sign_in):
    after = finished(cast, record_label="staff only")
    ((_, words),) = opened(sign_in("mayor"), [reverse("casestudies:answers", kwargs=cast.own.url_kwargs)])
    assert "Put a phone line beside the online form" in words
    assert after.recommended["phone"].seat.name not in words


def test_a_label_that_became_stricter_holds_for_what_was_there_before(cast, sign_in):
    after = finished(cast)
    Clinic.objects.filter(pk=after.clinic.pk).update(record_label="chatham house")
    told = {
        url: found
        for url, words in opened(sign_in("peer"), list(addresses(cast.own)))
        if (found := telling(words, cast.peer))
    }
    assert told == {}
