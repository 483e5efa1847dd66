"""Write down what was erased or hidden, and keep the list beside the backups (docs/backups.md)."""

import fcntl
import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaign.models import Removal

LIST = "removals.json"
KEPT = timedelta(days=31)  # a day longer than a backup


def record(what: Removal.What, key: object) -> None:
    """In the transaction that removes it."""
    Removal.objects.create(what=what, key=str(key))
    transaction.on_commit(write_list, robust=True)


def past(*, now: datetime) -> QuerySet[Removal]:
    """No backup is old enough to bring back what these removed."""
    return Removal.objects.filter(removed_at__lt=now - KEPT)


def write_list() -> None:
    """The file is complete at any moment. Who writes last has read last: hence the lock."""
    if not settings.BACKUPS:
        return
    folder = Path(settings.BACKUPS)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lately = Removal.objects.filter(removed_at__gt=timezone.now() - KEPT).order_by("removed_at", "pk")
        told = [
            [what, key, at.isoformat()] for what, key, at in lately.values_list("what", "key", "removed_at")
        ]
        unfinished = folder / f".{LIST}.new"
        unfinished.write_text(json.dumps(told, indent=0))
        unfinished.replace(folder / LIST)
