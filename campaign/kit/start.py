"""What the settings need before anything else is there: a secret of their own, and ways to send mail."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.utils import get_random_secret_key

ANSWER_WITHIN = 10  # seconds that a mail server may take


def secret_kept_in(path: Path) -> str:
    """The embedded mode's key: made once, readable by its owner only."""
    path.parent.mkdir(exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass  # made by an earlier start
    return path.read_text()


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
