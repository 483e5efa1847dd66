"""A real Chromium, Debian's own; without one these tests say so and are left out."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command

from sponsorships.forms import signing_up
from tests.browser.pages import furnish

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no chromium on this machine"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session", autouse=True)
def _playwright_runs_a_loop_beside_django() -> Iterator[None]:
    """Playwright's loop makes Django believe that the whole test is asynchronous."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def _a_driven_browser_reads_in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """How soon a press is doubted depends on the machine's pace: tests/campaign/test_limits.py asks that."""
    monkeypatch.setattr(signing_up, "READ_FOR", timedelta(0))


@pytest.fixture
def furnished(live_server, settings, transactional_db):
    """The address of the site with every page that it can show."""
    furnish()
    return live_server.url


@pytest.fixture
def site(live_server, settings, transactional_db):
    """The address of the site, running with the campaign's own records."""
    call_command("load_campaign", str(settings.DATA), verbosity=0)
    return live_server.url
