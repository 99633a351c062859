"""The blueprint: what it shows of the intake, what it says is missing, and what it keeps to itself."""

import pytest
from django.utils import timezone

from cohorts.intake.answers import save_answer
from cohorts.intake.models import Answer, Question, Section, SectionWork
from cohorts.teamwork import kinds
from isc_portal.documents.kinds import get_kind
from isc_portal.documents.layout import paper_html
from isc_portal.documents.services import make_now, request_document
from tests import factories
from tests.documents.reading import findings, words_of

pytestmark = pytest.mark.django_db


def pdf_of(document):
    with document.file.open() as file:
        return file.read()


def snapshot_of(participation, by):
    return get_kind("blueprint").snapshot_of(participation, as_of=timezone.now(), by=by)


def test_the_snapshot_of_unchanged_answers_is_the_same_whoever_asks(cast):
    factories.fill_intake(cast.own, cast.editor)
    assert snapshot_of(cast.own, cast.editor) == snapshot_of(cast.own, cast.mayor)


def test_five_years_of_costs_and_the_gap_are_summed_to_the_dollar(cast):
    factories.fill_intake(cast.own, cast.editor)
    presented = get_kind("blueprint").present(snapshot_of(cast.own, cast.editor))
    assert presented["decks"]["financing"] == (
        "The initiative costs $2,740,000 over five years. $636,000 of it is found; $2,104,000 is not."
    )
    totals = [row["cells"] for row in presented["tables"]["uses"]["rows"] if row["kind"] == "total"]
    assert totals == [["All uses", "$1,060,000", "$420,000", "$420,000", "$420,000", "$420,000", "$2,740,000"]]
    values = {row[0]: row[1] for row in presented["pictures"]["found"].table.rows}
    assert values == {"Certain sources": "$286,000", "Likely sources": "$350,000", "Not found yet": "$2,104,000"}


def test_what_is_confidential_and_the_security_posture_stay_out(cast):
    factories.fill_intake(cast.own, cast.editor, confidential="Zanzibar secret", data_available="Data words")
    html = paper_html(request_document(kind="blueprint", subject=cast.own, by=cast.editor, send=False))
    assert "Zanzibar" not in html
    assert "second step at sign-in" not in html
    assert "Wright-Dunbar" in html


def test_each_part_says_what_is_missing_and_who_can_add_it(cast):
    html = paper_html(request_document(kind="blueprint", subject=cast.own, by=cast.editor, send=False))
    assert "What the initiative costs once" in html
    assert "Partners, and what each brings" in html
    assert "An editor of the city, in the intake" in html


def test_a_section_given_to_somebody_names_them_as_the_one_who_can_add(cast):
    money = Section.objects.get(questionnaire=cast.own.intake.questionnaire, key="money")
    SectionWork.objects.create(intake=cast.own.intake, section=money, assignee=cast.second_editor)
    gaps = snapshot_of(cast.own, cast.editor)["gaps"]["financing"]
    assert gaps[0]["who"] == "Marcus Bell, in the intake"


def test_the_mayor_can_approve_only_what_is_whole_and_signed(cast):
    failed = [check for check in get_kind("blueprint").checks(snapshot_of(cast.own, cast.editor)) if not check.ok]
    assert any(check.blocks and "has not signed" in check.words for check in failed)
    assert any(check.link == "What is the problem?" for check in failed)


def test_text_that_looks_like_markup_stays_text(cast):
    factories.fill_intake(cast.own, cast.editor, problem="<script>alert(1)</script> {{ 7|add:7 }} & more")
    html = paper_html(request_document(kind="blueprint", subject=cast.own, by=cast.editor, send=False))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_changed_answer_is_what_two_versions_differ_in(cast):
    factories.fill_intake(cast.own, cast.editor)
    before = {line.key: line.text for line in get_kind("blueprint").lines(snapshot_of(cast.own, cast.editor))}
    question = Question.objects.get(section__questionnaire=cast.own.intake.questionnaire, key="trust")
    answer = Answer.objects.get(intake=cast.own.intake, question=question)
    save_answer(intake=cast.own.intake, question=question, value="Nothing.", version=answer.version, by=cast.editor)
    after = {line.key: line.text for line in get_kind("blueprint").lines(snapshot_of(cast.own, cast.editor))}
    assert {key for key in before | after if before.get(key) != after.get(key)} == {"engagement.trust"}


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("kind", ["blueprint", "intake"])
def test_the_paper_is_readable_by_everyone(cast, kind, filled, tmp_path):
    if filled:
        factories.fill_intake(cast.own, cast.editor)
    pdf = pdf_of(make_now(kind=kind, subject=cast.own, by=cast.editor))
    assert findings(pdf, tmp_path) == []


def test_the_blank_questionnaire_is_readable_by_everyone(cast, tmp_path):
    pdf = pdf_of(make_now(kind="intake-blank", subject=cast.cohort, by=cast.editor))
    assert findings(pdf, tmp_path) == []
    assert "What is the one question you want the clinic to answer?" in words_of(pdf)


def test_every_answer_stands_in_the_paper_of_the_intake(cast):
    factories.fill_intake(cast.own, cast.editor)
    words = words_of(pdf_of(make_now(kind="intake", subject=cast.own, by=cast.editor)))
    for answer in Answer.objects.filter(intake=cast.own.intake).select_related("question"):
        for line in kinds.display(answer.question, answer.value).splitlines():
            for piece in line.split(" · "):
                assert " ".join(piece.split()) in words, answer.question.label
