"""`make bench`: the site beside a bare Django view and a bare nginx, in one run; prints tables in Markdown.

Needs PostgreSQL (BENCH_DATABASE_URL, databases of its own are made there and dropped), nginx, and wrk. Rounds
are interleaved and medians told, because absolute numbers of two moments cannot be compared. Words choose
parts (`make bench ARGS="serving signing"`), each of four minutes at most on two quiet cores; --quick is
shorter and leaves out the largest records.
"""

import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import django
import servers
from databases import Databases, say
from growing import men, sponsorships
from making import making, publishing
from serving import serving, starting
from signing import signing

PARTS: dict[str, Callable[[Databases], list[str]]] = {
    "serving": serving,
    "starting": starting,
    "signing": signing,
    "publishing": publishing,
    "making": making,
    "men": men,
    "sponsorships": sponsorships,
}


def version(*command: str) -> str:
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return (said.stdout + said.stderr).strip().splitlines()[0] if said.stdout + said.stderr else "missing"


def machine() -> str:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    parts = [
        f"{os.cpu_count()} cores ({model[1] if model else platform.machine()})",
        f"Python {platform.python_version()}", f"Django {django.__version__}",
        version(servers.NGINX or "nginx", "-v").replace("nginx version: ", ""), version("psql", "--version"),
        f"load {os.getloadavg()[0]:.1f} at the start",
    ]  # fmt: skip
    return ", ".join(parts)


def tell(rows: list[str]) -> None:
    """As soon as it is known: a run that is ended early has told what it found."""
    print("\n".join(rows), flush=True)


def main() -> None:
    chosen = [word for word in sys.argv[1:] if word != "--quick"] or list(PARTS)
    if unknown := [word for word in chosen if word not in PARTS]:
        sys.exit(f"bench: no such part: {', '.join(unknown)}. There are {', '.join(PARTS)}.")
    if not servers.NGINX:
        sys.exit("bench: nginx is missing")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers are stopped, databases dropped
    tell(["", f"Machine: {machine()}."])
    with tempfile.TemporaryDirectory(prefix="libertas-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx runs as somebody else
        databases = Databases(folder)
        try:
            for part in chosen:
                tell(PARTS[part](databases))
        finally:
            databases.drop()
    say("done")


if __name__ == "__main__":
    main()
