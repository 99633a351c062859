"""The home page and the now line: what is due, who waits, what changed, for each person."""

import datetime as dt

import pytest
from django.utils import timezone

from cohorts.intake.assignments import assign
from cohorts.intake.models import Section
from cohorts.intake.signing import answers_hash, sign, submit
from cohorts.teamwork.services import write_comment
from isc_portal.agenda import agenda_of, days_left, places_of
from tests import factories

pytestmark = pytest.mark.django_db


def agenda(user):
    return agenda_of(user, *places_of(user))


def signed(cast):
    factories.fill_intake(cast.own, cast.editor)
    cast.own.intake.refresh_from_db()
    sign(intake=cast.own.intake, by=cast.mayor, name=cast.mayor.name, seen=answers_hash(cast.own.intake))


def test_an_editor_sees_the_day_of_the_intake_and_of_the_sections_in_their_hands(cast, sign_in):
    cast.cohort.intake_due_on = timezone.localdate() + dt.timedelta(days=9)
    cast.cohort.save()
    member = cast.own.members.get(user=cast.editor)
    money = Section.objects.get(questionnaire=cast.own.intake.questionnaire, key="money")
    soon = timezone.localdate() + dt.timedelta(days=2)
    assign(intake=cast.own.intake, section=money, member=member, due_on=soon, by=cast.mayor)
    assert [one.what for one in agenda(cast.editor).due] == ["your section Money", "the intake"]
    assert "Your section Money" in sign_in("editor").get("/home/").content.decode()
    assert [one.what for one in agenda(cast.second_editor).due] == ["the intake"]


def test_a_complete_intake_waits_for_the_mayor_and_editors_see_that_it_does(cast):
    factories.fill_intake(cast.own, cast.editor)
    assert "The intake is complete: sign it" in [one.what for one in agenda(cast.mayor).waiting]
    waited = agenda(cast.editor).waited_for
    assert [(one.person, one.what) for one in waited] == [("Mayor Lorraine Whitcomb", "sign the intake")]


def test_a_submitted_intake_waits_for_the_facilitators_of_its_own_cohort_only(cast, sign_in):
    signed(cast)
    submit(intake=cast.own.intake, by=cast.editor)
    assert "Review the intake of Dayton, OH" in [one.what for one in agenda(cast.facilitator).waiting]
    assert "Review the intake of Dayton, OH" in sign_in("facilitator").get("/home/").content.decode()
    assert not [one for one in agenda(cast.other_facilitator).waiting if "Dayton" in one.what]


def test_a_comment_waits_until_the_reader_has_replied(cast):
    first = write_comment(
        participation=cast.own, page="intake", field="one-time-cost", text="Records included?", by=cast.facilitator
    )
    assert [one.what for one in agenda(cast.editor).waiting] == ["Helen Osei asks about Money"]
    write_comment(
        participation=cast.own, page="intake", field="one-time-cost", text="Yes.", by=cast.editor, parent=first
    )
    assert agenda(cast.editor).waiting == []
    assert [one.what for one in agenda(cast.mayor).waiting] == ["Helen Osei asks about Money"]


def test_readers_have_nothing_to_do(cast):
    write_comment(participation=cast.own, page="intake", field="title", text="Why?", by=cast.facilitator)
    assert agenda(cast.viewer).waiting == []
    assert agenda(cast.viewer).due == []


def test_what_others_did_shows_and_what_the_reader_did_does_not(cast, sign_in):
    factories.fill_intake(cast.own, cast.second_editor)
    theirs = sign_in("editor").get("/home/").content.decode()
    own = sign_in("second_editor").get("/home/").content.decode()
    assert "answered “In the mayor’s own words: why this, why now?”" in theirs
    assert "answered “In the mayor’s own words: why this, why now?”" not in own


@pytest.mark.parametrize("persona", ["outsider", "expert", "peer", "stranger", "other_facilitator"])
def test_nothing_of_a_foreign_city_shows(cast, sign_in, persona):
    factories.fill_intake(cast.own, cast.editor, title="Zanzibar initiative")
    write_comment(participation=cast.own, page="intake", field="title", text="Zanzibar comment", by=cast.facilitator)
    assert "Zanzibar" not in sign_in(persona).get("/home/").content.decode()


def test_whoever_belongs_nowhere_is_told_what_to_do(sign_in):
    assert "You do not belong to a city or cohort yet" in sign_in("outsider").get("/home/").content.decode()


def test_the_now_line_forgets_what_the_reader_has_just_done(cast, sign_in):
    client = sign_in("mayor")
    factories.fill_intake(cast.own, cast.editor)
    assert "The intake is complete: sign it" in client.get("/help/").content.decode()
    page = f"/cities/{cast.cohort.slug}/{cast.own.city.slug}/intake/sign/"
    seen = answers_hash(cast.own.intake)
    client.post(page, {"name": "Lorraine Whitcomb", "seen": seen, "agree": "on"})
    cast.own.intake.refresh_from_db()
    assert cast.own.intake.state == "signed off"
    assert "The intake is signed and can be submitted" in client.get("/help/").content.decode()


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "in 1 day"), (3, "in 3 days"), (-1, "1 day late"), (-4, "4 days late")]
)
def test_a_day_is_told_by_how_far_off_it_is(days, words):
    assert days_left(timezone.localdate() + dt.timedelta(days=days)) == words


def test_the_home_page_costs_the_same_for_one_city_and_for_three(cast, sign_in, django_assert_num_queries):
    client = sign_in("facilitator")
    client.get("/home/")
    with django_assert_num_queries(HOME_QUERIES):
        client.get("/home/")
    for _ in range(3):
        factories.make_participation(cast.cohort)
    with django_assert_num_queries(HOME_QUERIES):
        client.get("/home/")


# Session, reader, cohorts with their counts, memberships, directory entry. Agenda and changes are kept for a minute.
HOME_QUERIES = 5
