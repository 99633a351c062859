"""Editing a cohort's questionnaire: everything until the first city starts, after that only what harms no answer."""

import threading

import pytest
from django.db import connection, transaction

from cohorts.intake import editing
from cohorts.intake.answers import save_answer
from cohorts.intake.models import Answer, Intake, Question, Review, Score, Section
from cohorts.intake.progress import progress_of
from cohorts.intake.timeline import Refused

STARTED = "Dayton, OH has started to answer"


@pytest.fixture
def questionnaire(cast):
    return cast.own.intake.questionnaire


def question(questionnaire, key):
    return Question.objects.select_related("section__questionnaire").get(section__questionnaire=questionnaire, key=key)


def section(questionnaire, key):
    return Section.objects.select_related("questionnaire").get(questionnaire=questionnaire, key=key)


def edit(row, **fields):
    return editing.edit_question(question=row, fields=fields, seen=editing.fingerprint(row, editing.EDITABLE))


def start(cast, key="problem", value="Half of all permits are late."):
    asked = question(cast.own.intake.questionnaire, key)
    return save_answer(intake=cast.own.intake, question=asked, value=value, version=0, by=cast.editor)


def whole(row, **more):
    """A question's fields as the services take them."""
    return {name: getattr(row, name) for name in editing.EDITABLE} | more


# --- Before the first city has started ---


def test_everything_of_a_question_can_be_changed_before_anybody_starts(questionnaire):
    row = edit(
        question(questionnaire, "tried-already"),
        label="What did you try?",
        required=True,
        word_limit=50,
        kind="one of",
        choices=[{"value": "a", "label": "A"}, {"value": "b", "label": "B"}],
    )
    row.refresh_from_db()
    assert (row.label, row.required, row.kind, len(row.choices)) == ("What did you try?", True, "one of", 2)


def test_sections_and_questions_change_places(questionnaire):
    keys = list(questionnaire.sections.values_list("key", flat=True))
    editing.move_section(section=section(questionnaire, keys[2]), up=True)
    editing.move_section(section=section(questionnaire, keys[0]), up=True)  # is the first: stays
    assert list(questionnaire.sections.values_list("key", flat=True)) == [keys[0], keys[2], keys[1], *keys[3:]]
    money = section(questionnaire, "money")
    first, second = money.questions.all()[:2]
    first.section.questionnaire = questionnaire
    editing.move_question(question=first, up=False)
    assert list(money.questions.all()[:2]) == [second, first]


def test_a_section_with_its_questions_and_filled_in_facts_is_taken_out(cast, questionnaire):
    assert Answer.objects.filter(intake=cast.own.intake, question__section__key="city-and-team").exists()
    editing.remove_section(section=section(questionnaire, "city-and-team"))
    assert not questionnaire.sections.filter(key="city-and-team").exists()
    assert not Answer.objects.filter(intake=cast.own.intake).exists()
    assert Answer.objects.filter(intake=cast.foreign.intake).exists()


def test_a_question_on_which_another_depends_is_not_taken_out(questionnaire):
    with pytest.raises(Refused, match="is shown only for an answer to this question"):
        editing.remove_question(question=question(questionnaire, "vendor-ties"))
    assert question(questionnaire, "vendor-ties")


def test_a_new_question_comes_last_with_a_key_of_its_own(questionnaire):
    fields = whole(question(questionnaire, "tried-already"), label="What is the problem?")
    one = editing.add_question(section=section(questionnaire, "money"), fields=fields)
    two = editing.add_question(section=section(questionnaire, "money"), fields=fields)
    assert one.key != two.key
    assert section(questionnaire, "money").questions.last() == two


def test_a_new_section_comes_last(questionnaire):
    row = editing.add_section(questionnaire=questionnaire, title="New")
    assert questionnaire.sections.last() == row
    assert row.key == "new-2"  # "new" is the page on which one is added


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "one of", "choices": [{"value": "a", "label": "A"}]}, "needs at least two"),
        ({"kind": "table", "columns": []}, "needs at least one column"),
        ({"minimum": 5, "maximum": 2}, "The least is more than the most"),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(questionnaire, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        edit(question(questionnaire, "tried-already"), **fields)


def test_facts_that_were_filled_in_go_when_the_kind_of_answer_changes(cast, questionnaire):
    edit(question(questionnaire, "population"), kind="long text")
    assert not Answer.objects.filter(intake=cast.own.intake, question__key="population").exists()


def test_two_administrators_overwrite_nothing_of_each_other(questionnaire):
    row = question(questionnaire, "problem")
    seen = editing.fingerprint(row, editing.EDITABLE)
    edit(row, label="First wording")
    with pytest.raises(editing.Changed, match="Somebody else changed this question"):
        editing.edit_question(question=row, fields={"label": "Second wording"}, seen=seen)
    assert question(questionnaire, "problem").label == "First wording"


# --- Afterwards ---


def test_wording_and_help_can_be_improved_at_any_time(cast, questionnaire):
    start(cast)
    row = edit(question(questionnaire, "problem"), label="What is wrong?", help="In two sentences.")
    row.refresh_from_db()
    assert (row.label, row.help) == ("What is wrong?", "In two sentences.")
    money = section(questionnaire, "money")
    editing.edit_section(
        section=money, title="Costs", lead="What it costs.", seen=editing.fingerprint(money, ("title", "lead"))
    )
    assert section(questionnaire, "money").title == "Costs"


def test_an_optional_question_can_be_added_and_a_required_one_cannot(cast, questionnaire):
    start(cast)
    model = question(questionnaire, "tried-already")
    added = editing.add_question(
        section=section(questionnaire, "money"), fields=whole(model, label="Anything else?", required=False)
    )
    assert added in progress_of(Intake.objects.get(pk=cast.own.intake.pk)).of("money").questions
    with pytest.raises(Refused, match=f"{STARTED}, so adding a required question is no longer possible"):
        editing.add_question(section=section(questionnaire, "money"), fields=whole(model, required=True))


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"required": True}, "changing whether it is required"),
        ({"kind": "short text"}, "changing the kind of answer"),
        ({"word_limit": 10}, "changing the word limit"),
        ({"maximum": 10}, "changing the most"),
        ({"condition_values": ["yes"]}, "changing when it is shown"),
        ({"choices": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}, "changing the choices"),
    ],
)
def test_nothing_that_would_harm_an_answer_can_be_changed_once_a_city_has_started(cast, questionnaire, fields, what):
    start(cast)
    before = whole(question(questionnaire, "tried-already"))
    with pytest.raises(Refused, match=f"{STARTED}, so {what} is no longer possible. Wording and help can still"):
        edit(question(questionnaire, "tried-already"), label="Better words", **fields)
    assert whole(question(questionnaire, "tried-already")) == before


def test_order_and_removal_end_when_a_city_starts(cast, questionnaire):
    start(cast)
    order = list(Question.objects.filter(section__questionnaire=questionnaire).values_list("key", flat=True))
    for act, what in [
        (lambda: editing.move_section(section=section(questionnaire, "money"), up=True), "the order of sections"),
        (lambda: editing.move_question(question=question(questionnaire, "problem"), up=True), "the order of questions"),
        (lambda: editing.remove_section(section=section(questionnaire, "clinic")), "removing a section"),
        (lambda: editing.remove_question(question=question(questionnaire, "trust")), "removing a question"),
        (lambda: editing.add_section(questionnaire=questionnaire, title="More"), "adding a section"),
    ]:
        with pytest.raises(Refused, match=what):
            act()
    assert list(Question.objects.filter(section__questionnaire=questionnaire).values_list("key", flat=True)) == order


def test_another_cohorts_start_does_not_matter(cast, questionnaire):
    asked = question(cast.foreign.intake.questionnaire, "problem")
    save_answer(intake=cast.foreign.intake, question=asked, value="Theirs.", version=0, by=cast.stranger)
    editing.remove_question(question=question(questionnaire, "trust"))


@pytest.mark.django_db(transaction=True)
def test_a_city_that_starts_while_a_question_is_removed_waits_for_the_end_of_it(cast):
    """The administrator's edit has begun and not ended when the first city answers: the city starts after it."""
    questionnaire = cast.own.intake.questionnaire
    problem, happened = question(questionnaire, "problem"), []

    def city_answers():
        try:
            save_answer(intake=cast.own.intake, question=problem, value="A text.", version=0, by=cast.editor)
            happened.append("started")
        finally:
            connection.close()

    with transaction.atomic():
        editing.remove_question(question=question(questionnaire, "trust"))
        city = threading.Thread(target=city_answers)
        city.start()
        city.join(0.5)
        assert not happened, "the city started in the middle of an edit"
    city.join(10)
    assert happened == ["started"]


@pytest.mark.django_db(transaction=True)
def test_an_edit_waits_for_a_city_that_is_just_starting_and_is_refused(cast):
    questionnaire = cast.own.intake.questionnaire
    happened = []

    def administrator_edits():
        try:
            editing.remove_question(question=question(questionnaire, "trust"))
            happened.append("removed")
        except Refused as refused:
            happened.append(str(refused))
        finally:
            connection.close()

    with transaction.atomic():
        start(cast)
        edit_ = threading.Thread(target=administrator_edits)
        edit_.start()
        edit_.join(0.5)
        assert not happened, "the edit did not wait for the city"
    edit_.join(10)
    assert happened[0].startswith(STARTED)
    assert question(questionnaire, "trust")


@pytest.mark.django_db(transaction=True)
def test_a_first_answer_to_a_question_that_is_just_being_removed_is_refused_in_words(cast):
    questionnaire = cast.own.intake.questionnaire
    trust, happened = question(questionnaire, "trust"), []

    def city_answers():
        try:
            save_answer(intake=cast.own.intake, question=trust, value="A text.", version=0, by=cast.editor)
            happened.append("started")
        except Refused as refused:
            happened.append(str(refused))
        finally:
            connection.close()

    with transaction.atomic():
        editing.remove_question(question=question(questionnaire, "trust"))
        city = threading.Thread(target=city_answers)
        city.start()
        city.join(0.5)
    city.join(10)
    assert happened == ["This question was just taken out of the questionnaire. Open the page again."]
    assert Intake.objects.get(pk=cast.own.intake.pk).state == "invited"


# --- The rubric ---


def rubric(questionnaire):
    return [
        {"id": one.pk, "name": one.name, "help": one.help, "weight": one.weight} for one in questionnaire.criteria.all()
    ]


def test_the_rubric_can_be_rewritten_until_somebody_has_given_points(cast, questionnaire):
    rows = rubric(questionnaire)
    new = [rows[1], {**rows[0], "weight": 50}, {"id": None, "name": "Courage", "help": "", "weight": 10}]
    editing.save_rubric(questionnaire=questionnaire, criteria=new)
    assert [(one.name, one.weight) for one in questionnaire.criteria.all()] == [
        (rows[1]["name"], rows[1]["weight"]),
        (rows[0]["name"], 50),
        ("Courage", 10),
    ]
    review = Review.objects.create(intake=cast.own.intake, reviewer=cast.facilitator)
    Score.objects.create(review=review, criterion=questionnaire.criteria.first(), points=3)
    rows = rubric(questionnaire)
    editing.save_rubric(questionnaire=questionnaire, criteria=[{**rows[0], "name": "Better words"}, *rows[1:]])
    assert questionnaire.criteria.first().name == "Better words"
    for worse in (rows[1:], [{**rows[0], "weight": 99}, *rows[1:]], [rows[1], rows[0], rows[2]]):
        with pytest.raises(Refused, match="given points already"):
            editing.save_rubric(questionnaire=questionnaire, criteria=worse)
    assert Score.objects.count() == 1
