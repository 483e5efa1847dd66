"""Letters to sponsors: each about one sponsorship, with a link of its own; and those that became owed."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from campaign import letters
from campaign.kit.refusal import Refused
from campaign.models import Letter
from prisoners.models import Event, Prisoner
from prisoners.models.event import LETTERS_WAIT_HOURS
from sponsorships.models import Contact, SecretLink, Sponsorship, digest, fewest_sponsors_first

# Unless staff said longer: time to find a mistake before anybody is told.
SLEEP_ON_IT = timedelta(hours=LETTERS_WAIT_HOURS)
STILL_NEWS = timedelta(days=60)  # what could not be told by then is told by a person, or not at all
FULFILLED, STATUS_CHANGED, CORRECTED = "fulfilled", "status_changed", "corrected"
# A death is not among them: the words and the letters are then a person's.
TOLD = [Event.Kind.RELEASE, Event.Kind.DISAPPEARANCE, Event.Kind.CAPTURE]


def write_with_link(
    name: str, sponsorship: Sponsorship, *, now: datetime, once: str = "", key: str = "", **context: str
) -> None:
    """Write a letter with a new link to the sponsor's own page; the earlier links go on working."""
    token = secrets.token_urlsafe(24)
    letter = write_to_sponsor(name, sponsorship, now=now, once=once, key=key, token=token, **context)
    if letter is not None:
        SecretLink.objects.get_or_create(
            letter=letter,
            defaults={
                "sponsorship": sponsorship,
                "purpose": SecretLink.Purpose.OWN_PAGE,
                "digest": digest(token),
            },
        )


def write_to_sponsor(
    name: str, sponsorship: Sponsorship, *, now: datetime, once: str = "", key: str = "", **context: str
) -> Letter | None:
    """Nobody is written to whose contact is unknown (old records) or was erased.

    `once` tells letters of one name apart: an event, a moment.
    """
    contact = Contact.objects.filter(sponsorship=sponsorship).reachable().first()
    if contact is None:
        return None
    return letters.write(
        name,
        key=key or " ".join(filter(None, [name, once, str(sponsorship.pk)])),
        to=contact.email,
        language=sponsorship.language,
        context=context,
        now=now,
    )


def tell_the_ngo(what: str, sponsorship: Sponsorship, *, now: datetime) -> None:
    """Something waits at the desk of the NGO that follows a sponsorship, if that NGO gave an address."""
    ngo = sponsorship.followed_by
    if ngo is not None and ngo.email:
        letters.write(
            what,
            key=f"{what} {now:%Y-%m-%dT%H:%M} {sponsorship.pk}",
            to=ngo.email,
            language="fr",
            context={"number": str(sponsorship.pk)},
            now=now,
        )


def told_events(*, now: datetime) -> QuerySet[Event]:
    """What two NGOs have confirmed at the desk and slept on; the initial load owes nothing."""
    confirmed = Event.objects.confirmed().filter(kind__in=TOLD, needs_another_ngo=True)
    lately = confirmed.filter(letters_from_at__gt=now - STILL_NEWS, letters_from_at__lte=now)
    return lately.filter(from_initial_load=False).select_related("prisoner")


def write_owed(*, now: datetime) -> None:
    """Write what became owed since the last round; stop what has not left and is owed no longer."""
    owed = dict(owed_letters(now=now))
    last = max((event.confirmed_at or now for event, _sponsorship in owed.values()), default=now)
    drop_what_is_owed_no_longer(set(owed))
    written = set(Letter.objects.filter(key__in=owed).values_list("key", flat=True))
    for key in owed.keys() - written:
        event, sponsorship = owed[key]
        with transaction.atomic():
            tell(event, sponsorship, is_last=event.confirmed_at == last, key=key, now=now)


def owed_letters(*, now: datetime) -> Iterator[tuple[str, tuple[Event, Sponsorship]]]:
    """By key: one for each event and each sponsorship that was in force before it was confirmed."""
    events = [
        event
        for event in told_events(now=now)
        if event.prisoner.published and event.prisoner.status == Event.STATUS_OF[Event.Kind(event.kind)]
    ]
    if not events:
        return
    concerned = Sponsorship.objects.active().concerned_by({event.prisoner_id for event in events})
    for sponsorship in concerned.filter(contact__isnull=False).with_fulfilment().select_related("prisoner"):
        for event in events:
            began_at = sponsorship.decided_at
            if is_about(sponsorship, event.prisoner) and began_at and began_at < (event.confirmed_at or now):
                yield f"{news_of(event)}{sponsorship.pk}", (event, sponsorship)


def is_about(sponsorship: Sponsorship, man: Prisoner) -> bool:
    if sponsorship.whom == Sponsorship.Whom.GROUP:
        return man.one_of_the_23
    return sponsorship.prisoner_id == man.pk


def name_for(sponsorship: Sponsorship, *, is_last: bool) -> str:
    """Of the group one man is freed after the other: it is fulfilled by the last of them."""
    fulfils = sponsorship.whom == Sponsorship.Whom.PRISONER or is_last
    return FULFILLED if getattr(sponsorship, "fulfilled", False) and fulfils else STATUS_CHANGED


def drop_what_is_owed_no_longer(owed: set[str]) -> None:
    """A confirmation was taken back, or the sponsorship has ended: then nothing has happened."""
    waiting = Letter.objects.filter(name__in=[FULFILLED, STATUS_CHANGED], sent_at=None)
    with transaction.atomic():
        for letter in waiting.exclude(key__in=owed).select_for_update(skip_locked=True):
            SecretLink.objects.filter(letter=letter).delete()
            letter.delete()


def tell(event: Event, sponsorship: Sponsorship, *, is_last: bool, key: str, now: datetime) -> None:
    """His name, what became of him, and another man who waits: our own words and names, in the sponsor's
    language."""
    held = Prisoner.objects.published().held()
    other = fewest_sponsors_first(held, today=timezone.localdate(now)).first()
    with translation.override(sponsorship.language):
        context = {
            "event": event.kind,
            "man": event.prisoner.name,
            "date": event.happened_on.in_words(),
            "page": event.prisoner.get_absolute_url(),
            "is_group": "yes" if sponsorship.whom == Sponsorship.Whom.GROUP else "",
            "other": other.name if other else "",
            "other_page": other.get_absolute_url() if other else "",
        }
    write_with_link(name_for(sponsorship, is_last=is_last), sponsorship, now=now, key=key, **context)


def news_of(event: Event) -> str:
    """How the keys of the letters about an event begin; the number of a sponsorship follows."""
    return f"news {event.pk} "


def to_correct(event: Event) -> QuerySet[Sponsorship]:
    """Who was written to about an event that nobody stands by any longer, and has read no correction yet."""
    left = Letter.objects.filter(key__startswith=news_of(event), sent_at__isnull=False)
    corrected = Letter.objects.filter(key__startswith=correction_of(event))
    told, told_again = (
        {int(key.rpartition(" ")[2]) for key in letters.values_list("key", flat=True)}
        for letters in (left, corrected)
    )
    if event.is_confirmed:
        return Sponsorship.objects.none()
    reachable = Contact.objects.reachable().values("sponsorship")
    return Sponsorship.objects.filter(pk__in=told - told_again).filter(pk__in=reachable).order_by("pk")


def correction_of(event: Event) -> str:
    return f"correction {event.pk} "


@transaction.atomic
def correct(event: Event, *, words: dict[str, str], now: datetime) -> int:
    """Write the words of a person, by language, to exactly those who had been told; say to how many."""
    event = Event.objects.select_for_update(of=["self"]).select_related("prisoner").get(pk=event.pk)
    if event.is_confirmed:
        raise Refused(gettext("This event is confirmed: there is nothing to correct."))
    rows = list(to_correct(event))
    for sponsorship in rows:
        said = correction(event, words=words, language=sponsorship.language)
        key = f"{correction_of(event)}{sponsorship.pk}"
        write_with_link(CORRECTED, sponsorship, now=now, key=key, **said)
    return len(rows)


def correction(event: Event, *, words: dict[str, str], language: str) -> dict[str, str]:
    """What its letter says, also for whoever reads it before it leaves."""
    with translation.override(language):
        man = event.prisoner
        return {"man": man.name, "page": man.get_absolute_url(), "words": words[language]}
