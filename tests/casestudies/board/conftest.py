"""The live clinic that every test of the board plays in."""

import pytest

from tests.cleared import clear_cache

from .rooms import Room


@pytest.fixture
def room(cast):
    """Dayton's clinic in its first step: see `rooms.Room`."""
    clear_cache()
    return Room(cast)
