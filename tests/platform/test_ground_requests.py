"""What every request passes: probes, security headers, time zones, visits and the glue for htmx."""

import datetime

import pytest
import time_machine
from django.contrib.messages import get_messages

from isc_portal import health

NOON = datetime.datetime(2026, 11, 20, 17, 0, tzinfo=datetime.UTC)
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/cities/fall/dayton/?tab=plan"}

pytestmark = pytest.mark.urls("tests.platform.urls")


@pytest.fixture
def workers(settings, monkeypatch):
    """Word of a worker for every queue, as its heartbeat leaves it."""
    health.forget_workers()
    monkeypatch.setattr(health, "_noted_at", -health._NOTE_EVERY)
    health.note_worker([queue.name for queue in settings.CELERY_TASK_QUEUES])
    yield
    health.forget_workers()


def test_healthz_answers_any_host_over_plain_http_without_the_database(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/healthz", HTTP_HOST="10.1.2.3")  # no `db` fixture: a query would fail the test

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]


def test_readyz_says_that_every_part_works(client, db, workers):
    response = client.get("/readyz", HTTP_HOST="10.1.2.3")

    assert response.json() == {
        "status": "ok",
        "parts": {"database": "ok", "broker": "ok", "storage": "ok", "worker": "ok"},
    }
    assert response.status_code == 200


def test_readyz_names_a_broker_that_is_down_and_keeps_the_reason_in_the_log(client, db, workers, settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"] == {"database": "ok", "broker": "failing", "storage": "ok", "worker": "ok"}
    assert "not ready: broker: " in caplog.text
    assert "127.0.0.1" not in response.content.decode()


def test_readyz_names_storage_that_cannot_be_written(client, db, workers, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file" / "below"

    response = client.get("/readyz")

    assert (response.status_code, response.json()["parts"]["storage"]) == (503, "failing")


def test_readyz_leaves_nothing_in_the_storage(client, db, workers, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    client.get("/readyz")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_readyz_names_the_queue_that_no_worker_serves(client, db, workers, caplog, monkeypatch):
    health.forget_workers()
    monkeypatch.setattr(health, "_noted_at", -health._NOTE_EVERY)
    health.note_worker(["default", "mail"])

    response = client.get("/readyz")

    assert (response.status_code, response.json()["parts"]["worker"]) == (503, "failing")
    assert "no worker for documents, imports" in caplog.text


def test_every_page_carries_a_strict_policy_and_no_page_may_be_framed(client, db):
    headers = client.get("/accounts/login/").headers

    policy = dict(directive.split(" ", 1) for directive in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_request_larger_than_the_limit_is_refused_before_it_is_read(client, db, settings):
    response = client.post(
        "/test/fragment", b"", content_type="text/plain", CONTENT_LENGTH=str(settings.REQUEST_LIMIT_MB * 1024**2 + 1)
    )

    assert response.status_code == 413
    assert f"{settings.UPLOAD_LIMIT_MB} MB" in response.content.decode()


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("America/New_York", b"12:00 EST"), ("America/Los_Angeles", b"09:00 PST"), ("Pacific/Honolulu", b"07:00 HST")],
)
def test_times_are_in_the_readers_own_zone(sign_in, cast, zone, expected):
    cast.outsider.time_zone = zone
    cast.outsider.save()

    assert sign_in("outsider").get("/test/local-time").content == expected


def test_nobody_in_particular_reads_times_in_utc(client, db):
    assert client.get("/test/local-time").content == b"17:00 UTC"


def test_a_visit_is_noted_once_a_minute_and_the_one_before_is_remembered(sign_in, cast):
    with time_machine.travel(NOON, tick=False) as clock:
        client = sign_in("outsider")

        def visit_after(**time: float) -> tuple[datetime.datetime, datetime.datetime | None]:
            clock.shift(datetime.timedelta(**time))
            client.get("/test/local-time")
            cast.outsider.refresh_from_db()
            return cast.outsider.last_seen_at, cast.outsider.previous_visit_at

        assert visit_after(seconds=0) == (NOON, None)
        assert visit_after(seconds=59) == (NOON, None)
        later = NOON + datetime.timedelta(seconds=60)
        assert visit_after(seconds=1) == (later, None)
        assert visit_after(hours=5) == (later + datetime.timedelta(hours=5), later)


def test_htmx_is_sent_to_the_sign_in_page_and_back_to_the_page_the_reader_is_on(client, db):
    response = client.get("/test/members", **HTMX)

    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=/cities/fall/dayton/%3Ftab%3Dplan"


def test_htmx_is_not_sent_back_to_a_foreign_site(client, db):
    response = client.get("/test/members", **{**HTMX, "HTTP_HX_CURRENT_URL": "https://evil.example/steal"})

    assert response.headers["HX-Redirect"] == "/accounts/login/?next=/"


def test_without_htmx_the_sign_in_page_is_an_ordinary_redirect(client, db):
    response = client.get("/test/members")

    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/?next=/test/members")


def test_messages_travel_with_the_fragment_once_and_escaped(client, db):
    body = client.get("/test/fragment", **HTMX).content.decode()

    assert body.startswith("<p>fragment</p>")
    assert "hx-swap-oob" in body
    assert "Saved &lt;b&gt;for&lt;/b&gt; Dayton" in body
    assert not get_messages(client.get("/test/local-time").wsgi_request)


def test_a_whole_page_is_left_alone(client, db):
    assert client.get("/test/fragment").content == b"<p>fragment</p>"


def test_an_unknown_host_gets_the_page_for_a_bad_request(client, db):
    response = client.get("/accounts/login/", HTTP_HOST="elsewhere.example")

    assert response.status_code == 400
    assert "<h1" in response.content.decode()
