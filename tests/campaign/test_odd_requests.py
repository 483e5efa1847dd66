"""A sample of the odd requests that .ci/fuzz.py throws by the hundred thousand: none breaks a page."""

import logging

import pytest

from tests.fuzzing import Thrower

pytestmark = pytest.mark.django_db


@pytest.fixture
def _quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("_quiet", "real_data")
@pytest.mark.parametrize("seed", [101])
def test_no_odd_request_breaks_a_page(seed):
    thrower = Thrower(seed)

    for _ in range(200):
        thrown, status = thrower.throw()
        assert status < 500, f"{thrown}\n{thrower.why()}"
