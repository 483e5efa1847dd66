"""Write a letter into the outbox, and send what is owed."""

import fcntl
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from email.utils import parseaddr
from hashlib import sha256
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from campaign.kit.sealing import Unreadable
from campaign.models import Letter

logger = logging.getLogger(__name__)

# This letter's own fault. ValueError: Django cannot compose it (a character that no address may hold).
REFUSED = (SMTPRecipientsRefused, SMTPDataError, ValueError)
OUR_ADDRESSES = {"site_url": settings.SITE_URL, "admin_url": settings.ADMIN_URL}
NEWS = ["fulfilled", "status_changed", "corrected"]
CAUSED_BY_STRANGERS = ["confirm", "handover", "link"]
MAIL_TO_STRANGERS = 2_000  # an hour, for the whole site: a flood must not make spammers of us; the rest waits
PAUSES = [timedelta(minutes=m) for m in (5, 30, 120, 720)]  # greylisting ends within hours; then staff look


def new(name: str, *, key: str, to: str, language: str, context: Mapping[str, str], now: datetime) -> Letter:
    """A letter that is not owed yet: saved by whoever knows that its key is new.

    The context never carries text typed by a stranger: our mail must not become a way to
    send someone else's words.
    """
    return Letter(
        key=key, name=name, to=to, language=language, context=dict(context), written_at=now, next_try_at=now
    )


def write(
    name: str, *, key: str, to: str, language: str, context: Mapping[str, str], now: datetime
) -> Letter:
    """Owe a letter. Writing the same key again changes nothing, so a caller may be retried."""
    letter = new(name, key=key, to=to, language=language, context=context, now=now)
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    return Letter.objects.get(key=key)


def send_due(*, now: datetime) -> int:
    """Send what is due and say how many left. When the server does not answer, stop until the next round."""
    sent = 0
    with one_worker() as may_send:
        for pk in whose_turn_it_is(now=now) if may_send else []:
            with claimed(pk, now=now) as letter:
                try:
                    if letter is not None and send(letter, now=now):
                        sent += 1
                except OSError:  # the network, or any other smtplib error
                    logger.exception("The mail server does not answer; all letters wait")
                    return sent
    return sent


@contextmanager
def one_worker() -> Iterator[bool]:
    """SQLite has no lock for one row: whoever holds the file beside the database sends, nobody else."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        yield True
        return
    with Path(f"{connection.settings_dict['NAME']}.letters").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def claimed(pk: int, *, now: datetime) -> Iterator[Letter | None]:
    """The letter, while no other worker has it; None where another has, or nobody can open it.

    PostgreSQL holds the row until the letter is recorded. SQLite has one writer: a transaction around the
    mail server would keep every visitor waiting for it.
    """
    rows = Letter.objects.due(now=now).filter(pk=pk)
    with transaction.atomic() if connection.features.has_select_for_update else nullcontext():
        try:
            letter = rows.select_for_update(skip_locked=True).first()
        except Unreadable:  # its key is no longer in CONTACT_KEYS: a person must look
            logger.exception("Letter %s cannot be opened", pk)
            Letter.objects.filter(pk=pk).update(next_try_at=None)
            letter = None
        yield letter


def send(letter: Letter, *, now: datetime) -> bool:
    """Whether it left; where the server refuses it, it waits."""
    try:
        compose(letter).send()
    except REFUSED:
        logger.exception("Letter %s was refused", letter.pk)
        put_off(letter, now=now)
        return False
    Letter.objects.filter(pk=letter.pk).update(sent_at=now, to="", context={})
    return True


def whose_turn_it_is(*, now: datetime) -> list[int]:
    """All that is due, those that strangers can cause last and only as many as an hour allows."""
    due, caused = Letter.objects.due(now=now), Q(name__in=CAUSED_BY_STRANGERS)
    left = Letter.objects.filter(caused, sent_at__gt=now - timedelta(hours=1)).count()
    room = max(MAIL_TO_STRANGERS - left, 0)
    others = due.exclude(caused).values_list("pk", flat=True)
    return [*others, *due.filter(caused).values_list("pk", flat=True)[:room]]


def put_off(letter: Letter, *, now: datetime) -> None:
    """Try later, in growing pauses; in the end leave it to staff."""
    pause = now + PAUSES[letter.tries] if letter.tries < len(PAUSES) else None
    Letter.objects.filter(pk=letter.pk).update(next_try_at=pause, tries=letter.tries + 1)


def compose(letter: Letter) -> EmailMultiAlternatives:
    """Three templates in the reader's language; links are built from SITE_URL, never from a request."""
    context = letter.context | OUR_ADDRESSES | {"language": letter.language}
    folder = f"mail/{letter.name}"
    with translation.override(letter.language):
        message = EmailMultiAlternatives(
            subject=render_to_string(f"{folder}/subject.txt", context, using="plain").strip(),
            body=render_to_string(f"{folder}/body.txt", context, using="plain"),
            to=[letter.to],
            headers=headers(letter),
        )
        message.attach_alternative(
            render_to_string(f"{folder}/body.html", context, using="html"), "text/html"
        )
    return message


def headers(letter: Letter) -> dict[str, str]:
    """News that nobody asked for says how to end it: by the own page, or by a mail to us.

    No List-Unsubscribe-Post: one click would end a sponsorship, and a button is asked for that.
    """
    told = {"Auto-Submitted": "auto-generated", "Message-ID": message_id(letter)}
    if letter.name in NEWS and (token := letter.context.get("token")):
        page = settings.SITE_URL + reverse("sponsorships:own_page", args=[token])
        told["List-Unsubscribe"] = f"<{page}>, <mailto:{our_address()}?subject=unsubscribe>"
    return told


def our_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def message_id(letter: Letter) -> str:
    """The same each time this letter leaves: a second copy is known as one. No machine's name is in it."""
    host = our_address().partition("@")[2]
    return f"<{sha256(letter.key.encode()).hexdigest()[:32]}@{host}>"
