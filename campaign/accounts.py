"""What can happen to an account: one function for each change of the world."""

from datetime import datetime
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from campaign import letters, tries
from campaign.kit.refusal import Refused
from campaign.models import Invitation, LostFactor, User
from campaign.models.signing_in import INVITED_FOR


def digest(token: str) -> str:
    """128 random bits need no salt."""
    return sha256(token.encode(errors="replace")).hexdigest()


@transaction.atomic
def invite(user: User, *, token: str, language: str, now: datetime) -> None:
    """Owe the letter with the link; an earlier link ends."""
    if not user.email:
        raise Refused(_("Write the mail address first."))
    if not user.is_active:
        raise Refused(_("This account is not active."))
    ends_at = now + INVITED_FOR
    Invitation.objects.update_or_create(user=user, defaults={"digest": digest(token), "ends_at": ends_at})
    letters.write(
        "invitation",
        key=f"invitation {digest(token)}",
        to=user.email,
        language=language,
        context={"token": token, "username": user.username},
        now=now,
    )


def invited(token: str, *, now: datetime) -> User | None:
    return User.objects.filter(
        invitation__digest=digest(token), invitation__ends_at__gt=now, is_active=True
    ).first()


@transaction.atomic
def accept(user: User, *, password: str) -> None:
    """The link works once; what was signed in with the former password is signed out."""
    user.set_password(password)
    user.save(update_fields=["password"])
    Invitation.objects.filter(user=user).delete()
    tries.forget(user)
    sign_out_everywhere(user)


@transaction.atomic
def sign_out_everywhere(user: User) -> int:
    keys = list(user.desk_sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    user.desk_sessions.all().delete()
    return len(keys)


@transaction.atomic
def sign_out(user: User, *, session: int) -> None:
    """End one of one's own sessions."""
    for row in user.desk_sessions.filter(pk=session):
        Session.objects.filter(session_key=row.session_key).delete()
        row.delete()


@transaction.atomic
def renew_lost_factor(user: User, *, by: User, token: str, language: str, now: datetime) -> bool:
    """Two colleagues, who both know the voice on the telephone: the first says it, the second lets it be.

    Then the account has neither second factor nor password nor session, and is invited anew.
    """
    if by == user:
        raise Refused(_("Two colleagues do this for you."))
    lost, is_first = LostFactor.objects.select_for_update().get_or_create(
        user=user, defaults={"said_by": by, "said_at": now}
    )
    if is_first:
        return False
    if lost.said_by == by:
        raise Refused(_("A second colleague must confirm it."))
    lost.delete()
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    sign_out_everywhere(user)
    invite(user, token=token, language=language, now=now)
    return True
