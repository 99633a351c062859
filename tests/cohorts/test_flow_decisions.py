"""What facilitators decide, what a city may take back, and who is told."""

import threading

import pytest
from django.db import connection

from cohorts.intake import decisions
from cohorts.intake.answers import save_answer
from cohorts.intake.models import Intake, Question, Section
from cohorts.intake.timeline import Refused
from isc_portal.mail.models import Message
from tests.factories import make_member, make_participation
from tests.sample_answers import ANSWERS

from .flows import submitted as hand_in


def submitted(participation, editor, mayor):
    """An intake that the facilitators have, with no mail before what the test does."""
    intake = hand_in(participation, editor, mayor)
    Message.objects.all().delete()
    return intake


@pytest.fixture
def intake(cast):
    return submitted(cast.own, cast.editor, cast.mayor)


def sections(intake, *keys):
    return list(Section.objects.filter(questionnaire=intake.questionnaire_id, key__in=keys))


def subjects_to(person):
    return list(Message.objects.filter(recipient=person).order_by("pk").values_list("subject", flat=True))


def fresh(intake):
    return Intake.objects.get(pk=intake.pk)


def test_only_the_returned_sections_are_open_and_the_city_reads_why(cast, intake):
    decisions.return_sections(
        intake=intake,
        sections=sections(intake, "partners", "money"),
        comment="Say where the yearly cost comes from.",
        by=cast.facilitator,
    )
    intake = fresh(intake)
    assert intake.state == "returned"
    money, problem = Question.objects.get(key="yearly-cost", section__questionnaire=intake.questionnaire), None
    answer = intake.answers.get(question=money)
    save_answer(intake=intake, question=money, value="500000.00", version=answer.version, by=cast.editor)
    problem = intake.answers.get(question__key="problem")
    with pytest.raises(Refused):
        save_answer(intake=intake, question=problem.question, value="x", version=problem.version, by=cast.editor)
    step = intake.timeline.filter(step="returned").get()
    assert step.sections == ["Money", "Partners and vendors"]
    [told] = Message.objects.filter(recipient=cast.editor)
    assert told.subject == "Dayton’s intake: 2 sections to look at again"
    for body in (told.text, told.html):
        assert "Say where the yearly cost comes from." in body
        assert "Partners and vendors" in body
    assert subjects_to(cast.mayor)[0] == told.subject
    assert subjects_to(cast.viewer) == subjects_to(cast.peer) == []


def test_one_section_is_one_section_in_the_mail(cast, intake):
    decisions.return_sections(
        intake=intake, sections=sections(intake, "money"), comment="Please check.", by=cast.facilitator
    )
    told = Message.objects.get(recipient=cast.editor)
    assert told.subject == "Dayton’s intake: one section to look at again"
    assert "Only this section is open for changes." in " ".join(told.text.split())


@pytest.mark.parametrize(
    ("keys", "comment", "sentence"),
    [([], "Please check.", "Choose at least one section"), (["money"], "  ", "Write what the city should change")],
)
def test_a_return_names_sections_and_says_why(cast, intake, keys, comment, sentence):
    with pytest.raises(Refused, match=sentence):
        decisions.return_sections(intake=intake, sections=sections(intake, *keys), comment=comment, by=cast.facilitator)
    assert fresh(intake).state == "submitted"
    assert not Message.objects.exists()


def test_sections_of_another_cohorts_questionnaire_are_not_returned(cast, intake):
    foreign = list(Section.objects.filter(questionnaire=cast.foreign.intake.questionnaire_id, key="money"))
    with pytest.raises(Refused, match="Choose at least one section"):
        decisions.return_sections(intake=intake, sections=foreign, comment="Please.", by=cast.facilitator)


def test_acceptance_is_told_with_the_comment(cast, intake):
    decisions.accept(intake=intake, by=cast.facilitator, comment="A clear problem, well told.")
    intake = fresh(intake)
    assert intake.state == "accepted"
    assert intake.decided_at is not None
    [told] = Message.objects.filter(recipient=cast.mayor)
    assert told.subject == "Dayton is in the Fall 2026 cohort"
    assert "A clear problem, well told." in told.text
    assert "A clear problem, well told." in told.html
    assert "Mayor Lorraine Whitcomb" in told.text


def test_a_city_comes_from_the_waitlist(cast, intake):
    decisions.waitlist(intake=intake, by=cast.facilitator)
    with pytest.raises(Refused, match="on the waitlist already"):
        decisions.waitlist(intake=intake, by=cast.facilitator)
    decisions.accept(intake=intake, by=cast.administrator)
    assert [one.step for one in fresh(intake).timeline.all()][-2:] == ["waitlisted", "accepted"]
    assert subjects_to(cast.mayor) == [
        "Dayton is on the waitlist of the Fall 2026 cohort",
        "Dayton is in the Fall 2026 cohort",
    ]


def test_declining_needs_a_reason_which_the_city_reads(cast, intake):
    with pytest.raises(Refused, match="Write why"):
        decisions.decline(intake=intake, by=cast.facilitator, comment=" ")
    decisions.decline(intake=intake, by=cast.facilitator, comment="The term ends before the clinic.")
    told = Message.objects.get(recipient=cast.mayor)
    assert told.subject == "Dayton and the Fall 2026 cohort"
    assert "The term ends before the clinic." in told.text


@pytest.mark.parametrize("persona", ["mayor", "editor", "other_facilitator", "peer", "expert", "outsider"])
def test_only_those_who_run_the_cohort_decide(cast, intake, persona):
    by = getattr(cast, persona)
    for act in (
        lambda: decisions.accept(intake=intake, by=by),
        lambda: decisions.waitlist(intake=intake, by=by),
        lambda: decisions.decline(intake=intake, by=by, comment="No."),
        lambda: decisions.return_sections(intake=intake, sections=sections(intake, "money"), comment="No.", by=by),
    ):
        with pytest.raises(Refused, match="Only a facilitator"):
            act()
    assert fresh(intake).state == "submitted"
    assert not Message.objects.exists()


def test_an_intake_that_is_not_submitted_is_not_decided(cast):
    with pytest.raises(Refused, match="Dayton, OH’s intake is invited: there is nothing to decide"):
        decisions.accept(intake=cast.own.intake, by=cast.facilitator)


def test_a_full_cohort_takes_nobody_in(cast, intake):
    cast.cohort.capacity = 1
    cast.cohort.save()
    other = submitted(cast.neighbor, cast.peer, make_member(cast.neighbor, "mayor", "Pedro Alvarez"))
    decisions.accept(intake=intake, by=cast.facilitator)
    with pytest.raises(Refused, match="has room for 1 cities, and 1 are accepted"):
        decisions.accept(intake=other, by=cast.facilitator)
    assert fresh(other).state == "submitted"


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_cannot_overfill_a_cohort_at_the_same_moment(cast):
    cast.cohort.capacity = 1
    cast.cohort.save()
    first = submitted(cast.own, cast.editor, cast.mayor)
    second = submitted(cast.neighbor, cast.peer, make_member(cast.neighbor, "mayor", "Pedro Alvarez"))
    together, outcome = threading.Barrier(2), []

    def accepts(intake, by):
        together.wait()
        try:
            decisions.accept(intake=intake, by=by)
            outcome.append("accepted")
        except Refused:
            outcome.append("refused")
        finally:
            connection.close()

    pairs = [(first, cast.facilitator), (second, cast.administrator)]
    threads = [threading.Thread(target=accepts, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(outcome) == ["accepted", "refused"]
    assert Intake.objects.filter(state="accepted").count() == 1


def test_the_mayor_withdraws_and_all_are_told(cast, intake):
    decisions.withdraw(intake=intake, by=cast.mayor, comment="The council said no.")
    assert fresh(intake).state == "withdrawn"
    assert subjects_to(cast.facilitator) == ["Dayton, OH has withdrawn from the Fall 2026 cohort"]
    assert subjects_to(cast.editor) == ["Dayton, OH has withdrawn from the Fall 2026 cohort"]
    assert subjects_to(cast.mayor) == []
    assert "The council said no." in Message.objects.get(recipient=cast.facilitator).text


@pytest.mark.parametrize("persona", ["editor", "viewer", "peer", "other_facilitator"])
def test_nobody_but_the_mayor_or_a_facilitator_withdraws_a_city(cast, intake, persona):
    with pytest.raises(Refused, match="Only the city's mayor"):
        decisions.withdraw(intake=intake, by=getattr(cast, persona))
    assert fresh(intake).state == "submitted"


def test_a_city_that_withdrew_while_under_review_comes_back_under_review(cast, intake):
    decisions.withdraw(intake=intake, by=cast.mayor)
    with pytest.raises(Refused, match="Only a facilitator"):
        decisions.reopen(intake=intake, by=cast.mayor)
    decisions.reopen(intake=intake, by=cast.facilitator, comment="Welcome back.")
    assert fresh(intake).state == "submitted"
    assert subjects_to(cast.mayor) == ["Dayton is back in the Fall 2026 cohort"]


def test_a_city_that_withdrew_while_it_amended_comes_back_to_its_returned_sections(cast, intake):
    decisions.return_sections(
        intake=intake, sections=sections(intake, "money"), comment="Please check.", by=cast.facilitator
    )
    decisions.withdraw(intake=intake, by=cast.facilitator)
    decisions.reopen(intake=intake, by=cast.facilitator)
    assert fresh(intake).state == "returned"


def test_a_city_that_withdrew_before_it_began_comes_back_as_invited(cast):
    decisions.withdraw(intake=cast.own.intake, by=cast.mayor)
    decisions.reopen(intake=cast.own.intake, by=cast.facilitator)
    assert fresh(cast.own.intake).state == "invited"


def test_what_was_not_taken_back_cannot_be_brought_back(cast, intake):
    with pytest.raises(Refused, match="does not have to be brought back"):
        decisions.reopen(intake=intake, by=cast.facilitator)


def test_a_person_on_two_teams_is_told_of_each_city(cast, intake):
    """The same occasion is told once a person, not once a mail address in the whole portal."""
    other = make_participation(cast.cohort)
    other.members.create(user=cast.mayor, role="mayor")
    other.members.create(user=cast.editor, role="editor")
    second = submitted(other, cast.editor, cast.mayor)
    decisions.waitlist(intake=intake, by=cast.facilitator)
    decisions.waitlist(intake=second, by=cast.facilitator)
    assert len(subjects_to(cast.mayor)) == 2


@pytest.mark.django_db
def test_accepting_takes_over_what_nobody_knew_of_the_city_and_leaves_what_was_known(cast, intake):
    city, mayor = cast.own.city, cast.own.mayor
    type(city).objects.filter(pk=city.pk).update(form_of_government="", fiscal_year_start_month=7)
    type(mayor).objects.filter(pk=mayor.pk).update(term_end=None)
    intake.participation.refresh_from_db()
    decisions.accept(intake=Intake.objects.get(pk=intake.pk), by=cast.facilitator)
    city.refresh_from_db()
    mayor.refresh_from_db()
    assert city.form_of_government == ANSWERS["form-of-government"]
    assert city.fiscal_year_start_month == 7, "it was known"
    assert str(mayor.term_end) == ANSWERS["term-end"]
