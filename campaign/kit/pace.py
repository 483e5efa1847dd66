"""How long a form has been open, and the work that its sender's machine did."""

from datetime import timedelta
from hashlib import sha256

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

ZEROES = 2  # bytes that a proof of work begins with: 65,536 tries on average, a second or two on a phone
SIGNER = TimestampSigner(salt="form opened")


def opened(ticket: str) -> str:
    """Goes into the form that bears this ticket."""
    return SIGNER.sign(ticket)


def is_younger(stamp: str, *, ticket: str, than: timedelta) -> bool:
    try:
        return SIGNER.unsign(stamp, max_age=than) == ticket
    except BadSignature:  # or older
        return False


def is_older(stamp: str, *, ticket: str, than: timedelta) -> bool:
    try:
        SIGNER.unsign(stamp, max_age=than)
    except SignatureExpired:
        return SIGNER.unsign(stamp) == ticket
    except BadSignature:
        return False
    return False


def is_worked_for(ticket: str, work: str) -> bool:
    return sha256(f"{ticket}:{work}".encode(errors="replace")).digest().startswith(bytes(ZEROES))
