"""The pages of the city's answers, and of each author's advice."""

import pytest
from django.urls import reverse

from casestudies.outcomes import answering, chain
from casestudies.outcomes.models import Commitment
from tests.cohorts.flows import text_of

from .after import COUNTER, DESK, EXPORT, FAR, PHONE


def answers_url(cast) -> str:
    return reverse("casestudies:answers", kwargs=cast.own.url_kwargs)


def form_of(closed, which: str, **given) -> dict:
    """What the form of one answer sends."""
    response = closed.response(which)
    name, base = f"r{response.pk}", answering.written(response)
    owner = closed.cast.own.members.get(user=closed.cast.second_editor).pk
    given = {"answer": "adapt", "reason": "With changes", "owner": owner, "by": f"{FAR:%m/%d/%Y}", **given}
    from casestudies.outcomes.answering_forms import base_of

    return {
        "response": response.pk,
        f"{name}-version": response.version,
        f"{name}-base": base_of(base),
        **{f"{name}-{key}": value for key, value in given.items()},
    }


def test_before_a_clinic_is_closed_there_is_nothing_to_answer(after, cast, sign_in):
    assert "There is nothing to answer yet" in text_of(sign_in("mayor").get(answers_url(cast)))


def test_the_list_says_who_recommended_what_with_ties_and_votes(closed, cast, sign_in):
    words = text_of(sign_in("mayor").get(answers_url(cast)))
    assert "Three recommendations from" in words and "0 of 3 answered" in words
    assert words.index(COUNTER) < words.index(EXPORT) < words.index(PHONE)
    for said in ("Luis Ortega", "Operations, 4 votes", "Advises Northgate, paid", "No vendor ties stated", "2 votes"):
        assert said in words
    assert "Joined with 1 more" in words and DESK in words and "Joseph Adeyemi" in words


def test_the_mayor_writes_and_sends_an_answer_and_goes_on_to_the_next(closed, cast, sign_in):
    client = sign_in("mayor")
    page = client.get(answers_url(cast))
    assert page.context["open_row"].card == closed.recommended["counter"]
    sent = client.post(answers_url(cast), form_of(closed, "counter") | {"go": "send"})
    assert sent.status_code == 302 and sent.url.endswith(f"#r{closed.response('export').pk}")
    words = text_of(client.get(answers_url(cast)))
    assert "1 of 3 answered" in words and "Adapt With changes" in words and "Marcus Bell" in words
    assert closed.response("counter").sent_by == cast.mayor


def test_an_editor_suggests_and_the_mayor_sees_it(closed, cast, sign_in):
    form = form_of(closed, "phone", answer="adopt", reason="The line exists on Tuesdays.")
    editor = sign_in("editor")
    assert editor.post(answers_url(cast), form | {"go": "send"}).status_code == 422
    assert closed.response("phone").sent_at is None
    assert editor.post(answers_url(cast), form | {"go": "suggest"}).status_code == 302
    words = text_of(sign_in("mayor").get(answers_url(cast)))
    assert "Ana suggests: adopt. The line exists on Tuesdays." in words and "Your turn" in words


def test_facilitators_read_what_the_team_drafts_and_write_nothing(closed, cast, sign_in):
    closed.answer("phone", by=cast.editor, reason="The line exists on Tuesdays.")
    client = sign_in("facilitator")
    words = text_of(client.get(answers_url(cast)))
    assert "Ana suggests: adopt. The line exists on Tuesdays." in words and "Not answered yet" in words
    assert "Send this answer" not in words
    assert client.post(answers_url(cast), form_of(closed, "phone") | {"go": "stay"}).status_code == 403


def test_the_citys_history_tells_who_wrote_and_sent_an_answer_and_not_who_recommended_it(closed, cast, sign_in):
    closed.answer("export", by=cast.editor, reason="Ana’s words")
    closed.answer("export", answer="adapt", reason="Something else")
    page = f"{reverse('cohorts:history', kwargs=cast.own.url_kwargs)}?section=answers"
    words = text_of(sign_in("viewer").get(page))
    assert "sent the answer to “Ask vendors for a full data export before any demo”" in words
    assert "drafted the answer to “Ask vendors for a full data export before any demo”" in words
    assert "Ana’s words" in words and "Something else" in words and "Denise Fuller" not in words


def test_a_form_that_says_too_little_comes_back_with_what_was_typed(closed, cast, sign_in):
    form = form_of(closed, "counter", owner="", by="soon", reason="Because it works")
    page = sign_in("mayor").post(answers_url(cast), form | {"go": "send"})
    words = text_of(page)
    assert page.status_code == 422 and "“soon” is no day" in words and "Because it works" in words
    assert closed.response("counter").reason == "Because it works"


def test_two_people_get_both_texts_and_choose(closed, cast, sign_in):
    mine = form_of(closed, "counter", reason="Lorraine’s reason")
    sign_in("editor").post(answers_url(cast), form_of(closed, "counter", reason="Ana’s reason") | {"go": "suggest"})
    client = sign_in("mayor")
    asked = client.post(answers_url(cast), mine | {"go": "send"})
    assert asked.status_code == 409
    texts = asked.context["texts"]
    assert "Lorraine’s reason" in texts["mine"] and "Ana’s reason" in texts["theirs"]
    assert closed.response("counter").reason == "Ana’s reason"
    hidden = dict(asked.context["hidden"])
    client.post(answers_url(cast), hidden | {"choose": "third-answer", "third": "Both reasons"})
    assert closed.response("counter").reason == "Both reasons"


def test_the_script_saves_and_is_told_of_a_conflict(closed, cast, sign_in):
    response = closed.response("counter")
    save = reverse("casestudies:response_save", kwargs={**cast.own.url_kwargs, "pk": response.pk})
    client = sign_in("editor")
    stored = client.post(save, form_of(closed, "counter"))
    assert stored.status_code == 200 and stored.json()["version"] == 2
    old = form_of(closed, "counter", reason="Other") | {f"r{response.pk}-version": 1}
    stale = sign_in("second_editor").post(save, old)
    assert stale.status_code == 409 and "Ana changed this answer" in stale.json()["sentence"]
    assert client.post(save, form_of(closed, "counter") | {"person": cast.mayor.pk}).status_code == 403
    assert sign_in("viewer").post(save, form_of(closed, "counter")).status_code == 403
    assert sign_in("peer").post(save, form_of(closed, "counter")).status_code == 404


def test_a_sent_answer_can_be_changed_and_stands_until_the_change_is_sent(closed, cast, sign_in):
    response = closed.answer("counter", reason="At once.")
    client = sign_in("mayor")
    page = client.get(f"{answers_url(cast)}?answer={response.pk}")
    assert "It stands until the changed answer is sent" in text_of(page)
    client.post(answers_url(cast), form_of(closed, "counter", reason="Later.") | {"go": "stay"})
    assert closed.response("counter").reason == "At once."
    client.post(answers_url(cast), form_of(closed, "counter", reason="Later.") | {"go": "send"})
    assert closed.response("counter").reason == "Later."
    words = text_of(client.get(reverse("casestudies:answer", kwargs={**cast.own.url_kwargs, "pk": response.pk})))
    assert "What was answered before" in words and "At once." in words and "Later." in words


def test_overdue_answers_say_so(closed, cast, sign_in):
    from casestudies.outcomes.models import Response

    Response.objects.update(due_on="2026-01-05")
    words = text_of(sign_in("viewer").get(answers_url(cast)))
    assert "Late, due Mon, Jan 5" in words and "days late" in words


@pytest.mark.parametrize(("persona", "status"), [("viewer", 200), ("facilitator", 200), ("administrator", 200),
                                                 ("peer", 404), ("expert", 404), ("stranger", 404)])  # fmt: skip
def test_the_citys_answers_are_read_by_its_team_and_those_who_run_its_cohort(closed, cast, sign_in, persona, status):
    assert sign_in(persona).get(answers_url(cast)).status_code == status
    one = reverse("casestudies:answer", kwargs={**cast.own.url_kwargs, "pk": closed.response("export").pk})
    assert sign_in(persona).get(one).status_code == status


def test_links_stand_where_the_reader_may_follow_them(closed, cast, sign_in):
    closed.answer("counter")
    row = Commitment.objects.create(clinic=closed.clinic, who="Marcus Bell", what="2.1")
    chain.register_target(
        model=Commitment,
        label="Action Plan",
        describe=lambda one: f"milestone {one.what}",
        url=lambda one: f"/plan/{one.pk}/",
        visible_to=lambda user: Commitment.objects.filter(
            clinic__case__participation__members__user=user, clinic__isnull=False
        ),
    )
    try:
        chain.link(recommendation=closed.recommended["counter"], target=row, by=cast.mayor)
        assert "Became Action Plan, milestone 2.1" in text_of(sign_in("viewer").get(answers_url(cast)))
        assert "Action Plan" not in text_of(sign_in("facilitator").get(answers_url(cast)))
        assert "Action Plan" not in text_of(sign_in("peer").get(reverse("casestudies:advice")))
        one = reverse("casestudies:answer", kwargs={**cast.own.url_kwargs, "pk": closed.response("counter").pk})
        assert "milestone 2.1" in text_of(sign_in("mayor").get(one))
    finally:
        chain.forget_target(Commitment)


# --- What became of my advice ---


def test_each_author_sees_what_became_of_their_own_advice(closed, cast, sign_in):
    closed.answer("export", answer="defer", reason="After the budget.")
    words = text_of(sign_in("expert").get(reverse("casestudies:advice")))
    assert EXPORT in words and "Defer" in words and "After the budget." in words and "Dayton, Ohio" in words
    assert "1 of 1 answered" in words and COUNTER not in words


def test_an_answer_that_is_not_sent_is_not_told(closed, cast, sign_in):
    closed.answer("export", by=cast.editor, reason="Not for you yet.")
    words = text_of(sign_in("expert").get(reverse("casestudies:advice")))
    assert "The city is working on its answer" in words and "Not for you yet." not in words


def test_the_author_of_a_joined_card_sees_both_texts(closed, cast, sign_in):
    closed.answer("counter", reason="By March.")
    client = sign_in("anonymous")
    from tests.signing_in import sign_in as really

    really(client, closed.people["Joseph Adeyemi"])
    words = text_of(client.get(reverse("casestudies:advice")))
    assert DESK in words and COUNTER in words and "By March." in words and "Luis Ortega" not in words


def test_who_never_recommended_anything_is_told_what_will_stand_here(cast, sign_in):
    assert "You have not recommended anything yet" in text_of(sign_in("viewer").get(reverse("casestudies:advice")))
    assert sign_in("anonymous").get(reverse("casestudies:advice")).status_code == 302


def test_the_lists_cost_as_many_queries_for_three_as_for_one(closed, cast, sign_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from casestudies.outcomes.advice_page import advice_of
    from casestudies.outcomes.answers import answers_of
    from casestudies.outcomes.models import Response

    def cost(read) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read()
        return len(queries)

    three = cost(lambda: answers_of(cast.own, cast.mayor))
    assert three == 5
    assert cost(lambda: advice_of(cast.expert)) == 5
    Response.objects.exclude(recommendation=closed.recommended["counter"]).delete()
    assert cost(lambda: answers_of(cast.own, cast.mayor)) == three
