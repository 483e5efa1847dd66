"""The person behind a sponsorship: all that is personal, apart, so that it can be erased alone."""

from itertools import islice
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.kit.sealing import KeyedHash, KeyedWords, SealedText, keyed_hashes, marks_of, words_of
from campaign.models import Role, User
from sponsorships.models.sponsorship import Sponsorship, follower_beside

MOST_NAMES_READ = 5_000  # by one search of staff: a fifth of a second


class ContactQuerySet(models.QuerySet["Contact"]):
    def with_email(self, email: str) -> Self:
        """Of one address, whichever key its hash was made with."""
        return self.filter(email_hash__in=keyed_hashes(email) if email else [])

    def reachable(self) -> Self:
        """Those of old records have no address."""
        return self.exclude(email="")

    def visible_to(self, user: User) -> Self:
        """The wall between the NGOs: each reads those who allowed it to, if it follows the sponsor;
        its coordinators also read the others. Old records tell only who follows.

        Readers see none, and neither does an account without an NGO, whatever else it may do.
        """
        if user.ngo_id is None or not user.may(Role.CASE_WORKER):
            return self.none()
        asked = self.model.objects.filter(consents__purpose="read")
        to_read = self.model.objects.filter(consents__purpose="read", consents__ngo=user.ngo_id)
        allowed = Q(pk__in=to_read.values("pk"))
        followed = Q(sponsorship__followed_by=user.ngo_id) & (allowed | ~Q(pk__in=asked.values("pk")))
        return self.filter(followed | allowed if user.may(Role.COORDINATOR) else followed)

    def named(self, words: str) -> list["Contact"]:
        """Whose name or whose signatory's holds the words, under any accents, by whole words.

        Where none does, those of which it is a part, among the newest of these rows. Sealed names
        are read one by one: whoever calls narrows the rows first to what the user may read.
        """
        wanted = words_of(words)
        if not wanted:
            return []
        by_words = self.filter(*(bears(word) for word in wanted))
        return read(by_words, wanted) or read(self, wanted)


def bears(word: str) -> Q:
    """The mark of this word; or none at all, on a row of the release before."""
    found = Q(name_words=None)
    for mark in marks_of(word):
        found |= Q(name_words__contains=f" {mark} ")
    return found


def read(rows: ContactQuerySet, wanted: list[str]) -> list["Contact"]:
    newest = islice(rows.order_by("-pk").iterator(), MOST_NAMES_READ)
    return [
        row
        for row in newest
        if all(word in " ".join(words_of(f"{row.name} {row.signatory}")) for word in wanted)
    ]


class Contact(models.Model):
    """Whom to write to about a sponsorship, and what that person consented to. Sealed: save it whole."""

    sponsorship = models.OneToOneField(
        Sponsorship, on_delete=models.CASCADE, related_name="contact", verbose_name=_("sponsorship")
    )
    name = SealedText(_("person to write to"), max_length=120, holder=follower_beside)
    signatory = SealedText(_("who will sign"), max_length=120, blank=True, holder=follower_beside)
    signatory_office = SealedText(
        _("office of who will sign"), max_length=120, blank=True, holder=follower_beside
    )
    office = SealedText(_("office or profession"), max_length=120, blank=True, holder=follower_beside)
    email = SealedText(_("mail address"), max_length=254, blank=True, holder=follower_beside)
    email_hash = KeyedHash(of="email")
    name_words = KeyedWords(of=["name", "signatory"])
    phone = SealedText(_("telephone"), max_length=40, blank=True, holder=follower_beside)
    next_name = SealedText(_("next person to write to"), max_length=120, blank=True, holder=follower_beside)
    next_office = SealedText(
        _("office of the next person"), max_length=120, blank=True, holder=follower_beside
    )
    next_email = SealedText(_("next mail address"), max_length=254, blank=True, holder=follower_beside)
    consent_version = models.CharField(_("text consented to"), max_length=20, blank=True)
    consented_at = models.DateTimeField(_("consented at"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        indexes = [models.Index(name="contact_by_email_hash", fields=["email_hash"])]

    def __str__(self) -> str:
        """No name: this is what a log of the admin keeps."""
        return str(self.sponsorship_id)
