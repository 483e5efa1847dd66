"""Pages made with few records and with many, in turn."""

import re
import subprocess
import sys
from statistics import median

from databases import QUICK, Databases, environment, say
from servers import HERE
from serving import LIST, PROFILE

SEARCH, SLIP = "/fr/prisonniers/?q=vardanyan", "/fr/prisonniers/?q=vardenyun"
PAGES = {"list": LIST, "search": SEARCH, "search, a slip away": SLIP}
PUBLIC = ["/fr/", "/fr/campagne/", LIST, "/fr/sans-parrain/", "/fr/parrains/", PROFILE]
TIMES = 9  # each page; the middle is told

type Took = dict[tuple[str, str], float]


class Worker:
    """A process of timings.py."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, str(HERE / "timings.py")]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=environment(url), text=True, **pipes)
        self.process.stdout.readline()

    def ask(self, line: str) -> float:
        print(line, file=self.process.stdin, flush=True)
        said = self.process.stdout.readline().strip()
        if not re.fullmatch(r"[\d.]+", said):
            sys.exit(f"bench: {line} {said}")
        return float(said)

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(30)


def men(databases: Databases) -> list[str]:
    """A page of the list is as long with 60 as with 100,000."""
    return compared(databases, ["60 men", "1,000 men", "10,000 men", *([] if QUICK else ["100,000 men"])])


def sponsorships(databases: Databases) -> list[str]:
    """Of the same thousand men: one each, and a thousand each."""
    return compared(databases, ["1,000 sponsorships", "1,000,000 sponsorships"])


def compared(databases: Databases, sizes: list[str]) -> list[str]:
    workers = {size: Worker(databases.of(size)) for size in sizes}
    firsts = {size: worker.ask(SEARCH) for size, worker in workers.items()}
    took = in_turn(workers)
    memory = {size: worker.ask("memory") for size, worker in workers.items()}
    for worker in workers.values():
        worker.stop()
    few = sizes[0]
    rows = ["", "| records | " + " | ".join(f"{word}, ms (to {few})" for word in PAGES)
            + f" | slowest public page, to {few} | first search, ms | memory, MB |",
            "|---|" + "--:|" * (len(PAGES) + 3)]  # fmt: skip
    for size in sizes:
        ratios = {page: took[size, page] / took[few, page] for page in [*PAGES.values(), *PUBLIC]}
        worst = max(PUBLIC, key=lambda page, ratios=ratios: ratios[page])
        cells = [f"{took[size, page]:.1f} ({ratios[page]:.2f})" for page in PAGES.values()]
        cells.append(f"`{worst}` {ratios[worst]:.2f}")
        rows.append(f"| {size} | {' | '.join(cells)} | {firsts[size]:.0f} | {memory[size]:.0f} |")
    return rows


def in_turn(workers: dict[str, Worker]) -> Took:
    """The middle of several answers of each page, when the figures are known."""
    pages = list(dict.fromkeys([*PAGES.values(), *PUBLIC]))
    took: dict[tuple[str, str], list[float]] = {(size, page): [] for size in workers for page in pages}
    for n in range(TIMES + 1):
        for size, worker in workers.items():
            for page in pages:
                milliseconds = worker.ask(page)
                took[size, page] += [milliseconds] if n else []
    say("pages of many records")
    return {key: median(times) for key, times in took.items()}
