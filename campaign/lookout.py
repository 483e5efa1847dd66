"""Compare what the world is served with what was published and signed: is somebody else speaking for us?"""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from campaign.kit import signing
from campaign.manifest import MANIFEST, SIGNATURE

ANSWER_WITHIN = 10  # seconds
LARGEST = 5 * 1024 * 1024  # bytes; no page of ours comes near
INSIDE = "errors/"  # pages that nginx shows, without an address of their own
COUNTERS_ROLL = timedelta(
    days=2
)  # each midnight makes a new manifest; one of the day before may still be kept


class NotTrusted(Exception):
    """The manifest itself is not ours."""


@dataclass(frozen=True)
class Difference:
    """A page that is not what we published. Of a stranger's content nothing is repeated."""

    address: str
    reason: str

    def __str__(self) -> str:
        return f"{self.address} {self.reason}"


def fetch(address: str) -> bytes:
    """As a reader gets it, past no cache. Raises OSError where nothing answers."""
    if not address.startswith(("https://", "http://127.0.0.1:")):
        raise OSError(f"{address} is no address of the web")
    request = urllib.request.Request(address, headers={"User-Agent": "Libertas lookout"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=ANSWER_WITHIN) as answer:  # noqa: S310
        return bytes(answer.read(LARGEST))


def manifest_of(site: str, *, public_key: str, today: date) -> dict[str, Any]:
    """Signed by us, and not an old one shown again: hidden people would come back with it."""
    body, signature = fetch(f"{site}/{MANIFEST}"), fetch(f"{site}/{SIGNATURE}").decode("ascii", "replace")
    if not signing.is_signed(body, signature=signature, public=public_key):
        raise NotTrusted("the manifest is not signed with our key")
    manifest: dict[str, Any] = json.loads(body)
    made_on = date.fromisoformat(manifest["state"][1]) if manifest["state"] else today
    if today - made_on > COUNTERS_ROLL:
        raise NotTrusted(f"the manifest is of {made_on}: old pages are shown, or the publisher stands still")
    return manifest


def differences(site: str, *, public_key: str, today: date, only: set[str] | None = None) -> list[Difference]:
    """Page by page; `only` those that differed a moment ago."""
    files = manifest_of(site, public_key=public_key, today=today)["files"]
    names = [name for name in files if not name.startswith(INSIDE)]
    addresses = {f"/{name.removesuffix('index.html')}": files[name] for name in names}
    asked = addresses if only is None else {path: addresses[path] for path in only if path in addresses}
    looked_at = (difference(f"{site}{path}", digest) for path, digest in asked.items())
    return [found for found in looked_at if found]


def difference(address: str, digest: str) -> Difference | None:
    try:
        body = fetch(address)
    except urllib.error.HTTPError as refused:
        return Difference(address, f"answers {refused.code}")
    except OSError:
        return Difference(address, "does not answer")
    return None if sha256(body).hexdigest() == digest else Difference(address, "is not what was published")
