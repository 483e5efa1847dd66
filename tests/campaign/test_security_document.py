"""docs/security.md: each promise says how it is kept, and names tests that exist."""

import ast
import re

import pytest
from django.conf import settings

DOCUMENT = settings.BASE_DIR / "docs/security.md"
NAMED = re.compile(r"`([a-z_/]+\.py)::(test_[a-z0-9_]+)`")


def rows():
    """The lines of every table of promises: promise, how it is kept, its tests."""
    promises = DOCUMENT.read_text().partition("## What the scanners found")[0]
    lines = [line.strip("| ").split(" | ") for line in promises.splitlines() if line.startswith("| ")]
    return [line for line in lines if line[0] != "promise"]


ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:60])
def test_each_promise_names_tests_that_exist(row):
    _promise, kept_by, tested_by = row

    named = NAMED.findall(tested_by)

    assert kept_by.strip()
    assert named
    for file, test in named:
        tree = ast.parse((settings.BASE_DIR / "tests" / file).read_text())
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, (file, test)


def test_every_promise_is_read():
    assert len(ROWS) > 50
