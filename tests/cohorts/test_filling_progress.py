"""How far a city is: states of sections, what is missing, and which questions are shown at all."""

import pytest

from cohorts.intake import progress
from cohorts.intake.models import Intake, Question, SectionWork, TimelineEntry
from tests import factories

from .test_filling_answers import asked, save

pytestmark = pytest.mark.django_db


def of(cast, section):
    return progress.progress_of(Intake.objects.get(pk=cast.own.intake.pk)).of(section)


def keys(questions):
    return [question.key for question in questions]


def test_facts_that_were_filled_in_count_as_answers_and_not_as_a_start(cast):
    section = of(cast, "city-and-team")
    assert (section.state, section.answered, section.total) == ("not started", 4, 9)
    save(cast, "term-end", "2027-12-31")
    assert of(cast, "city-and-team").state == "in progress"


def test_a_section_says_what_is_missing_and_what_is_optional(cast):
    section = of(cast, "money")
    assert keys(section.missing) == ["one-time-cost", "yearly-cost"]
    assert section.words == "2 required answers missing"
    save(cast, "one-time-cost", "640000.00")
    save(cast, "yearly-cost", "420000.00")
    section = of(cast, "money")
    assert (section.state, section.missing, section.words) == ("in progress", [], "4 optional questions open")


def test_a_section_is_complete_when_every_question_that_is_shown_is_answered(cast):
    save(cast, "what-would-fail-it", "A recession.")
    save(cast, "confidential", "Nothing.")
    assert of(cast, "clinic").state == "in progress"
    save(cast, "help-sought", ["money"])
    assert of(cast, "clinic").state == "complete"


def test_an_answer_that_cannot_be_read_needs_attention_and_keeps_the_mayor_from_signing(cast):
    save(cast, "yearly-cost", {"raw": "a lot"})
    section = of(cast, "money")
    assert section.state == "needs attention"
    assert section.words == "1 answer needs another look, 1 required answer missing"
    whole = progress.progress_of(cast.own.intake)
    assert not whole.ready_to_sign
    assert [question.key for question, _ in whole.problems] == ["yearly-cost"]


def test_a_question_is_asked_only_when_the_answer_it_depends_on_calls_for_it(cast):
    assert "vendor-ties-detail" not in keys(of(cast, "partners").questions)
    save(cast, "vendor-ties", "yes")
    section = of(cast, "partners")
    assert "vendor-ties-detail" in keys(section.missing)
    assert "vendors" not in keys(section.questions)
    save(cast, "vendor-ties-detail", "The chief's brother works there.")
    save(cast, "vendor-ties", "no", version=1)
    section = of(cast, "partners")
    assert "vendor-ties-detail" not in keys(section.questions)
    assert section.answers[asked(cast.own.intake, "vendor-ties-detail").pk].value  # kept, should they say yes again


def test_conditions_reach_through_each_other_and_a_circle_shows_nothing(cast):
    one, two, three = (Question(pk=number, kind="yes/no") for number in (1, 2, 3))
    two.condition_question_id, two.condition_values = 1, ["yes"]
    three.condition_question_id, three.condition_values = 2, ["yes", "no"]
    every = [one, two, three]
    assert progress.shown_questions(every, {1: "yes", 2: "no"}) == every
    assert progress.shown_questions(every, {1: "no", 2: "no"}) == [one]
    assert progress.shown_questions(every, {1: ["a", "yes"], 2: "yes"}) == every
    one.condition_question_id, one.condition_values = 3, ["yes"]
    assert progress.shown_questions(every, {1: "yes", 2: "yes", 3: "yes"}) == []


def test_a_returned_section_needs_attention_until_something_in_it_changes(cast):
    save(cast, "yearly-cost", "1.00")
    intake = cast.own.intake
    section = asked(intake, "yearly-cost").section
    Intake.objects.filter(pk=intake.pk).update(state="returned")
    SectionWork.objects.create(intake=intake, section=section, reopened=True, reopened_comment="Add staff.")
    TimelineEntry.objects.create(intake=intake, step="returned", sections=["Money"])
    money = of(cast, "money")
    assert (money.state, money.open, money.returned) == ("needs attention", True, True)
    assert money.words.startswith("Returned by the facilitators")
    assert not of(cast, "initiative").open
    assert progress.progress_of(Intake.objects.get(pk=intake.pk)).next_section.section.key == "money"
    save(cast, "yearly-cost", "2.00", version=1)
    assert of(cast, "money").state == "in progress"


def test_the_section_to_go_on_with_is_the_first_that_lacks_something(cast):
    whole = progress.progress_of(cast.own.intake)
    assert whole.next_section.section.key == "initiative"
    assert len(whole.missing) == 11
    assert not whole.ready_to_sign
    assert whole.last_saved_at is None
    save(cast)
    assert progress.progress_of(cast.own.intake).last_saved_at is not None


def test_the_progress_of_many_cities_takes_as_many_queries_as_that_of_one(cast, django_assert_num_queries):
    with django_assert_num_queries(4):
        progress.progress_by_intake([cast.own.intake])
    more = [factories.make_participation(cast.cohort).intake for _ in range(2)]
    with django_assert_num_queries(4):
        found = progress.progress_by_intake([cast.own.intake, *more])
    assert [found[one.pk].total for one in more] == [47, 47]


def test_a_questions_place_is_its_section_and_its_anchor(cast):
    question = asked(cast.own.intake, "yearly-cost")
    assert progress.question_url(cast.own, question) == (
        f"/cities/fall-2026/dayton-oh/intake/sections/money/#q{question.pk}"
    )
