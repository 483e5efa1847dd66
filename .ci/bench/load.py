"""Readers who come all at once (wrk), and visitors who sign one after the other."""

import html
import http.client
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from statistics import median
from urllib.parse import urlencode

from servers import HOST

HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https"}
FIELD = re.compile(r"<input[^>]*>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
VISITORS = 8


@dataclass
class Load:
    """What one server bore in one round."""

    per_second: float
    p99: float  # milliseconds
    errors: int
    cpu: float = 0.0  # milliseconds of the server for one answer; the load of others weighs less on it


def wrk(address: str, *, connections: int, seconds: float) -> Load:
    program = shutil.which("wrk")
    if not program:
        return by_hand(address, connections=connections, seconds=seconds)
    headers = [part for name, value in HEADERS.items() for part in ("-H", f"{name}: {value}")]
    options = ["-t2", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    command = [program, *options, *headers, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    errors = int(bad[1]) if bad else 0
    errors += sum(map(int, broken.groups())) if broken else 0
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", said).groups()
    p99 = float(value) * {"us": 0.001, "ms": 1, "s": 1_000, "m": 60_000}[unit]
    return Load(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), p99, errors)


def by_hand(address: str, *, connections: int, seconds: float) -> Load:
    """Where wrk is missing: slower, so the ratios of fast servers come out closer than they are."""
    _, _, rest = address.partition("://")
    server, _, path = rest.partition("/")
    took: list[float] = []
    errors = count()
    ends = time.monotonic() + seconds

    def read() -> None:
        connection = http.client.HTTPConnection(server, timeout=30)
        while time.monotonic() < ends:
            began = time.perf_counter()
            connection.request("GET", f"/{path}", headers=HEADERS)
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - began) * 1000)
            if answer.status >= 400:
                next(errors)

    at_once(read, connections)
    return Load(len(took) / seconds, sorted(took)[int(len(took) * 0.99)] if took else 0.0, next(errors))


def at_once(work: Callable[[], None], times: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def journeys(port: int, path: str, typed: dict[str, object], *, seconds: float) -> tuple[float, str]:
    """Form read and sent, as often as eight visitors at once can; and how the last refusal answered."""
    done, number, refused = count(), count(time.time_ns() % 10**9 * 1_000), [""]
    ends = time.monotonic() + seconds

    def visit() -> None:
        while time.monotonic() < ends:
            n = next(number)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            said = {"X-Forwarded-For": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"}
            connection.request("GET", path, headers=HEADERS | said)
            page = connection.getresponse()
            cookie = (page.getheader("Set-Cookie") or "").partition(";")[0]
            fields = filled(page.read().decode(), typed | {"email": f"visitor-{n}@example.org"})
            form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie,
                    "Referer": f"https://{HOST}{path}"}  # fmt: skip
            body = urlencode(fields, doseq=True)
            connection.request("POST", path, body=body, headers=HEADERS | said | form)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status == 302:
                next(done)
            else:
                refused[0] = f"{answer.status}"

    at_once(visit, VISITORS)
    return next(done) / seconds, refused[0]


def filled(page: str, typed: dict[str, object]) -> dict[str, object]:
    """What the page brings along hidden, every NGO ticked as a reader, and what is typed."""
    found: dict[str, list[str]] = {}
    for field in FIELD.findall(page):
        told = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(field)}
        if told.get("type") == "hidden" or told.get("name") == "readers":
            found.setdefault(told["name"], []).append(told.get("value", ""))
    return typed | found | {"email": typed["email"]}


def middle(loads: list[Load]) -> Load:
    speeds, tails = [load.per_second for load in loads], [load.p99 for load in loads]
    return Load(median(speeds), median(tails), sum(x.errors for x in loads), median(x.cpu for x in loads))
