"""What lets a team work on one text: versions, presence, comments and the comparison of two texts."""

import re
import time

import pytest
from django.core.cache import cache
from django.urls import reverse
from redis.exceptions import ConnectionError as CacheIsAway

from cohorts.intake.models import Answer
from cohorts.teamwork import presence
from cohorts.teamwork.models import Comment
from cohorts.teamwork.people import people_of
from cohorts.teamwork.saving import StaleVersion, save_version
from cohorts.teamwork.services import CommentRefused, mark_answered, write_comment
from cohorts.teamwork.texts import both
from isc_portal.templatetags.portal import differing
from tests.cleared import clear_cache

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_is_here():
    clear_cache()


@pytest.fixture
def answer(cast):
    return Answer.objects.filter(intake=cast.own.intake).first()


# --- Versions ---


def test_a_save_from_the_newest_version_counts_it_up(answer):
    saved = save_version(answer, version=1, value="new")
    assert (saved.value, saved.version) == ("new", 2)
    answer.refresh_from_db()
    assert (answer.value, answer.version) == ("new", 2)


def test_of_two_saves_from_one_version_the_second_is_stale_and_overwrites_nothing(answer):
    other = Answer.objects.get(pk=answer.pk)
    save_version(answer, version=1, value="first")
    with pytest.raises(StaleVersion) as stale:
        save_version(other, version=1, value="second")
    assert stale.value.row.value == "first"
    answer.refresh_from_db()
    assert (answer.value, answer.version) == ("first", 2)


def test_a_save_from_a_version_that_never_was_is_stale(answer):
    with pytest.raises(StaleVersion):
        save_version(answer, version=7, value="forged")
    answer.refresh_from_db()
    assert answer.version == 1


# --- Presence ---


def here(cast, user, where="Money"):
    found = presence.others(participation=cast.own, page="intake", user=user, people=people_of(cast.own), where=where)
    return [one.words for one in found]


def arrive(cast, user, where):
    presence.arrive(participation=cast.own, page="intake", user=user, where=where)


def test_the_others_see_where_somebody_is_and_those_beside_them_first(cast):
    arrive(cast, cast.editor, "Partners")
    arrive(cast, cast.mayor, "Money")
    arrive(cast, cast.facilitator, "Money")
    assert here(cast, cast.second_editor) == ["Helen is in Money", "Lorraine is in Money", "Ana is in Partners"]
    assert here(cast, cast.editor) == ["Helen is in Money", "Lorraine is in Money"]


def test_presence_is_a_citys_own(cast):
    presence.arrive(participation=cast.neighbor, page="intake", user=cast.peer, where="Money")
    presence.arrive(participation=cast.own, page="case", user=cast.editor, where="Problem")
    arrive(cast, cast.outsider, "Money")
    assert here(cast, cast.second_editor) == []


def test_who_does_not_come_back_is_forgotten(cast, monkeypatch):
    monkeypatch.setattr(presence, "SECONDS", 1)
    arrive(cast, cast.editor, "Money")
    key = presence._key(cast.own, "intake", cast.editor.pk)
    assert here(cast, cast.second_editor) == ["Ana is in Money"]
    assert 0 < cache._cache.get_client().pttl(cache.make_key(key)) <= 1000
    cache.touch(key, 0)
    assert here(cast, cast.second_editor) == []


def test_at_most_three_are_named(cast):
    some = [presence.Here(f"P{number}", "P", "Money") for number in range(5)]
    assert presence.shown(some) == {"here": some[:3], "more": 2}
    assert presence.shown(some[:2]) == {"here": some[:2], "more": 0}


def test_a_cache_that_is_away_hides_presence_and_breaks_nothing(cast, sign_in, monkeypatch):
    def fail(*args, **kwargs):
        raise CacheIsAway

    monkeypatch.setattr(cache, "set", fail)
    monkeypatch.setattr(cache, "get_many", fail)
    page = reverse("cohorts:intake_section", kwargs={**cast.own.url_kwargs, "section": "money"})
    response = sign_in("editor").get(page)
    assert response.status_code == 200
    assert b"What will the initiative cost once?" in response.content


def test_the_people_of_a_city_are_its_team_and_the_cohorts_facilitators_in_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        people = people_of(cast.own)
    assert people == {
        cast.editor.pk: "Editor",
        cast.facilitator.pk: "Facilitator",
        cast.mayor.pk: "Mayor",
        cast.second_editor.pk: "Editor",
        cast.viewer.pk: "Viewer",
    }


# --- Comments ---


def comment(cast, text="Does this include the paper records?", **fields):
    return write_comment(
        **{"participation": cast.own, "page": "intake", "field": "one-time-cost", "by": cast.facilitator, **fields},
        text=text,
    )


def test_a_reply_opens_an_answered_comment_again_and_hangs_under_the_first(cast):
    first = comment(cast)
    assert mark_answered(comment=first, by=cast.editor)
    assert not mark_answered(comment=first, by=cast.mayor)
    reply = comment(cast, "It does.", by=cast.editor, parent=first)
    nested = comment(cast, "Thanks.", parent=reply)
    assert nested.parent == first
    first.refresh_from_db()
    assert first.resolved_at is None
    assert not mark_answered(comment=reply, by=cast.editor)


@pytest.mark.parametrize(
    ("text", "sentence"), [("  \n ", "Write something first"), ("\x00", "Write something"), ("x" * 4001, "4,001")]
)
def test_an_empty_or_endless_comment_is_refused(cast, text, sentence):
    with pytest.raises(CommentRefused, match=sentence):
        comment(cast, text)
    assert not Comment.objects.exists()


def test_a_reply_to_a_comment_elsewhere_is_refused(cast):
    elsewhere = comment(cast, field="yearly-cost")
    with pytest.raises(CommentRefused):
        comment(cast, "Yes", parent=elsewhere)
    neighbors = write_comment(
        participation=cast.neighbor, page="intake", field="one-time-cost", text="Ours", by=cast.peer
    )
    with pytest.raises(CommentRefused):
        comment(cast, "Yes", parent=neighbors)


def post(client, cast, **data):
    fields = {"page": "intake", "field": "one-time-cost", "act": "add", "text": "Hello"}
    return client.post(reverse("cohorts:comment", kwargs=cast.own.url_kwargs), {**fields, **data})


@pytest.mark.parametrize("persona", ["mayor", "editor", "facilitator", "administrator"])
def test_the_team_and_the_institute_comment(cast, sign_in, persona):
    response = post(sign_in(persona), cast, next="/cities/fall-2026/dayton-oh/intake/sections/money/#q1")
    made = Comment.objects.get()
    assert response.url == f"/cities/fall-2026/dayton-oh/intake/sections/money/#c{made.pk}"
    assert (made.text, made.author) == ("Hello", getattr(cast, persona))


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("viewer", 403),
        ("peer", 404),
        ("outsider", 404),
        ("other_facilitator", 404),
        ("expert", 404),
        ("anonymous", 302),
    ],
)
def test_others_do_not_comment(cast, sign_in, persona, status):
    assert post(sign_in(persona), cast).status_code == status
    assert not Comment.objects.exists()


def test_nobody_comments_in_a_closed_cohort(cast, sign_in):
    type(cast.cohort).objects.filter(pk=cast.cohort.pk).update(status="closed")
    assert post(sign_in("editor"), cast).status_code == 403
    assert not Comment.objects.exists()


def test_a_comment_leads_back_only_to_our_own_pages(cast, sign_in):
    for back in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert post(sign_in("editor"), cast, next=back).url.startswith("/cities/fall-2026/dayton-oh/")


def test_htmx_gets_the_comments_of_the_field_with_hostile_text_escaped(cast, sign_in):
    comment(cast, field="yearly-cost", text="beside another field")
    client = sign_in("editor")
    response = client.post(
        reverse("cohorts:comment", kwargs=cast.own.url_kwargs),
        {"page": "intake", "field": "one-time-cost", "act": "add", "text": "<img src=x onerror=alert(1)>\nline"},
        headers={"HX-Request": "true"},
    )
    body = response.content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;<br>line" in body
    assert "beside another field" not in body
    assert 'data-announce="Comment stored."' in body
    first = Comment.objects.get(field="one-time-cost")
    answered = client.post(
        reverse("cohorts:comment", kwargs=cast.own.url_kwargs),
        {"page": "intake", "field": "one-time-cost", "act": f"answered-{first.pk}"},
        headers={"HX-Request": "true"},
    )
    assert "1 answered comment" in answered.content.decode()
    first.refresh_from_db()
    assert first.resolved_by == cast.editor


def test_a_comment_that_is_refused_comes_back_with_its_text_and_the_reason(cast, sign_in):
    response = sign_in("editor").post(
        reverse("cohorts:comment", kwargs=cast.own.url_kwargs),
        {"page": "intake", "field": "one-time-cost", "act": "add", "text": "y" * 4001},
        headers={"HX-Request": "true"},
    )
    assert response.status_code == 422
    assert "y" * 4001 in response.content.decode()
    assert "has room for 4,000 characters" in response.content.decode()


def test_another_citys_comment_cannot_be_answered_from_here(cast, sign_in):
    theirs = write_comment(
        participation=cast.neighbor, page="intake", field="one-time-cost", text="Secret of Stockton", by=cast.peer
    )
    for act in (f"answered-{theirs.pk}", f"reply-{theirs.pk}"):
        response = post(sign_in("editor"), cast, act=act, **{act: "Yes"})
        assert response.status_code == 404
        assert b"Secret of Stockton" not in response.content
    theirs.refresh_from_db()
    assert theirs.resolved_at is None
    assert Comment.objects.count() == 1


def test_what_is_no_comment_is_a_bad_request(cast, sign_in):
    for act in ("", "delete-1", "answered-", "reply-1e9", "add-1"):
        assert post(sign_in("editor"), cast, act=act).status_code == 400


# --- Two texts ---


def test_a_draft_of_two_texts_has_what_each_of_them_added():
    base = "We asked council for $510,000. The vote was 3 to 2 against"
    mine = f"{base}, because two departments would have kept their own counters."
    theirs = f"{base}. The state turned down our grant the same spring."
    assert both(mine, theirs) == (
        f"{base}, because two departments would have kept their own counters."
        " The state turned down our grant the same spring."
    )


def test_texts_that_share_nothing_or_never_end_are_not_mixed():
    assert both("Faster permits for all", "Un autre chemin") == "Faster permits for all"
    # Two figures stay two figures: no third one that nobody wrote.
    assert both("We are 411,000 people now", "We are 413,066 people now") == "We are 411,000 413,066 people now"
    assert both("", "theirs") == "theirs"
    assert both("mine", "") == "mine"
    long = "one two " * 3000
    assert both(long, long + "three") == long


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("x " * 30_000, "x y " * 15_000),
        ("a\n" * 20_000, "a b\n" * 20_000),
        (" ".join(f"w{n % 1000}" for n in range(10_000)), " ".join(f"w{n * 7 % 1000}" for n in range(10_000))),
    ],
)
def test_texts_made_to_be_slow_to_compare_are_compared_in_a_moment(mine, theirs):
    began = time.process_time()
    marked = differing(mine, theirs)
    assert time.process_time() - began < 5
    assert re.sub("</?ins>", "", marked) == mine
