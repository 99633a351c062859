"""The pages on which administrators edit a questionnaire, and facilitators read it."""

import html
import re

import pytest
from django.urls import reverse

from cohorts.intake import editing
from cohorts.intake.models import Criterion, Question

from .flows import text_of
from .test_questionnaire_editing import STARTED, edit, question, section, start, whole


@pytest.fixture
def questionnaire(cast):
    return cast.own.intake.questionnaire


def url(cast, name, **more):
    return reverse(f"cohorts:{name}", kwargs={"cohort": cast.cohort.slug, **more})


def form_of(response) -> dict[str, list[str]]:
    """The fields of the page's form as a browser would send them."""
    body = response.content.decode()
    form = body[body.find('<form class="usa-form') :]
    form = form[: form.find("</form>")]
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, kind = re.search(r'name="([^"]*)"', tag), re.search(r'type="([^"]*)"', tag)[1]
        if not name or (kind in ("checkbox", "radio") and " checked" not in tag):
            continue
        value = re.search(r'value="([^"]*)"', tag)
        unnamed = "on" if kind == "checkbox" else ""
        data.setdefault(name[1], []).append(html.unescape(value[1]) if value else unnamed)
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        data.setdefault(name, []).append(html.unescape(value))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options) or re.search(r'value="([^"]*)"', options)
        data.setdefault(name, []).append(html.unescape(chosen[1]))
    return data


@pytest.mark.parametrize(
    "key", ["title", "priority-area", "affected", "vendor-ties-detail", "one-time-cost", "security"]
)
def test_saving_a_questions_page_untouched_changes_nothing(cast, sign_in, questionnaire, key):
    before = whole(question(questionnaire, key))
    client, address = sign_in("administrator"), url(cast, "question_edit", question=key)
    response = client.post(address, form_of(client.get(address)))
    assert response.status_code == 302, text_of(response)[:600]
    assert whole(question(questionnaire, key)) == before


def test_an_administrator_adds_a_question_with_choices(cast, sign_in, questionnaire):
    client, address = sign_in("administrator"), url(cast, "question_new", section="money")
    data = form_of(client.get(address)) | {
        "label": "Is it in the budget?",
        "kind": "one of",
        "choices-0-label": "Yes, all of it",
        "choices-1-label": "A part",
        "choices-1-ORDER": "1",
        "choices-0-ORDER": "2",
    }
    text = text_of(client.post(address, data, follow=True))
    assert "“Is it in the budget?” is saved." in text
    added = Question.objects.get(label="Is it in the budget?")
    assert added.choices == [
        {"value": "a-part", "label": "A part"},
        {"value": "yes-all-of-it", "label": "Yes, all of it"},
    ]


def test_a_question_is_made_to_depend_on_an_answer(cast, sign_in, questionnaire):
    other = question(questionnaire, "labor-agreement")
    client, address = sign_in("administrator"), url(cast, "question_edit", question="skills-gap")
    data = form_of(client.get(address)) | {"condition": [f"{other.pk}:yes"]}
    assert client.post(address, data).status_code == 302
    row = question(questionnaire, "skills-gap")
    assert (row.condition_question, row.condition_values) == (other, ["yes"])


def test_answers_of_two_questions_are_no_condition(cast, sign_in, questionnaire):
    one, two = question(questionnaire, "labor-agreement"), question(questionnaire, "vendor-ties")
    client, address = sign_in("administrator"), url(cast, "question_edit", question="skills-gap")
    data = form_of(client.get(address)) | {"condition": [f"{one.pk}:yes", f"{two.pk}:yes"]}
    response = client.post(address, data)
    assert response.status_code == 422
    assert "Tick answers of one question only." in text_of(response)


def test_once_a_city_has_started_the_page_offers_the_wording_alone(cast, sign_in, questionnaire):
    start(cast)
    client, address = sign_in("administrator"), url(cast, "question_edit", question="problem")
    data = form_of(client.get(address))
    assert set(data) == {"csrfmiddlewaretoken", "label", "help", "seen"}
    assert client.post(address, data | {"label": "What is wrong?"}).status_code == 302
    assert question(questionnaire, "problem").label == "What is wrong?"


def test_a_page_opened_before_the_start_is_refused_after_it_with_the_reason(cast, sign_in, questionnaire):
    client, address = sign_in("administrator"), url(cast, "question_edit", question="tried-already")
    data = form_of(client.get(address)) | {"required": "on", "label": "My better words"}
    start(cast)
    response = client.post(address, data)
    assert response.status_code == 422
    assert f"{STARTED}, so changing whether it is required is no longer possible." in text_of(response)
    assert 'value="My better words"' in response.content.decode()
    assert not question(questionnaire, "tried-already").required


def test_what_somebody_else_changed_is_shown_and_a_second_save_is_deliberate(cast, sign_in, questionnaire):
    client, address = sign_in("administrator"), url(cast, "question_edit", question="problem")
    data = form_of(client.get(address)) | {"label": "My words"}
    edit(question(questionnaire, "problem"), label="Their words")
    response = client.post(address, data)
    assert response.status_code == 409
    assert "Their words" in text_of(response)
    assert client.post(address, form_of(response)).status_code == 302
    assert question(questionnaire, "problem").label == "My words"


def test_two_administrators_see_each_others_wording_of_a_section(cast, sign_in, questionnaire):
    client, address = sign_in("administrator"), url(cast, "section_edit", section="money")
    data = form_of(client.get(address)) | {"title": "My title"}
    money = section(questionnaire, "money")
    editing.edit_section(
        section=money, title="Their title", lead="", seen=editing.fingerprint(money, ("title", "lead"))
    )
    response = client.post(address, data)
    assert response.status_code == 409
    assert "Their title" in text_of(response)
    assert client.post(address, form_of(response)).status_code == 302
    assert section(questionnaire, "money").title == "My title"


def test_buttons_move_and_take_out(cast, sign_in, questionnaire):
    client = sign_in("administrator")
    assert "Move up: Money" in text_of(client.get(url(cast, "questionnaire")))
    client.post(url(cast, "section_move", section="money"), {"up": "1"})
    keys = list(questionnaire.sections.values_list("key", flat=True))
    assert keys.index("money") == keys.index("technology") - 1
    assert "Take this question out?" in text_of(client.get(url(cast, "question_remove", question="trust")))
    text = text_of(client.post(url(cast, "question_remove", question="trust"), follow=True))
    assert "is taken out." in text
    assert not Question.objects.filter(section__questionnaire=questionnaire, key="trust").exists()
    start(cast)
    text = text_of(client.post(url(cast, "section_remove", section="clinic"), follow=True))
    assert f"{STARTED}, so removing a section is no longer possible." in text
    assert "Move up" not in text


def test_the_rubric_is_edited_on_its_page(cast, sign_in, questionnaire):
    client, address = sign_in("administrator"), url(cast, "rubric_edit")
    data = form_of(client.get(address))
    data |= {
        "criteria-0-weight": "40",
        "criteria-5-DELETE": "on",
        "criteria-6-name": "Courage",
        "criteria-6-weight": "5",
    }
    assert client.post(address, data).status_code == 302
    rows = [(one.name, one.weight) for one in Criterion.objects.filter(questionnaire=questionnaire)]
    assert rows[0] == ("A clear problem", 40)
    assert rows[-1] == ("Courage", 5)
    assert len(rows) == 6


def test_the_preview_shows_every_question_and_takes_no_answer(cast, sign_in, questionnaire):
    body = sign_in("administrator").get(url(cast, "questionnaire_preview")).content.decode()
    for row in Question.objects.filter(section__questionnaire=questionnaire):
        assert row.label in html.unescape(body)
    assert body.count('<fieldset class="preview" disabled') == 9
    assert "autosave.js" not in body


PAGES = [
    ("questionnaire", {}), ("questionnaire_preview", {}), ("rubric_edit", {}), ("section_new", {}),
    ("section_edit", {"section": "money"}), ("section_remove", {"section": "money"}),
    ("question_new", {"section": "money"}), ("question_edit", {"question": "problem"}),
    ("question_remove", {"question": "problem"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "more"), PAGES)
@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("anonymous", 302), ("outsider", 404), ("stranger", 404), ("other_facilitator", 404), ("mayor", 403),
        ("administrator", 200),
    ],
)  # fmt: skip
def test_who_reaches_the_editor(cast, sign_in, name, more, persona, status):
    assert sign_in(persona).get(url(cast, name, **more)).status_code == status


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_a_facilitator_reads_the_questionnaire_and_edits_nothing(cast, sign_in, name, more):
    response = sign_in("facilitator").get(url(cast, name, **more))
    assert response.status_code == (200 if name.startswith("questionnaire") else 403)
    assert "Take out" not in response.content.decode()


@pytest.mark.parametrize("persona", ["facilitator", "mayor", "editor", "other_facilitator", "outsider", "anonymous"])
def test_nobody_else_moves_or_removes(cast, sign_in, questionnaire, persona):
    client, before = sign_in(persona), list(questionnaire.sections.values_list("key", flat=True))
    for name, more in [
        ("section_move", {"section": "money"}), ("section_remove", {"section": "money"}),
        ("question_move", {"question": "problem"}), ("question_remove", {"question": "problem"}),
    ]:  # fmt: skip
        assert client.post(url(cast, name, **more), {"up": "1"}).status_code in (302, 403, 404)
    assert list(questionnaire.sections.values_list("key", flat=True)) == before


def test_a_question_of_another_cohort_is_not_found(cast, sign_in):
    foreign = editing.add_question(
        section=section(cast.foreign.intake.questionnaire, "money"),
        fields=whole(question(cast.foreign.intake.questionnaire, "trust"), label="Only in spring"),
    )
    assert sign_in("administrator").get(url(cast, "question_edit", question=foreign.key)).status_code == 404
