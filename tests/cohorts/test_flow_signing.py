"""The signature under the answers, and handing them in."""

import threading

import pytest
from django.db import connection, transaction

from cohorts.institutes.models import TeamMember
from cohorts.intake import signing
from cohorts.intake.answers import save_answer
from cohorts.intake.decisions import return_sections
from cohorts.intake.models import Answer, Intake, Question, Section, SignOff
from cohorts.intake.timeline import Refused
from isc_portal.mail.models import Message
from tests.factories import fill_intake


@pytest.fixture
def intake(cast):
    """Dayton's intake with every answer there, unsigned."""
    fill_intake(cast.own, cast.editor)
    return fresh(cast.own.intake)


def fresh(intake):
    return Intake.objects.select_related("participation__cohort", "participation__city").get(pk=intake.pk)


def sign(intake, by, name="Lorraine Whitcomb"):
    return signing.sign(intake=intake, by=by, name=name, seen=signing.answers_hash(intake))


def change(intake, key="problem", value="Half of all permits take longer than ninety days.", by=None):
    question = Question.objects.get(section__questionnaire=intake.questionnaire_id, key=key)
    answer = Answer.objects.filter(intake=intake, question=question).first()
    return save_answer(intake=intake, question=question, value=value, version=answer.version if answer else 0, by=by)


def mail_to(person):
    return Message.objects.filter(recipient=person).order_by("pk")


def test_the_mayors_signature_stands_under_the_answers_as_they_are(cast, intake):
    signature = sign(intake, cast.mayor, name="  Lorraine   Whitcomb ")
    intake = fresh(intake)
    assert intake.state == "signed off"
    assert signature.answers_hash == signing.answers_hash(intake)
    assert (signature.name, signature.for_the_mayor) == ("Lorraine Whitcomb", False)
    assert signature.attestation == (
        "I have read the answers of Dayton to the intake of the Fall 2026 cohort. "
        "To the best of my knowledge they are true and complete."
    )
    step = intake.timeline.last()
    assert (step.step, step.by) == ("signed", cast.mayor)


def test_someone_the_mayor_named_signs_for_the_mayor_and_the_mayor_is_told(cast, intake):
    TeamMember.objects.filter(user=cast.editor).update(may_sign=True)
    signature = sign(intake, cast.editor, name="Ana Reyes")
    assert signature.for_the_mayor
    assert signature.attestation.startswith("Mayor Lorraine Whitcomb named me to sign in the mayor's place.")
    [told] = mail_to(cast.mayor)
    assert told.subject == "Dayton’s intake is signed"
    assert "Ana Reyes signed Dayton’s intake for the mayor" in told.text
    assert "Ana Reyes signed Dayton’s intake for the mayor" in told.html
    assert not mail_to(cast.editor).exists()


@pytest.mark.parametrize("persona", ["second_editor", "viewer", "facilitator", "administrator", "peer", "outsider"])
def test_nobody_else_signs(cast, intake, persona):
    with pytest.raises(Refused, match="Only the mayor, or someone the mayor has named"):
        sign(intake, getattr(cast, persona))
    assert not SignOff.objects.exists()
    assert fresh(intake).state == "in progress"


def test_nothing_is_signed_when_an_answer_changed_while_the_mayor_read(cast, intake):
    seen = signing.answers_hash(intake)
    change(intake, by=cast.editor)
    with pytest.raises(Refused, match="The answers changed while you read them"):
        signing.sign(intake=intake, by=cast.mayor, name="Lorraine Whitcomb", seen=seen)
    assert not SignOff.objects.exists()


def test_a_required_answer_that_is_missing_keeps_from_signing(cast):
    fill_intake(cast.own, cast.editor, focus_question=None)
    with pytest.raises(Refused, match="there is still 1 required answer missing"):
        sign(fresh(cast.own.intake), cast.mayor)


def test_an_answer_that_cannot_be_read_keeps_from_signing(cast, intake):
    change(intake, "one-time-cost", {"raw": "about a lot"}, cast.editor)
    with pytest.raises(Refused, match="there is still 1 answer to look at again"):
        sign(fresh(intake), cast.mayor)


def test_signing_twice_is_refused_with_the_name_of_the_first(cast, intake):
    sign(intake, cast.mayor)
    with pytest.raises(Refused, match="Lorraine Whitcomb has signed these answers already"):
        sign(intake, cast.mayor)
    assert SignOff.objects.count() == 1


def test_a_blank_name_signs_nothing(cast, intake):
    with pytest.raises(Refused, match="Type your full name"):
        sign(intake, cast.mayor, name="   ")
    assert not SignOff.objects.exists()


def test_a_change_undoes_the_signature_and_the_signer_is_told_once(cast, intake):
    first = sign(intake, cast.mayor)
    change(intake, by=cast.editor)
    change(intake, value="Another text.", by=cast.second_editor)
    intake = fresh(intake)
    first.refresh_from_db()
    assert (intake.state, first.void_by, first.void_at is None) == ("in progress", cast.editor, False)
    assert [step.step for step in intake.timeline.all()][-1] == "signature void"
    [told] = mail_to(cast.mayor)
    assert told.subject == "An answer changed: Dayton’s intake needs your signature again"
    assert "Ana Reyes has changed an answer since" in told.text
    assert "Ana Reyes has changed an answer since" in told.html


def test_a_second_signature_that_is_undone_is_told_of_again(cast, intake):
    for value in ("One.", "Two."):
        sign(fresh(intake), cast.mayor)
        change(intake, value=value, by=cast.editor)
    assert mail_to(cast.mayor).count() == 2
    assert SignOff.objects.filter(void_at=None).count() == 0


def test_saving_the_same_answer_again_leaves_the_signature(cast, intake):
    sign(intake, cast.mayor)
    answer = Answer.objects.get(intake=intake, question__key="problem")
    save_answer(intake=intake, question=answer.question, value=answer.value, version=answer.version, by=cast.editor)
    assert fresh(intake).state == "signed off"


def test_submitting_tells_the_facilitators_and_the_team(cast, intake):
    sign(intake, cast.mayor)
    signing.submit(intake=intake, by=cast.editor)
    intake = fresh(intake)
    assert intake.state == "submitted"
    assert intake.submitted_at is not None
    [told] = mail_to(cast.facilitator)
    assert told.subject == "Dayton, OH has submitted its intake"
    assert "signed by Lorraine Whitcomb" in told.text
    assert f"/cohorts/{cast.cohort.slug}/reviews/{cast.own.city.slug}/" in told.html
    assert mail_to(cast.mayor).last().subject == "Dayton’s intake has been submitted"
    assert not mail_to(cast.viewer).exists()
    assert not mail_to(cast.peer).exists()
    assert not mail_to(cast.other_facilitator).exists()


def test_a_cohort_without_facilitators_tells_the_administrators(cast, intake):
    cast.cohort.facilitations.all().delete()
    sign(intake, cast.mayor)
    signing.submit(intake=intake, by=cast.mayor)
    assert mail_to(cast.administrator).get().subject == "Dayton, OH has submitted its intake"


def test_unsigned_answers_are_not_submitted(cast, intake):
    with pytest.raises(Refused, match="have to be signed"):
        signing.submit(intake=intake, by=cast.editor)
    assert fresh(intake).state == "in progress"


def test_submitting_twice_is_refused(cast, intake):
    sign(intake, cast.mayor)
    signing.submit(intake=intake, by=cast.editor)
    with pytest.raises(Refused, match="submitted already"):
        signing.submit(intake=intake, by=cast.mayor)
    assert mail_to(cast.facilitator).count() == 1


@pytest.mark.parametrize("persona", ["viewer", "facilitator", "administrator", "peer"])
def test_only_the_citys_writers_submit(cast, intake, persona):
    sign(intake, cast.mayor)
    with pytest.raises(Refused, match="Only the city's mayor and editors"):
        signing.submit(intake=intake, by=getattr(cast, persona))
    assert fresh(intake).state == "signed off"


def test_a_signature_that_does_not_fit_is_undone_instead_of_submitted(cast, intake):
    """Should a write ever bypass the services, the hash finds it."""
    sign(intake, cast.mayor)
    Answer.objects.filter(intake=intake, question__key="problem").update(value="Written past the services.")
    with pytest.raises(Refused, match="not the ones that were signed"):
        signing.submit(intake=intake, by=cast.editor)
    assert fresh(intake).state == "in progress"
    assert not SignOff.objects.filter(void_at=None).exists()


def test_answers_that_came_back_unchanged_are_submitted_without_a_new_signature(cast, intake):
    sign(intake, cast.mayor)
    signing.submit(intake=intake, by=cast.editor)
    return_sections(
        intake=intake, sections=Section.objects.filter(key="money"), comment="Please check.", by=cast.facilitator
    )
    signing.submit(intake=fresh(intake), by=cast.editor)
    assert fresh(intake).state == "submitted"


def test_answers_that_were_amended_after_a_return_need_a_new_signature(cast, intake):
    sign(intake, cast.mayor)
    signing.submit(intake=intake, by=cast.editor)
    money = Section.objects.get(questionnaire=intake.questionnaire_id, key="money")
    return_sections(intake=intake, sections=[money], comment="Please check.", by=cast.facilitator)
    change(intake, "one-time-cost", "700000.00", cast.editor)
    with pytest.raises(Refused, match="have to be signed"):
        signing.submit(intake=fresh(intake), by=cast.editor)
    sign(fresh(intake), cast.mayor)
    signing.submit(intake=fresh(intake), by=cast.editor)
    assert fresh(intake).state == "submitted"
    assert not intake.section_work.filter(reopened=True).exists()


def test_a_signature_undone_after_a_return_leaves_only_the_returned_sections_open(cast, intake):
    sign(intake, cast.mayor)
    signing.submit(intake=intake, by=cast.editor)
    money = Section.objects.get(questionnaire=intake.questionnaire_id, key="money")
    return_sections(intake=intake, sections=[money], comment="Please check.", by=cast.facilitator)
    change(intake, "one-time-cost", "700000.00", cast.editor)
    assert fresh(intake).state == "returned"
    with pytest.raises(Refused, match="Only the sections that the facilitators returned"):
        change(intake, by=cast.editor)


def test_wording_and_order_do_not_touch_the_hash(cast, intake):
    before = signing.answers_hash(intake)
    Question.objects.filter(key="problem").update(label="What is wrong?", help="Say it.")
    assert signing.answers_hash(intake) == before
    change(intake, "tried-already", "We tried.", cast.editor)
    assert signing.answers_hash(intake) != before


@pytest.mark.django_db(transaction=True)
def test_a_save_under_way_keeps_a_signature_from_slipping_in(cast):
    """An editor's save has begun and not ended when the mayor signs: the signature waits, and is refused."""
    fill_intake(cast.own, cast.editor)
    intake = fresh(cast.own.intake)
    seen = signing.answers_hash(intake)
    outcome = []

    def mayor_signs():
        try:
            signing.sign(intake=intake, by=cast.mayor, name="Lorraine Whitcomb", seen=seen)
            outcome.append("signed")
        except Refused as refused:
            outcome.append(str(refused))
        finally:
            connection.close()

    with transaction.atomic():
        change(intake, by=cast.editor)
        mayor = threading.Thread(target=mayor_signs)
        mayor.start()
        mayor.join(0.5)
        assert not outcome, "the signature did not wait for the save"
    mayor.join(10)
    assert outcome == [
        "The answers changed while you read them, and nothing was signed. Look at them again, then sign."
    ]
    assert not SignOff.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_the_same_moment_leave_one_signature(cast):
    fill_intake(cast.own, cast.editor)
    TeamMember.objects.filter(user=cast.editor).update(may_sign=True)
    intake = fresh(cast.own.intake)
    seen, outcome = signing.answers_hash(intake), []
    together = threading.Barrier(2)

    def signs(person):
        together.wait()
        try:
            signing.sign(intake=intake, by=person, name=person.name, seen=seen)
            outcome.append("signed")
        except Refused:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=signs, args=[person]) for person in (cast.mayor, cast.editor)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(outcome) == ["refused", "signed"]
    assert SignOff.objects.count() == 1
