"""How the web processes run: `gunicorn isc_portal.wsgi` reads this file from the folder it starts in."""

import os
from pathlib import Path

bind = f"{os.environ.get('BIND_ADDRESS') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 20
keepalive = 75  # longer than a proxy keeps an idle connection, so that it never writes into one just closed
# Three hundred pages of a live clinic ask three hundred times a second; a worker starts anew after minutes of that.
max_requests, max_requests_jitter = 100_000, 20_000
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (a heartbeat file on a slow disk blocks)
loglevel = "warning"
