"""The history of a city: who changed what, in words, and an earlier text brought back."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.institutes.models import TeamMember
from cohorts.intake import assignments, signing
from cohorts.intake.answers import save_answer
from cohorts.intake.models import Answer, Intake, Question, Section
from cohorts.teamwork.history import changes_of
from cohorts.teamwork.saving import settle
from tests.factories import fill_intake

from .flows import text_of

URL = "/cities/fall-2026/dayton-oh/history/"


def question(cast, key, participation=None):
    participation = participation or cast.own
    return Question.objects.get(section__questionnaire=participation.intake.questionnaire, key=key)


def write(cast, value, by, key="problem", participation=None):
    participation = participation or cast.own
    asked = question(cast, key, participation)
    stands = Answer.objects.filter(intake=participation.intake, question=asked).first()
    return save_answer(
        intake=participation.intake, question=asked, value=value, version=stands.version if stands else 0, by=by
    )


def changes(cast, **more):
    return [change for change in changes_of(cast.own, **more) if "“" in change.what and change.who]


@pytest.fixture
def moments(db):
    """Puts the events of the database, whose clock cannot be turned, at given minutes after noon."""

    def at(*minutes):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pgh_id FROM cohorts_answerevent WHERE updated_by_id IS NOT NULL ORDER BY pgh_id")
            events = [pk for (pk,) in cursor.fetchall()]
            assert len(events) == len(minutes)
            for pk, minute in zip(events, minutes, strict=True):
                when = datetime(2026, 9, 1, 12, tzinfo=UTC) + timedelta(minutes=minute)
                cursor.execute("UPDATE cohorts_answerevent SET pgh_created_at = %s WHERE pgh_id = %s", [when, pk])

    return at


def test_what_one_person_wrote_in_one_go_is_one_change(cast, moments):
    for text in ("Half", "Half of all", "Half of all permits are late."):
        write(cast, text, cast.editor)
    moments(0, 2, 4)
    [change] = changes(cast)
    assert (change.who, change.what) == (cast.editor, f"answered “{question(cast, 'problem').label}”")
    assert (change.before, change.after) == ("", "Half of all permits are late.")


def test_another_person_or_a_longer_pause_begins_a_new_change(cast, moments):
    for text, by in [("One.", cast.editor), ("Two.", cast.second_editor), ("Three.", cast.second_editor)]:
        write(cast, text, by)
    moments(0, 1, 30)
    assert [(one.who.name, one.before, one.after) for one in changes(cast)] == [
        ("Marcus Bell", "Two.", "Three."),
        ("Marcus Bell", "One.", "Two."),
        ("Ana Reyes", "", "One."),
    ]


def test_both_texts_of_a_settled_conflict_stay_in_the_history(cast):
    write(cast, "Theirs.", cast.second_editor)
    settle(
        partial(save_answer, intake=cast.own.intake, question=question(cast, "problem")),
        mine="Mine.", stands="Theirs.", version=1, by=cast.editor,
    )  # fmt: skip
    assert [(one.before, one.after) for one in changes(cast)][:2] == [("Mine.", "Theirs."), ("Theirs.", "Mine.")]


def test_the_page_marks_added_and_dropped_words(cast, sign_in, moments):
    write(cast, "Permits take ninety days.", cast.editor)
    write(cast, "Permits take thirty days.", cast.second_editor)
    moments(0, 1)
    response = sign_in("viewer").get(URL)
    body = response.content.decode()
    assert re.search(r"<del>\s*ninety\s*</del>", body)
    assert re.search(r"<ins>\s*thirty\s*</ins>", body)
    assert "Marcus Bell changed" in text_of(response)


def test_what_somebody_typed_is_shown_and_never_run(cast, sign_in):
    write(cast, "<script>alert(1)</script> & <b>bold</b>", cast.editor)
    body = sign_in("editor").get(URL).content.decode()
    assert "<script>alert(1)" not in body
    assert "&lt;b&gt;" in body


def test_the_history_tells_of_sections_the_team_and_the_steps(cast, sign_in):
    money = Section.objects.get(questionnaire=cast.own.intake.questionnaire_id, key="money")
    member = TeamMember.objects.get(user=cast.second_editor)
    with time_machine.travel(datetime(2026, 9, 1, 15, tzinfo=UTC), tick=False):
        assignments.assign(
            intake=cast.own.intake, section=money, member=member, due_on=date(2026, 9, 10), by=cast.mayor
        )
    TeamMember.objects.filter(user=cast.editor).update(may_sign=True)
    TeamMember.objects.filter(user=cast.viewer).update(role="editor")
    fill_intake(cast.own, cast.editor)
    intake = Intake.objects.get(pk=cast.own.intake.pk)
    signing.sign(intake=intake, by=cast.mayor, name="Lorraine Whitcomb", seen=signing.answers_hash(intake))
    told = [change.what for page in (1, 2, 3) for change in changes_of(cast.own, page=page)]
    for words in (
        "gave Money to Marcus Bell, due September 10",
        "named Ana Reyes to sign for the mayor",
        "made Priya Nair an editor",
        "took Ana Reyes into the team as an editor",
        "signed the answers",
        "began the intake",
    ):
        assert words in told


def test_an_assignment_that_is_taken_back_is_told_and_a_return_is_told_once(cast):
    money = Section.objects.get(questionnaire=cast.own.intake.questionnaire_id, key="money")
    member = TeamMember.objects.get(user=cast.editor)
    assignments.assign(intake=cast.own.intake, section=money, member=member, by=cast.mayor)
    assignments.assign(intake=cast.own.intake, section=money, member=None, by=cast.mayor)
    work = cast.own.intake.section_work.get()
    work.reopened = True
    work.save()
    told = [change.what for change in changes_of(cast.own)]
    assert told.count("gave Money to Ana Reyes") == 1
    assert told.count("took Money back") == 1


def test_the_page_narrows_to_a_section_and_to_a_person(cast, sign_in):
    write(cast, "A problem.", cast.editor)
    write(cast, "640000.00", cast.second_editor, key="one-time-cost")
    viewer = sign_in("viewer")
    by_section = text_of(viewer.get(URL, {"section": "money"}))
    assert "$640,000" in by_section
    assert "A problem." not in by_section
    by_person = text_of(viewer.get(URL, {"person": cast.editor.pk}))
    assert "A problem." in by_person
    assert "$640,000" not in by_person
    nothing = text_of(viewer.get(URL, {"person": cast.viewer.pk}))
    assert "Nothing like that has changed" in nothing


def test_long_histories_come_in_pages(cast, sign_in):
    fill_intake(cast.own, cast.editor)
    first, second = (text_of(sign_in("editor").get(URL, {"page": page})) for page in (1, 2))
    assert "Next" in first
    assert first != second
    assert len(changes_of(cast.own).object_list) == 25


def test_other_cities_are_not_in_it(cast, sign_in):
    write(cast, "The neighbor's secret.", cast.peer, participation=cast.neighbor)
    assert "secret" not in text_of(sign_in("mayor").get(URL))


# --- Bringing a text back ---


def restore_url(cast, text):
    """The address at which the text before the newest change is brought back."""
    change = next(one for one in changes_of(cast.own) if one.restore_url and one.before == text)
    return change.restore_url


def test_an_earlier_text_is_brought_back_as_a_new_version(cast, sign_in):
    write(cast, "The first text.", cast.editor)
    write(cast, "The second text.", cast.second_editor)
    url, mayor = restore_url(cast, "The first text."), sign_in("mayor")
    shown = text_of(mayor.get(url))
    assert "The second text." in shown
    assert "Bring the earlier answer back" in shown
    response = mayor.post(url, {"version": 2}, follow=True)
    assert "stands again" in text_of(response)
    answer = Answer.objects.get(intake=cast.own.intake, question__key="problem")
    assert (answer.value, answer.version, answer.updated_by) == ("The first text.", 3, cast.mayor)


def test_bringing_a_text_back_undoes_the_signature(cast, sign_in):
    fill_intake(cast.own, cast.editor)
    write(cast, "Another text.", cast.second_editor)
    intake = Intake.objects.get(pk=cast.own.intake.pk)
    signing.sign(intake=intake, by=cast.mayor, name="Lorraine Whitcomb", seen=signing.answers_hash(intake))
    change = next(one for one in changes_of(cast.own) if one.after == "Another text.")
    sign_in("editor").post(change.restore_url, {"version": 2})
    assert Intake.objects.get(pk=intake.pk).state == "in progress"


def test_a_text_that_changed_meanwhile_is_not_overwritten(cast, sign_in):
    write(cast, "The first text.", cast.editor)
    write(cast, "The second text.", cast.second_editor)
    url = restore_url(cast, "The first text.")
    write(cast, "The third text.", cast.second_editor)
    response = sign_in("mayor").post(url, {"version": 2})
    assert response.status_code == 409
    assert "Marcus Bell changed this answer while you looked at it." in text_of(response)
    assert 'name="version" value="3"' in response.content.decode()
    assert Answer.objects.get(intake=cast.own.intake, question__key="problem").value == "The third text."


def test_nothing_is_brought_back_in_a_closed_section(cast, sign_in):
    write(cast, "The first text.", cast.editor)
    write(cast, "The second text.", cast.second_editor)
    url = restore_url(cast, "The first text.")
    Intake.objects.filter(pk=cast.own.intake.pk).update(
        state="submitted", submitted_at=datetime(2026, 9, 1, tzinfo=UTC)
    )
    response = sign_in("mayor").post(url, {"version": 2})
    assert response.status_code == 409
    assert "has been submitted" in text_of(response)
    assert Answer.objects.get(intake=cast.own.intake, question__key="problem").value == "The second text."


@pytest.mark.parametrize(
    ("persona", "status"),
    [("viewer", 403), ("facilitator", 403), ("administrator", 403), ("peer", 404), ("outsider", 404)],
)
def test_readers_bring_nothing_back(cast, sign_in, persona, status):
    write(cast, "The first text.", cast.editor)
    write(cast, "The second text.", cast.second_editor)
    url = restore_url(cast, "The first text.")
    assert sign_in(persona).post(url, {"version": 2}).status_code == status
    assert Answer.objects.get(intake=cast.own.intake, question__key="problem").value == "The second text."


def test_another_citys_text_cannot_be_fetched_by_its_number(cast, sign_in):
    write(cast, "The neighbor's first.", cast.peer, participation=cast.neighbor)
    write(cast, "The neighbor's second.", cast.peer, participation=cast.neighbor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(pgh_id) FROM cohorts_answerevent")
        [event] = cursor.fetchone()
    url = reverse("cohorts:history_restore", kwargs={**cast.own.url_kwargs, "event": event})
    response = sign_in("mayor").get(url)
    assert response.status_code == 404
    assert "neighbor" not in response.content.decode()


def test_the_history_with_everything_in_it_stays_within_fifteen_queries(cast, sign_in):
    money = Section.objects.get(questionnaire=cast.own.intake.questionnaire_id, key="money")
    assignments.assign(
        intake=cast.own.intake, section=money, member=TeamMember.objects.get(user=cast.editor), by=cast.mayor
    )
    write(cast, "The first text.", cast.editor)
    write(cast, "The second text.", cast.second_editor)
    client = sign_in("editor")
    client.get(URL)
    with CaptureQueriesContext(connection) as asked:
        client.get(URL)
    assert len(asked) <= 15, "\n".join(query["sql"][:160] for query in asked)
