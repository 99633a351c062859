"""Real workers that share the parts of a guidebook, and one that is killed while it helps."""

import os

import pytest
import redis
from django.conf import settings

from isc_portal.celery import app
from isc_portal.documents.making import print_document
from isc_portal.documents.models import Document
from isc_portal.documents.services import request_document
from isc_portal.documents.states import JobState
from resources.guidebook.models import Edition
from tests.cleared import clear_cache
from tests.factories import make_user
from tests.sink import wait_until

from .conftest import add_entry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TOPICS = ("analytics", "broadband", "cloud", "housing", "permitting", "transit")


@pytest.fixture(autouse=True)
def empty_queues():
    """Leave no task and no claim of this test to the next one."""
    clear_cache()
    app.control.purge()
    yield
    app.control.purge()
    clear_cache()


def claims() -> list[bytes]:
    """Who is at which part: the keys of the claims in the cache."""
    with redis.Redis.from_url(settings.REDIS_URL) as line:
        return list(line.scan_iter(f"{settings.CACHES['default']['KEY_PREFIX']}:*document-part:*", count=1_000))


def forget(keys: list[bytes]) -> None:
    """What a minute of silence does."""
    with redis.Redis.from_url(settings.REDIS_URL) as line:
        line.delete(*keys)


def test_two_workers_share_the_parts_and_the_death_of_the_one_that_helps_changes_nothing(workers):
    ruth = make_user("Ruth Adler", is_administrator=True)
    whole = Edition.objects.create(title="The whole directory", created_by=ruth)
    for number in range(20 * len(TOPICS)):
        add_entry(
            f"Ada{number} Lister{number}", topics=[TOPICS[number % len(TOPICS)]], shown=f"ada{number}@example.org"
        )
    workers.start("-Q", "documents")
    helper = workers.start("-Q", "nothing")
    document = request_document(kind="guidebook", subject=whole, by=ruth)
    wait_until(lambda: now(document).job_state == JobState.RENDERING, "a worker to take it up", seconds=60)
    app.control.add_consumer("documents", destination=[f"worker-2-{os.getpid()}@test"])
    wait_until(lambda: len(claims()) == 2, "the helper to be at a part", seconds=60)
    workers.kill(helper)
    assert now(document).job_state == JobState.RENDERING

    forget(claims())
    wait_until(lambda: now(document).is_ready, "the guidebook to be ready", seconds=120)

    done = now(document)
    assert done.attempts == 1, "who binds it has not changed"
    with done.file.open() as file:
        assert file.read() == print_document(done).pdf, "the same as when one alone makes it"


def now(document: Document) -> Document:
    """The row as it stands."""
    return Document.objects.get(pk=document.pk)
