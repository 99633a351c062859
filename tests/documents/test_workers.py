"""Real Celery workers, killed in the middle."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from isc_portal.accounts.models import User
from isc_portal.celery import app
from isc_portal.documents import making, querysets, services, tasks
from isc_portal.documents.models import Document
from isc_portal.documents.states import JobState, Stage
from isc_portal.mail.models import Message
from tests.factories import make_user
from tests.sink import wait_until

from .conftest import finish
from .reading import findings, words_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_queues():
    """Leave no task of this test to the next one's worker."""
    app.control.purge()
    yield
    app.control.purge()


@pytest.fixture
def document_workers(workers):
    workers.environment = {"DOCUMENT_KIND_MODULES": "isc_portal.documents.specimen"}
    return workers


@pytest.mark.slow
def test_a_document_whose_worker_is_killed_in_the_middle_is_ready_exactly_once(specimen, document_workers, tmp_path):
    ruth = make_user("Ruth Adler", is_administrator=True)
    victim = document_workers.start("-Q", "documents")
    document = services.request_document(kind=specimen, subject=ruth, by=ruth)
    wait_until(lambda: _now(document).stage == Stage.PAGES, "the worker to be setting pages", seconds=60)
    document_workers.kill(victim)
    first_claim = _now(document).claim
    assert _now(document).job_state == JobState.RENDERING

    # Half a minute passes without a word from the dead worker.
    Document.objects.update(heartbeat_at=timezone.now() - querysets.SILENT_AFTER)
    document_workers.start("-Q", "documents")
    tasks.sweep.delay()
    wait_until(lambda: _now(document).is_ready, "the document to be ready", seconds=90)

    done = _now(document)
    assert (done.attempts, done.version, Document.objects.count()) == (2, 1, 1)
    assert done.claim is None and first_claim is not None
    assert Message.objects.filter(recipient=ruth).count() == 1
    with done.file.open() as file:
        pdf = file.read()
    assert "Fourteen people keep their jobs and change how they work." in words_of(pdf)
    assert findings(pdf, tmp_path) == []
    assert done.pages_done == done.pages == 9
    # A message that comes late changes nothing.
    before = done.finished_at
    assert making.make(done.pk) is False
    assert _now(document).finished_at == before


def test_a_job_is_taken_up_by_one_worker_only(ask):
    document = ask()
    assert making.claim(document.pk) is not None
    assert making.claim(document.pk) is None


def test_a_worker_that_wakes_up_after_another_took_over_changes_nothing(ask):
    document = ask()
    slow = making.claim(document.pk)
    Document.objects.update(heartbeat_at=timezone.now() - querysets.SILENT_AFTER)
    quick = finish(document, pdf=b"%PDF by the quick one")
    report = making.Reporter(slow)
    with pytest.raises(making.LostClaim):
        report(making.Progress("pages", 1))
    with pytest.raises(making.LostClaim):
        making.settle(slow, making.Printed(b"%PDF by the slow one", 1, {}))
    making.fail(slow, making.PressError("Too late."))
    assert _now(document).file_hash == quick.file_hash
    assert _now(document).is_ready


def test_the_sweep_sends_what_was_forgotten_and_leaves_what_lives(ask, monkeypatch):
    sent = []
    waiting, living, silent, lost = (ask(days=days) for days in ("41", "30", "15", "10"))
    for document in (living, silent):
        making.claim(document.pk)
    now = timezone.now()
    Document.objects.filter(pk=silent.pk).update(heartbeat_at=now - querysets.SILENT_AFTER)
    Document.objects.filter(pk=lost.pk).update(queued_at=now - querysets.FORGOTTEN_AFTER)
    monkeypatch.setattr("isc_portal.documents.tasks.make_document.delay", sent.append)
    assert making.send_forgotten() == 2
    assert sorted(sent) == sorted([silent.pk, lost.pk])
    sent.clear()
    assert making.send_forgotten() == 1, "what waits is not sent every minute; a dead worker's job still is"
    assert waiting.pk not in sent


def test_a_document_that_kills_its_workers_is_given_up_with_a_reason(ask):
    document = ask()
    for _ in range(making.MOST_ATTEMPTS):
        making.claim(document.pk)
        Document.objects.update(heartbeat_at=timezone.now() - querysets.SILENT_AFTER)
    making.make(document.pk)
    failed = _now(document)
    assert failed.has_failed
    assert failed.failure_reason == "The program that makes documents stopped 3 times while at it."


def test_a_job_whose_row_is_gone_is_left_alone(db):
    assert making.make(4711) is False


def test_a_fault_of_ours_fails_with_plain_words_and_keeps_the_detail_for_administrators(ask, monkeypatch):
    document = ask()
    monkeypatch.setattr(making, "print_document", lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        making.make(document.pk)
    failed = _now(document)
    assert failed.failure_reason.startswith("Something in the portal went wrong")
    assert "ZeroDivisionError" in failed.failure_detail and "Zero" not in failed.failure_reason


def test_the_limits_of_the_settings_reach_the_press(ask, settings):
    settings.DOCUMENT_TIME_LIMIT = 0
    document = ask()
    making.make(document.pk)
    assert _now(document).failure_reason.startswith("Making it took longer than the 0 seconds")


def test_two_rows_with_the_same_content_code_and_day_have_the_same_bytes(specimen, settings):
    user = User(pk=1, name="Ruth Adler", is_administrator=True)
    row = {
        "kind": "specimen",
        "subject_type": ContentType.objects.get_for_model(User),
        "subject_id": 1,
        "version": 1,
        "code": "7K4M-2QXP",
        "title": "Fifteen-Day Permits",
        "place": "Akron, Ohio",
        "as_of": timezone.now(),
        "snapshot": specimen.collect(user, as_of=None, by=None),
        "snapshot_hash": "0" * 64,
    }
    saved = Document.objects.create(**row)
    from_database = Document.objects.get(pk=saved.pk)
    assert list(from_database.snapshot) != list(row["snapshot"]), "the database keeps keys in its own order"
    assert making.print_document(Document(**row)).pdf == making.print_document(from_database).pdf


def _now(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)
