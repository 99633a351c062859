"""Accounts are tested with limits that start anew each time."""

import pytest

from tests.cleared import clear_cache


@pytest.fixture(autouse=True)
def no_limits_used_up():
    """Forget what earlier tests asked for: limits are counted in the cache."""
    clear_cache()
