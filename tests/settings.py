"""The portal's settings with what tests need: engines, files and mail of their own, and nothing slow on purpose."""

import os
from pathlib import Path

# Tests that run side by side (pytest-xdist) share the engines, and neither keys nor queues nor files.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
# Set in the environment, so that a server or a worker that a test starts has the same.
os.environ.setdefault("VAR_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("EMBEDDED_DURABLE", "0")
os.environ["CACHE_PREFIX"] = f"test-{WORKER}"

from isc_portal.settings import *  # noqa: E402, F403
from isc_portal.settings import DATABASES, VAR_DIR  # noqa: E402

DEBUG = False
DATABASES["default"]["CONN_MAX_AGE"] = 0
MEDIA_ROOT = VAR_DIR / "test-media" / WORKER
EMAIL_FILE_PATH = VAR_DIR / "test-mail" / WORKER
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
