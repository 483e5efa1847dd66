"""Started by `gunicorn campaign.wsgi`: threads for slow readers, two processes for two cores."""

from campaign.settings import BIND

bind = BIND
workers = 2
worker_class = "gthread"
threads = 4
timeout = 30  # seconds; a page takes milliseconds
graceful_timeout = 10
max_requests = 10_000  # a slow leak never grows old
max_requests_jitter = 1_000
limit_request_line = 8190  # a search of 3,000 accented characters is a page, not a broken pipe
control_socket_disable = True
accesslog = None  # readers are nobody's business
