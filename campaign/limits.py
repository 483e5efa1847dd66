"""How often who may do what: one table, counted in the database by one atomic UPDATE a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from campaign.kit.sealing import keyed_hashes
from campaign.models import Tally

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """`times` in each span of `per`, for one client: a whole town hall behind its proxy."""

    name: str
    times: int
    per: timedelta

    def ends(self, now: datetime) -> datetime:
        """When the span at hand is over: spans follow each other on the clock."""
        seconds = int(self.per.total_seconds())
        return datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, tz=now.tzinfo)


SIGN_UP = Limit("requests saved", 30, HOUR)
LINK = Limit("links asked for", 20, HOUR)
CORRECTION = Limit("corrections asked for", 20, HOUR)
CERTIFICATE = Limit("certificates looked up", 120, HOUR)
FILE = Limit("files sent", 30, HOUR)  # looking at one may cost ten seconds of work
HAND_OVER = Limit("hand-overs asked for", 10, HOUR)
HAND_OVER_TO = Limit("hand-overs to one address", 3, HOUR)  # whoever asks for them
# Letters that a stranger can cause: three an hour for one address (sponsorships/services), and for the
# whole site MAIL_TO_STRANGERS an hour (campaign/letters.py). What is above waits, nothing is dropped.


def allowed(limit: Limit, who: str, *, now: datetime) -> bool:
    """Count once more, unless the limit is reached. Two processes at once count two."""
    ends = limit.ends(now)
    key = keyed_hashes(f"{limit.name} {who} {ends:%Y-%m-%dT%H:%M:%S%z}")[0]
    below = Tally.objects.filter(key=key, times__lt=limit.times)
    if below.update(times=F("times") + 1):
        return True
    Tally.objects.bulk_create([Tally(key=key, expires_at=ends)], ignore_conflicts=True)
    return bool(below.update(times=F("times") + 1))
