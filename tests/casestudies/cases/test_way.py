"""The way of a case study: who moves it on, what is refused, and who is told."""

from datetime import date

import pytest
from django.urls import reverse

from casestudies.cases import services
from casestudies.cases.models import CaseStudy
from casestudies.cases.timeline import entries_of
from cohorts.teamwork.saving import Refused
from isc_portal.mail.models import Message
from tests.casestudies.making import make_case
from tests.cohorts.flows import text_of

SUBJECTS = {
    "submitted": "Dayton’s case study has been submitted",
    "submitted_to_facilitators": "Dayton, OH has submitted its case study",
    "returned": "Dayton’s case study: something to look at again",
    "ready": "Dayton’s case study is complete",
    "released": "Dayton’s case study has been released",
    "reopened": "Dayton’s case study has been reopened",
}


def told(what):
    """The messages of one kind by the address they go to."""
    return {one.address: one for one in Message.objects.filter(subject=SUBJECTS[what])}


def nobody_was_told():
    return not Message.objects.filter(dedupe_key__startswith="case-step:").exists()


def decide(client, cast, act, **more):
    return client.post(reverse("casestudies:case_decide", kwargs=cast.own.url_kwargs), {"act": act, **more})


def steps(case):
    return [entry.step for entry in reversed(entries_of(case))]


def test_a_case_goes_all_the_way_from_draft_to_closed(cast):
    case = make_case(cast.own)
    case = services.submit_case(case=case, by=cast.editor)
    assert (case.state, bool(case.submitted_at)) == ("submitted", True)
    case = services.find_complete(case=case, by=cast.facilitator)
    assert (case.state, bool(case.ready_at)) == ("ready", True)
    case = services.release_case(case=case, by=cast.facilitator, peers_from=date(2026, 12, 1))
    assert (case.state, bool(case.released_at), case.peers_from) == ("released", True, date(2026, 12, 1))
    case = services.mark_presented(case=case, by=cast.facilitator)
    case = services.close_case(case=case, by=cast.facilitator)
    assert case.state == "closed"
    assert steps(case) == ["submitted", "ready", "released", "presented", "closed"]
    assert [entry.by for entry in entries_of(case)][-1] == cast.editor


# --- Submitting ---


def test_submitting_tells_the_facilitators_and_the_rest_of_the_team(cast):
    services.submit_case(case=make_case(cast.own), by=cast.editor)
    assert set(told("submitted_to_facilitators")) == {cast.facilitator.email}
    assert set(told("submitted")) == {cast.mayor.email, cast.second_editor.email}
    message = told("submitted_to_facilitators")[cast.facilitator.email]
    for body in (message.text, message.html):
        assert "Ana Reyes submitted the case study of Dayton" in body
        assert reverse("casestudies:case_review", kwargs=cast.own.url_kwargs) in body


def test_a_case_that_lacks_something_is_not_submitted_and_says_what(cast, sign_in):
    case = make_case(cast.own, options_considered=None, decision_needed=[{"date": {"raw": "soon"}}])
    with pytest.raises(Refused, match="1 required field has no answer and 1 field needs another look"):
        services.submit_case(case=case, by=cast.editor)
    editor = sign_in("editor")
    page = text_of(editor.get(reverse("casestudies:case", kwargs=cast.own.url_kwargs)))
    assert "9 of 11 required fields are done" in page
    assert "Submit the case study" not in page
    response = editor.post(reverse("casestudies:case_submit", kwargs=cast.own.url_kwargs), follow=True)
    assert "Nothing was submitted" in text_of(response)
    case.refresh_from_db()
    assert case.state == "draft"
    assert nobody_was_told()


@pytest.mark.parametrize("persona", ["viewer", "facilitator", "administrator", "peer", "expert", "outsider"])
def test_only_the_citys_writers_submit(cast, persona):
    case = make_case(cast.own)
    with pytest.raises(Refused, match="Only the city’s mayor and editors"):
        services.submit_case(case=case, by=getattr(cast, persona))
    case.refresh_from_db()
    assert case.state == "draft"


# --- Deciding ---


def test_returning_opens_it_again_with_the_comment_above_it(cast, sign_in):
    case = make_case(cast.own, "submitted")
    decide(sign_in("facilitator"), cast, "return", comment="Say where the 94 days come from.")
    case.refresh_from_db()
    assert (case.state, case.submitted_at) == ("draft", None)
    page = text_of(sign_in("editor").get(reverse("casestudies:case", kwargs=cast.own.url_kwargs)))
    assert "Say where the 94 days come from." in page
    assert "Returned by Helen Osei" in page
    messages = told("returned")
    assert set(messages) == {cast.mayor.email, cast.editor.email, cast.second_editor.email}
    for body in (messages[cast.editor.email].text, messages[cast.editor.email].html):
        assert "Say where the 94 days come from." in body
    services.submit_case(case=case, by=cast.editor)
    assert (
        "Say where the 94 days come from."
        not in text_of(sign_in("viewer").get(reverse("casestudies:case", kwargs=cast.own.url_kwargs))).split(
            "Step by step"
        )[0]
    )


def test_a_return_without_a_comment_is_refused_and_keeps_the_page(cast, sign_in):
    make_case(cast.own, "submitted")
    response = decide(sign_in("facilitator"), cast, "return", comment="   ")
    assert response.status_code == 409
    assert "Write what the city should change" in text_of(response)
    assert CaseStudy.objects.get().state == "submitted"


def test_finding_complete_and_releasing_tell_the_city(cast, sign_in):
    make_case(cast.own, "submitted")
    facilitator = sign_in("facilitator")
    assert decide(facilitator, cast, "complete").status_code == 302
    assert set(told("ready")) == {cast.mayor.email, cast.editor.email, cast.second_editor.email}
    response = decide(facilitator, cast, "release", peers_from="12/1/2026")
    assert response.status_code == 302
    case = CaseStudy.objects.get()
    assert (case.state, case.peers_from) == ("released", date(2026, 12, 1))
    message = told("released")[cast.mayor.email]
    assert "can read it from Tuesday, December 1" in message.text
    assert decide(facilitator, cast, "peers", peers_from="").status_code == 302
    case.refresh_from_db()
    assert case.peers_from is None


def test_an_unreadable_day_is_refused_with_the_page(cast, sign_in):
    make_case(cast.own, "ready")
    response = decide(sign_in("facilitator"), cast, "release", peers_from="the day after")
    assert response.status_code == 422
    assert CaseStudy.objects.get().state == "ready"


def test_taking_a_released_case_back_makes_it_a_draft_that_only_the_city_reads(cast, sign_in):
    make_case(cast.own, "released", peers_from=date(2026, 1, 1))
    read = reverse("casestudies:case_read", kwargs=cast.own.url_kwargs)
    peer = sign_in("peer")
    assert peer.get(read).status_code == 200
    decide(sign_in("facilitator"), cast, "reopen", comment="The council moved the vote.")
    case = CaseStudy.objects.get()
    assert (case.state, case.released_at, case.submitted_at) == ("draft", None, None)
    assert peer.get(read).status_code == 404
    assert "The council moved the vote." in told("reopened")[cast.editor.email].text


def test_a_closed_case_is_opened_again_as_a_presented_one(cast):
    case = services.reopen_case(case=make_case(cast.own, "closed"), by=cast.facilitator, comment="One more file.")
    assert case.state == "presented"


REFUSED = [
    (services.find_complete, {}, ["draft", "ready", "released", "presented", "closed"]),
    (services.return_case, {"comment": "Why"}, ["draft", "released", "presented", "closed"]),
    (services.release_case, {}, ["draft", "submitted", "released", "presented", "closed"]),
    (services.set_peers_from, {"peers_from": None}, ["draft", "submitted", "ready"]),
    (services.close_case, {}, ["draft", "submitted", "ready", "released", "closed"]),
    (services.reopen_case, {"comment": "Why"}, ["draft", "submitted", "ready", "presented"]),
]


@pytest.mark.parametrize(
    ("service", "given", "state"),
    [(service, given, state) for service, given, states in REFUSED for state in states],
)
def test_a_step_out_of_turn_is_refused_and_changes_nothing(cast, service, given, state):
    case = make_case(cast.own, state)
    with pytest.raises(Refused):
        service(case=case, by=cast.facilitator, **given)
    case.refresh_from_db()
    assert case.state == state
    assert not case.timeline.exists()
    assert nobody_was_told()


@pytest.mark.parametrize("state", ["submitted", "ready", "released", "presented", "closed"])
def test_what_has_been_submitted_is_not_submitted_again(cast, state):
    with pytest.raises(Refused, match="already"):
        services.submit_case(case=make_case(cast.own, state), by=cast.editor)


@pytest.mark.parametrize("persona", ["mayor", "editor", "viewer", "peer", "expert", "outsider", "other_facilitator"])
def test_only_those_who_run_the_cohort_decide(cast, persona):
    by = getattr(cast, persona)
    for service, given, state in [
        (services.find_complete, {}, "submitted"),
        (services.return_case, {"comment": "Why"}, "submitted"),
        (services.release_case, {}, "ready"),
        (services.set_peers_from, {"peers_from": None}, "released"),
        (services.reopen_case, {"comment": "Why"}, "released"),
        (services.close_case, {}, "presented"),
    ]:
        CaseStudy.objects.all().delete()
        case = make_case(cast.own, state)
        with pytest.raises(Refused, match="Only the cohort’s facilitators"):
            service(case=case, by=by, **given)
        case.refresh_from_db()
        assert case.state == state


def test_a_clinic_presents_what_was_found_complete_and_nothing_less(cast):
    for state in ("draft", "submitted"):
        CaseStudy.objects.all().delete()
        with pytest.raises(Refused, match="release it first"):
            services.mark_presented(case=make_case(cast.own, state), by=cast.facilitator)
    CaseStudy.objects.all().delete()
    case = services.mark_presented(case=make_case(cast.own, "ready"), by=cast.facilitator)
    assert (case.state, bool(case.released_at)) == ("presented", True)
    assert services.mark_presented(case=case, by=cast.facilitator).state == "presented"
    assert steps(case) == ["presented"]


def test_an_unknown_decision_is_no_decision(cast, sign_in):
    make_case(cast.own, "submitted")
    assert decide(sign_in("facilitator"), cast, "delete").status_code == 400
    assert CaseStudy.objects.get().state == "submitted"


def test_in_a_closed_cohort_nothing_moves(cast):
    case = make_case(cast.own, "submitted")
    cast.cohort.status = "closed"
    cast.cohort.save()
    for service in (services.find_complete, services.mark_presented):
        with pytest.raises(Refused, match="is closed"):
            service(case=case, by=cast.facilitator)


@pytest.mark.parametrize("state", ["draft", "submitted", "ready", "released", "presented", "closed"])
@pytest.mark.parametrize("persona", ["editor", "viewer", "facilitator"])
def test_every_state_has_one_next_step_for_everybody(cast, sign_in, state, persona):
    make_case(cast.own, state)
    response = sign_in(persona).get(reverse("casestudies:case", kwargs=cast.own.url_kwargs))
    body = response.content.decode()
    step = response.context["next"]
    assert step.words
    actions = body.count('class="usa-button"')
    assert actions == (1 if step.yours else 0)
    if persona == "viewer":
        assert not step.yours


def test_comments_beside_the_fields_go_both_ways(cast, sign_in):
    make_case(cast.own, "submitted")
    facilitator, editor = sign_in("facilitator"), sign_in("editor")
    comment = {"page": "case", "field": "baseline", "about": "x", "act": "add", "text": "Which month is that?"}
    where = reverse("cohorts:comment", kwargs=cast.own.url_kwargs)
    assert facilitator.post(where, comment).status_code == 302
    assert "Which month is that?" in text_of(
        editor.get(reverse("casestudies:case_form", kwargs={**cast.own.url_kwargs, "part": "problem"}))
    )
    assert "1 comment beside the fields waits" in text_of(
        editor.get(reverse("casestudies:case", kwargs=cast.own.url_kwargs))
    )
    assert "Which month is that?" in text_of(
        facilitator.get(reverse("casestudies:case_review", kwargs=cast.own.url_kwargs))
    )
    peer = sign_in("peer")
    CaseStudy.objects.update(state="released", released_at="2026-11-01T12:00Z", peers_from="2026-11-01")
    assert "Which month is that?" not in text_of(peer.get(reverse("casestudies:case_read", kwargs=cast.own.url_kwargs)))
