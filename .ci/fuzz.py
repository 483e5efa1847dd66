"""Throw odd requests at the whole site and count what breaks: `python .ci/fuzz.py 100000 [SEED]`.

In this process, on a database of the test run (DATABASE_URL chooses which), so that nothing real is
near. Every answer of 500 is printed with the request that made it; the same seed throws the same.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import logging
from collections import Counter

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_test_environment

from tests.fuzzing import Thrower

ROUND = 10_000  # requests between two words to whoever waits


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else ROUND
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    logging.disable(logging.CRITICAL)
    call_command("compile_messages")
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        call_command("load_campaign", str(settings.DATA), verbosity=0)
        thrower, answers, broken = Thrower(seed), Counter(), 0
        for n in range(1, number + 1):
            thrown, status = thrower.throw()
            answers[status] += 1
            if status >= 500:
                broken += 1
                print(f"{status}: {thrown}\n  {thrower.why()}")
            if n % ROUND == 0:
                print(f"{n} requests: {dict(sorted(answers.items()))}", flush=True)
    finally:
        connection.creation.destroy_test_db(str(settings.DATABASES["default"]["NAME"]), verbosity=0)
    print(f"{connection.vendor}, seed {seed}: {number} requests, {broken} broken: {dict(answers)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
