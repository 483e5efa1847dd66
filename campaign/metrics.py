"""Numbers for whoever watches the site (Prometheus), told on an address of their own and nowhere else."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from campaign import health
from campaign.models import Letter
from sponsorships.models import Sponsorship

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# From a page in memory to a paper drawn for the first time.
SECONDS = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

requests = Counter("libertas_requests", "Requests answered", ["room", "method", "status"])
latency = Histogram("libertas_request_seconds", "Time to answer", ["room"], buckets=SECONDS)
kept = Counter("libertas_kept_pages", "Reader's pages, by whether memory had them", ["found"])


def count_kept(method: str, status: str, *, seconds: float) -> None:
    """A page that memory had."""
    kept.labels("yes").inc()
    requests.labels("kept", method, status).inc()
    latency.labels("kept").observe(seconds)


class Now(Collector):
    """What is asked of the database and the disk at the moment of telling."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        found = health.look(now=now)
        well = GaugeMetricFamily("libertas_well", "1 when a line of /readyz says ok", labels=["subject"])
        for finding in found:
            well.add_metric([finding.subject], int(finding.is_well))
        yield well
        left = min(map(health.room_left, health.folders()))
        yield GaugeMetricFamily("libertas_disk_free_bytes", "Room left where the site writes", left)
        age = health.tree_age(now=now) if settings.PUBLISHED_TREE else None
        if age is not None:
            told = "Since the published pages were last found as the records are"
            yield GaugeMetricFamily("libertas_tree_age_seconds", told, age.total_seconds())
        try:
            yield from list(counted(now=now))
        except DatabaseError:  # told by libertas_well
            return


def counted(*, now: datetime) -> Iterator[GaugeMetricFamily]:
    late = health.oldest_letter(now=now).total_seconds()
    yield GaugeMetricFamily("libertas_outbox_age_seconds", "How late the first letter is", late)
    waiting = Letter.objects.filter(sent_at=None)
    yield GaugeMetricFamily("libertas_letters_waiting", "Letters not sent yet", waiting.count())
    parked = Letter.objects.parked().count()
    yield GaugeMetricFamily("libertas_letters_parked", "Letters that only a person can help", parked)
    queue = Sponsorship.objects.filter(state=Sponsorship.State.PENDING).count()
    yield GaugeMetricFamily("libertas_requests_waiting", "Requests to sponsor that wait for an NGO", queue)


def told() -> bytes:
    """Of all processes of this gunicorn."""
    registry = CollectorRegistry()
    if settings.METRICS_FOLDER:
        MultiProcessCollector(registry, path=settings.METRICS_FOLDER)  # type: ignore[no-untyped-call]
    else:
        for own in (requests, latency, kept):
            registry.register(own)
    registry.register(Now())
    return generate_latest(registry)


def beside(application: Application) -> Application:
    """The site on its own address; on METRICS_BIND these numbers and nothing else.

    The socket tells where a request came in: its Host and its headers are the client's own words.
    """
    if not settings.METRICS_BIND:
        return application
    port = int(settings.METRICS_BIND.rpartition(":")[2])

    def either(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        here = environ["gunicorn.socket"].getsockname()  # a path where it is a socket of this machine
        if not isinstance(here, tuple) or here[1] != port:
            return application(environ, start_response)
        if environ["PATH_INFO"] != "/metrics":
            start_response(f"{HTTPStatus.NOT_FOUND.value} Not Found", [("Content-Length", "0")])
            return []
        try:
            body = told()
        finally:
            connection.close()
        start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST), ("Content-Length", str(len(body)))])
        return [body]

    return either
