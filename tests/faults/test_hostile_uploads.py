"""Hostile files, eight at a time: each is answered, memory holds, and readers notice nothing."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import quantiles

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.cluster import needs_a_cluster, shell
from tests.faults.site import COOKIE
from tests.hostile import bomb, drawn, packed_bomb, paper

pytestmark = [pytest.mark.faults, needs_a_cluster]

AT_A_TIME, READERS = 8, 3
ANSWERED_WITHIN, READ_WITHIN = 10, 1  # seconds
GROWS_BY_AT_MOST = 300  # MB, all processes of the site together
PAGES = ["/fr/", "/en/prisoners/", "/fr/prisonniers/ruben-vardanyan/", "/fr/prisonniers/?q=vardanyan"]
OWN_PAGE = """
from tests.factories import make_sponsorship
from sponsorships.models import SecretLink
from sponsorships.models.link import digest
from campaign.models import Letter
from django.utils import timezone
made = make_sponsorship(state="active", email="ada@example.org")
letter = Letter.objects.create(key="own", name="active", language="fr", written_at=timezone.now())
SecretLink.objects.create(sponsorship=made, purpose="own_page", digest=digest("own-page"), letter=letter)
"""


def hostile():
    """Largest pictures, and what is none, under the name of a paper; each twice."""
    files = [
        bomb(),
        bomb(9_000, 9_000),
        drawn("JPEG", size=(5_000, 5_000)),
        drawn("PNG", "RGBA", size=(4_000, 4_000)),
        drawn("WEBP", size=(4_000, 3_000)),
        drawn("PNG", size=(6_000, 6_000)),
        drawn()[:60],
        drawn("GIF", "P"),
        b"%PDF-" + b"<<" * 100_000,
        b"%PDF-1.4\n1 0 obj\n" + b"[" * 500_000,
        packed_bomb(),
        paper()[:40],
        drawn() + paper(),
    ]
    return [SimpleUploadedFile("deed.pdf", content) for content in [*files, *files]]


def send(site, number, file):
    """The answer and how long it took; each comes from a place of its own."""
    body = encode_multipart(BOUNDARY, {"form": "deed", "deed": file, "csrfmiddlewaretoken": COOKIE})
    began = time.monotonic()
    status, _page = site.ask(
        "POST",
        "/fr/mon-parrainage/own-page/fichiers/",
        body=body,
        seconds=60,
        **{"Content-Type": MULTIPART_CONTENT, "X-Forwarded-For": f"10.0.0.{number}"},
    )
    return status, time.monotonic() - began


def memory(master):
    """MB held by a process and all that came from it."""
    found, pids = 0, [master]
    for pid in pids:
        with suppress(OSError, StopIteration):  # it has ended
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                pids += [int(child) for child in children.read_text().split()]
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            found += int(next(line for line in lines if line.startswith("VmRSS")).split()[1])
    return found / 1024


@contextmanager
def onlookers(site):
    """What readers are answered meanwhile and after how long, and what the site weighs."""
    read, sizes, ended = [], [], threading.Event()

    def go_on_reading():
        while not ended.is_set():
            for page in PAGES:
                began = time.monotonic()
                status = site.ask("GET", page)[0]
                read.append((status, time.monotonic() - began))

    def weigh():
        while not ended.wait(0.05):
            sizes.append(memory(site.running["gunicorn"].pid))

    threads = [threading.Thread(target=what) for what in [weigh, *[go_on_reading] * READERS]]
    for thread in threads:
        thread.start()
    try:
        yield read, sizes
    finally:
        ended.set()
        for thread in threads:
            thread.join(30)


def test_they_are_answered_in_time_and_cost_little_memory_and_no_reader(cluster, database, site, capsys):
    shell(cluster.url(database), OWN_PAGE)
    for page in PAGES:
        assert site.ask("GET", page)[0] == 200
    before = memory(site.running["gunicorn"].pid)

    with onlookers(site) as (read, sizes), ThreadPoolExecutor(AT_A_TIME) as strangers:
        answers = list(strangers.map(lambda one: send(site, *one), enumerate(hostile())))

    slowest, growth = max(took for _status, took in answers), max(sizes) - before
    p95 = quantiles([took for _status, took in read], n=20)[-1]
    with capsys.disabled():
        print(f"\nslowest {slowest:.1f} s, memory +{growth:.0f} MB, readers' p95 {p95 * 1000:.0f} ms")  # noqa: T201
    assert {status for status, _took in answers} <= {200, 302}
    assert {status for status, _took in read} == {200}
    assert slowest < ANSWERED_WITHIN
    assert growth < GROWS_BY_AT_MOST
    assert p95 < READ_WITHIN
