"""The pages of a case study: started, filled in together, submitted, decided on, and read."""

import pytest
from django.urls import reverse

from casestudies.cases.models import CaseAnswer, CaseStudy
from casestudies.cases.reading import read
from cohorts.teamwork.saving import fingerprint
from tests.casestudies.making import accept, make_case
from tests.cohorts.flows import text_of
from tests.factories import fill_intake


def url(cast, name, participation=None, **more):
    return reverse(f"casestudies:{name}", kwargs={**(participation or cast.own).url_kwargs, **more})


def answer(cast, key):
    return CaseAnswer.objects.filter(case__participation=cast.own, field=key).first()


def posted(key, value, *, version=1, seen=None, **more):
    """What a browser sends of one field; `seen` is the value that stood there when the page was made."""
    name = f"q-{key}"
    return {name: value, f"{name}-version": version, f"{name}-base": fingerprint(seen), **more}


# --- Starting ---


def test_before_it_is_started_the_page_says_what_it_is_and_starts_it(cast, sign_in):
    fill_intake(cast.own, cast.editor)
    accept(cast.own)
    editor = sign_in("editor")
    page = text_of(editor.get(url(cast, "case")))
    assert "16 of 17 fields are filled in" in page
    assert "Start the case study" in page

    response = editor.post(url(cast, "case_start"), follow=True)

    assert CaseStudy.objects.get().participation == cast.own
    page = text_of(response)
    assert "10 of 11 required fields are done" in page
    assert "Which ways forward have you considered?" in page


def test_without_a_submitted_intake_the_page_says_what_comes_first(cast, sign_in):
    editor = sign_in("editor")
    assert "Submit the intake first" in text_of(editor.get(url(cast, "case")))
    assert "Submit the intake first" in text_of(editor.post(url(cast, "case_start"), follow=True))
    assert not CaseStudy.objects.exists()


def test_a_viewer_reads_that_others_start_it(cast, sign_in):
    accept(cast.own)
    viewer = sign_in("viewer")
    assert "Start the case study" not in text_of(viewer.get(url(cast, "case")))
    viewer.post(url(cast, "case_start"))
    assert not CaseStudy.objects.exists()


# --- Saving ---


def test_a_field_saves_by_itself_and_the_list_beside_it_knows(cast, sign_in):
    make_case(cast.own, options_considered=None)
    response = sign_in("editor").post(
        url(cast, "case_save", field="options-considered"), posted("options-considered", "One counter.", version=0)
    )
    saved = response.json()
    assert (response.status_code, saved["version"], saved["problems"]) == (200, 1, [])
    assert "All four parts, 17 of 17 answered" in saved["steps"]
    stored = answer(cast, "options-considered")
    assert (stored.value, stored.updated_by) == ("One counter.", cast.editor)


def test_a_stale_save_keeps_both_texts_and_asks(cast, sign_in):
    make_case(cast.own, problem_statement="Half of all permits are late.")
    ana, marcus = sign_in("editor"), sign_in("second_editor")
    theirs = posted("problem-statement", "Every second permit is late.")
    assert ana.post(url(cast, "case_save", field="problem-statement"), theirs).status_code == 200

    mine = posted("problem-statement", "Half of all permits are very late.", seen="Half of all permits are late.")
    response = marcus.post(url(cast, "case_save", field="problem-statement"), mine)
    assert response.status_code == 409
    assert "Ana changed this answer" in response.json()["sentence"]
    assert answer(cast, "problem-statement").value == "Every second permit is late."

    page = marcus.post(url(cast, "case_form", part="problem"), {**mine, "go": "compare"})
    assert page.status_code == 409
    assert "You and Ana changed the same answer" in text_of(page)
    assert "Every second permit is late." in text_of(page)
    assert "Half of all permits are very late." in text_of(page)

    choice = {
        "q-problem-statement": "Half of all permits are very late.",
        "q-problem-statement-version": 2,
        "choose": "mine-q-problem-statement",
    }
    done = marcus.post(url(cast, "case_form", part="problem"), choice)
    assert done.url.endswith("?settled=q-problem-statement#q-problem-statement")
    assert answer(cast, "problem-statement").value == "Half of all permits are very late."


def test_without_a_script_a_whole_part_is_stored_and_rows_come_and_go(cast, sign_in):
    make_case(cast.own, affected=[{"group": "Builders", "people": 12}, {"group": "Shops", "people": 3}])
    editor = sign_in("editor")
    table = {
        "q-affected-0-group": "Builders",
        "q-affected-0-people": "1,200",
        "q-affected-1-group": "Shops",
        "q-affected-1-people": "3",
        "q-affected-version": 1,
        "q-affected-base": "other",
    }
    response = editor.post(url(cast, "case_form", part="problem"), {**table, "remove": "q-affected-1"})
    assert response.url.endswith("#q-affected")
    assert answer(cast, "affected").value == [{"group": "Builders", "people": 1200}]
    response = editor.post(url(cast, "case_form", part="problem"), {"go": "add-q-affected"})
    assert response.url.endswith("?more=q-affected#q-affected")
    page = editor.get(response.url.split("#")[0]).content.decode()
    assert "q-affected-2-group" in page
    assert editor.post(url(cast, "case_form", part="problem"), {"go": "next"}).url == url(
        cast, "case_form", part="weighed"
    )


def test_the_pulse_tells_who_is_here_and_what_others_changed(cast, sign_in):
    make_case(cast.own)
    ana, marcus = sign_in("editor"), sign_in("second_editor")
    ana.get(url(cast, "case_form", part="question"))
    ana.post(url(cast, "case_save", field="title"), posted("title", "Permits in thirty days"))
    pulse = marcus.get(url(cast, "case_pulse", part="question"), {"v": "q-title:1,q-help-sought:1"}).json()
    assert "Ana is in The question" in pulse["presence"]
    [change] = pulse["changes"]
    assert (change["field"], change["version"]) == ("q-title", 2)
    assert "Permits in thirty days" in change["control"]


@pytest.mark.parametrize("state", ["submitted", "ready", "released", "presented", "closed"])
def test_nothing_is_saved_once_it_has_left_the_city(cast, sign_in, state):
    make_case(cast.own, state)
    editor = sign_in("editor")
    response = editor.post(url(cast, "case_save", field="title"), posted("title", "Sneaked in"))
    assert response.status_code == 403
    assert response.json()["state"] == "closed"
    whole = editor.post(url(cast, "case_form", part="question"), posted("title", "Sneaked in"))
    assert whole.status_code == 409
    assert "Sneaked in" in text_of(whole)  # what was typed is there to be copied
    assert read(CaseStudy.objects.get()).title != "Sneaked in"
    assert "data-autosave" not in editor.get(url(cast, "case_form", part="question")).content.decode()


def test_in_a_closed_cohort_everything_is_read_and_nothing_changed(cast, sign_in):
    make_case(cast.own)
    cast.cohort.status = "closed"
    cast.cohort.save()
    editor = sign_in("editor")
    assert editor.post(url(cast, "case_save", field="title"), posted("title", "Late")).status_code == 403
    assert editor.post(url(cast, "case_submit")).status_code == 403
    assert "The cohort is closed" in text_of(editor.get(url(cast, "case")))
    assert "there is nothing left to decide" in text_of(sign_in("facilitator").get(url(cast, "case_review")))


def test_an_unknown_part_or_field_is_not_found(cast, sign_in):
    make_case(cast.own)
    editor = sign_in("editor")
    for address in (url(cast, "case_form", part="nowhere"), url(cast, "case_pulse", part="nowhere")):
        assert editor.get(address).status_code == 404
    for name in ("case_save", "case_offer"):
        assert editor.post(url(cast, name, field="nowhere")).status_code == 404


HOSTILE = "<script>alert(1)</script>\x00 \u202e {{ 7*7 }} '; DROP TABLE x; --"


def test_whatever_is_typed_is_shown_and_never_run(cast, sign_in):
    fields = ["title", "focus-question", "problem-statement", "options-considered", "constraints-legal"]
    make_case(cast.own)
    editor = sign_in("editor")
    for key in fields:
        assert editor.post(url(cast, "case_save", field=key), posted(key, HOSTILE)).status_code == 200
    table = {"q-stakeholders-0-who": HOSTILE, "q-stakeholders-0-part": HOSTILE, "q-stakeholders-version": 1}
    assert editor.post(url(cast, "case_save", field="stakeholders"), table).status_code == 200
    pages = [
        url(cast, "case"),
        url(cast, "case_read"),
        *(url(cast, "case_form", part=p) for p in ("question", "weighed")),
    ]
    for page in [*pages, reverse("cohorts:history", kwargs=cast.own.url_kwargs)]:
        body = editor.get(page).content.decode()
        assert "<script>alert(1)" not in body, page
    review = sign_in("facilitator").get(url(cast, "case_review")).content.decode()
    assert "<script>alert(1)" not in review
    assert "&lt;script&gt;" in review


def test_a_text_too_long_is_refused_and_not_cut(cast, sign_in):
    make_case(cast.own)
    response = sign_in("editor").post(url(cast, "case_save", field="title"), posted("title", "x" * 60_001))
    assert response.status_code == 422
    assert answer(cast, "title").version == 1


# --- Doors ---

CITY_PAGES = [
    ("case", {}),
    ("case_form", {"part": "question"}),
    ("case_pulse", {"part": "question"}),
    ("case_files", {}),
]


@pytest.mark.parametrize("persona", ["peer", "expert", "outsider", "stranger", "other_facilitator"])
def test_foreigners_do_not_find_the_citys_own_pages_even_when_it_is_out(cast, sign_in, persona):
    make_case(cast.own, "released", title="Secret until released")
    client = sign_in(persona)
    for name, more in [*CITY_PAGES, ("case_review", {})]:
        response = client.get(url(cast, name, **more))
        assert response.status_code == 404
        assert "Secret until released" not in response.content.decode()
    for name, more in [("case_start", {}), ("case_submit", {}), ("case_decide", {}), ("case_save", {"field": "title"})]:
        assert client.post(url(cast, name, **more), posted("title", "x")).status_code == 404
    assert read(CaseStudy.objects.get()).title == "Secret until released"


@pytest.mark.parametrize("persona", ["viewer", "facilitator", "administrator"])
def test_readers_of_the_city_read_and_do_not_write(cast, sign_in, persona):
    make_case(cast.own)
    client = sign_in(persona)
    for name, more in CITY_PAGES:
        assert client.get(url(cast, name, **more)).status_code == 200
    for name, more in [
        ("case_submit", {}),
        ("case_save", {"field": "title"}),
        ("case_offer", {"field": "title"}),
        ("case_files", {}),
    ]:
        assert client.post(url(cast, name, **more), posted("title", "x")).status_code == 403
    assert answer(cast, "title").version == 1


def test_the_team_does_not_open_the_facilitators_check(cast, sign_in):
    make_case(cast.own, "submitted")
    for persona in ("mayor", "editor", "viewer"):
        client = sign_in(persona)
        assert client.get(url(cast, "case_review")).status_code == 403
        assert client.post(url(cast, "case_decide"), {"act": "complete"}).status_code == 403
    assert CaseStudy.objects.get().state == "submitted"


def test_nobody_who_is_not_signed_in_gets_in(cast, sign_in):
    make_case(cast.own, "released")
    anonymous = sign_in("anonymous")
    for name, more in [*CITY_PAGES, ("case_read", {}), ("case_review", {})]:
        assert anonymous.get(url(cast, name, **more)).status_code == 302


# --- Queries ---


@pytest.mark.parametrize(
    ("name", "more", "persona", "limit"),
    [
        ("case", {}, "editor", 15),
        ("case", {}, "facilitator", 15),
        ("case_form", {"part": "question"}, "editor", 15),
        ("case_form", {"part": "limits"}, "viewer", 15),
        ("case_review", {}, "facilitator", 15),
        ("case_read", {}, "editor", 15),
        ("case_files", {}, "editor", 15),
    ],
)
def test_a_page_takes_at_most_fifteen_queries(cast, sign_in, django_assert_max_num_queries, name, more, persona, limit):
    fill_intake(cast.own, cast.editor)
    make_case(cast.own)
    client = sign_in(persona)
    client.get(url(cast, name, **more))
    with django_assert_max_num_queries(limit):
        assert client.get(url(cast, name, **more)).status_code == 200
