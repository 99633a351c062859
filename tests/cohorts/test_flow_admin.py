"""The intake in Django's admin: looked up and exported, never edited by hand."""

import io

import openpyxl
import pytest

from cohorts.intake import signing
from cohorts.intake.answers import save_answer
from cohorts.intake.models import Answer, Intake, Question
from tests.factories import fill_intake

MODELS = [
    "questionnaire", "section", "question", "intake", "sectionwork", "answer", "answerfile", "signoff", "timelineentry",
    "criterion", "review", "score",
]  # fmt: skip


@pytest.fixture
def intake(cast):
    fill_intake(cast.own, cast.editor)
    found = Intake.objects.get(pk=cast.own.intake.pk)
    signing.sign(intake=found, by=cast.mayor, name="Lorraine Whitcomb", seen=signing.answers_hash(found))
    return found


@pytest.mark.parametrize("model", MODELS)
def test_an_administrator_looks_rows_up_and_changes_none(cast, sign_in, intake, model):
    client = sign_in("administrator")
    assert client.get(f"/admin/cohorts/{model}/").status_code == 200
    assert client.get(f"/admin/cohorts/{model}/add/").status_code == 403


def test_a_signature_cannot_be_made_or_undone_by_hand(cast, sign_in, intake):
    client, signature = sign_in("administrator"), intake.sign_offs.get()
    address = f"/admin/cohorts/signoff/{signature.pk}/change/"
    assert "Lorraine Whitcomb" in client.get(address).content.decode()
    assert client.post(address, {"name": "Somebody else"}).status_code == 403
    assert client.post(f"/admin/cohorts/signoff/{signature.pk}/delete/", {"post": "yes"}).status_code == 403
    signature.refresh_from_db()
    assert (signature.name, signature.void_at) == ("Lorraine Whitcomb", None)


@pytest.mark.parametrize("persona", ["facilitator", "mayor", "editor"])
def test_nobody_else_reaches_the_admin(cast, sign_in, intake, persona):
    response = sign_in(persona).get("/admin/cohorts/answer/")
    assert response.status_code in (302, 403, 404)
    assert Answer.objects.get(intake=intake, question__key="title").value not in response.content.decode()


def test_answers_are_exported_without_formulas(cast, sign_in):
    question = Question.objects.get(section__questionnaire=cast.own.intake.questionnaire, key="title")
    save_answer(intake=cast.own.intake, question=question, value="=1+1", version=0, by=cast.editor)
    client = sign_in("administrator")
    page = client.get("/admin/cohorts/answer/export/")
    assert page.status_code == 200
    formats = dict(page.context["form"].fields["format"].choices)
    xlsx = next(value for value, label in formats.items() if label == "xlsx")
    fields = {name: "on" for name in page.context["form"].fields if name.startswith("answerresource")}
    response = client.post("/admin/cohorts/answer/export/", {"format": xlsx, "resource": "0", **fields})
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows() for cell in row]
    assert any("1+1" in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
