"""What stands in a published tree, and of which state of the records: told to its mirrors, signed."""

import json
from typing import Any

from django.conf import settings

from campaign.kit import signing
from campaign.tree import Tree

MANIFEST, SIGNATURE = "manifest.json", "manifest.json.sig"


def read(tree: Tree) -> dict[str, Any]:
    """What the last round left; a tree without a manifest, or with half of one, is begun anew."""
    try:
        found = json.loads((tree.folder / MANIFEST).read_bytes())
    except (FileNotFoundError, ValueError):
        return {"state": [], "files": {}}
    return {"state": found["state"], "files": found["files"]}


def write(tree: Tree, *, state: list[Any], files: dict[str, str]) -> None:
    """The manifest, so that a mirror can be compared; signed where a key is given."""
    key = settings.MANIFEST_KEY
    told = {"site": settings.SITE_URL, "state": state, "files": dict(sorted(files.items()))}
    body = json.dumps(told | ({"public_key": signing.public_key(key)} if key else {}), indent=1).encode()
    with tree.locked():
        if key:
            tree.replace(tree.folder / SIGNATURE, signing.sign(body, key=key).encode())
        tree.replace(tree.folder / MANIFEST, body)
