"""The world of the grid, and the line at the end that says how many cells were tried."""

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.cleared import clear_cache

from .looking import READERS, Eyes
from .payloads import without_passkey
from .world import World, make_world


@pytest.fixture
def world(db, caplog) -> Iterator[World]:
    """The three cities and everybody's browser."""
    caplog.set_level(logging.CRITICAL, "django.request")  # thousands of refusals are what is wanted here
    clear_cache()
    yield make_world()
    clear_cache()


@pytest.fixture
def eyes(world: World, browser: Browser, live_server) -> Iterator[dict[str, Eyes]]:
    """A browser for each reader."""
    without_passkey(world, world.places["own"])
    contexts = {}
    for reader in READERS:
        contexts[reader] = browser.new_context(reduced_motion="reduce")
        cookie = world.clients[reader].cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie:
            contexts[reader].add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield {reader: Eyes.of(context) for reader, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.fixture
def count_cells(record_property):
    """A function that adds to the number of cells told at the end."""

    def count(cells: int) -> None:
        record_property("cells", cells)

    return count


def pytest_terminal_summary(terminalreporter) -> None:
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    cells = sum(value for report in reports for name, value in report.user_properties if name == "cells")
    if cells:
        terminalreporter.write_line(f"The access grid: {cells:,} cells tried.")
