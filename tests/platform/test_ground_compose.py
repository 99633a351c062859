"""docker-compose.yml and the settings agree: what it starts would not be refused, and every queue has its worker."""

import re
import runpy
import secrets

import pytest
import yaml
from django.conf import settings

OF_THE_FILE = {
    "SITE_HOST": "portal.example.org",
    "POSTGRES_PASSWORD": "0123456789abcdef",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
}
PARTS = ("migrate", "web", "mail", "documents", "beat")


@pytest.fixture(scope="module")
def services() -> dict:
    """The services as Compose reads them, with the blanks of portal.env filled in."""
    text = (settings.BASE_DIR / "docker-compose.yml").read_text()
    filled = re.sub(r"\$\{(\w+)\}", lambda match: OF_THE_FILE[match[1]], text)
    return yaml.safe_load(filled)["services"]


@pytest.mark.parametrize("part", PARTS)
def test_the_settings_accept_what_each_part_is_given(services, monkeypatch, part):
    for name, value in {**OF_THE_FILE, **services[part]["environment"], "VAR_DIR": "/var/lib/portal"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DEMO", raising=False)

    read = runpy.run_path(str(settings.BASE_DIR / "isc_portal" / "settings.py"))

    assert read["DEBUG"] is False
    assert read["EMBEDDED"] is False
    assert read["PORTAL_URL"] == "https://portal.example.org"
    assert read["DATABASES"]["default"]["HOST"] == "postgres"
    assert read["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_every_queue_has_its_worker(services):
    served = [services[part]["command"] for part in PARTS if "worker" in services[part]["command"]]
    queues = {queue for command in served for queue in command[command.index("--queues") + 1].split(",")}

    assert queues == {queue.name for queue in settings.CELERY_TASK_QUEUES}


def test_every_blank_of_the_compose_file_is_in_the_example(services):
    text = (settings.BASE_DIR / "docker-compose.yml").read_text()
    example = (settings.BASE_DIR / "deploy" / "portal.env.example").read_text()

    for name in {*re.findall(r"\$\{(\w+)\}", text), *OF_THE_FILE}:
        assert re.search(rf"^{name}=", example, re.MULTILINE), name


def test_the_image_holds_neither_secrets_nor_the_embedded_servers():
    image = (settings.BASE_DIR / "Dockerfile").read_text()
    ignored = (settings.BASE_DIR / ".dockerignore").read_text().split()

    assert "requirements-embedded" not in image
    assert "requirements-dev" not in image
    assert {"*.env", ".env", "var", ".git"} <= set(ignored)
    assert image.index("USER portal") < image.index("CMD")
