"""Every address of the portal, tried by every persona in every city (design.md, section 2).

A cell is one persona asking for one address in one place by one method. Each has to answer as the address's kind says,
show no marked secret that the persona may not read, and change nothing unless the persona may act. Each valid form is
also seen to act, so that a refusal is one of something that would have worked. GRID=cohorts:people in the environment
tries the addresses that begin so and no others.
"""

import os

from .addresses import FAMILIES, GRID, addresses
from .cells import ALL_NAMES, Cell, cells_of, try_cell
from .personas import NEVER_SHOWN, PLACES, SECRETS_READ_BY
from .world import World

LISTED = {name for name in ALL_NAMES if not name.startswith(FAMILIES)}


def test_the_grid_knows_every_address_and_no_other():
    assert sorted(LISTED - GRID.keys()) == [], "Say in addresses.py who may open these."
    assert sorted(GRID.keys() - LISTED) == [], "These addresses are gone: take them out of addresses.py."


def test_everybody_gets_what_is_theirs_and_nothing_else(world, subtests, count_cells):
    cells, shown = 0, set()
    only = os.environ.get("GRID")
    for name in sorted(name for name in LISTED & GRID.keys() if name.startswith(only or "")):
        tried = try_address(world, name)
        cells += len(tried)
        shown |= {mark for cell in tried for mark in cell.shown}
        with subtests.test(name):
            assert not any(cell.wrong for cell in tried), "\n".join(line for cell in tried for line in cell.wrong)
    count_cells(cells)
    with subtests.test("each secret is shown to somebody"):
        assert only or shown == {(place, kind) for place in PLACES for kind in SECRETS_READ_BY} - NEVER_SHOWN


def try_address(world: World, name: str) -> list[Cell]:
    """All cells of one URL name."""
    return [
        try_cell(world, name, address, persona, place, method)
        for address in addresses(name)
        for persona, place, method in cells_of(address)
    ]
