"""The chain: a tool registers itself, and a recommendation and the row it became lead to each other."""

import pytest

from casestudies.outcomes import chain
from casestudies.outcomes.chain import Place
from casestudies.outcomes.models import ChainLink, Commitment
from cohorts.institutes.models import Participation
from cohorts.teamwork.saving import Refused


@pytest.fixture
def tool():
    """A tool whose rows are commitments of clinics, seen by the city's own team and its facilitators."""
    yield chain.register_target(
        model=Commitment,
        label="Action Plan",
        describe=lambda row: f"milestone {row.what}",
        url=lambda row: f"/plan/{row.pk}/",
        visible_to=lambda user: Commitment.objects.filter(
            clinic__case__participation__in=Participation.objects.visible_to(user)
        ),
        document=lambda row: Place(text="Guiding Blueprint, page 12", url="/documents/9/") if row.due_on else None,
    )
    chain.forget_target(Commitment)


@pytest.fixture
def row(closed):
    return Commitment.objects.create(clinic=closed.clinic, who="Marcus Bell", what="2.1")


def test_a_recommendation_and_its_row_lead_to_each_other(closed, cast, tool, row):
    closed.answer("counter")
    counter = closed.recommended["counter"]
    chain.link(recommendation=counter, target=row, by=cast.editor)
    (link,) = chain.links_of(counter, cast.mayor)
    assert (link.words, link.url) == ("Action Plan, milestone 2.1", f"/plan/{row.pk}/")
    assert chain.recommendations_of(row, cast.mayor) == [counter]
    assert chain.recommendations_of(row, cast.facilitator)[0].response.answer == "adopt"


def test_who_does_not_see_the_row_does_not_see_the_link(closed, cast, tool, row):
    closed.answer("counter")
    chain.link(recommendation=closed.recommended["counter"], target=row, by=cast.editor)
    for person in (cast.peer, cast.expert, cast.stranger):
        assert chain.links_of(closed.recommended["counter"], person) == []
        assert chain.recommendations_of(row, person) == []


def test_linking_twice_is_one_link_and_unlinking_takes_it_away(closed, cast, tool, row):
    closed.answer("counter")
    both = {"recommendation": closed.recommended["counter"], "target": row, "by": cast.editor}
    assert chain.link(**both) == chain.link(**both)
    assert ChainLink.objects.count() == 1
    assert chain.unlink(**both) and not chain.unlink(**both)
    assert chain.links_of(closed.recommended["counter"], cast.mayor) == []


def test_only_what_the_city_took_up_becomes_something(closed, cast, tool, row):
    closed.answer("export", answer="decline")
    for which in ("export", "phone"):
        with pytest.raises(Refused, match="adopts, adapts or defers"):
            chain.link(recommendation=closed.recommended[which], target=row, by=cast.editor)


@pytest.mark.parametrize("persona", ["viewer", "facilitator", "administrator", "peer", "expert"])
def test_only_the_city_says_what_became_of_its_recommendations(closed, cast, tool, row, persona):
    closed.answer("counter")
    with pytest.raises(Refused, match="Only the city"):
        chain.link(recommendation=closed.recommended["counter"], target=row, by=getattr(cast, persona))
    assert not ChainLink.objects.exists()


def test_a_model_that_no_tool_registered_is_no_target(closed, cast, row):
    closed.answer("counter")
    with pytest.raises(Refused, match="has not said how"):
        chain.link(recommendation=closed.recommended["counter"], target=row, by=cast.editor)


def test_a_model_is_registered_once(tool):
    with pytest.raises(ValueError, match="already"):
        chain.register_target(model=Commitment, label="x", describe=str, url=str, visible_to=lambda user: None)


def test_links_of_a_tool_that_is_gone_are_shown_to_nobody(closed, cast, tool, row):
    closed.answer("counter")
    chain.link(recommendation=closed.recommended["counter"], target=row, by=cast.editor)
    chain.forget_target(Commitment)
    assert chain.links_of(closed.recommended["counter"], cast.mayor) == []


def test_many_links_cost_as_many_queries_as_one(closed, cast, tool, row, django_assert_num_queries):
    more = [Commitment.objects.create(clinic=closed.clinic, who="M", what=str(number)) for number in range(3)]
    closed.answer("counter")
    closed.answer("phone")
    for one in [row, *more]:
        chain.link(recommendation=closed.recommended["counter"], target=one, by=cast.editor)
        chain.link(recommendation=closed.recommended["phone"], target=one, by=cast.editor)
    asked = [closed.recommended[which].pk for which in ("counter", "phone", "export")]
    with django_assert_num_queries(2):
        found = chain.links_by_recommendation(asked, cast.administrator)
    assert [len(found[pk]) for pk in asked] == [4, 4, 0]
