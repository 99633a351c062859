"""The city's answers: drafted together, sent by the mayor, told to every author."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casestudies.outcomes import answering
from casestudies.outcomes.answering import Given, Incomplete
from casestudies.outcomes.models import Response
from cohorts.institutes.models import TeamMember
from cohorts.teamwork.saving import Refused, StaleVersion
from isc_portal.mail.models import Message

from .after import COUNTER, DESK, FAR

GIVEN = {"answer": "adapt", "reason": "With Sinclair as partner.", "by_when": FAR}


def told(name: str) -> list[Message]:
    return list(Message.objects.filter(dedupe_key__startswith="answer-told", recipient__name=name).order_by("pk"))


def test_an_editor_suggests_and_the_mayor_sends(closed, cast):
    response = closed.answer("export", by=cast.editor, **GIVEN)
    assert response.sent_at is None and response.suggested_by == cast.editor
    with pytest.raises(Refused, match="Only the mayor"):
        answering.send_response(response=response, by=cast.editor, version=response.version)
    sent = answering.send_response(response=response, by=cast.mayor, version=response.version)
    assert (sent.answer, sent.sent_by, sent.times_sent) == ("adapt", cast.mayor, 1)


def test_whom_the_mayor_named_to_sign_sends_as_well(closed, cast):
    TeamMember.objects.filter(user=cast.editor).update(may_sign=True)
    assert closed.answer("export", by=cast.editor).sent_at is not None


def test_the_author_is_told_the_answer_in_the_citys_words(closed, cast):
    closed.answer("export", answer="adapt", reason="Yes, and we keep the old scanners.")
    (message,) = told("Denise Fuller")
    assert message.subject == "Dayton answers your recommendation"
    for body in (message.text, message.html):
        assert "Adapt" in body and "Yes, and we keep the old scanners." in body and "/advice/" in body
        assert "Marcus Bell" in body
    assert not told("Luis Ortega")


def test_every_author_of_joined_cards_is_told_with_their_own_words(closed):
    closed.answer("counter")
    (first,), (second,) = told("Luis Ortega"), told("Joseph Adeyemi")
    assert COUNTER in first.text and DESK not in first.text
    assert DESK in second.text and COUNTER in second.text and "joined with another" in second.text


def test_an_author_without_an_account_is_told_at_the_address_of_their_listing(closed, cast):
    seat = closed.seats["expert"]
    expert = cast.expert.expert
    expert.user, expert.email = None, "denise@example.org"
    expert.save()
    seat.user, seat.expert = None, expert
    seat.save()
    closed.answer("export")
    message = Message.objects.get(dedupe_key__startswith="answer-told", address="denise@example.org")
    assert "/advice/" not in message.text


def test_a_changed_answer_stands_only_once_it_is_sent_and_is_told_again(closed, cast):
    closed.answer("export", answer="adopt", reason="At once.")
    draft = answering.save_response(
        response=closed.response("export"),
        by=cast.editor,
        version=closed.response("export").version,
        answer="decline",
        reason="The council said no.",
    )
    assert (draft.answer, draft.reason) == ("adopt", "At once.")
    assert answering.written(draft).answer == "decline"
    assert len(told("Denise Fuller")) == 1
    sent = answering.send_response(response=draft, by=cast.mayor, version=draft.version)
    assert (sent.answer, sent.change, sent.times_sent) == ("decline", None, 2)
    assert [one.subject for one in told("Denise Fuller")] == [
        "Dayton answers your recommendation",
        "Dayton changed its answer to your recommendation",
    ]


def test_the_draft_of_a_change_can_be_thrown_away(closed, cast):
    response = closed.answer("export")
    draft = answering.save_response(response=response, by=cast.editor, version=response.version, answer="decline")
    kept = answering.drop_change(response=draft, by=cast.mayor, version=draft.version)
    assert kept.change is None and kept.answer == "adopt"


def test_what_was_sent_is_not_sent_again_unchanged(closed, cast):
    response = closed.answer("export")
    with pytest.raises(Refused, match="Nothing has changed"):
        answering.send_response(response=response, by=cast.mayor, version=response.version)
    assert len(told("Denise Fuller")) == 1


def test_two_people_who_write_the_same_answer_lose_nothing(closed, cast):
    response = closed.response("export")
    save = {"response": response, "version": response.version}
    answering.save_response(by=cast.editor, answer="adopt", reason="Ana’s", **save)
    with pytest.raises(StaleVersion) as stale:
        answering.save_response(by=cast.mayor, answer="adopt", reason="Lorraine’s", **save)
    assert stale.value.row.reason == "Ana’s"
    answering.save_response(by=cast.mayor, answer="adopt", reason="Ana’s", **save)
    mine = Given("adopt", "Lorraine’s")
    answering.settle(response=response, by=cast.mayor, version=2, mine=mine, stands=Given("adopt", "Both"))
    reasons = (
        Response.pgh_event_model.objects.filter(pgh_obj=response).order_by("pgh_id").values_list("reason", flat=True)
    )
    assert list(reasons) == ["", "Ana’s", "Lorraine’s", "Both"]


def test_a_save_that_was_never_answered_goes_on_from_itself(closed, cast):
    response = closed.response("export")
    answering.save_response(response=response, by=cast.editor, version=1, reason="First")
    after = answering.save_response(
        response=response, by=cast.editor, version=1, reason="First and second", unanswered=[Given(reason="First")]
    )
    assert (after.reason, after.version) == ("First and second", 3)


def test_an_old_version_is_not_sent(closed, cast):
    draft = closed.answer("export", by=cast.editor, **GIVEN)
    answering.save_response(response=draft, by=cast.second_editor, version=draft.version, answer="decline", reason="No")
    with pytest.raises(StaleVersion):
        answering.send_response(response=draft, by=cast.mayor, version=draft.version)
    assert not told("Denise Fuller")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"answer": "", "reason": "Because"}, {"answer"}),
        ({"answer": "adopt", "reason": " "}, {"reason"}),
        ({"answer": "adopt", "reason": "Because", "owner": None, "by_when": None}, {"owner", "by_when"}),
        ({"answer": "defer", "reason": "Because", "by_when": None}, {"by_when"}),
        ({"answer": "adopt", "reason": "Because", "by_when": FAR - timedelta(days=400)}, {"by_when"}),
    ],
)
def test_an_answer_that_says_too_little_is_kept_and_not_sent(closed, cast, given, missing):
    with pytest.raises(Incomplete) as refused:
        closed.answer("export", **given)
    assert set(refused.value.problems) == missing
    assert closed.response("export").sent_at is None


def test_a_declined_recommendation_needs_a_reason_and_nobody_to_look_after_it(closed):
    assert closed.answer("export", answer="decline", owner=None).sent_at is not None


@pytest.mark.parametrize("persona", ["viewer", "peer", "facilitator", "administrator", "stranger", "expert"])
def test_only_the_citys_mayor_and_editors_write_its_answers(closed, cast, persona):
    response = closed.response("export")
    with pytest.raises(Refused):
        answering.save_response(response=response, by=getattr(cast, persona), version=1, answer="adopt")
    assert closed.response("export").answer == ""


def test_the_owner_is_somebody_of_the_citys_own_team(closed, cast):
    stranger = cast.foreign.members.get(user=cast.stranger)
    with pytest.raises(Refused, match="has left the team"):
        closed.answer("export", by=cast.editor, owner=stranger)


def test_in_a_closed_cohort_nothing_is_answered(closed, cast):
    response = closed.response("export")
    cast.cohort.status = "closed"
    cast.cohort.save()
    with pytest.raises(Refused, match="closed"):
        answering.save_response(response=response, by=cast.mayor, version=1, answer="adopt")


def test_the_facilitators_hear_once_that_all_is_answered(closed, cast):
    closed.answer("counter")
    closed.answer("export", answer="decline")
    assert not Message.objects.filter(dedupe_key__startswith="clinic-all-answered").exists()
    closed.answer("phone", answer="defer")
    closed.answer("phone", answer="adopt", reason="On second thoughts")
    messages = Message.objects.filter(dedupe_key__startswith="clinic-all-answered")
    assert {message.recipient for message in messages} == {closed.leader}
    assert messages[0].subject == "Dayton has answered all 3 recommendations of its clinic"


def test_what_is_ready_for_a_tool_is_what_the_city_took_up(closed):
    closed.answer("counter", answer="adopt")
    closed.answer("export", answer="decline")
    closed.answer("phone", answer="defer")
    assert [one.recommendation for one in Response.objects.taken_up()] == [closed.recommended["counter"]]
    assert Response.objects.filter(sent_at__lte=timezone.now()).count() == 3
