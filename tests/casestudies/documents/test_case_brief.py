"""The case brief: what an expert reads on the train, who may read it, and what stays out of it."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from casestudies.cases.briefing import breakable, money_sentence
from casestudies.cases.models import CaseAnswer, CaseState, CaseStudy
from casestudies.cases.services import release_case
from casestudies.clinics.models import Clinic
from casestudies.clinics.services import cancel_clinic, change_clinic
from isc_portal.documents.kinds import get_kind
from isc_portal.documents.making import print_document
from isc_portal.documents.models import Document
from isc_portal.documents.services import make_now, request_document
from tests import factories
from tests.documents.conftest import finish
from tests.documents.reading import Structure, findings, words_of

from .conftest import bytes_of, findings_of_hostile, off_the_sheet, readers_of, status_of
from .samples import HOSTILE_ANSWERS, empty_case, take, whole_case

pytestmark = pytest.mark.django_db
KIND = "case_brief"


def snapshot_of(case, by):
    return get_kind(KIND).snapshot_of(case, as_of=timezone.now(), by=by)


def test_the_snapshot_of_an_unchanged_case_is_the_same_whoever_asks(cast, dayton):
    assert snapshot_of(dayton.case, cast.editor) == snapshot_of(dayton.case, cast.facilitator)


def test_it_tells_the_question_the_figures_what_was_tried_and_what_is_asked(dayton, html_of):
    html = html_of(KIND, dayton.case)
    assert html.index("How can four departments review") < html.index("Half of our building permits")
    assert "2,710</b>people affected, in 2 groups" in html
    assert "$640,000</b>once, and $420,000 each year" in html
    assert "Jan 20</b>2027: first decision, City commission" in html
    assert "It closed when its clerk retired." in html
    assert "Moving money within the budget; Running it day to day" in html
    assert "It costs $640,000 once and $420,000 each year. So far $636,000 is found, $286,000 of it certain." in html
    assert "Thursday, November 12, 2026, 1:30 PM Eastern Time, Room 2" in html


def test_what_the_intake_keeps_to_the_institute_stays_out(cast, html_of):
    factories.fill_intake(cast.own, cast.editor, confidential="Zanzibar secret")
    html = html_of(KIND, whole_case(cast.own))
    assert "Zanzibar" not in html
    assert "Plansoft" not in html


def test_attachments_are_titled_as_far_as_every_reader_may_open_them(dayton, html_of):
    html = html_of(KIND, dayton.case)
    assert "Map of the permit counter" in html
    assert "One more is for the clinic’s experts." in html
    assert "Contract with the scanning firm" not in html
    assert "Letter to the commission" not in html


def test_text_that_looks_like_markup_stays_text(cast, html_of):
    html = html_of(KIND, whole_case(cast.own, problem_statement="<script>alert(1)</script> {{ 7|add:7 }} & more"))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_case_that_is_not_written_yet_says_what_is_missing(cast, html_of):
    html = html_of(KIND, empty_case(cast.own))
    assert "The case of Dayton" in html
    assert "What is the problem?" in html
    assert "Not released yet" in html


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("once", "100"), ("certain", "100")], "It costs $100 once. So far $100 is found, all of it certain."),
        ([("yearly", "20"), ("possible", "5")], "It costs $20 each year. So far $5 is found, $0 of it certain."),
        ([("once", "100")], ""),
        ([("certain", "100")], ""),
        ([("once", None), ("", "7")], ""),
    ],
)
def test_money_is_said_in_one_sentence_where_both_sides_are_known(rows, sentence):
    assert money_sentence([{"raw": {"kind": kind, "amount": amount}} for kind, amount in rows]) == sentence


def test_only_words_without_an_end_get_places_to_break():
    assert breakable("Administration and counterintelligence") == "Administration and counterintelligence"
    assert breakable(f"a {'W' * 33}").split("\u200b") == ["a WWWWWWWW", *["W" * 8] * 3, "W"]


# --- Who may read which version ---


@pytest.fixture
def drafted(cast, dayton) -> Document:
    """A brief that was made while the case was a draft with a sentence that was taken out before its release."""
    CaseStudy.objects.filter(pk=dayton.case.pk).update(state=CaseState.DRAFT, released_at=None)
    answer = CaseAnswer.objects.get(case=dayton.case, field="problem-statement")
    CaseAnswer.objects.filter(pk=answer.pk).update(value="The clerk we cannot name.")
    dayton.case.refresh_from_db()
    document = finish(request_document(kind=KIND, subject=dayton.case, by=cast.editor))
    CaseAnswer.objects.filter(pk=answer.pk).update(value=answer.value)
    CaseStudy.objects.filter(pk=dayton.case.pk).update(state=CaseState.RELEASED, released_at=timezone.now())
    dayton.case.refresh_from_db()
    return document


HOME = {"administrator", "facilitator", "mayor", "viewer"}


def hold_in(dayton, days: int) -> None:
    """Let the clinic be so many days from today."""
    today = timezone.localdate(timezone=dayton.clinic.starts_at.tzinfo)
    Clinic.objects.filter(pk=dayton.clinic.pk).update(day=today + timedelta(days=days))


def test_experts_read_what_was_made_after_the_release_and_no_draft(cast, dayton, drafted, sign_in):
    hold_in(dayton, 2)
    take(dayton.clinic, cast.expert, "expert", "Great Lakes University")
    released = finish(request_document(kind=KIND, subject=dayton.case, by=cast.facilitator))
    assert released.pk != drafted.pk
    assert readers_of(sign_in, drafted) == HOME
    assert readers_of(sign_in, released) == HOME | {"expert"}
    page = sign_in("expert").get(released.get_absolute_url()).content.decode()
    assert reverse("documents:download", args=[released.pk]) in page
    assert reverse("documents:download", args=[drafted.pk]) not in page
    assert reverse("casestudies:gallery", args=[cast.cohort.slug]) in page


def test_releasing_a_case_asks_for_the_brief_that_its_experts_read(
    cast, dayton, sign_in, django_capture_on_commit_callbacks
):
    CaseStudy.objects.filter(pk=dayton.case.pk).update(state=CaseState.READY, released_at=None)
    take(dayton.clinic, cast.expert, "expert", "Great Lakes University")
    with django_capture_on_commit_callbacks(execute=True):
        release_case(case=dayton.case, by=cast.facilitator)
    brief = Document.objects.get(kind=KIND)
    assert (brief.prepared_by, brief.snapshot["released"]) == (cast.facilitator, True)
    assert status_of(sign_in("expert"), brief.get_absolute_url()) == 200


def test_a_moved_clinic_renews_the_brief_of_a_released_case_and_a_draft_has_none(
    cast, dayton, django_capture_on_commit_callbacks
):
    later = dayton.clinic.starts_at + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        change_clinic(clinic=dayton.clinic, by=cast.facilitator, starts_at=later)
    told = Document.objects.get(kind=KIND).snapshot["brief"]["clinic"]["starts_at"]
    assert datetime.fromisoformat(told) == later
    CaseStudy.objects.filter(pk=dayton.case.pk).update(state=CaseState.DRAFT, released_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        cancel_clinic(clinic=dayton.clinic, by=cast.facilitator)
    assert Document.objects.filter(kind=KIND).count() == 1


def test_calling_a_clinic_off_renews_the_brief_of_a_released_case(cast, dayton, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        cancel_clinic(clinic=dayton.clinic, by=cast.facilitator)
    assert Document.objects.get(kind=KIND).snapshot["brief"]["clinic"] is None


def test_experts_who_have_not_stated_their_ties_read_nothing(cast, dayton, sign_in):
    hold_in(dayton, 2)
    seat = take(dayton.clinic, cast.expert, "expert", "Great Lakes University")
    seat.ties_stated_at = None
    seat.save()
    assert readers_of(sign_in, finish(request_document(kind=KIND, subject=dayton.case, by=cast.editor))) == HOME


@pytest.mark.parametrize(("days", "may"), [(1, set()), (0, {"peer"}), (-1, {"peer"})])
def test_peers_read_it_from_the_day_of_the_clinic(cast, dayton, sign_in, days, may):
    hold_in(dayton, days)
    assert readers_of(sign_in, finish(request_document(kind=KIND, subject=dayton.case, by=cast.editor))) == HOME | may


@pytest.mark.parametrize(
    ("persona", "status"), [("editor", 302), ("facilitator", 302), ("viewer", 403), ("expert", 403), ("outsider", 404)]
)
def test_the_city_and_the_facilitators_make_it(cast, dayton, sign_in, persona, status):
    take(dayton.clinic, cast.expert, "expert", "Great Lakes University")
    response = sign_in(persona).post(reverse("documents:make", args=[KIND, dayton.case.pk]))
    assert response.status_code == status
    assert Document.objects.filter(kind=KIND).exists() == (status == 302)


def test_the_documents_page_of_the_city_shows_it(cast, dayton, sign_in):
    page = sign_in("editor").get(reverse("cohorts:documents", kwargs=cast.own.url_kwargs)).content.decode()
    assert reverse("documents:kind", args=[KIND, dayton.case.pk]) in page


def test_a_changed_field_is_what_two_versions_differ_in(cast, dayton):
    before = {line.key: line.text for line in get_kind(KIND).lines(snapshot_of(dayton.case, cast.editor))}
    CaseAnswer.objects.filter(case=dayton.case, field="tried-already").update(value="Nothing.")
    after = {line.key: line.text for line in get_kind(KIND).lines(snapshot_of(dayton.case, cast.editor))}
    assert {key for key in before | after if before.get(key) != after.get(key)} == {"tried"}


# --- The paper ---


def test_a_whole_brief_is_short_and_readable_by_everyone_and_made_twice_has_the_same_bytes(cast, dayton, tmp_path):
    document = make_now(kind=KIND, subject=dayton.case, by=cast.editor)
    pdf = bytes_of(document)
    assert 2 <= document.pages <= 4
    assert findings(pdf, tmp_path) == []
    assert print_document(document).pdf == pdf
    structure = Structure(pdf)
    assert structure.count["H1"] == 1


@pytest.mark.parametrize("content", ["empty", "hostile"])
def test_the_paper_is_readable_by_everyone_whatever_was_written(cast, pdf_of, tmp_path, content):
    case = empty_case(cast.own) if content == "empty" else whole_case(cast.own, **HOSTILE_ANSWERS)
    pdf = pdf_of(KIND, case)
    assert findings_of_hostile(pdf, tmp_path) == []
    if content == "hostile":
        assert words_of(pdf).count("{{ 7|add:7 }}") > 40
        assert off_the_sheet(pdf) == []


def test_the_command_makes_it(cast, dayton, tmp_path):
    call_command(
        "make_document", KIND, "--cohort", "fall-2026", "--city", cast.own.city.slug, "--out", str(tmp_path / "x.pdf")
    )
    assert "How can four departments review one permit" in words_of((tmp_path / "x.pdf").read_bytes())
