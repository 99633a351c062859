"""Saving answers: versions, conflicts, what a first save and a change bring about, and when nothing may be saved."""

import threading
from functools import partial

import pytest
from django.db import connection

from cohorts.intake import answers, progress
from cohorts.intake.copying import NotEmpty, copy_default, copy_questionnaire, unique_key
from cohorts.intake.models import Answer, Criterion, Intake, Question, Questionnaire, SectionWork, TimelineEntry
from cohorts.intake.services import open_intake
from cohorts.intake.signing import answers_hash, sign
from cohorts.teamwork.saving import NotOpen, StaleVersion, TooLong, settle
from tests import factories

pytestmark = pytest.mark.django_db


def asked(intake, key) -> Question:
    return Question.objects.select_related("section").get(section__questionnaire=intake.questionnaire, key=key)


def save(cast, key="problem", value="Permits take 61 days.", version=0, by=None, **more):
    intake = cast.own.intake
    return answers.save_answer(
        intake=intake, question=asked(intake, key), value=value, version=version, by=by or cast.editor, **more
    )


def state(cast) -> str:
    return Intake.objects.get(pk=cast.own.intake.pk).state


# --- The questionnaire ---


def test_a_citys_intake_opens_with_the_default_questionnaire_and_what_is_known_of_the_city(cast):
    intake = cast.own.intake
    questions = Question.objects.filter(section__questionnaire=intake.questionnaire)
    assert intake.questionnaire.sections.count() == 9
    assert questions.filter(condition_question=None).count() == 47
    assert questions.values("key").distinct().count() == questions.count()
    assert set(questions.values_list("kind", flat=True)) == {
        "short text", "long text", "whole number", "money", "percent", "date", "yes/no", "one of", "several of", "file",
        "table",
    }  # fmt: skip
    assert questions.get(key="vendor-ties-detail").condition_question.key == "vendor-ties"
    assert sum(Criterion.objects.filter(questionnaire=intake.questionnaire).values_list("weight", flat=True)) == 100
    known = {answer.question.key: answer.value for answer in intake.answers.select_related("question")}
    assert known == {"city": "Dayton", "state": "Ohio", "population": 137000, "time-zone": "America/New_York"}
    assert all(answer.prefilled and answer.updated_by is None for answer in intake.answers.all())
    assert state(cast) == "invited"


def test_the_required_questions_are_the_ones_of_the_field(cast):
    questions = Question.objects.filter(section__questionnaire=cast.own.intake.questionnaire, required=True)
    assert list(questions.filter(condition_question=None).values_list("key", flat=True)) == [
        "title", "priority-area", "problem", "affected", "baseline", "desired-result", "focus-question",
        "one-time-cost", "yearly-cost", "vendor-ties", "statement",
    ]  # fmt: skip


def test_opening_an_intake_twice_changes_nothing(cast):
    before = Question.objects.count(), Answer.objects.count(), TimelineEntry.objects.count()
    open_intake(participation=cast.own, by=cast.administrator)
    assert (Question.objects.count(), Answer.objects.count(), TimelineEntry.objects.count()) == before


def test_facts_that_are_known_later_fill_only_what_nobody_has_answered(cast):
    save(cast, "population", 5, version=1)
    city = cast.own.city
    city.population, city.form_of_government, city.fiscal_year_start_month = 99, "council-manager", 7
    city.save()
    assert answers.prefill(intake=cast.own.intake) == 2
    known = {answer.question.key: answer.value for answer in cast.own.intake.answers.select_related("question")}
    assert (known["population"], known["form-of-government"], known["fiscal-year-start"]) == (5, "council-manager", "7")
    assert state(cast) == "in progress"


def test_another_cohorts_questionnaire_is_copied_with_its_conditions_and_rubric(cast):
    source = cast.own.intake.questionnaire
    Question.objects.filter(section__questionnaire=source, key="problem").update(label="What hurts?", word_limit=99)
    target = Questionnaire.objects.create(cohort=factories.make_cohort("Fall 2027"))
    copy_questionnaire(source=source, target=target)

    def shape(questionnaire):
        return [
            (q.section.key, q.key, q.label, q.order, q.word_limit, q.choices, q.columns, q.condition_values,
             q.condition_question and q.condition_question.key)
            for q in Question.objects.filter(section__questionnaire=questionnaire).select_related(
                "section", "condition_question"
            )
        ]  # fmt: skip

    assert shape(target) == shape(source)
    asked_of = Question.objects.get(section__questionnaire=target, key="vendors").condition_question
    assert asked_of.section.questionnaire == target
    assert [c.name for c in target.criteria.all()] == [c.name for c in source.criteria.all()]
    with pytest.raises(NotEmpty):
        copy_default(questionnaire=target)
    assert unique_key(questionnaire=target, label="Problem") == "problem-2"


# --- Saving ---


def test_the_first_answer_starts_the_intake_once(cast):
    first = save(cast)
    assert (first.version, first.updated_by, first.prefilled) == (1, cast.editor, False)
    save(cast, value="Permits take 60 days.", version=1)
    assert state(cast) == "in progress"
    assert Intake.objects.get(pk=cast.own.intake.pk).started_at
    assert list(TimelineEntry.objects.filter(intake=cast.own.intake).values_list("step", "by")) == [
        ("invited", None),
        ("started", cast.editor.pk),
    ]


def test_of_two_editors_the_later_one_hears_of_the_other_and_loses_nothing(cast):
    save(cast)
    save(cast, value="Ana's text", version=1)
    with pytest.raises(StaleVersion) as stale:
        save(cast, value="Marcus's text", version=1, by=cast.second_editor)
    assert (stale.value.row.value, stale.value.row.updated_by) == ("Ana's text", cast.editor)
    assert Answer.objects.get(question__key="problem").version == 2


def test_two_first_answers_are_a_conflict_too(cast):
    save(cast, value="Ana's text")
    with pytest.raises(StaleVersion):
        save(cast, value="Marcus's text", by=cast.second_editor)
    assert Answer.objects.get(question__key="problem").value == "Ana's text"


def test_the_same_text_from_both_is_no_conflict(cast):
    save(cast, value="Agreed")
    again = save(cast, value="Agreed", version=0, by=cast.second_editor)
    assert (again.version, again.updated_by) == (1, cast.editor)


def test_a_prefilled_fact_that_is_confirmed_stays_one_and_a_changed_one_does_not(cast):
    assert save(cast, "city", "Dayton", version=1).prefilled
    assert state(cast) == "invited"
    assert not save(cast, "city", "City of Dayton", version=1).prefilled


def test_a_page_goes_on_from_what_it_sent_without_hearing_back(cast):
    save(cast, value="one")
    save(cast, value="one two", version=1)  # stored, but the answer to the browser was lost
    with pytest.raises(StaleVersion):
        save(cast, value="one two three", version=1)
    after = save(cast, value="one two three", version=1, unanswered=["one tw", "one two"])
    assert (after.value, after.version) == ("one two three", 3)
    with pytest.raises(StaleVersion):
        save(cast, value="one two four", version=1, unanswered=["one two"])


def test_an_answer_can_be_emptied_and_its_version_goes_on(cast):
    save(cast)
    assert save(cast, value=None, version=1).version == 2
    assert save(cast, value="Back", version=2).version == 3


def test_settling_a_conflict_keeps_the_text_that_was_not_chosen_in_the_history(cast):
    save(cast, value="Ana's text")
    question = asked(cast.own.intake, "problem")
    store = partial(answers.save_answer, intake=cast.own.intake, question=question)
    settle(store, mine="Marcus's text", stands="Ana's text", version=1, by=cast.second_editor)
    history = Answer.pgh_event_model.objects.filter(question=question).order_by("pgh_id")
    assert list(history.values_list("version", "value", "updated_by")) == [
        (1, "Ana's text", cast.editor.pk),
        (2, "Marcus's text", cast.second_editor.pk),
        (3, "Ana's text", cast.second_editor.pk),
    ]
    with pytest.raises(StaleVersion):
        settle(store, mine="Late", stands="Late", version=1, by=cast.second_editor)


def test_an_endless_text_is_refused_and_not_cut(cast):
    with pytest.raises(TooLong, match="60,000 can be stored"):
        save(cast, value="x" * 60_001)
    assert not Answer.objects.filter(question__key="problem").exists()


@pytest.mark.django_db(transaction=True)
def test_two_first_answers_at_the_same_moment_leave_one_and_one_conflict(cast):
    intake, question = cast.own.intake, asked(cast.own.intake, "problem")
    barrier, outcomes = threading.Barrier(2), []

    def write(text, by):
        try:
            barrier.wait(10)
            answers.save_answer(intake=intake, question=question, value=text, version=0, by=by)
            outcomes.append("saved")
        except StaleVersion:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=one) for one in [("A", cast.editor), ("B", cast.second_editor)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "stale"]
    assert Answer.objects.get(question=question).version == 1
    assert TimelineEntry.objects.filter(intake=intake, step="started").count() == 1


# --- Signatures, and sections that are not open ---


@pytest.fixture
def signed(cast, monkeypatch):
    save(cast)
    monkeypatch.setattr(progress.IntakeProgress, "missing", property(lambda self: []))  # answering all is another test
    return sign(intake=cast.own.intake, by=cast.mayor, name="Lorraine Whitcomb", seen=answers_hash(cast.own.intake))


def test_any_change_undoes_the_signature_and_saving_the_same_does_not(cast, signed):
    save(cast, version=1)
    assert state(cast) == "signed off"
    save(cast, value="Permits take 62 days.", version=1)
    signed.refresh_from_db()
    assert signed.void_at
    assert state(cast) == "in progress"


@pytest.mark.parametrize("where", ["submitted", "accepted", "waitlisted", "declined", "withdrawn"])
def test_nothing_is_saved_once_the_intake_has_left_the_city(cast, where):
    save(cast)
    Intake.objects.filter(pk=cast.own.intake.pk).update(state=where, submitted_at="2026-09-01T12:00Z")
    with pytest.raises(NotOpen, match=r"can be changed|be read"):
        save(cast, value="Too late", version=1)
    assert Answer.objects.get(question__key="problem").value == "Permits take 61 days."


def test_after_a_return_only_the_returned_sections_are_open(cast):
    save(cast)
    intake = cast.own.intake
    Intake.objects.filter(pk=intake.pk).update(state="returned")
    SectionWork.objects.create(
        intake=intake, section=asked(intake, "yearly-cost").section, reopened=True, reopened_comment="Add staff."
    )
    with pytest.raises(NotOpen, match=r"Only the sections that the facilitators returned .*: Money"):
        save(cast, value="Sneaked in", version=1)
    assert save(cast, "yearly-cost", "420000.00").version == 1
    assert Answer.objects.get(question__key="problem").version == 1
