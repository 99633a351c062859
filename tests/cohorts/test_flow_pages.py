"""The pages from the last answer to the decision: what they show, to whom, and what a click does."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.institutes.models import Cohort, TeamMember
from cohorts.intake import decisions, signing
from cohorts.intake.answers import save_answer
from cohorts.intake.models import Answer, Intake, Question, Section, SectionWork, SignOff
from isc_portal.mail.models import Message
from tests.factories import fill_intake

from .flows import text_of


def page(name, participation, **more):
    return reverse(f"cohorts:{name}", kwargs={**participation.url_kwargs, **more})


def answer(intake, key):
    return Answer.objects.select_related("question").get(intake=intake, question__key=key)


@pytest.fixture
def filled(cast):
    fill_intake(cast.own, cast.editor)
    return Intake.objects.get(pk=cast.own.intake.pk)


def sign(intake, by):
    return signing.sign(intake=intake, by=by, name=by.name, seen=signing.answers_hash(intake))


# --- Check the answers ---


def test_the_check_page_lists_what_is_missing_with_a_link_to_its_field(cast, sign_in):
    fill_intake(cast.own, cast.editor, focus_question=None)
    question = Question.objects.get(section__questionnaire=cast.own.intake.questionnaire, key="focus-question")
    body = sign_in("editor").get(page("intake_check", cast.own)).content.decode()
    assert "One answer to go before the signature" in body
    assert f'href="{page("intake_section", cast.own, section="initiative")}#q{question.pk}"' in body
    assert "Sign the answers" not in body


def test_a_reader_gets_no_links_to_change_anything(cast, sign_in, filled):
    body = sign_in("viewer").get(page("intake_check", cast.own)).content.decode()
    assert "Half of" in body or answer(filled, "problem").value[:20] in html.unescape(body)
    assert "Change<" not in body
    assert "Sign the answers" not in body


def test_every_answer_is_read_in_words(cast, sign_in, filled):
    text = text_of(sign_in("mayor").get(page("intake_check", cast.own)))
    for key in ("title", "problem", "focus-question", "statement"):
        assert " ".join(answer(filled, key).value.split()) in text
    assert "Everything that is required is here." in text
    assert "Sign for Dayton" in text


def test_the_mayor_signs_on_the_page_and_the_editor_submits(cast, sign_in, filled):
    mayor, check = sign_in("mayor"), page("intake_check", cast.own)
    seen = re.search(r'name="seen" value="(\w{64})"', mayor.get(check).content.decode())[1]
    response = mayor.post(page("intake_sign", cast.own), {"name": "Lorraine Whitcomb", "seen": seen}, follow=True)
    assert "Signed. The intake can be submitted now." in text_of(response)
    response = sign_in("editor").post(page("intake_submit", cast.own), follow=True)
    assert "Submitted. The facilitators have been told" in text_of(response)
    assert Intake.objects.get(pk=filled.pk).state == "submitted"


def test_answers_that_changed_while_the_mayor_read_are_shown_again_with_what_was_typed(cast, sign_in, filled):
    mayor = sign_in("mayor")
    seen = re.search(r'name="seen" value="(\w{64})"', mayor.get(page("intake_check", cast.own)).content.decode())[1]
    old = answer(filled, "title")
    save_answer(intake=filled, question=old.question, value="A new title", version=old.version, by=cast.editor)
    response = mayor.post(page("intake_sign", cast.own), {"name": "Lorraine Whitcomb", "seen": seen})
    assert response.status_code == 409
    text = text_of(response)
    assert "The answers changed while you read them, and nothing was signed." in text
    assert "A new title" in text
    assert 'value="Lorraine Whitcomb"' in response.content.decode()
    again = re.search(r'name="seen" value="(\w{64})"', response.content.decode())[1]
    assert again != seen
    assert not SignOff.objects.exists()
    assert mayor.post(page("intake_sign", cast.own), {"name": "Lorraine Whitcomb", "seen": again}).status_code == 302


def test_a_signature_without_a_name_is_asked_for_again(cast, sign_in, filled):
    response = sign_in("mayor").post(page("intake_sign", cast.own), {"name": "", "seen": signing.answers_hash(filled)})
    assert response.status_code == 422
    assert "Type your full name" in text_of(response)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("anonymous", 302), ("outsider", 404), ("expert", 404), ("peer", 404), ("stranger", 404),
        ("other_facilitator", 404), ("viewer", 403), ("editor", 403), ("facilitator", 403), ("administrator", 403),
    ],
)  # fmt: skip
def test_nobody_but_the_mayor_or_a_named_member_reaches_the_signature(cast, sign_in, filled, persona, status):
    data = {"name": "Lorraine Whitcomb", "seen": signing.answers_hash(filled)}
    response = sign_in(persona).post(page("intake_sign", cast.own), data)
    assert response.status_code == status
    assert answer(filled, "title").value not in response.content.decode()
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("name", ["intake_check", "intake_timeline", "history"])
@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("anonymous", 302), ("outsider", 404), ("expert", 404), ("peer", 404), ("stranger", 404),
        ("other_facilitator", 404), ("viewer", 200), ("editor", 200), ("mayor", 200), ("facilitator", 200),
        ("administrator", 200),
    ],
)  # fmt: skip
def test_who_reads_the_citys_pages(cast, sign_in, filled, name, persona, status):
    response = sign_in(persona).get(page(name, cast.own))
    assert response.status_code == status
    if status != 200:
        assert "Whitcomb" not in response.content.decode()


def test_the_page_says_who_signed_for_the_mayor(cast, sign_in, filled):
    TeamMember.objects.filter(user=cast.editor).update(may_sign=True)
    sign(filled, cast.editor)
    text = text_of(sign_in("viewer").get(page("intake_check", cast.own)))
    assert "Ana Reyes, signed for the mayor" in text


# --- The timeline ---


def test_the_timeline_tells_each_step_with_its_comment(cast, sign_in, filled):
    sign(filled, cast.mayor)
    signing.submit(intake=filled, by=cast.editor)
    decisions.return_sections(
        intake=filled,
        sections=Section.objects.filter(questionnaire=filled.questionnaire, key="money"),
        comment="Where does the yearly cost come from?",
        by=cast.facilitator,
    )
    text = text_of(sign_in("viewer").get(page("intake_timeline", cast.own)))
    assert "Returned: Money" in text
    assert "Where does the yearly cost come from?" in text
    assert text.index("Returned") < text.index("Submitted") < text.index("Signed")


# --- Who looks after what ---


def test_an_editor_gives_a_section_to_a_colleague_on_the_page(cast, sign_in):
    member = TeamMember.objects.get(user=cast.second_editor)
    Cohort.objects.update(intake_due_on=None)
    response = sign_in("editor").post(
        page("intake_assign", cast.own, section="money"), {"member": member.pk, "due_on": "12/31/2099"}, follow=True
    )
    assert "Marcus Bell looks after Money." in text_of(response)
    work = SectionWork.objects.get()
    assert (work.assignee, str(work.due_on), work.assigned_by) == (cast.second_editor, "2099-12-31", cast.editor)
    assert Message.objects.filter(recipient=cast.second_editor).count() == 1


def test_a_day_that_has_passed_is_refused_on_the_page_with_what_was_chosen(cast, sign_in):
    member = TeamMember.objects.get(user=cast.second_editor)
    response = sign_in("editor").post(
        page("intake_assign", cast.own, section="money"), {"member": member.pk, "due_on": "01/02/2020"}
    )
    assert response.status_code == 422
    assert "This day has passed." in text_of(response)
    assert f'<option value="{member.pk}" selected' in response.content.decode()


def test_a_member_of_another_city_cannot_be_chosen(cast, sign_in):
    foreign = TeamMember.objects.get(user=cast.peer)
    response = sign_in("editor").post(page("intake_assign", cast.own, section="money"), {"member": foreign.pk})
    assert response.status_code == 422
    assert not SectionWork.objects.filter(assignee__isnull=False).exists()


@pytest.mark.parametrize(("persona", "status"), [("viewer", 403), ("facilitator", 403), ("peer", 404)])
def test_readers_hand_out_nothing(cast, sign_in, persona, status):
    member = TeamMember.objects.get(user=cast.second_editor)
    response = sign_in(persona).post(page("intake_assign", cast.own, section="money"), {"member": member.pk})
    assert response.status_code == status
    assert not SectionWork.objects.filter(assignee__isnull=False).exists()


# --- Withdrawing ---


def test_a_mayor_withdraws_only_after_saying_so_twice(cast, sign_in):
    mayor, url = sign_in("mayor"), page("intake_withdraw", cast.own)
    assert "Withdraw Dayton" in text_of(mayor.get(url))
    response = mayor.post(url, {"comment": "No money."})
    assert response.status_code == 422
    assert "Tick the box if the city really withdraws" in text_of(response)
    assert Intake.objects.get(pk=cast.own.intake.pk).state == "invited"
    response = mayor.post(url, {"comment": "No money.", "sure": "on"}, follow=True)
    assert "Dayton has withdrawn. The answers are kept." in text_of(response)
    assert Intake.objects.get(pk=cast.own.intake.pk).state == "withdrawn"


@pytest.mark.parametrize(("persona", "status"), [("editor", 403), ("viewer", 403), ("peer", 404), ("facilitator", 200)])
def test_who_may_withdraw_a_city(cast, sign_in, persona, status):
    assert sign_in(persona).get(page("intake_withdraw", cast.own)).status_code == status


# --- What the pages cost ---


def queries_of(client, url) -> list[str]:
    """What a page asks the database, the second time it is drawn."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in asked]


@pytest.mark.parametrize("name", ["intake_check", "intake_timeline", "history"])
def test_a_page_takes_as_many_queries_for_three_answers_as_for_one(cast, sign_in, name):
    editor, url = sign_in("editor"), page(name, cast.own)

    def save(key):
        question = Question.objects.get(section__questionnaire=cast.own.intake.questionnaire, key=key)
        save_answer(intake=cast.own.intake, question=question, value="A text.", version=0, by=cast.editor)

    save("problem")
    one = queries_of(editor, url)
    for key in ("desired-result", "focus-question"):
        save(key)
    three = queries_of(editor, url)
    assert len(one) == len(three)
    assert len(one) <= 15, "\n".join(sql[:200] for sql in one)
