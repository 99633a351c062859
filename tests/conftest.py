"""The one cast that every test plays with."""

import os
import shutil
import time

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase

from . import factories
from .databases import empty_the_tables, migrated_database
from .sink import smtp_sink  # noqa: F401
from .workers import workers  # noqa: F401

# Playwright keeps an event loop in the test's thread; Django would then refuse the database to it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests first: side by side with them the many short ones fill the time."""
    long_files = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in long_files)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Each process of a run copies its database from one that is migrated already."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test's database, which can be dropped even if a thread or a killed server left its connection open."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _is_busy() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state <> 'idle')"
        )
        return cursor.fetchone()[0]


def _empty_the_tables_when_quiet(test: TransactionTestCase) -> None:
    """Wait for requests that a closed page left behind: what they write belongs to no test."""
    end = time.monotonic() + 10
    while _is_busy() and time.monotonic() < end:
        time.sleep(0.05)
    empty_the_tables()


TransactionTestCase._fixture_teardown = _empty_the_tables_when_quiet


@pytest.fixture
def cast(db):
    """The people of design.md around two cohorts: see `factories.make_cast`."""
    return factories.make_cast()


@pytest.fixture
def sign_in(cast):
    """A function that gives a browser-like client signed in as one of the cast by name; 'anonymous' as nobody.

    Administrators and facilitators come with their second factor done.
    """

    def as_(persona: str) -> Client:
        client = Client()
        if persona != "anonymous":
            from .signing_in import sign_in as really_sign_in

            really_sign_in(client, getattr(cast, persona))
        return client

    return as_


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium, which talks to nobody but the tests."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: apt-get install chromium"
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_FLAGS}
