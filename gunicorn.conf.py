"""Started by `gunicorn campaign.wsgi`: threads for slow readers, two processes for two cores."""

import os
import shutil
import tempfile
from itertools import count

from prometheus_client import values

from campaign import settings
from campaign.settings import BIND, LOGGING, METRICS_BIND

bind = [BIND, METRICS_BIND] if METRICS_BIND else [BIND]
workers = 2
worker_class = "gthread"
threads = 4
preload_app = True  # read once, before the processes part: a new one is there at once
timeout = 30  # seconds; a page takes milliseconds
graceful_timeout = 10
# A slow leak never grows old; at 3,000 requests a second not even a flood ends a worker soon.
max_requests = 500_000
max_requests_jitter = 100_000
limit_request_line = 8190  # a search of 3,000 accented characters is a page, not a broken pipe
control_socket_disable = True
accesslog = None  # readers are nobody's business
logconfig_dict = LOGGING

# Where the processes put their counts together; one file a place, whoever sits there.
if METRICS_BIND:
    settings.METRICS_FOLDER = tempfile.mkdtemp(prefix="libertas-counts-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = settings.METRICS_FOLDER


def pre_fork(server, worker):
    """A place that no other process has: one that follows another goes on with its counts."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in count() if place not in taken)


def post_fork(server, worker):
    if METRICS_BIND:
        values.ValueClass = values.MultiProcessValue(lambda: worker.place)


def on_exit(server):
    if METRICS_BIND:
        shutil.rmtree(settings.METRICS_FOLDER, ignore_errors=True)
