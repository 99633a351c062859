"""The library: written, reviewed, found, adopted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from isc_portal.longtext import rendered
from isc_portal.mail.models import Message
from resources.library import files, services
from resources.library.models import Practice
from tests import factories
from tests.cleared import clear_cache

from .articles import WORDS, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](x){onerror=1}<img src=x onerror=alert(1)>",
     "[x](data:text/html;base64,AAAA)", "<a href='javascript:alert(1)'>x</a>"],
)  # fmt: skip
def test_hostile_markdown_comes_out_harmless(hostile):
    html = rendered(hostile)
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html and 'href="data' not in html


def test_markdown_keeps_its_shape_below_the_headings_of_the_page():
    html = rendered("# One\n\n- a\n\n[l](https://example.org)\n\n|a|\n|-|\n|b|")
    assert "<h3>One</h3>" in html and "<li>a</li>" in html and "<td>b</td>" in html
    assert 'rel="noopener noreferrer nofollow"' in html


def test_a_draft_does_not_exist_for_others(cast, sign_in):
    practice = write(cast)
    file = files.attach(
        practice=practice, upload=SimpleUploadedFile("a.csv", b"what,amount\nbuses,12\n"), by=cast.editor
    )
    for address in (f"/library/{practice.slug}/", f"/library/{practice.slug}/files/{file.pk}/"):
        assert sign_in("peer").get(address).status_code == 404
        answer = sign_in("editor").get(address)
        assert answer.status_code == 200
        assert answer.getvalue()
    assert "Permit counter" not in sign_in("peer").get("/library/").content.decode()


def test_a_city_writes_hands_in_and_is_told_by_mail(cast, sign_in):
    editor = sign_in("editor")
    editor.post("/library/new/", {**WORDS, "title": "Permit counter", "participation": cast.own.pk})
    practice = Practice.objects.get()
    assert (practice.city, practice.author, practice.state) == (cast.own.city, cast.editor, "draft")
    editor.post(f"/library/{practice.slug}/submit/")
    facilitator = sign_in("facilitator")
    facilitator.post(f"/library/{practice.slug}/decide/", {"decision": "return", "note": "Say <b>how</b>."})
    returned = Message.objects.latest("pk")
    assert returned.subject == "“Permit counter”: something to look at again"
    assert "Say <b>how</b>." in returned.text and "Say &lt;b&gt;how&lt;/b&gt;." in returned.html
    editor.post(f"/library/{practice.slug}/submit/")
    facilitator.post(f"/library/{practice.slug}/decide/", {"decision": "publish"})
    published = Message.objects.latest("pk")
    assert published.subject == "“Permit counter” is in the library"
    assert f"/library/{practice.slug}/" in published.text and "Open the practice" in published.html
    assert "<strong>counted</strong>" in sign_in("peer").get(f"/library/{practice.slug}/").content.decode()


def test_adoptions_are_counted_and_can_be_taken_back(cast, sign_in):
    practice = write(cast, state="published")
    adopt = {"participation": cast.neighbor.pk, "act": "adopt", "note": "Since May"}
    peer = sign_in("peer")
    peer.post(f"/library/{practice.slug}/adopt/", adopt)
    peer.post(f"/library/{practice.slug}/adopt/", adopt)
    body = peer.get(f"/library/{practice.slug}/").content.decode()
    assert "Adopted by 1 city" in body and "Stockton" in body and "Since May" in body
    assert "Adopted by 1 city" in peer.get("/library/").content.decode()
    assert sign_in("viewer").post(f"/library/{practice.slug}/adopt/", adopt).status_code == 403
    sign_in("editor").post(f"/library/{practice.slug}/adopt/", {**adopt, "act": "take_back"})
    assert practice.adoptions.count() == 1
    peer.post(f"/library/{practice.slug}/adopt/", {**adopt, "act": "take_back"})
    assert "Adopted by" not in peer.get("/library/").content.decode()
    assert "No other city yet" in peer.get(f"/library/{practice.slug}/").content.decode()


def test_a_city_in_two_cohorts_counts_once(cast, sign_in):
    practice = write(cast, state="published")
    again = factories.make_participation(cast.other_cohort, cast.neighbor.city)
    for participation in (cast.neighbor, again):
        services.adopt(practice=practice, participation=participation, note="Since May", by=cast.peer)
    outsider = sign_in("outsider")
    for address in ("/library/", f"/library/{practice.slug}/"):
        assert "Adopted by 1 city" in outsider.get(address).content.decode()


def test_the_city_that_contributed_it_and_a_click_without_a_word_do_not_count(cast, sign_in):
    practice = write(cast, state="published")
    adopt = {"participation": cast.own.pk, "act": "adopt", "note": "Of course"}
    answer = sign_in("editor").post(f"/library/{practice.slug}/adopt/", adopt, follow=True)
    assert "Dayton contributed this practice" in answer.content.decode()
    silent = {"participation": cast.neighbor.pk, "act": "adopt", "note": " "}
    answer = sign_in("peer").post(f"/library/{practice.slug}/adopt/", silent, follow=True)
    assert "Say in a sentence what your city does" in answer.content.decode()
    assert practice.adoptions.count() == 0


def test_what_waits_for_the_reader_stands_first_and_is_said_so(cast, sign_in):
    write(cast, title="Handed in", state="submitted")
    returned = write(cast, title="Sent back", state="submitted")
    services.decide(practice=returned, decision="return", note="How?", by=cast.facilitator)
    write(cast, title="Only begun")
    editor = sign_in("editor").get("/library/").content.decode()
    assert editor.index("Sent back") < editor.index("Only begun") and "Returned to you" in editor
    assert "Waiting for review" in editor and "Waits for your review" not in editor
    facilitator = sign_in("facilitator").get("/library/").content.decode()
    assert facilitator.index("Handed in") < facilitator.index("Sent back") and "Waits for your review" in facilitator
    assert "Not published yet" not in sign_in("peer").get("/library/").content.decode()


def test_who_may_not_contribute_or_decide_is_refused(cast, sign_in):
    practice = write(cast, state="submitted")
    for persona in ("viewer", "outsider"):
        assert sign_in(persona).get("/library/new/").status_code == 403
    for persona in ("editor", "facilitator", "administrator", "expert"):
        assert sign_in(persona).get("/library/new/").status_code == 200
    assert sign_in("editor").post(f"/library/{practice.slug}/decide/", {"decision": "publish"}).status_code == 403
    assert Practice.objects.get().state == "submitted"


def test_the_list_takes_as_many_queries_for_three_as_for_one(cast, sign_in):
    client, counts = sign_in("peer"), []
    write(cast, state="published")
    for made in (0, 2):
        for number in range(made):
            write(cast, title=f"Another {number}", state="published")
            office = services.start(by=cast.administrator, participation=None, **WORDS, title=f"Office {number}")
            services.submit(practice=office, by=cast.administrator)
            services.decide(practice=office, decision="publish", note="", by=cast.administrator)
        clear_cache()
        client.get("/library/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/library/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
