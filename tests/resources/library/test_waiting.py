"""What the home page says about the library and the directory: who waits for whom."""

import pytest

from isc_portal.agenda import agenda_of, places_of
from resources.assurance.models import OutdatedReport
from resources.library import services

from .articles import WORDS, write

pytestmark = pytest.mark.django_db


def agenda(user):
    return agenda_of(user, *places_of(user))


def waiting(user) -> list[str]:
    return [one.what for one in agenda(user).waiting if "“" in one.what or "report" in one.what]


def waited_for(user) -> list[str]:
    return [one.what for one in agenda(user).waited_for if "“" in one.what]


def test_what_is_handed_in_waits_for_the_facilitators_of_its_cohort_and_comes_back_to_its_city(cast):
    practice = write(cast, state="submitted")
    assert waiting(cast.facilitator) == waiting(cast.administrator) == ["Review “Permit counter” for the library"]
    assert waited_for(cast.editor) == waited_for(cast.mayor) == ["The facilitators read “Permit counter”"]
    for others in (cast.other_facilitator, cast.peer, cast.viewer, cast.outsider, cast.expert):
        assert not waiting(others) and not waited_for(others)
    services.decide(practice=practice, decision="return", note="How?", by=cast.facilitator)
    assert waiting(cast.editor) == waiting(cast.mayor) == ["“Permit counter” came back for changes"]
    assert not waiting(cast.facilitator) and not waiting(cast.administrator) and not waiting(cast.viewer)


def test_an_experts_practice_waits_for_every_facilitator_and_comes_back_to_the_expert(cast):
    practice = services.start(by=cast.expert, participation=None, title="Exit plans", **WORDS)
    services.submit(practice=practice, by=cast.expert)
    assert waiting(cast.facilitator) == waiting(cast.other_facilitator) == ["Review “Exit plans” for the library"]
    assert waited_for(cast.expert) == ["The facilitators read “Exit plans”"]
    services.decide(practice=practice, decision="return", note="How?", by=cast.facilitator)
    assert waiting(cast.expert) == ["“Exit plans” came back for changes"]
    assert not waiting(cast.editor)


def test_open_reports_of_readers_wait_for_administrators_alone(cast):
    report = OutdatedReport.objects.create(expert=cast.expert.expert, by=cast.peer, note="Retired?")
    assert waiting(cast.administrator) == ["1 report of readers about entries of the directory"]
    assert not waiting(cast.facilitator) and not waiting(cast.peer)
    OutdatedReport.objects.filter(pk=report.pk).update(settled_at=report.created_at)
    assert not waiting(cast.administrator)
