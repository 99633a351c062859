"""Every page that anybody can open, in a real Chromium: axe, three widths, and nothing that the browser refuses.

The cities go through the states of an intake, so that the pages of each are there.
"""

from collections.abc import Iterator

import pytest

from cohorts.intake.decisions import return_sections

from .addresses import GRID
from .looking import READERS, Look, Seen, look_for
from .payloads import signed
from .world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ABOUT = frozenset({"cohort", "city", "subject_id"})
# Pieces that scripts put into a page, and mails as their readers get them: they have tests of their own.
NO_PAGES = {"documents:progress", "mail:message_html", "resources:roster_progress"}
REFUSED = {"404": "/no/such/page/", "403": "/cohorts/fall-2026/reviews/dayton-oh/"}


def states(world: World) -> Iterator[str]:
    """Lead the own city through its states, so that its pages can be looked at in each."""
    place = world.places["own"]
    yield "in progress"
    signed(world, place)
    yield "signed off"
    place.put("submitted")
    yield "submitted"
    comment = "Please add a source."
    return_sections(intake=place.intake, sections=[place.section("money")], comment=comment, by=world.cast.facilitator)
    yield "returned"
    place.put("accepted")
    yield "accepted"
    place.cohort.status = "closed"
    place.cohort.save()
    yield "closed"


def looks(world: World, state: str, seen: Seen) -> Iterator[Look]:
    """The pages that are built of something new. After the first state only those about a city or cohort can be."""
    begins = state == "in progress"
    readers = READERS if begins else ("viewer", "mayor", "facilitator")
    return look_for(world, GRID.keys() - NO_PAGES, readers, seen, about=frozenset() if begins else ABOUT)


def test_nothing_is_wrong_with_any_page(world, eyes, live_server, subtests):
    seen: Seen = {}
    looked = 0
    for state in states(world):
        for look in looks(world, state, seen):
            looked += 1
            wrong = eyes[look.reader].look_at(live_server.url + look.url)
            with subtests.test(f"{look.title} {state}", reader=look.reader):
                assert not wrong, f"{look.url}\n" + "\n".join(wrong)
    for title, path in REFUSED.items():
        with subtests.test(title):
            assert eyes["editor"].look_at(live_server.url + path, refused=True) == []
    print(f"{looked} pages looked at")
    assert looked > 80
