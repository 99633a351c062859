"""Who reads a case, in each stage of it and of its clinic: on its own page, and in whatever else can be read.

The grid tries every address with a case that is out and whose day has come. Here the same city's case is taken through
what comes before, and the expert of its clinic through what comes before they may read it (design.md, section 2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cleared import clear_cache

from .addresses import GRID, addresses
from .cells import ask, marks, undone
from .kinds import CITY
from .personas import EXPERT, PEER, PERSONAS, standing
from .world import Place
from .world_clinics import made, put_case, put_clinic


@dataclass(frozen=True)
class Stage:
    """Where the case and its clinic stand, and who besides the city and those who run its cohort reads the case."""

    put: Callable[[Place], None]
    readers: frozenset[str]
    room: frozenset[str] = frozenset({PEER, EXPERT})  # who besides them knows of the clinic


def case(state: str, peers_in: int | None = -2, clinic: str = "planned") -> Callable[[Place], None]:
    def put(place: Place) -> None:
        put_clinic(place, clinic)
        if peers_in is None:
            put_case(place, state, peers_from=None)
        else:
            put_case(place, state, peers_in=peers_in)

    return put


def on_the_day(place: Place) -> None:
    """No day was set: it is that of the clinic, which is today."""
    put_case(place, "released", peers_from=None)
    put_clinic(place, "planned", day=timezone.localdate() - timedelta(days=1))


def called_off(place: Place) -> None:
    """No day was set, and the clinic whose day it would have been is called off."""
    on_the_day(place)
    put_clinic(place, "cancelled", day=timezone.localdate() - timedelta(days=1))


def expert(**fields) -> Callable[[Place], None]:
    def put(place: Place) -> None:
        case("released", clinic="planned")(place)
        place.clinic.seats.filter(pk=place.advisor.pk).update(**fields)
        place.clinic.cards.filter(seat=place.advisor).update(seat=place.quiet)  # one's own words are always one's own

    return put


CITY_ALONE: frozenset[str] = frozenset()
PEERS, EXPERTS = frozenset({PEER}), frozenset({EXPERT})
STAGES = {
    "draft": Stage(case("draft"), CITY_ALONE),
    "submitted": Stage(case("submitted"), CITY_ALONE),
    "ready": Stage(case("ready"), CITY_ALONE),
    "a draft whose clinic is live": Stage(case("draft", clinic="live"), CITY_ALONE),
    "released, before the day": Stage(case("released", peers_in=3), EXPERTS),
    "released, before the day of its clinic": Stage(case("released", peers_in=None), EXPERTS),
    "released, on the day of its clinic": Stage(on_the_day, PEERS | EXPERTS),
    "released, its clinic called off": Stage(called_off, EXPERTS),
    "released, the day has come": Stage(case("released"), PEERS | EXPERTS),
    "presented": Stage(case("presented", clinic="closed"), PEERS | EXPERTS),
    "closed": Stage(case("closed", clinic="closed"), PEERS | EXPERTS),
    "the expert has not answered": Stage(expert(state="invited", ties_stated_at=None), PEERS, PEERS),
    "the expert said yes without a word on ties": Stage(expert(ties_stated_at=None), PEERS, PEERS),
    "the expert said no": Stage(expert(state="declined"), PEERS, PEERS),
}
# What of a case is told in a live room, whatever its stage: the question that everybody there works on.
IN_ROOM = {"casestudies:screen", "casestudies:seat", "casestudies:board_poll"}


@pytest.mark.parametrize("name", STAGES)
def test_a_case_is_read_by_those_for_whom_its_stage_is(world, name, count_cells):
    stage, place = STAGES[name], world.places["own"]
    stage.put(place)
    # What the cohort was given on paper stays what it is; here is what it would be given now.
    place.rows["agenda"] = made("agenda", place.cohort, place.runner)
    wrong, cells = [], 0
    for persona in PERSONAS:
        clear_cache()
        stands = standing(persona, "own")
        read = reverse("casestudies:case_read", kwargs=place.participation.url_kwargs)
        with undone(world.clients[persona]):
            answer = ask(world.clients[persona], "GET", read)
        reads = stands in CITY or stands in stage.readers
        if (answer.status == 200) != reads or answer.status not in (200, 404, "sign in"):
            wrong.append(f"{persona}: {read} answers {answer.status}")
        if stands not in (PEER, EXPERT) or reads:
            continue  # what strangers are shown does not hang on the stage: the grid tries it
        for url in readable(place):
            with undone(world.clients[persona]):
                answer = ask(world.clients[persona], "GET", url)
            cells += 1
            kinds = {kind for owner, kind in marks(answer.text) if owner == "own"}
            if "CASE" in kinds:
                wrong.append(f"{persona}: {url} shows the case")
            if "CLINIC" in kinds and stands not in stage.room and not told_before(answer.text):
                wrong.append(f"{persona}: {url} shows the clinic")
    count_cells(cells)
    assert not wrong, "\n".join(wrong)


def readable(place: Place) -> list[str]:
    """The address of everything of the city, its cohort and its clinic that can be read."""
    names = {name for name in GRID if name.startswith(("casestudies:", "documents:", "cohorts:", "home"))}
    names -= IN_ROOM if place.clinic.state == "live" else set()
    return sorted(
        reverse(name, kwargs=address.kwargs(place)) + address.query
        for name in names
        for address in addresses(name)
        if "GET" in address.methods
    )


def told_before(text: str) -> bool:
    """Whether nothing is shown but what an invitation tells, and the expert's own words on ties."""
    told = {f"SECRET-DAYTON-CLINIC-{what}" for what in ("title", "room", "link", "ties")}
    for one in told:
        text = text.replace(one, "")
    return "SECRET-DAYTON-CLINIC" not in text
