"""The jobs: `celery -A isc_portal worker` and `celery -A isc_portal beat`. Queues and schedule are in settings."""

import os
import warnings
from pathlib import Path

from celery import Celery
from celery.signals import heartbeat_sent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isc_portal.settings")


def packages_with_tasks() -> list[str]:
    """Every app and slice of ours that has a tasks.py."""
    from django.apps import apps
    from django.conf import settings

    ours = [config for config in apps.get_app_configs() if Path(config.path).parts[:-1] == settings.BASE_DIR.parts]
    found = {
        file.relative_to(settings.BASE_DIR).parent for config in ours for file in Path(config.path).rglob("tasks.py")
    }
    return sorted(".".join(folder.parts) for folder in found)


# Celery warns of root because of pickled messages; ours are JSON.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

app = Celery("isc_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(packages_with_tasks)


@heartbeat_sent.connect
def _note_heartbeat(**kwargs: object) -> None:
    """Leave word that a worker lives; its main process sends this however busy the others are."""
    from isc_portal.health import note_worker

    note_worker(app.amqp.queues.consume_from)
