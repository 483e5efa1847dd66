"""The packages the site runs on: none below the known-bad floor, and their licences as written down.

`--write` brings docs/licences.md up to date; without it the file is compared.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LICENCES = ROOT / "docs/licences.md"
HEAD = """# Licences of what the site runs on

Written by `.ci/packages.py --write` from `requirements.txt`; `make check` compares.

| package | licence |
|---|---|
"""


def locked() -> dict[str, str]:
    text = (ROOT / "requirements.txt").read_text()
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.MULTILINE))


def floor() -> dict[str, str]:
    lines = (ROOT / ".ci/floor.txt").read_text().splitlines()
    return dict(line.split()[:2] for line in lines if line and not line.startswith("#"))


def licence(name: str) -> str:
    """What the package says; one that this machine does not need is not here to be asked."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return "not installed on every machine"
    classified = [line for line in told.get_all("Classifier") or [] if line.startswith("License")]
    words = [line.rpartition(" :: ")[2] for line in classified]
    return told.get("License-Expression") or ", ".join(words) or "see its files"


def main() -> int:
    versions = locked()
    table = HEAD + "".join(f"| {name} | {licence(name)} |\n" for name in sorted(versions))
    if "--write" in sys.argv:
        LICENCES.write_text(table)
    problems = [
        f"{name} {versions[name]} is below {least} (.ci/floor.txt)"
        for name, least in floor().items()
        if name in versions and Version(versions[name]) < Version(least)
    ]
    if LICENCES.read_text() != table:
        problems.append("docs/licences.md is not fresh: run .ci/packages.py --write")
    print("\n".join(problems) or f"Packages: {len(versions)}, none below the floor, licences as written.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
