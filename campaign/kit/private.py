"""Files that are nobody's but their owner's and the staff's: outside what any server hands out."""

from secrets import token_hex

from django.core.files.storage import Storage, storages


def private_files() -> Storage:
    """Only a view that has checked who asks reads from it."""
    return storages["private"]


def random_name(folder: str, suffix: str) -> str:
    """Tells nothing, and is not to be guessed."""
    return f"{folder}/{token_hex(16)}.{suffix}"
