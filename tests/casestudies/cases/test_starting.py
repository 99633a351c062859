"""A case study begins with what the intake says, and with nothing that the intake keeps to itself."""

import json

import pytest

from casestudies.cases.fields import FIELDS
from casestudies.cases.models import CaseAnswer, CaseStudy
from casestudies.cases.reading import read
from casestudies.cases.services import start_case
from cohorts.intake.models import Intake
from cohorts.teamwork.saving import Refused
from tests.casestudies.making import FIELDS as VALUES
from tests.casestudies.making import accept, make_case
from tests.factories import fill_intake


@pytest.fixture
def accepted(cast):
    """Dayton with every question of its intake answered, and accepted."""
    fill_intake(cast.own, cast.editor)
    accept(cast.own)
    return cast


def test_nothing_that_stands_in_the_intake_is_typed_twice(accepted):
    text = read(start_case(participation=accepted.own, by=accepted.editor))

    assert text.title == "Cut permit time from 94 to 30 days"
    assert text.focus_question.startswith("How can four departments")
    assert text.text("problem-statement").startswith("Half of our building permits")
    assert text.rows("affected")[0] == {"group": "Homeowners who build", "people": "2,400", "how": "Wait a season"}
    assert text.rows("decision-needed") == [{"date": "February 15, 2027", "body": "City commission", "what": ""}]
    assert "To pay for it: In 2024 we asked council for $510,000" in text.text("tried-already")
    assert text.rows("stakeholders")[-1] == {
        "who": "Gem City University", "part": "Partner", "stake": "Two analysts for a year",
    }  # fmt: skip
    assert text.rows("money-so-far")[:3] == [
        {"what": "The initiative", "kind": "Cost, once", "amount": "$640,000"},
        {"what": "The initiative", "kind": "Cost, each year", "amount": "$420,000"},
        {"what": "Vacant inspector posts", "kind": "Money, likely", "amount": "$350,000"},
    ]
    assert text.text("constraints-labor") == "Local 101: titles of five clerks."
    assert "Permit ledger (All permits since 2009, contract until June 30, 2027)" in text.text("constraints-technical")
    assert text.value("help-sought") == ["reallocation", "operations"]
    assert text.text("options-considered") == ""


def test_what_is_confidential_about_security_or_vendors_is_never_copied(accepted):
    case = start_case(participation=accepted.own, by=accepted.editor)

    stored = json.dumps(list(CaseAnswer.objects.filter(case=case).values_list("value", flat=True)))
    for secret in ("clerk who raised", "second-factor", "Plansoft", "890000", "deputy director", "counter that closed"):
        assert secret not in stored, secret


def test_starting_twice_gives_the_same_case_and_keeps_what_was_written(accepted):
    case = start_case(participation=accepted.own, by=accepted.editor)
    case.answers.filter(field="title").update(value="Our own title")

    assert start_case(participation=accepted.own, by=accepted.mayor) == case
    assert read(case).title == "Our own title"
    assert CaseStudy.objects.count() == 1


@pytest.mark.parametrize("persona", ["viewer", "peer", "expert", "outsider", "other_facilitator", "stranger"])
def test_only_the_citys_writers_and_its_facilitators_start_a_case(accepted, persona):
    with pytest.raises(Refused, match="Only the city’s mayor and editors"):
        start_case(participation=accepted.own, by=getattr(accepted, persona))
    assert not CaseStudy.objects.exists()


@pytest.mark.parametrize(
    ("state", "words"),
    [("in progress", "Submit the intake first"), ("declined", "is declined"), ("withdrawn", "is withdrawn"),
     ("waitlisted", "is waitlisted")],
)  # fmt: skip
def test_a_city_without_a_place_has_no_case(accepted, state, words):
    times = {"submitted_at": None} if state == "in progress" else {}
    Intake.objects.filter(participation=accepted.own).update(state=state, **times)
    accepted.own.refresh_from_db()

    with pytest.raises(Refused, match=words):
        start_case(participation=accepted.own, by=accepted.editor)
    assert not CaseStudy.objects.exists()


def test_a_half_filled_intake_gives_what_it_has(cast):
    fill_intake(cast.own, cast.editor, affected=None, decision_body=None, procurement=None, sources=None, systems=None)
    accept(cast.own)

    text = read(start_case(participation=cast.own, by=cast.facilitator))

    assert text.rows("decision-needed") == [{"date": "February 15, 2027", "body": "", "what": ""}]
    assert [row["kind"] for row in text.rows("money-so-far")] == ["Cost, once", "Cost, each year"]
    for empty in ("affected", "constraints-procurement"):
        assert text.value(empty) is None


def test_a_detail_whose_question_was_answered_with_no_is_not_taken_over(cast):
    fill_intake(cast.own, cast.editor)
    question = cast.own.intake.questionnaire.sections.get(key="people").questions.get(key="labor-agreement")
    cast.own.intake.answers.filter(question=question).update(value="no")
    accept(cast.own)

    assert read(start_case(participation=cast.own, by=cast.editor)).text("constraints-labor") == ""


def test_the_makers_fill_every_field(cast):
    assert VALUES.keys() == FIELDS.keys()
    text = read(make_case(cast.own))
    assert all(text.value(key) is not None for key in FIELDS)
