"""The clinic that every test of this slice begins after."""

import pytest

from tests.cleared import clear_cache

from .after import After


@pytest.fixture
def after(cast):
    """Dayton's clinic, ended and not closed: see `after.After`."""
    clear_cache()
    return After(cast)


@pytest.fixture
def closed(after):
    """The same, closed."""
    after.close()
    return after
