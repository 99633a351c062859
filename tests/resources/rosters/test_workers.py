"""A long roster in real workers: killed in the middle of an import, nothing or everything is in the directory."""

import io

import pytest
from django.utils import timezone

from isc_portal.celery import app
from resources.directory.models import ContactPoint, Expert
from resources.rosters import running, services, tasks
from resources.rosters.models import Roster, RosterState
from tests import factories
from tests.sink import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROWS = 12_000


@pytest.fixture(autouse=True)
def empty_queues():
    app.control.purge()
    yield
    app.control.purge()


def now(roster: Roster) -> Roster:
    return Roster.objects.get(pk=roster.pk)


def test_a_worker_killed_in_an_import_leaves_nothing_and_the_next_one_imports_all(workers):
    by = factories.make_user("Ruth Adler", is_administrator=True)
    text = "name,email,phone\n" + "".join(
        f"Ana{n} Reyes{n},a{n}@civic.example.org,520-555-{n % 10_000:04d}\n" for n in range(ROWS)
    )
    victim = workers.start("-Q", "imports")
    roster = services.upload(file=io.BytesIO(text.encode()), name="long.csv", by=by)
    services.choose_columns(roster=roster, mapping=roster.mapping, by=by)
    assert roster.state == RosterState.READING
    wait_until(lambda: now(roster).state == RosterState.CHECKED, "the rows to be checked", seconds=90)
    assert now(roster).counts == {"new": ROWS}

    services.commit(roster=now(roster), by=by)
    wait_until(lambda: now(roster).rows_done > 0, "the import to be under way", seconds=60)
    workers.kill(victim)
    assert now(roster).state == RosterState.COMMITTING
    assert not Expert.objects.exists()

    Roster.objects.update(heartbeat_at=timezone.now() - 2 * running.SILENT_AFTER)
    workers.start("-Q", "imports")
    tasks.sweep_rosters.delay()
    wait_until(lambda: now(roster).state == RosterState.COMMITTED, "the roster to be imported", seconds=90)
    assert (Expert.objects.count(), ContactPoint.objects.count()) == (ROWS, ROWS)

    services.undo(roster=now(roster), by=by)
    wait_until(lambda: now(roster).state == RosterState.UNDONE, "the import to be undone", seconds=90)
    assert not Expert.objects.exists()


def test_a_roster_given_up_in_the_middle_of_its_import_leaves_nothing(workers):
    by = factories.make_user("Ruth Adler", is_administrator=True)
    text = "name,email\n" + "".join(f"Ana{n} Reyes{n},a{n}@civic.example.org\n" for n in range(ROWS))
    workers.start("-Q", "imports")
    roster = services.upload(file=io.BytesIO(text.encode()), name="long.csv", by=by)
    services.choose_columns(roster=roster, mapping=roster.mapping, by=by)
    wait_until(lambda: now(roster).state == RosterState.CHECKED, "the rows to be checked", seconds=90)
    services.commit(roster=now(roster), by=by)
    wait_until(lambda: now(roster).rows_done > 0, "the import to be under way", seconds=60)
    services.cancel(roster=now(roster), by=by)
    tasks.work_on_roster.delay(roster.pk)
    wait_until(lambda: now(roster).claim is None, "the worker to let go", seconds=60)
    assert now(roster).state == RosterState.CANCELLED
    assert not Expert.objects.exists()
