# ruff: noqa: PLC0415 - the processes that draw read this file too, and need no Django
"""Publish into a new folder, change one man, publish again: seconds of each."""

import os
import sys
import time
from pathlib import Path

import django

NO_PICTURES = "no-pictures"


def main(folder: str, *words: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
    django.setup()

    from django.conf import settings
    from django.db import transaction
    from django.db.models import F

    from campaign import revision
    from campaign.kit import drawn
    from campaign.publishing import publish
    from campaign.tree import Tree
    from prisoners.models import Prisoner

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

    if NO_PICTURES in words:
        drawn.draw = lambda picture: picture.fingerprint.encode()
    settings.VAR = Path(folder).with_name("var-of-times")  # no picture of an earlier run is there
    tree = Tree(Path(folder))
    print(seconds(tree))
    changed = []
    for _ in range(3):
        change_one_man()
        changed.append(seconds(tree))
    print(sorted(changed)[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
