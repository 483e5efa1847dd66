"""Write a letter into the outbox, and send what is owed."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from campaign.models import Letter

logger = logging.getLogger(__name__)

# This letter's own fault. ValueError: Django cannot compose it (a character that no address may hold).
REFUSED = (SMTPRecipientsRefused, SMTPDataError, ValueError)
OUR_ADDRESSES = {"site_url": settings.SITE_URL, "admin_url": f"{settings.SITE_URL}/{settings.ADMIN_PATH}/"}
PAUSES = [timedelta(minutes=m) for m in (5, 30, 120, 720)]  # greylisting ends within hours; then staff look


def write(
    name: str, *, key: str, to: str, language: str, context: Mapping[str, str], now: datetime
) -> Letter:
    """Owe a letter. Writing the same key again changes nothing, so a caller may be retried.

    The context never carries text typed by a stranger: our mail must not become a way to
    send someone else's words.
    """
    given = {"name": name, "to": to, "language": language, "context": dict(context)}
    letter, _ = Letter.objects.get_or_create(
        key=key, defaults=given | {"written_at": now, "next_try_at": now}
    )
    return letter


def send_due(*, now: datetime) -> int:
    """Send what is due and say how many left. When the server does not answer, stop until the next round."""
    sent = 0
    for pk in Letter.objects.due(now=now).values_list("pk", flat=True):
        with transaction.atomic():
            letter = Letter.objects.due(now=now).select_for_update(skip_locked=True).filter(pk=pk).first()
            if letter is None:  # another worker has it
                continue
            try:
                compose(letter).send()
            except REFUSED:
                logger.exception("Letter %s was refused", letter.pk)
                put_off(letter, now=now)
            except OSError:  # the network, or any other smtplib error
                logger.exception("The mail server does not answer; all letters wait")
                return sent
            else:
                letter.sent_at, letter.to, letter.context = now, "", {}
                letter.save(update_fields=["sent_at", "to", "context"])
                sent += 1
    return sent


def put_off(letter: Letter, *, now: datetime) -> None:
    """Try later, in growing pauses; in the end leave it to staff."""
    letter.next_try_at = now + PAUSES[letter.tries] if letter.tries < len(PAUSES) else None
    letter.tries += 1
    letter.save(update_fields=["next_try_at", "tries"])


def compose(letter: Letter) -> EmailMultiAlternatives:
    """Three templates in the reader's language; links are built from SITE_URL, never from a request."""
    context = letter.context | OUR_ADDRESSES | {"language": letter.language}
    folder = f"mail/{letter.name}"
    with translation.override(letter.language):
        message = EmailMultiAlternatives(
            subject=render_to_string(f"{folder}/subject.txt", context, using="plain").strip(),
            body=render_to_string(f"{folder}/body.txt", context, using="plain"),
            to=[letter.to],
            headers={"Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(
            render_to_string(f"{folder}/body.html", context, using="html"), "text/html"
        )
    return message
