"""A process of the site that answers one address after the other and says how long each took.

Lines in: an address; lines out: milliseconds. Nothing but figures is kept in memory, so pages are made.
"""

import os
import resource
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
os.environ["PAGES_IN_MEMORY"] = "1"
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

HOST = settings.SITE_URL.partition("://")[2]


def main() -> None:
    browser = Client(HTTP_HOST=HOST)
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "memory":
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
            continue
        began = time.perf_counter()
        answer = browser.get(line.strip(), secure=True)
        took = (time.perf_counter() - began) * 1000
        print(took if answer.status_code == 200 else f"answered {answer.status_code}", flush=True)


if __name__ == "__main__":
    main()
