"""Messages to play with, written from templates of the tests' own."""

from itertools import count
from pathlib import Path

import pytest

from isc_portal.accounts.models import User
from isc_portal.mail.models import Message
from isc_portal.mail.services import enqueue

_number = count(1)


@pytest.fixture(autouse=True)
def occasions(settings):
    """Let `occasions/returned` be found as a template."""
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"]}]


@pytest.fixture
def reader(db) -> User:
    return User.objects.create_user("ana.reyes@dayton.example.org", "Ana Reyes", time_zone="America/New_York")


@pytest.fixture
def write(reader):
    """A function that puts a message in line: `write("a key", urgent=True, ...)`."""

    def written(key: str = "", **changes) -> Message:
        arguments = {
            "to": reader,
            "template": "occasions/returned",
            "context": {"city": "Dayton", "words": "The baseline's source is missing."},
            "dedupe_key": key or f"occasion {next(_number)}",
            "category": "intake",
        }
        return enqueue(**{**arguments, **changes})

    return written
