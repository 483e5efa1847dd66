"""What every test may count on."""

import gc
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import translation

from campaign.kit import uploads
from tests.factories import make_ngo, make_user


def pytest_configure() -> None:
    """Translated addresses exist only where the messages are compiled."""
    call_command("compile_messages")
    uploads.WAIT_FOR_A_TURN = 60.0  # seconds: the other processes of the tests look at files as well
    gc.set_threshold(50_000, 50, 50)  # the collector would walk through Django's models all the time


@pytest.fixture(autouse=True)
def _starts_in_french() -> Iterator[None]:
    """A request leaves its language active in the thread; the next test must not inherit it."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _has_seen_no_code() -> None:
    """The process remembers which codes were used, by numbers that the next test's staff have as well."""
    cache.clear()


@pytest.fixture
def real_data(db):
    """The campaign's own records, as `make run` loads them."""
    call_command("load_campaign", str(settings.DATA), verbosity=0)


@pytest.fixture
def covcas(db):
    return make_ngo(slug="covcas", follows="FR-ARA")


@pytest.fixture
def hyestart(db):
    return make_ngo(slug="hyestart", follows="CH")


@pytest.fixture
def anna(covcas):
    """Works at Covcas."""
    return make_user("anna", ngo=covcas)


@pytest.fixture
def hrant(hyestart):
    """Works at Hyestart."""
    return make_user("hrant", ngo=hyestart)
