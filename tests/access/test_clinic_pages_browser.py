"""Every page of a case and of its clinic in the states in which it looks different, in a real Chromium: axe and widths.

test_pages_browser.py looks at each page of the portal once. A case is a form, is checked, and is read; a clinic is
planned, goes through its steps, ends and is closed: here the own city's are led through all of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from casestudies.board.models import Card
from casestudies.clinics.models import Clinic
from casestudies.outcomes.models import Response

from .addresses import GRID
from .addresses_clinics import BOARD, CASES, CLINICS, OUTCOMES
from .looking import Seen, look_for
from .world import Place
from .world_clinics import put_case, put_clinic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOM = ("peer", "expert", "mayor", "facilitator", "administrator")
CITY = ("viewer", "editor", "facilitator")


@dataclass(frozen=True)
class State:
    """Where the case and the clinic stand, what is looked at then, and who looks."""

    put: Callable[[Place], object]
    names: frozenset[str]
    readers: tuple[str, ...]


def case(state: str) -> Callable[[Place], None]:
    def put(place: Place) -> None:
        put_clinic(place, "planned")
        put_case(place, state)

    return put


def clinic(state: str, step: str = "recommendations", **fields) -> Callable[[Place], None]:
    def put(place: Place) -> None:
        put_case(place, "released")
        put_clinic(place, state, step, **fields)
        version = Clinic.objects.values_list("board_version", flat=True).get(pk=place.clinic.pk)
        Clinic.objects.filter(pk=place.clinic.pk).update(board_version=version + 1)

    return put


def moderated(place: Place) -> None:
    """Cards wait for the facilitator, and two stand together."""
    clinic("live", moderated=True)(place)
    Card.objects.filter(pk=place.held.pk).update(state="waiting")
    Card.objects.filter(pk=place.advice.pk).update(joined_to=place.other_advice)


def gone_home(place: Place) -> None:
    clinic("ended")(place)
    Response.objects.filter(recommendation__clinic=place.clinic).delete()


ABOUT_CASE = frozenset(CASES)
ABOUT_CLINIC = frozenset(CLINICS | BOARD)
LIVE = frozenset({"casestudies:clinic", "casestudies:clinics", *BOARD})
STATES = {
    "a draft": State(case("draft"), ABOUT_CASE, CITY),
    "submitted": State(case("submitted"), ABOUT_CASE, CITY),
    "ready": State(case("ready"), ABOUT_CASE, CITY),
    "released": State(case("released"), ABOUT_CASE, (*CITY, "peer", "expert")),
    "planned": State(clinic("planned"), ABOUT_CLINIC | OUTCOMES.keys(), ROOM),
    "live, questions": State(clinic("live", "probing"), LIVE, ROOM),
    "live, advice": State(clinic("live", "advice"), LIVE | CLINICS.keys(), ROOM),
    "live, recommendations": State(clinic("live"), LIVE, ROOM),
    "live, cards waiting": State(moderated, LIVE, ROOM),
    "ended": State(gone_home, ABOUT_CLINIC | OUTCOMES.keys(), ROOM),
    "called off": State(clinic("cancelled"), ABOUT_CLINIC | OUTCOMES.keys(), ROOM),
}


def test_nothing_is_wrong_with_the_pages_of_a_case_and_its_clinic(world, eyes, live_server, subtests):
    place, looked = world.places["own"], 0
    seen: Seen = {}
    for name, state in STATES.items():
        state.put(place)
        for look in look_for(world, state.names & GRID.keys(), state.readers, seen):
            looked += 1
            wrong = eyes[look.reader].look_at(live_server.url + look.url)
            with subtests.test(f"{look.title}, {name}", reader=look.reader):
                assert not wrong, f"{look.url}\n" + "\n".join(wrong)
    print(f"{looked} pages looked at")
    assert looked > 60
