"""Asking for documents, trying again, review, approval and withdrawal."""

import threading
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from isc_portal.documents import making, services
from isc_portal.documents.models import Document
from isc_portal.documents.states import JobState, Status
from isc_portal.mail.models import Message

from .conftest import break_down, finish

pytestmark = pytest.mark.django_db


def test_asking_makes_a_row_with_the_content_as_it_stands_and_sends_it_on_commit(
    ask, cast, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr("isc_portal.documents.tasks.make_document.delay", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        document = ask(days="41")
        assert sent == []
    assert sent == [document.pk]
    assert (document.version, document.try_number, document.job_state) == (1, 1, JobState.QUEUED)
    assert document.snapshot["statements"] == [{"what": "Days to a permit", "figure": "41"}]
    assert (document.title, document.place) == ("A shorter way to a permit", "Dayton, Ohio")
    assert document.prepared_by == cast.editor
    assert document.prepared_by_name == "Ana Reyes"


def test_asking_twice_for_the_same_content_gives_the_same_row(ask):
    first, second = ask(), ask()
    assert first == second
    assert (first.already_there, second.already_there) == (False, True)
    finish(first)
    third = ask()
    assert (third, third.already_there) == (first, True)
    assert Document.objects.count() == 1


def test_changed_content_gets_the_next_version_even_while_one_is_being_made(ask):
    assert [ask(days="41").version, ask(days="30").version, ask(days="15").version] == [1, 2, 3]


def test_content_that_returns_to_an_older_state_is_a_new_version(made):
    assert [made(days="41").version, made(days="30").version, made(days="41").version] == [1, 2, 3]


def test_versions_of_other_cities_count_for_themselves(ask, cast):
    assert ask(days="41").version == 1
    assert ask(days="41", subject=cast.neighbor).version == 1


def test_the_database_refuses_a_version_number_twice_and_the_same_content_twice_in_work(ask):
    document = ask()
    for changes in ({"try_number": 2, "snapshot_hash": "other"}, {"version": 2}):
        copy = Document.objects.get(pk=document.pk)
        copy.pk, copy.code = None, "2222-2222"
        for name, value in changes.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


def test_a_newer_version_supersedes_the_older_ones(made):
    first, second, third = made(days="41"), made(days="30"), made(days="15")
    for older in (first, second):
        older.refresh_from_db()
        assert older.status == Status.SUPERSEDED
    assert (first.superseded_by, second.superseded_by) == (second, third)
    assert third.status == Status.DRAFT


def test_versions_that_are_finished_in_the_wrong_order_end_up_in_the_right_one(ask):
    first, second = ask(days="41"), ask(days="30")
    finish(second)
    finish(first)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.superseded_by) == (Status.SUPERSEDED, second)
    assert second.status == Status.DRAFT


def test_a_draft_does_not_take_the_place_of_an_approved_version_until_it_is_approved(made, cast):
    first = made(days="41")
    services.approve(document=first, by=cast.mayor)
    finish(first)
    second = made(days="30")
    first.refresh_from_db()
    assert first.status == Status.APPROVED
    services.approve(document=second, by=cast.mayor)
    first.refresh_from_db()
    assert (first.status, first.superseded_by) == (Status.SUPERSEDED, second)


def test_a_failed_try_keeps_its_row_and_the_next_one_has_the_same_version(ask):
    failed = break_down(ask(days="41"), "A picture had no description.")
    assert (failed.version_name, failed.failure_reason) == ("1, first try", "A picture had no description.")
    again = finish(ask(days="41"))
    assert (again.version, again.try_number, again.version_name) == (1, 2, "1")
    assert Document.objects.filter(job_state=JobState.FAILED).get() == failed


def test_trying_again_takes_the_same_content(ask, leaf, cast):
    failed = break_down(ask(days="41"))
    leaf.content["rows"] = [{"what": "Days to a permit", "figure": "30"}]
    again = services.retry(document=failed, by=cast.second_editor)
    assert (again.snapshot, again.as_of) == (failed.snapshot, failed.as_of)
    assert (again.version, again.try_number, again.prepared_by) == (1, 2, cast.second_editor)
    assert again.code != failed.code


def test_only_a_failed_version_that_nothing_has_replaced_is_tried_again(ask, made, cast):
    failed = break_down(ask(days="41"))
    ready = made(days="30")
    with pytest.raises(services.Refused, match="Version 1 has been made since"):
        services.retry(document=failed, by=cast.editor)
    with pytest.raises(services.Refused, match="Only a document that failed"):
        services.retry(document=ready, by=cast.editor)


def test_whoever_asked_is_told_when_it_is_ready_and_when_it_failed(ask, cast):
    finish(ask(days="41"))
    break_down(ask(days="30"), "A picture had no description.")
    ready, failed = Message.objects.filter(recipient=cast.editor).order_by("pk")
    assert ready.subject == "Leaf of Dayton, Ohio, version 1, is ready"
    assert "3 pages" in ready.text and f"/documents/leaf/{cast.own.pk}/" in ready.text
    assert "3 pages" in ready.html
    assert failed.subject == "Leaf of Dayton, Ohio, version 2, could not be made"
    assert "A picture had no description." in failed.text
    assert "trace" not in failed.text + failed.html


def test_sending_for_review_tells_the_mayor(made, cast):
    document = services.send_for_review(document=made(), by=cast.editor)
    assert document.status == Status.IN_REVIEW
    message = Message.objects.get(recipient=cast.mayor)
    assert message.subject == "Leaf of Dayton, Ohio, version 1, waits for your approval"
    with pytest.raises(services.Refused, match="Only a finished draft"):
        services.send_for_review(document=document, by=cast.editor)


def test_approval_puts_name_and_day_on_the_row_and_makes_the_file_again(made, cast):
    document = made()
    old_file = document.file.name
    services.approve(document=document, by=cast.mayor)
    document.refresh_from_db()
    assert (document.status, document.approved_by_name) == (Status.APPROVED, "Lorraine Whitcomb")
    assert document.is_under_way and document.can_be_read, "the old file serves until the new one is there"
    finish(document)
    assert document.is_ready and document.file.name != old_file
    assert Message.objects.filter(recipient=cast.editor, subject__endswith="is approved").count() == 1
    assert Message.objects.filter(recipient=cast.editor, subject__endswith="is ready").count() == 1, "told once"


def test_an_approval_that_cannot_be_put_on_the_cover_leaves_the_version_approved_and_readable(made, cast):
    document = made()
    services.approve(document=document, by=cast.mayor)
    break_down(document, "The program that makes the pages stopped.")
    assert (document.status, document.job_state) == (Status.APPROVED, JobState.READY)
    assert document.failure_reason and document.can_be_read
    told = Message.objects.get(recipient=cast.editor, subject__endswith="could not be made anew")
    assert "The version is approved all the same" in told.text
    assert services.retry(document=document, by=cast.editor) == document
    finish(document)
    assert document.failure_reason == ""


def test_a_version_with_a_gap_cannot_be_approved_and_says_which(made, leaf, cast):
    leaf.content["rows"] = [{"what": "Days to a permit", "figure": ""}]
    document = made()
    with pytest.raises(services.Refused, match="A figure is missing: the table"):
        services.approve(document=document, by=cast.mayor)
    document.refresh_from_db()
    assert document.status == Status.DRAFT


def test_a_withdrawn_version_keeps_its_file_and_its_reason(made, cast):
    document = made()
    with pytest.raises(services.Refused, match="Say why"):
        services.withdraw(document=document, reason="  ", by=cast.mayor)
    services.withdraw(document=document, reason="A figure was wrong.", by=cast.mayor)
    document.refresh_from_db()
    assert (document.status, document.withdrawn_reason) == (Status.WITHDRAWN, "A figure was wrong.")
    assert document.can_be_read and not document.is_standing
    with pytest.raises(services.Refused):
        services.withdraw(document=document, reason="Again", by=cast.mayor)


def test_a_version_asked_for_after_a_withdrawal_is_made_even_with_the_same_content(made, cast):
    services.withdraw(document=made(), reason="A figure was wrong.", by=cast.mayor)
    again = made()
    assert (again.version, again.already_there) == (2, False)


def test_a_snapshot_without_a_title_or_place_is_refused(leaf, cast):
    kind = replace(leaf.LEAF, collect=lambda subject, **rest: {**leaf.collect(subject, **rest), "title": ""})
    with pytest.raises(ValueError, match="leaf lacks title"):
        services.request_document(kind=kind, subject=cast.own, by=cast.editor)


@pytest.mark.django_db(transaction=True)
def test_content_is_collected_as_if_the_database_stood_still(leaf, cast):
    seen = []

    def collect(subject, *, as_of, by):
        seen.append(type(subject).objects.get(pk=subject.pk).city.name)
        rename = threading.Thread(target=_rename, args=(subject.city_id, "Renamed meanwhile"))
        rename.start()
        rename.join()
        seen.append(type(subject).objects.get(pk=subject.pk).city.name)
        return {"title": "A", "place": "B", "columns": [], "rows": [], "statements": [], "remark": ""}

    services.collect(replace(leaf.LEAF, collect=collect), cast.own, as_of=None, by=None)
    assert seen == ["Dayton", "Dayton"]
    cast.own.city.refresh_from_db()
    assert cast.own.city.name == "Renamed meanwhile"


def _rename(city_id: int, name: str) -> None:
    from cohorts.places.models import City

    City.objects.filter(pk=city_id).update(name=name)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_ask_at_the_same_moment_get_one_version(leaf, cast, monkeypatch):
    monkeypatch.setattr("isc_portal.documents.tasks.make_document.delay", lambda pk: None)
    barrier, found = threading.Barrier(4), []

    def ask():
        barrier.wait()
        found.append(services.request_document(kind="leaf", subject=cast.own, by=cast.editor).pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_row_is_kept_and_waits_for_the_sweep(ask, monkeypatch):
    from kombu.exceptions import OperationalError

    def away(pk):
        raise OperationalError("no broker")

    monkeypatch.setattr("isc_portal.documents.tasks.make_document.delay", away)
    document = ask()
    assert Document.objects.get(pk=document.pk).job_state == JobState.QUEUED


def test_a_document_can_be_made_without_a_worker(leaf, cast):
    document = services.make_now(kind="leaf", subject=cast.own, by=None)
    assert document.is_ready and document.pages == 2
    with document.file.open() as pdf:
        assert pdf.read(5) == b"%PDF-"
    again = services.make_now(kind="leaf", subject=cast.own, by=None)
    assert (again, again.already_there) == (document, True)


def test_a_worker_that_holds_the_job_is_not_disturbed(leaf, ask, cast):
    making.claim(ask().pk)
    with pytest.raises(services.Refused, match="A worker is making this document"):
        services.make_now(kind="leaf", subject=cast.own, by=None)
