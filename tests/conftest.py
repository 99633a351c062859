"""The one cast that every test plays with."""

from types import SimpleNamespace

import pytest
from django.test import Client

from . import factories
from .sink import smtp_sink  # noqa: F401
from .workers import workers  # noqa: F401


@pytest.fixture
def cast(db):
    """The people of design.md around two cohorts.

    `own` is Dayton in Fall 2026, `neighbor` Stockton in the same cohort, `foreign` Tacoma in another cohort.
    """
    fall, spring = factories.make_cohort("Fall 2026"), factories.make_cohort("Spring 2027")
    dayton = factories.make_city("Dayton", "OH")
    stockton = factories.make_city("Stockton", "CA", time_zone="America/Los_Angeles")
    tacoma = factories.make_city("Tacoma", "WA", time_zone="America/Los_Angeles")
    own = factories.make_participation(fall, dayton, "Lorraine Whitcomb")
    neighbor = factories.make_participation(fall, stockton, "Pedro Alvarez")
    foreign = factories.make_participation(spring, tacoma, "Ingrid Solberg")
    return SimpleNamespace(
        cohort=fall,
        other_cohort=spring,
        own=own,
        neighbor=neighbor,
        foreign=foreign,
        administrator=factories.make_user("Ruth Adler", is_administrator=True),
        facilitator=factories.make_facilitator(fall, "Helen Osei"),
        other_facilitator=factories.make_facilitator(spring, "Omar Haddad"),
        mayor=factories.make_member(own, "mayor", "Lorraine Whitcomb"),
        editor=factories.make_member(own, "editor", "Ana Reyes"),
        second_editor=factories.make_member(own, "editor", "Marcus Bell"),
        viewer=factories.make_member(own, "viewer", "Priya Nair"),
        expert=factories.make_expert("Denise Fuller"),
        peer=factories.make_member(neighbor, "editor", "Luis Ortega"),
        stranger=factories.make_member(foreign, "mayor", "Ingrid Solberg"),
        outsider=factories.make_user("Paul Outsider"),
    )


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
