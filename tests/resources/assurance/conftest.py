"""An entry that is asked about, and ways through the year."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from isc_portal.mail.models import Message
from isc_portal.mail.states import State
from resources.assurance import asking
from resources.directory.models import ContactPoint, Expert
from tests.cleared import clear_cache

JUDITH = "judith.kessler@example.org"
SHOWN, HIDDEN = "shown@example.org", "+19375550134"
MORNING = datetime(2026, 3, 2, 14, 25, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_counted():
    """No test spends what the rates leave to another."""
    clear_cache()


@pytest.fixture
def clock():
    """The time of the test, which stands until it is moved."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def judith(db):
    """An entry that nobody keeps, whose day has come on the morning of the tests."""
    expert = Expert.objects.create(
        name="Judith Kessler",
        role_title="Professor of <public> budgeting",
        organization="Plains University",
        city="Omaha",
        state="NE",
        email=JUDITH,
        topics=["reallocation", "permitting"],
        experience="Cut permits from 71 to 19 days.\nThen & there.",
        vendor_ties="Board of Acme",
        next_check=MORNING.date(),
    )
    ContactPoint.objects.create(
        expert=expert, kind="email", value=SHOWN, consented=True, consented_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    ContactPoint.objects.create(expert=expert, kind="phone", value=HIDDEN)
    return expert


@pytest.fixture
def asked(clock, judith):
    """The entry with an open question."""
    return asking.ask(expert=judith)


def link_in(message: Message) -> str:
    """The path of the link in a mail."""
    return re.search(r"https?://[^/\s]+(/directory/check/\S+)", message.text)[1]


def delivered() -> None:
    """All that waits goes out."""
    Message.objects.filter(state=State.QUEUED).update(state=State.SENT, sent_at=timezone.now(), text="", html="")


def pass_days(clock, days: float) -> None:
    clock.shift(timedelta(days=days))


CORRECTED = {
    "act": "change",
    "name": "Judith Kessler",
    "role_title": "Dean",
    "kind": "university",
    "availability": "now",
    "status": "active",
    "asks_a_quarter": "2",
    "topics": ["permitting"],
    "contact-TOTAL_FORMS": "2",
    "contact-INITIAL_FORMS": "0",
    "contact-0-kind": "email",
    "contact-0-value": SHOWN,
    "contact-1-kind": "phone",
    "contact-1-value": "(937) 555-0199",
    "contact-1-consented": "on",
}
