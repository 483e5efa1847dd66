"""Lines for whoever keeps the machine: one JSON object each, with the request's number and nobody's data."""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")  # of the request at hand

SECRETS = (
    "confirmer|confirm|reprendre|take-over|mon-parrainage|my-sponsorship|attestation|certificate|invitation"
)
# What a library may have written into its message. nginx cuts its own log the same way (deploy/nginx/).
PERSONAL = {
    rf"/({SECRETS})/[^\s'\"?]+": r"/\1/…",
    r"(?<=[\w/…])\?[^\s'\"]+": "?…",
    r"[^\s@<>'\"(),;:]+@[^\s@<>'\"(),;]+": "…@…",
    r"\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b": r"\1.0",
    r"\b([0-9a-f]{1,4}(?::[0-9a-f]{1,4}){2}):[0-9a-f:]*[0-9a-f]\b": r"\1::",
}
FRAMES = 12  # of a traceback, the innermost


def without_anybody(text: str) -> str:
    """Secret links, questions and mail addresses taken out, network addresses cut to /24 and /48."""
    for pattern, instead in PERSONAL.items():
        text = re.sub(pattern, instead, text, flags=re.IGNORECASE)
    return text


class JsonFormatter(logging.Formatter):
    """What the console of a server shows. Of an error its kind and its way, never its words.

    The words of an error quote values: a database says which address exists already, a mail server whom
    it refuses.
    """

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_anybody(record.getMessage()),
        }
        if number := request_id.get():
            told["request"] = number
        told |= getattr(record, "told", {})
        if record.exc_info and (error := record.exc_info[1]):
            told |= {"error": kind_of(error), "way": way_to(error)}
        return json.dumps(told, ensure_ascii=False, default=str)


def kind_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def way_to(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = ((frame.filename.rpartition("site-packages/")[2], frame) for frame in frames)
    return [f"{file}:{frame.lineno} {frame.name}" for file, frame in places]


def logging_to_console(*, structured: bool) -> dict[str, Any]:
    """LOGGING, for Django and gunicorn: JSON on a server, a plain line on one's own machine."""
    ours = {"handlers": ["console"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": JsonFormatter},
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json" if structured else "line"}
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.error": ours,
        },
    }
