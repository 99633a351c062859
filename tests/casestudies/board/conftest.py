"""The live clinic that every test of the board plays in."""

import pytest
from django.core.cache import cache

from .rooms import Room


@pytest.fixture
def room(cast):
    """Dayton's clinic in its first step: see `rooms.Room`."""
    cache.clear()
    return Room(cast)
