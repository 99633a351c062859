"""Cities side by side, and all answers as a spreadsheet."""

import html
import io
import re

import openpyxl
import pytest
from django.urls import reverse

from cohorts.intake.answers import save_answer
from cohorts.intake.models import Answer, Criterion, Question
from cohorts.intake.reviews import save_review
from tests.factories import fill_intake, make_facilitator

from .flows import submitted, text_of


@pytest.fixture
def intake(cast):
    """Dayton's intake, which waits for review."""
    return submitted(cast.own, cast.editor, cast.mayor)


@pytest.fixture
def second_facilitator(cast):
    return make_facilitator(cast.cohort, "Omar Said")


def score(intake, by, *points):
    criteria = Criterion.objects.filter(questionnaire=intake.questionnaire_id).values_list("pk", flat=True)
    return save_review(intake=intake, by=by, notes="", points=dict(zip(criteria, points, strict=True)), version=0)


def url(name, cohort):
    return reverse(f"cohorts:{name}", args=[cohort.slug])


# --- Side by side ---


def test_two_cities_stand_side_by_side(cast, sign_in, intake):
    fill_intake(cast.neighbor, cast.peer, title="Cut shootings by a fifth")
    text = text_of(
        sign_in("facilitator").get(url("compare", cohort=cast.cohort), {"city": ["dayton-oh", "stockton-ca"]})
    )
    assert "Dayton and Stockton" in text
    assert "Cut shootings by a fifth" in text
    assert "137,000 137,000" in text
    assert "Not scored" in text


def test_chosen_questions_are_compared_and_no_others(cast, sign_in, intake):
    client, asked = sign_in("facilitator"), {"city": ["dayton-oh", "stockton-ca"], "question": ["one-time-cost"]}
    table = re.search(r"<table.*</table>", client.get(url("compare", cohort=cast.cohort), asked).content.decode(), re.S)
    label = Question.objects.get(section__questionnaire=intake.questionnaire, key="one-time-cost").label
    assert label in html.unescape(table[0])
    assert Question.objects.filter(key="problem").first().label not in html.unescape(table[0])


def test_a_city_of_another_cohort_cannot_be_put_beside(cast, sign_in, intake):
    response = sign_in("facilitator").get(
        url("compare", cohort=cast.cohort), {"city": ["dayton-oh", cast.foreign.city.slug]}
    )
    assert "Tacoma" not in response.content.decode()
    assert "Choose two to four cities" in text_of(response)


def test_others_scores_stay_hidden_in_the_comparison_until_ones_own_are_given(
    cast, sign_in, intake, second_facilitator
):
    score(intake, second_facilitator, 4, 4, 4, 4, 4, 4)
    client, asked = sign_in("facilitator"), {"city": ["dayton-oh", "stockton-ca"]}
    assert "100 percent" not in text_of(client.get(url("compare", cohort=cast.cohort), asked))
    score(intake, cast.facilitator, 0, 0, 0, 0, 0, 0)
    assert "50 percent" in text_of(client.get(url("compare", cohort=cast.cohort), asked))


# --- The export ---


def workbook(response):
    return openpyxl.load_workbook(io.BytesIO(response.content))


def test_the_export_has_one_row_a_city_and_one_column_a_question(cast, sign_in, intake):
    response = sign_in("facilitator").get(url("answers_export", cohort=cast.cohort))
    assert response["Content-Disposition"].startswith('attachment; filename="answers-fall-2026-')
    book = workbook(response)
    rows = list(book["Answers"].values)
    head, dayton, stockton = rows
    questions = Question.objects.filter(section__questionnaire=intake.questionnaire).count()
    assert len(head) == 7 + questions
    assert (dayton[0], dayton[4], dayton[6]) == ("Dayton", "Submitted", "Lorraine Whitcomb")
    assert stockton[0] == "Stockton"
    cost = next(number for number, words in enumerate(head) if "cost once" in words)
    stored = Answer.objects.get(intake=intake, question__key="one-time-cost").value
    assert dayton[cost] == float(stored)
    assert "Tacoma" not in str(rows)
    assert list(book["Sources"].values)[1][0] == "Dayton, OH"


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_text_in_the_export_is_a_formula(cast, sign_in, beginning):
    hostile = f'{beginning}HYPERLINK("http://evil.example","x")'
    question = Question.objects.get(section__questionnaire=cast.own.intake.questionnaire, key="title")
    save_answer(intake=cast.own.intake, question=question, value=hostile, version=0, by=cast.editor)
    partners = Question.objects.get(section__questionnaire=cast.own.intake.questionnaire, key="partners")
    save_answer(intake=cast.own.intake, question=partners, value=[{"partner": hostile}], version=0, by=cast.editor)
    book = workbook(sign_in("facilitator").get(url("answers_export", cohort=cast.cohort)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_an_answer_that_is_no_longer_shown_is_not_exported(cast, sign_in):
    fill_intake(cast.own, cast.editor, vendor_ties="yes", vendor_ties_detail="An old tie of mine")
    old = Answer.objects.get(intake=cast.own.intake, question__key="vendor-ties")
    save_answer(intake=cast.own.intake, question=old.question, value="no", version=old.version, by=cast.editor)
    book = workbook(sign_in("facilitator").get(url("answers_export", cohort=cast.cohort)))
    assert "An old tie of mine" not in str(list(book["Answers"].values))
