"""What the settings need before anything else is there: secrets of their own, and ways to send mail."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

ANSWER_WITHIN = 10  # seconds that a mail server may take
NGOS = ["covcas", "hyestart", "armenophobia-observatory"]  # as data/ngos.csv names them


def kept_in(path: Path, *, make: Callable[[], str]) -> str:
    """A secret of the embedded mode: made once, whole or not at all, readable by its owner only."""
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}") as file:
            file.write(make())
            file.flush()
            with suppress(FileExistsError):  # another process was quicker
                os.link(file.name, path)
    return path.read_text()


def security_contact(given: str) -> str:
    """A URI, as security.txt wants it; a bare mail address becomes one."""
    if given and "@" in given and ":" not in given:
        return f"mailto:{given}"
    if given and not given.startswith(("mailto:", "https://", "tel:")):
        raise ImproperlyConfigured("SECURITY_CONTACT must be a mail address, mailto:, https:// or tel:.")
    return given


def new_fernet_key() -> str:
    return Fernet.generate_key().decode()


def new_contact_keys() -> str:
    return ";".join(f"{ngo}:{new_fernet_key()}" for ngo in NGOS)


def contact_keys(text: str) -> dict[str, list[str]]:
    """`covcas:KEY,OLDKEY;hyestart:KEY` as lists by NGO, newest first."""
    parts = [part.strip().partition(":") for part in text.split(";") if part.strip()]
    return {ngo.strip(): fernet_keys("CONTACT_KEYS", keys) for ngo, _colon, keys in parts}


def fernet_keys(name: str, text: str) -> list[str]:
    """Those of a list with commas; the first one seals, all of them open."""
    keys = [key.strip() for key in text.split(",")]
    try:
        for key in keys:
            Fernet(key)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} holds something that is no Fernet key: `openssl rand -base64 32 | tr +/ -_` makes one."
        ) from error
    return keys


def mail_files(folder: Path) -> dict[str, Any]:
    """Letters written into files instead of sent."""
    return {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(folder)},
    }


def mail_server(given: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of MAILERS from what django-environ makes of EMAIL_URL, whose names MAILERS refuses."""
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": given["EMAIL_HOST"],
            "port": given["EMAIL_PORT"],
            "username": given["EMAIL_HOST_USER"] or "",
            "password": given["EMAIL_HOST_PASSWORD"] or "",
            "use_tls": given.get("EMAIL_USE_TLS", False),
            "use_ssl": given.get("EMAIL_USE_SSL", False),
            "timeout": ANSWER_WITHIN,
        },
    }
