"""The world of the grid, and the line at the end that says how many cells were tried."""

import logging
from collections.abc import Iterator

import pytest

from tests.cleared import clear_cache

from .world import World, make_world


@pytest.fixture
def world(db, caplog) -> Iterator[World]:
    """The three cities and everybody's browser."""
    caplog.set_level(logging.CRITICAL, "django.request")  # thousands of refusals are what is wanted here
    clear_cache()
    yield make_world()
    clear_cache()


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
