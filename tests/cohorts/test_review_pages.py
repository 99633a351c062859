"""What the cohort's reviewers see and do, and that no city ever sees it."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.intake import decisions
from cohorts.intake.models import Answer, Criterion, Intake, Review, Score, Section
from cohorts.intake.reviews import save_review
from cohorts.intake.rubric import Scoring, scorings_of
from cohorts.intake.timeline import Refused
from cohorts.teamwork.models import Comment
from cohorts.teamwork.saving import StaleVersion
from isc_portal.mail.models import Message
from tests.factories import fill_intake, make_city, make_facilitator, make_member, make_participation

from .flows import submitted, text_of

SECRET = "A note that no city may ever read"


@pytest.fixture
def intake(cast):
    """Dayton's intake, which waits for review."""
    return submitted(cast.own, cast.editor, cast.mayor)


@pytest.fixture
def second_facilitator(cast):
    return make_facilitator(cast.cohort, "Omar Said")


def criteria(intake):
    return list(Criterion.objects.filter(questionnaire=intake.questionnaire_id))


def score(intake, by, *points, notes="", version=0):
    given = dict(zip([one.pk for one in criteria(intake)], points, strict=False))
    return save_review(intake=intake, by=by, notes=notes, points=given, version=version)


def url(name, participation=None, cohort=None):
    if participation:
        return reverse(f"cohorts:{name}", kwargs=participation.url_kwargs)
    return reverse(f"cohorts:{name}", args=[cohort.slug])


# --- Points ---


def weighted(points, weights):
    rows = [Criterion(pk=number, name=str(number), weight=weight) for number, weight in enumerate(weights, 1)]
    return Scoring(Review(), rows, dict(enumerate(points, 1)))


@pytest.mark.parametrize(
    ("points", "weights", "percent"),
    [
        ([4, 4, 4], [25, 20, 15], 100),
        ([0, 0, 0], [25, 20, 15], 0),
        ([4, 0], [3, 1], 75),
        ([2, 3], [1, 1], 63),  # 62.5, halves up
        ([1], [7], 25),
        ([4, 3, 2, 1, 0, 4], [25, 20, 15, 15, 15, 10], 61),  # 25 + 15 + 7.5 + 3.75 + 0 + 10
    ],
)
def test_each_criterion_counts_for_its_weight(points, weights, percent):
    assert weighted(points, weights).percent == percent


def test_there_is_no_total_before_every_criterion_has_points():
    half = Scoring(Review(), [Criterion(pk=1, weight=1), Criterion(pk=2, weight=1)], {1: 4})
    assert half.percent is None
    assert half.words == "1 of 2 criteria scored"


def test_a_review_is_saved_unfinished_and_finished(cast, intake):
    review = score(intake, cast.facilitator, 4, 3, notes="Good so far.")
    assert (review.version, review.scored_at) == (1, None)
    review = score(intake, cast.facilitator, 4, 3, 2, 1, 0, 4, notes="Done.", version=1)
    assert review.scored_at is not None
    [scoring] = scorings_of([intake], criteria(intake))[intake.pk]
    assert (scoring.percent, scoring.review.notes) == (61, "Done.")


def test_points_that_a_page_does_not_carry_stay(cast, intake):
    score(intake, cast.facilitator, 4, 3, 2, 1, 0, 4)
    review = score(intake, cast.facilitator, 1, notes="From a window without the points.", version=1)
    assert review.scored_at is not None
    assert list(Score.objects.order_by("criterion__order").values_list("points", flat=True)) == [1, 3, 2, 1, 0, 4]


def test_a_save_from_another_window_overwrites_nothing(cast, intake):
    score(intake, cast.facilitator, 4, notes="From the first window.")
    with pytest.raises(StaleVersion):
        score(intake, cast.facilitator, 1, notes="From the second window.")
    assert Review.objects.get().notes == "From the first window."
    assert Score.objects.get().points == 4


@pytest.mark.parametrize("points", [5, -1, 400])
def test_points_beyond_the_scale_are_refused(cast, intake, points):
    with pytest.raises(Refused):
        score(intake, cast.facilitator, points)
    assert not Score.objects.exists()


def test_criteria_of_another_cohort_take_no_points(cast, intake):
    foreign = criteria(cast.foreign.intake)[0]
    with pytest.raises(Refused, match="The rubric has changed"):
        save_review(intake=intake, by=cast.facilitator, notes="", points={foreign.pk: 4}, version=0)


def test_what_was_never_submitted_is_not_reviewed(cast):
    with pytest.raises(Refused, match="has not been submitted yet"):
        score(cast.own.intake, cast.facilitator, 4)


@pytest.mark.parametrize("persona", ["mayor", "editor", "viewer", "peer", "other_facilitator", "expert", "outsider"])
def test_only_those_who_run_the_cohort_review(cast, intake, persona):
    with pytest.raises(Refused, match="Only the cohort's facilitators"):
        score(intake, getattr(cast, persona), 4)
    assert not Review.objects.exists()


# --- The page ---


def test_a_reviewer_reads_the_answers_with_their_comments(cast, sign_in, intake):
    Comment.objects.create(
        participation=cast.own, page="intake", field="one-time-cost", author=cast.editor, text="Without the scanners."
    )
    text = text_of(sign_in("facilitator").get(url("review", cast.own)))
    problem = Answer.objects.get(intake=intake, question__key="problem").value
    assert " ".join(problem.split()) in text
    assert "Without the scanners." in text
    assert "signed by Lorraine Whitcomb" in text


def test_the_review_saves_itself_and_answers_with_the_saved_line(cast, sign_in, intake):
    first, second = criteria(intake)[:2]
    data = {"notes": "A start.", "version": 0, f"criterion-{first.pk}": "3"}
    facilitator = sign_in("facilitator")
    response = facilitator.post(url("review_save", cast.own), data, HTTP_HX_REQUEST="true")
    assert response.status_code == 200
    assert 'name="version" value="1"' in response.content.decode()
    assert "Saved" in text_of(response)
    response = facilitator.post(
        url("review_save", cast.own), data | {"version": 1, f"criterion-{second.pk}": "0"}, HTTP_HX_REQUEST="true"
    )
    assert "2 of 6 criteria scored" in text_of(response)
    assert Score.objects.count() == 2


def test_without_script_the_review_is_saved_by_its_button(cast, sign_in, intake):
    response = sign_in("facilitator").post(
        url("review_save", cast.own), {"notes": "A start.", "version": 0}, follow=True
    )
    assert "Your review is saved." in text_of(response)
    assert re.search(r">\s*A start.</textarea>", response.content.decode())


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_two_windows_of_one_reviewer_show_both_notes(cast, sign_in, intake, headers):
    score(intake, cast.facilitator, 4, notes="From the first window.")
    response = sign_in("facilitator").post(
        url("review_save", cast.own), {"notes": "From the second window.", "version": 0}, **headers
    )
    assert response.status_code == 409
    body = response.content.decode()
    assert "From the first window." in body
    assert 'name="version" value="1"' in body
    if not headers:
        assert "From the second window." in body


def test_others_points_are_shown_only_after_ones_own(cast, sign_in, intake, second_facilitator):
    score(intake, second_facilitator, 4, 4, 4, 4, 4, 4, notes=SECRET)
    facilitator = sign_in("facilitator")
    before = facilitator.get(url("review", cast.own)).content.decode()
    assert "Omar Said has scored" in " ".join(before.split())
    assert SECRET not in before
    assert "100 percent" not in before
    assert "100 percent" not in facilitator.get(url("review_queue", cohort=cast.cohort)).content.decode()
    score(intake, cast.facilitator, 0, 0, 0, 0, 0, 0)
    after = facilitator.get(url("review", cast.own)).content.decode()
    assert SECRET in after
    assert "100 percent" in after
    assert "100 percent" in facilitator.get(url("review_queue", cohort=cast.cohort)).content.decode()


@pytest.mark.parametrize("persona", ["mayor", "editor", "viewer"])
def test_a_citys_pages_carry_no_word_of_its_reviews(cast, sign_in, intake, persona):
    score(intake, cast.facilitator, 4, 4, 4, 4, 4, 4, notes=SECRET)
    client = sign_in(persona)
    pages = ["intake", "intake_check", "intake_timeline", "history", "city_home", "people"]
    for name in pages:
        body = client.get(url(name, cast.own)).content.decode()
        assert "Dayton" in body
        assert SECRET not in body
        assert "percent scored" not in body
    for name in ("review", "review_save", "review_decide"):
        response = client.post(url(name, cast.own), {"notes": "x", "version": 0, "decision": "accept"})
        assert response.status_code in (403, 405)
        assert SECRET not in response.content.decode()
    assert client.get(url("review", cast.own)).status_code == 403
    assert Intake.objects.get(pk=intake.pk).state == "submitted"
    for message in Message.objects.filter(recipient=getattr(cast, persona)):
        assert SECRET not in message.text


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("anonymous", 302), ("outsider", 404), ("expert", 404), ("stranger", 404), ("other_facilitator", 404),
        ("viewer", 403), ("editor", 403), ("mayor", 403), ("peer", 403), ("facilitator", 200), ("administrator", 200),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["review_queue", "compare", "answers_export"])
def test_who_reads_the_cohorts_pages(cast, sign_in, intake, name, persona, status):
    title = Answer.objects.get(intake=intake, question__key="title").value
    response = sign_in(persona).get(url(name, cohort=cast.cohort))
    assert response.status_code == status
    if status != 200:
        assert title not in html.unescape(response.content.decode())


def test_a_peer_does_not_learn_that_the_review_exists(cast, sign_in, intake):
    assert sign_in("peer").get(url("review", cast.own)).status_code == 404


# --- Deciding ---


def test_a_facilitator_returns_a_section_on_the_page(cast, sign_in, intake):
    money = Section.objects.get(questionnaire=intake.questionnaire_id, key="money")
    response = sign_in("facilitator").post(
        url("review_decide", cast.own),
        {"decision": "return", "sections": [money.pk], "comment": "Where does it come from?"},
        follow=True,
    )
    assert "Dayton is returned. The mayor and the editors have been told by mail." in text_of(response)
    assert Intake.objects.get(pk=intake.pk).state == "returned"


@pytest.mark.parametrize(
    ("decision", "state"), [("accept", "accepted"), ("waitlist", "waitlisted"), ("decline", "declined")]
)
def test_a_facilitator_decides_on_the_page(cast, sign_in, intake, decision, state):
    sign_in("facilitator").post(url("review_decide", cast.own), {"decision": decision, "comment": "Because."})
    assert Intake.objects.get(pk=intake.pk).state == state


def test_a_refused_decision_keeps_what_was_typed(cast, sign_in, intake):
    response = sign_in("facilitator").post(
        url("review_decide", cast.own), {"decision": "return", "comment": "Please look at the money."}
    )
    assert response.status_code == 409
    assert "Choose at least one section" in text_of(response)
    assert "Please look at the money.</textarea>" in response.content.decode()
    response = sign_in("facilitator").post(url("review_decide", cast.own), {"comment": "Hm."})
    assert response.status_code == 422
    assert "Choose one of the decisions." in text_of(response)


def test_what_another_facilitator_decided_meanwhile_is_said(cast, sign_in, intake):
    decisions.accept(intake=intake, by=cast.administrator)
    response = sign_in("facilitator").post(url("review_decide", cast.own), {"decision": "decline", "comment": "No."})
    assert response.status_code == 409
    assert "there is nothing to decide" in text_of(response)
    assert Intake.objects.get(pk=intake.pk).state == "accepted"


def test_a_declined_city_is_brought_back_on_the_page(cast, sign_in, intake):
    decisions.decline(intake=intake, by=cast.facilitator, comment="No.")
    facilitator = sign_in("facilitator")
    assert "Bring Dayton back" in text_of(facilitator.get(url("review", cast.own)))
    text = text_of(facilitator.post(url("review_reopen", cast.own), follow=True))
    assert "Dayton is back: its intake is submitted." in text


# --- The queue ---


def test_the_queue_has_the_oldest_first_and_says_who_read_what(cast, sign_in, intake, second_facilitator):
    newer = submitted(cast.neighbor, cast.peer, make_member(cast.neighbor, "mayor", "Pedro Alvarez"))
    score(newer, second_facilitator, 4)
    text = text_of(sign_in("facilitator").get(url("review_queue", cohort=cast.cohort)))
    assert "2 intakes wait for review" in text
    assert text.index("Dayton, OH") < text.index("Stockton, CA")
    assert "Omar Said has begun" in text
    assert "Helen Osei not yet" in text


def test_decided_intakes_are_under_their_own_tab(cast, sign_in, intake):
    facilitator = sign_in("facilitator")
    decisions.accept(intake=intake, by=cast.facilitator)
    waiting = text_of(facilitator.get(url("review_queue", cohort=cast.cohort)))
    assert "Nothing waits for review" in waiting
    assert "Decided, 1" in waiting
    decided = text_of(facilitator.get(url("review_queue", cohort=cast.cohort), {"show": "decided"}))
    assert "Dayton, OH" in decided
    assert "Stockton" not in decided


# --- What the pages cost ---


def cost(client, address, **data) -> list[str]:
    client.get(address, data)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, data).status_code == 200
    return [query["sql"] for query in asked]


@pytest.mark.parametrize("name", ["review_queue", "answers_export"])
def test_a_list_takes_as_many_queries_for_three_cities_as_for_one(cast, sign_in, intake, name):
    client, address = sign_in("facilitator"), url(name, cohort=cast.cohort)
    cast.neighbor.intake.delete()
    score(intake, cast.facilitator, 4)
    one = cost(client, address)
    for name_ in ("Akron", "Toledo"):
        other = make_participation(cast.cohort, make_city(name_))
        score(submitted(other, make_member(other, "editor"), make_member(other, "mayor")), cast.facilitator, 4)
    three = cost(client, address)
    assert len(one) == len(three)
    assert len(one) <= 15, "\n".join(sql[:160] for sql in one)


def test_comparing_four_cities_takes_as_many_queries_as_two(cast, sign_in, intake):
    client, address = sign_in("facilitator"), url("compare", cohort=cast.cohort)
    others = [make_participation(cast.cohort, make_city(name)) for name in ("Akron", "Toledo")]
    for one in others:
        fill_intake(one, make_member(one, "editor"))
    two = cost(client, address, city=["dayton-oh", "akron-oh"])
    four = cost(client, address, city=["dayton-oh", "akron-oh", "toledo-oh", "stockton-ca"])
    assert len(two) == len(four) <= 15, "\n".join(sql[:160] for sql in four)


def test_the_review_takes_as_many_queries_for_three_comments_and_reviewers_as_for_one(
    cast, sign_in, intake, second_facilitator
):
    def comment(text):
        Comment.objects.create(participation=cast.own, page="intake", field="problem", author=cast.editor, text=text)

    client = sign_in("facilitator")
    comment("One.")
    score(intake, cast.facilitator, 4, 4, 4, 4, 4, 4)
    one = cost(client, url("review", cast.own))
    for number in range(2):
        comment(f"More {number}.")
        score(intake, make_facilitator(cast.cohort, f"Person {number}"), 1, 1, 1, 1, 1, 1)
    three = cost(client, url("review", cast.own))
    assert len(one) == len(three)
    assert len(one) <= 15, "\n".join(sql[:160] for sql in one)
