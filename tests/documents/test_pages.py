"""Pages of documents: who sees what, and what they say."""

import re

import pytest
from django.urls import reverse

from isc_portal.documents import making, services
from isc_portal.documents.models import Document
from isc_portal.documents.states import Status

from .conftest import break_down, finish

pytestmark = pytest.mark.django_db

READERS = ["administrator", "facilitator", "mayor", "editor", "viewer"]
OUTSIDERS = ["other_facilitator", "expert", "stranger", "outsider"]


def url(name: str, document: Document) -> str:
    if name in ("kind", "make", "progress", "compare"):
        return reverse(f"documents:{name}", args=[document.kind, document.subject_id])
    return reverse(f"documents:{name}", args=[document.pk])


def text(response) -> str:
    return " ".join(response.content.decode().split())


VIEWS = ["kind", "progress", "compare", "twin", "download"]
ACTS = ["make", "retry", "review", "withdraw", "approve"]


def whole(response) -> bytes:
    """The body, also of a file, which is closed at its end."""
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("persona", READERS)
def test_whoever_sees_the_city_reads_its_documents(made, sign_in, persona):
    document, client = made(), sign_in(persona)
    for view in VIEWS:
        response = client.get(url(view, document))
        assert response.status_code == 200, view
        whole(response)


@pytest.mark.parametrize("persona", [*OUTSIDERS, "peer"])
def test_for_anyone_else_a_draft_does_not_exist_and_acting_changes_nothing(made, sign_in, persona):
    document, client = made(), sign_in(persona)
    for view in VIEWS:
        response = client.get(url(view, document))
        assert response.status_code == 404, view
        assert "A shorter way" not in text(response)
    for act in ACTS:
        assert client.post(url(act, document), {"reason": "Because."}).status_code == 404, act
    assert Document.objects.get().status == Status.DRAFT


@pytest.mark.parametrize("persona", ["viewer", "facilitator", "administrator"])
def test_readers_change_nothing(made, sign_in, persona):
    document, client = made(), sign_in(persona)
    for act in ACTS:
        assert client.post(url(act, document), {"reason": "Because."}).status_code == 403, act
    assert Document.objects.get().status == Status.DRAFT


def test_anonymous_visitors_are_asked_to_sign_in(made, sign_in):
    document, client = made(), sign_in("anonymous")
    for view in [*VIEWS, *ACTS]:
        response = client.get(url(view, document))
        assert response.status_code == 302 and "/accounts/login/" in response.url, view


def test_a_peer_reads_what_was_approved_and_shared_and_nothing_else(made, sign_in, cast):
    approved = made(days="41")
    services.approve(document=approved, by=cast.mayor)
    finish(approved)
    draft = made(days="a secret figure")
    peer = sign_in("peer")
    assert whole(peer.get(url("download", approved))).startswith(b"%PDF")
    assert peer.get(url("twin", approved)).status_code == 200
    page = peer.get(url("kind", approved))
    assert page.status_code == 200 and "a secret figure" not in text(page)
    assert peer.get(url("download", draft)).status_code == 404
    assert peer.post(url("make", draft)).status_code == 403


def test_acts_need_post(made, sign_in):
    document, editor = made(), sign_in("editor")
    for act in ("make", "retry", "review"):
        assert editor.get(url(act, document)).status_code == 405


def test_asking_for_a_version_from_the_page_queues_it_and_says_so(leaf, cast, sign_in):
    page = reverse("documents:kind", args=["leaf", cast.own.pk])
    editor = sign_in("editor")
    assert "There is no version yet" in text(editor.get(page))
    response = editor.post(reverse("documents:make", args=["leaf", cast.own.pk]), follow=True)
    assert "Version 1 is being made. You get a message when it is ready." in text(response)
    assert "Version 1 waits for its turn" in text(response)
    again = editor.post(reverse("documents:make", args=["leaf", cast.own.pk]), follow=True)
    assert "Version 1 is being made already" in text(again)
    finish(Document.objects.get())
    third = editor.post(reverse("documents:make", args=["leaf", cast.own.pk]), follow=True)
    assert "Nothing has changed since version 1" in text(third)
    assert Document.objects.count() == 1


def test_the_page_shows_how_far_the_making_is_and_ends_by_itself(ask, made, sign_in):
    made(days="41")
    document = ask(days="30")
    mine = making.claim(document.pk)
    making.Reporter(mine)(making.Progress("pages", 2))
    editor = sign_in("editor")
    panel = text(editor.get(url("progress", document)))
    assert "Page 2 of about 3" in panel and "by Ana Reyes" in panel and 'value="2" max="3"' in panel
    assert url("progress", document) in panel, "the panel asks for itself again"
    assert "Version 1 is the newest one that is ready. Version 2 is being made." in text(
        editor.get(url("kind", document))
    )
    making.settle(mine, making.Printed(b"%PDF", 4, {}))
    ended = editor.get(url("progress", document))
    assert ended["HX-Retarget"] == "#document-page"
    assert 'data-announce="Version 2 is ready."' in text(ended)
    assert "hx-get" not in text(ended)


def test_the_page_tells_what_changed_with_its_page_and_leads_to_both_side_by_side(made, sign_in):
    made(days="41")
    document = made(days="30")
    page = text(sign_in("viewer").get(url("kind", document)))
    assert "What changed since version 1" in page
    assert "<b>Statements, page 2:</b> Days to a permit: 30 instead of 41" in page
    compared = text(sign_in("viewer").get(url("compare", document) + "?from=1&to=2"))
    assert "<del>41</del>" in compared and "<ins>30</ins>" in compared


def test_comparing_versions_that_do_not_exist_says_so(made, sign_in):
    made(days="41")
    page = sign_in("viewer").get(url("compare", made(days="30")) + "?from=1&to=7")
    assert page.status_code == 200 and "There is no such version" in text(page)


def test_hostile_content_is_shown_and_not_obeyed(leaf, made, sign_in):
    hostile = '<script>alert("x")</script>{{ 7|add:7 }}'
    leaf.content["remark"] = "Fine."
    made(days="41")
    leaf.content["remark"] = hostile
    document = made(days=hostile)
    for view in ("kind", "compare", "twin"):
        shown = text(sign_in("viewer").get(url(view, document)))
        assert "<script>alert" not in shown and "&lt;script&gt;" in shown and "14" not in shown.split("alert")[1][:40]


def test_a_failed_try_is_listed_with_its_reason_and_can_be_tried_again(ask, sign_in):
    failed = break_down(ask(), "A picture had no description.", "Traceback of the press")
    editor = sign_in("editor")
    page = text(editor.get(url("kind", failed)))
    assert "1, first try" in page and "A picture had no description." in page
    assert "Traceback of the press" not in page
    assert "Traceback of the press" in text(sign_in("administrator").get(url("kind", failed)))
    editor.post(url("retry", failed))
    assert Document.objects.under_way().get().try_number == 2


def test_a_download_is_a_named_pdf_that_no_cache_keeps(made, sign_in):
    response = sign_in("viewer").get(url("download", made()))
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'attachment; filename="dayton-ohio-leaf-version-1.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    assert whole(response).startswith(b"%PDF")


def test_a_version_that_is_not_made_yet_cannot_be_read(ask, sign_in):
    document, viewer = ask(), sign_in("viewer")
    assert viewer.get(url("download", document)).status_code == 404
    assert viewer.get(url("twin", document)).status_code == 404


def test_a_file_that_is_gone_from_its_place_is_said_in_words(made, sign_in):
    document = made()
    document.file.storage.delete(document.file.name)
    response = sign_in("viewer").get(url("download", document))
    assert response.status_code == 404
    assert "The file of version 1 is not there" in text(response) and document.code in text(response)


def test_the_web_page_says_what_the_pdf_says_without_style_or_script_of_its_own(made, sign_in):
    page = text(sign_in("viewer").get(url("twin", made(days="41"))))
    assert "What is known" in page and "Days to a permit" in page and "A shorter way to a permit" in page
    article = page[page.index("<article") : page.index("</article>")]
    assert "style=" not in article and "<style" not in article and "<script" not in article
    assert page.count("<h1") == 1


def test_review_and_approval_go_from_the_editor_to_the_mayor(made, sign_in):
    document = made()
    editor, mayor = sign_in("editor"), sign_in("mayor")
    editor.post(url("review", document))
    assert "Read and approve version 1" not in text(editor.get(url("kind", document)))
    assert editor.get(url("approve", document)).status_code == 403
    assert "Read and approve version 1" in text(mayor.get(url("kind", document)))
    assert Document.objects.get().status == Status.IN_REVIEW, "looking approves nothing"
    assert mayor.get(url("approve", document)).status_code == 200
    response = mayor.post(url("approve", document), follow=True)
    assert "You approved version 1." in text(response)
    assert "Its cover is being made again" in text(response)
    assert Document.objects.get().approved_by_name == "Lorraine Whitcomb"


def test_a_gap_keeps_the_button_away_and_names_the_field(leaf, made, sign_in):
    leaf.content["rows"] = [{"what": "Days to a permit", "figure": ""}]
    document = made()
    page = text(sign_in("mayor").get(url("approve", document)))
    assert "It cannot be approved yet" in page and 'href="/somewhere/"' in page
    assert "Approve version 1</button>" not in page


def test_withdrawing_asks_why(made, sign_in):
    document, editor = made(), sign_in("editor")
    empty = editor.post(url("withdraw", document), {"reason": ""})
    assert empty.status_code == 422 and Document.objects.get().status == Status.DRAFT
    editor.post(url("withdraw", document), {"reason": "A figure was wrong."})
    page = text(editor.get(url("kind", document)))
    assert "Withdrawn" in page and "A figure was wrong." in page
    assert "There is no version yet" in page, "none counts"


def test_the_list_of_all_documents_shows_each_reader_their_own(ask, made, sign_in, cast):
    made(days="41")
    foreign = finish(ask(subject=cast.foreign, by=cast.stranger))
    address = reverse("documents:list")
    assert "Tacoma" not in text(sign_in("editor").get(address))
    assert "Dayton" not in text(sign_in("stranger").get(address))
    everything = text(sign_in("administrator").get(address))
    assert "Dayton" in everything and "Tacoma" in everything
    assert foreign.place in text(sign_in("administrator").get(address + "?state="))
    assert "No document is in this state" in text(sign_in("editor").get(address + "?state=failed"))
    assert sign_in("editor").get(address + "?state=nonsense").status_code == 404


@pytest.mark.parametrize("versions", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("kind", 17), ("list", 6)])
def test_lists_cost_the_same_however_long(made, sign_in, django_assert_max_num_queries, versions, name, queries):
    for number in range(versions):
        document = made(days=str(40 + number))
    editor = sign_in("editor")
    address = url("kind", document) if name == "kind" else reverse("documents:list")
    editor.get(address)
    with django_assert_max_num_queries(queries):
        assert editor.get(address).status_code == 200


def test_the_page_of_a_place_shows_every_kind_with_its_newest_version(made, ask, sign_in, cast):
    made(days="41")
    ask(days="30")
    address = reverse("cohorts:documents", kwargs=cast.own.url_kwargs)
    page = text(sign_in("viewer").get(address))
    assert "A small document for tests." in page
    assert "Version 1, 3 pages" in page and "Version 2 is being made" in page
    assert 'Make the first version<span class="usa-sr-only"> of the Leaf' not in page
    assert sign_in("peer").get(address).status_code == 404
    below = text(sign_in("viewer").get(reverse("documents:kind", args=["leaf", cast.own.pk])))
    assert below.count(f'href="{address}"') >= 2, "the way back up, and the row of the place"
    assert re.search(rf'usa-current[^>]*href="{address}"|href="{address}"[^>]*aria-current', below)
