"""Everything that can be served, by everybody, side by side; and how soon and how large a process is."""

import http.client
import re
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from subprocess import Popen

import servers
from databases import QUICK, Databases, run, say
from load import Load, middle, wrk
from servers import HOST, cpu_seconds

ROUNDS, SECONDS = (2, 2) if QUICK else (3, 4)
FILE, VIEW = "nginx, the file alone", "bare Django view, no middleware"
PUBLISHED, CACHED = "published page, nginx with all our headers", "cached page, application alone"
LIST, PROFILE = "/fr/prisonniers/", "/fr/prisonniers/ruben-vardanyan/"


def serving(databases: Databases) -> list[str]:
    """32 connections; the published and the cached with 256 as well."""
    url, folder = databases.of("30 men"), databases.folder
    run("publishing_times.py", str(folder / "tree"), "no-pictures", url=url)
    say("published")
    with ExitStack() as stack:
        bare, server = servers.bare(url)
        view = stack.enter_context(server)
        cached, server = servers.site(url, in_memory=True)
        memory = stack.enter_context(server)
        made, server = servers.site(url, in_memory=False)
        maker = stack.enter_context(server)
        ours, alone, server = servers.nginx(folder / "nginx", folder / "tree", application=cached)
        front = stack.enter_context(server)
        addresses = {
            FILE: (front, alone, "/page.html"),
            PUBLISHED: (front, ours, LIST),
            VIEW: (view, bare, "/bare/"),
            CACHED: (memory, cached, LIST),
            "uncached home": (maker, made, "/fr/"),
            "uncached list": (maker, made, LIST),
            "uncached prisoner's page": (maker, made, PROFILE),
        }
        at = {
            name: (server, f"http://127.0.0.1:{port}{path}")
            for name, (server, port, path) in addresses.items()
        }
        for _server, address in at.values():
            wrk(address, connections=8, seconds=1)
        loads = rounds(at, connections=32)
        many = rounds({name: at[name] for name in (PUBLISHED, CACHED)}, connections=256)
        resident = memory_of_a_process(cached)
    return [*table(loads), *table_of_many(many), "",
            f"Memory of one application process after all this: {resident:.0f} MB."]  # fmt: skip


def rounds(addresses: dict[str, tuple[Popen, str]], *, connections: int) -> dict[str, Load]:
    found: dict[str, list[Load]] = {name: [] for name in addresses}
    for n in range(ROUNDS):
        for name, (server, address) in addresses.items():
            before = cpu_seconds(server)
            load = wrk(address, connections=connections, seconds=SECONDS)
            load.cpu = (cpu_seconds(server) - before) * 1000 / (load.per_second * SECONDS)
            found[name].append(load)
        say(f"round {n + 1} of {ROUNDS}, {connections} connections")
    return {name: middle(loads) for name, loads in found.items()}


def table(loads: dict[str, Load]) -> list[str]:
    view, file = loads[VIEW].per_second, loads[FILE].per_second
    rows = ["", "| served, 32 connections | req/s | p99 ms | errors | server CPU, ms | to bare Django "
            "| the same by CPU | to nginx file |", "|---|--:|--:|--:|--:|--:|--:|--:|"]  # fmt: skip
    for name, load in loads.items():
        told = f"| {name} | {load.per_second:,.0f} | {load.p99:.0f} | {load.errors} | {load.cpu:.3f} "
        by_cpu = loads[VIEW].cpu / load.cpu
        rows.append(f"{told}| {load.per_second / view:.3f} | {by_cpu:.3f} | {load.per_second / file:.4f} |")
    return rows


def table_of_many(loads: dict[str, Load]) -> list[str]:
    rows = ["", "| served, 256 connections | req/s | p99 ms | errors |", "|---|--:|--:|--:|"]
    return rows + [
        f"| {name} | {x.per_second:,.0f} | {x.p99:.0f} | {x.errors} |" for name, x in loads.items()
    ]


def memory_of_a_process(port: int) -> float:
    """The largest resident set among the workers behind a port."""
    sizes = [0.0]
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"BIND=127.0.0.1:{port}".encode() in environ.read_bytes():
                told = environ.with_name("status").read_text()
                sizes.append(int(re.search(r"VmRSS:\s+(\d+)", told)[1]) / 1024)
        except (OSError, TypeError):  # it has ended, or is another user's
            continue
    return max(sizes)


def starting(databases: Databases) -> list[str]:
    url, took = databases.of("30 men"), []
    for _ in range(3):
        began = time.perf_counter()
        port, server = servers.site(url, in_memory=True)
        with server:
            first_page(port)
            took.append(time.perf_counter() - began)
    return ["", f"First page after the start of the process: {median(took):.1f} s."]


def first_page(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/fr/", headers={"Host": HOST, "X-Forwarded-Proto": "https"})
    connection.getresponse().read()
    connection.close()
