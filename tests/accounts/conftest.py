"""Accounts are tested with limits that start anew each time."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_limits_used_up():
    """Forget what earlier tests asked for: limits are counted in the cache."""
    cache.clear()
