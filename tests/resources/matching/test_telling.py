"""What is told of an expert: from real records, in plain words, as far as the reader may know of each."""

import pytest
from django.utils import timezone

from casestudies.board.models import Card, CardKind
from casestudies.clinics.inviting import accept_seat, invite_expert
from casestudies.clinics.models import RecordLabel
from casestudies.outcomes.models import Response
from resources.directory.models import Expert
from resources.introductions import services as introductions
from resources.matching import services
from resources.matching.models import Helped
from resources.matching.telling import told_of

from .conftest import hold

pytestmark = pytest.mark.django_db

EVERYBODY = ("administrator", "facilitator", "mayor", "viewer", "peer", "expert", "outsider", "other_facilitator")
COHORT = ("administrator", "facilitator", "mayor", "viewer", "peer")


def told(cast, persona: str, expert) -> list[str]:
    return told_of([expert], getattr(cast, persona))[expert.pk]


def helped_by_word(cast, expert, participation, by, helped: Helped | None = None):
    row = introductions.ask(expert=expert, participation=participation, by=by, question="Permits?").help_request
    introductions.accept(introduction=row.introduction)
    if helped:
        services.rate(help_request=row, helped=helped, by=by)
    return row


def test_a_yes_is_told_as_talking_and_what_helped_as_help_by_city_and_topic(cast, judith):
    helped_by_word(cast, judith, cast.own, cast.editor)
    assert told(cast, "mayor", judith) == ["Agreed to talk with one city."]
    helped_by_word(cast, judith, cast.own, cast.editor, Helped.A_LOT)
    assert told(cast, "mayor", judith) == [
        "Helped one city with permits and licenses.",
        "Agreed to talk with one city.",
    ]
    helped_by_word(cast, judith, cast.neighbor, cast.peer, Helped.SOMEWHAT)
    assert told(cast, "facilitator", judith)[0] == "Helped two cities with permits and licenses."
    assert told(cast, "mayor", judith)[0] == "Helped one city with permits and licenses."
    assert told(cast, "peer", judith) == ["Helped one city with permits and licenses."]
    assert (
        told(cast, "outsider", judith) == told(cast, "expert", judith) == told(cast, "other_facilitator", judith) == []
    )


def test_help_that_was_none_is_not_told_as_help(cast, judith):
    helped_by_word(cast, judith, cast.own, cast.editor, Helped.NOT)
    assert told(cast, "administrator", judith) == []


def test_experts_are_told_what_they_did_themselves(cast, judith):
    judith.user = cast.outsider
    judith.save()
    helped_by_word(cast, judith, cast.own, cast.editor, Helped.A_LOT)
    assert told(cast, "outsider", judith) == ["Helped one city with permits and licenses."]


def advised(cast, clinic, judith, label: str) -> None:
    """Judith came to the clinic, and the city took up one of her two recommendations."""
    seat = accept_seat(seat=invite_expert(clinic=clinic, expert=judith, by=cast.facilitator), ties="")
    for text in ("One desk", "One form"):
        Card.objects.create(clinic=clinic, seat=seat, kind=CardKind.RECOMMENDATION, text=text)
    hold(clinic, by=cast.facilitator, came=[seat], label=label)
    first = Response.objects.order_by("pk").first()
    first.answer, first.reason, first.sent_at = "adopt", "Yes.", timezone.now()
    first.save()


def test_a_clinic_is_told_to_whoever_reads_its_record(cast, clinic, judith):
    advised(cast, clinic, judith, RecordLabel.ATTRIBUTABLE)
    sentences = ["Helped one city with moving money within the budget.", "Advised in one clinic.",
                 "Cities took up one recommendation of theirs."]  # fmt: skip
    for persona in EVERYBODY:
        found = told(cast, persona, judith)
        assert found == (sentences if persona in COHORT else []), persona


def test_a_clinic_for_staff_only_is_told_to_staff(cast, clinic, judith):
    advised(cast, clinic, judith, RecordLabel.STAFF_ONLY)
    for persona in EVERYBODY:
        found = told(cast, persona, judith)
        assert bool(found) == (persona in ("administrator", "facilitator")), persona
        assert not any("recommendation" in sentence for sentence in found), "its cards carry no names"


def test_a_clinic_under_chatham_house_tells_nobody_anything(cast, clinic, judith, sign_in):
    advised(cast, clinic, judith, RecordLabel.CHATHAM_HOUSE)
    Expert.objects.filter(user=cast.expert).update(user=None)
    Expert.objects.filter(pk=judith.pk).update(user=cast.expert)
    for persona in EVERYBODY:
        assert told(cast, persona, judith) == [], persona
        page = sign_in(persona).get(f"/directory/{judith.pk}/").content.decode()
        assert "Advised" not in page and "took up" not in page and "Helped one city" not in page


def test_a_clinic_that_is_not_closed_is_not_told(cast, clinic, judith):
    accept_seat(seat=invite_expert(clinic=clinic, expert=judith, by=cast.facilitator), ties="")
    assert told(cast, "facilitator", judith) == []


def test_the_entry_says_why_the_person_fits(cast, clinic, judith, sign_in):
    advised(cast, clinic, judith, RecordLabel.ATTRIBUTABLE)
    page = sign_in("mayor").get(f"/directory/{judith.pk}/").content.decode()
    assert "Why this person fits Dayton" in page
    assert "Helps with moving money within the budget." in page and "Advised in one clinic." in page
    page = sign_in("facilitator").get(f"/directory/{judith.pk}/").content.decode()
    assert "Why this person fits" in page and "Advised in one clinic." in page and "1 time" in page
    assert "Why this person fits" not in sign_in("outsider").get(f"/directory/{judith.pk}/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_telling_takes_as_many_queries_for_one_expert_as_for_three(cast, judith, count, django_assert_num_queries):
    experts = [judith, *(Expert.objects.create(name=f"E {n}", email=f"e{n}@example.org") for n in range(count - 1))]
    for expert in experts:
        helped_by_word(cast, expert, cast.own, cast.editor, Helped.A_LOT)
    with django_assert_num_queries(2):
        told_of(experts, cast.administrator)
