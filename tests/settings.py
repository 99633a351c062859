"""The portal's settings with what tests need: engines, files and mail of their own, and nothing slow on purpose."""

import os
from pathlib import Path

os.environ.setdefault("VAR_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("EMBEDDED_DURABLE", "0")
os.environ.setdefault("SECRET_KEY", "for-tests-only-" + "0123456789" * 5)

from isc_portal.settings import *  # noqa: E402, F403
from isc_portal.settings import CACHES, CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, VAR_DIR  # noqa: E402

# Tests that run side by side (pytest-xdist) share the engines, and neither keys nor queues nor files.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

DEBUG = False
DATABASES["default"]["CONN_MAX_AGE"] = 0
CACHES["default"]["KEY_PREFIX"] = f"test-{WORKER}"
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"test-{WORKER}:"
MEDIA_ROOT = VAR_DIR / "test-media" / WORKER
EMAIL_FILE_PATH = VAR_DIR / "test-mail" / WORKER
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
