"""Publish into a new folder, change one man, publish again: seconds of each."""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import F  # noqa: E402

from campaign import revision, share  # noqa: E402
from campaign.publishing import publish  # noqa: E402
from campaign.tree import Tree  # noqa: E402
from prisoners.models import Prisoner  # noqa: E402


def seconds(tree: Tree) -> float:
    began = time.perf_counter()
    done = publish(tree)
    assert not done.failed  # noqa: S101
    return time.perf_counter() - began


def change_one_man() -> None:
    with transaction.atomic():
        revision.moved()
        last = Prisoner.objects.published().filter(sentence_years__gt=0).latest("pk")
        Prisoner.objects.filter(pk=last.pk).update(sentence_years=F("sentence_years") + 1)


def main(folder: str, *, with_pictures: bool) -> None:
    if not with_pictures:
        share.draw = lambda picture: picture.fingerprint.encode()
    settings.VAR = Path(folder).with_name("var-of-times")  # no picture of an earlier run is there
    tree = Tree(Path(folder))
    print(seconds(tree))
    changed = []
    for _ in range(3):
        change_one_man()
        changed.append(seconds(tree))
    print(sorted(changed)[1])


if __name__ == "__main__":
    main(sys.argv[1], with_pictures=len(sys.argv) < 3)
