"""Tries to sign in, counted before a password is looked at: hashing one costs more than counting."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import F

from campaign.models import SignInTries, User


@dataclass(frozen=True)
class Allowed:
    """So many tries in so much time."""

    number: int
    within: timedelta


# The same person from the same place; the same place, whoever it asks for; a person, from anywhere. The last
# is wide, since anybody could lock somebody out by it; a colleague frees the account.
HERE = Allowed(5, timedelta(minutes=15))
PLACE = Allowed(30, timedelta(minutes=15))
ANYWHERE = Allowed(50, timedelta(days=1))
CODE = Allowed(5, timedelta(minutes=15))
# RFC 6238, 5.2: a code opens once. Longer than it is good for, its neighbours in time counted.
ONCE = Allowed(1, timedelta(minutes=3))


def key_of(*whose: str) -> str:
    return sha256("\n".join(whose).encode(errors="replace")).hexdigest()


def may_try(allowed: Allowed, key: str, *, user: User | None = None, now: datetime) -> bool:
    """Count a try, in one statement, and say whether it is still allowed."""
    SignInTries.objects.filter(key=key, ends_at__lte=now).delete()
    new = SignInTries(key=key, user=user, ends_at=now + allowed.within)
    SignInTries.objects.bulk_create([new], ignore_conflicts=True)
    row = SignInTries.objects.filter(key=key)
    row.update(number=F("number") + 1)
    return (row.values_list("number", flat=True).first() or 0) <= allowed.number


def keys_of_password(username: str, *, place: str) -> tuple[str, str]:
    return key_of("here", username, place), key_of("anywhere", username)


def may_try_password(username: str, *, place: str, now: datetime) -> bool:
    user = User.objects.filter(username=username).first()
    here, anywhere = keys_of_password(username, place=place)
    return (
        may_try(PLACE, key_of("place", place), now=now)
        and may_try(HERE, here, user=user, now=now)
        and may_try(ANYWHERE, anywhere, user=user, now=now)
    )


def password_was_right(username: str, *, place: str) -> None:
    """The tries at the second factor stay counted: whoever stole the password would begin anew."""
    SignInTries.objects.filter(key__in=keys_of_password(username, place=place)).delete()


def may_try_code(user: User, *, now: datetime) -> bool:
    return may_try(CODE, key_of("code", str(user.pk)), user=user, now=now)


def is_used_first(code: str, *, user: User, now: datetime) -> bool:
    """Whatever process was shown it before."""
    return may_try(ONCE, key_of("used", str(user.pk), code), user=user, now=now)


def code_was_right(user: User) -> None:
    SignInTries.objects.filter(key=key_of("code", str(user.pk))).delete()


def forget(user: User) -> int:
    """When a colleague frees the account: all that was counted against it."""
    return SignInTries.objects.filter(user=user).delete()[0]
