"""How often who may do what: one table, counted in the database by one statement a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from campaign.kit.sealing import keyed_hashes

# Both databases know it; the ORM has no words for adding in place to a row that may be new.
COUNT = """
    INSERT INTO campaign_tally (key, times, expires_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET times = campaign_tally.times + 1 RETURNING times
"""
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
    """Count once more. Two processes at once count two."""
    ends = limit.ends(now)
    key = keyed_hashes(f"{limit.name} {who} {ends:%Y-%m-%dT%H:%M:%S%z}")[0]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, connection.ops.adapt_datetimefield_value(ends)])
        (times,) = cursor.fetchone()
    return times <= limit.times
