"""The one cast that every test plays with."""

import pytest
from django.test import Client

from . import factories
from .sink import smtp_sink  # noqa: F401
from .workers import workers  # noqa: F401


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
