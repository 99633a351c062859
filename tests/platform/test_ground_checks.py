"""What Django itself can say about the whole: deployment, migrations, documentation."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from isc_portal import celery_app

from .test_ground_settings import PRODUCTION


def test_the_deployment_check_is_clean_in_production_settings(tmp_path):
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "TRUSTED_PROXIES": "1", **PRODUCTION}
    check = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:isc_portal", "manage.py", "check", "--deploy"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert check.returncode == 0, check.stderr
    assert "no issues" in check.stdout + check.stderr


def test_a_refusal_to_start_is_one_sentence_without_a_trace(tmp_path):
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **PRODUCTION, "DEMO": "1"}
    start = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )

    assert start.returncode == 1
    assert start.stderr.strip() == "Refusing to start with DEBUG off: DEMO must be 0."


def test_the_schedule_names_jobs_that_exist_and_every_job_has_a_queue_that_workers_serve():
    celery_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    ours = {name for name in celery_app.tasks if not name.startswith("celery.")}
    served = {queue.name for queue in settings.CELERY_TASK_QUEUES}

    assert scheduled <= ours
    assert {celery_app.amqp.router.route({}, name)["queue"].name for name in ours} <= served
    assert celery_app.amqp.router.route({}, "isc_portal.mail.tasks.send_due")["queue"].name == "mail"


@pytest.mark.django_db
def test_no_model_differs_from_its_migrations():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_setting_is_named_in_the_operators_page():
    source = (settings.BASE_DIR / "isc_portal" / "settings.py").read_text()
    source += (settings.BASE_DIR / "gunicorn.conf.py").read_text()
    names = set(re.findall(r"""(?:env\.\w+|environ\.get)\(\s*["']([A-Z0-9_]+)["']""", source))
    page = (settings.BASE_DIR / "docs" / "operators.md").read_text()

    assert {"SECRET_KEY", "DATABASE_URL", "S3_BUCKET", "BIND_ADDRESS"} <= names
    assert sorted(name for name in names if f"`{name}`" not in page) == []


def test_every_dependency_is_explained():
    page = (settings.BASE_DIR / "docs" / "dependencies.md").read_text().lower()
    names = []
    for file in ("requirements.in", "requirements-dev.in", "requirements-embedded.in"):
        lines = (settings.BASE_DIR / file).read_text().splitlines()
        names += [re.split(r"[\[<>=~! ]", line)[0] for line in lines if line and line[0] not in "#-"]

    assert len(names) > 30
    assert [name for name in names if f"`{name}`" not in page] == []
