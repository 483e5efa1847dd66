"""Which sponsorships: in force, counted, public, fulfilled."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, Q

from prisoners.models import Prisoner

if TYPE_CHECKING:
    from sponsorships.models.sponsorship import Sponsorship  # noqa: F401 - in a string below


class SponsorshipQuerySet(models.QuerySet["Sponsorship"]):
    def active(self) -> Self:
        return self.filter(state="active")

    def counted(self) -> Self:
        """What the figures count: what is public, and persons who did not ask to be named."""
        seen = Q(published=True) | Q(sponsor__kind="individual")
        return self.active().filter(seen, Q(prisoner=None) | Q(prisoner__published=True))

    def public(self) -> Self:
        """What may be shown with its sponsor's name."""
        return self.counted().filter(published=True)

    def concerned_by(self, men: Collection[int]) -> Self:
        """Of these men, and of the group they may belong to."""
        return self.filter(Q(prisoner__in=men) | Q(whom="group"))

    def with_code(self, code: str) -> Self:
        """Of the certificate that bears this code, typed by hand or read from it."""
        letters = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
        return self.filter(code=letters[:20]) if letters else self.none()

    def waiting(self) -> Self:
        return self.filter(state="pending")

    def with_fulfilment(self) -> Self:
        """Adds `fulfilled`: the man is free; for the group, all of the 23 are."""
        still_held = Prisoner.objects.of_the_23().exclude(status=Prisoner.Status.RELEASED)
        return self.annotate(
            fulfilled=models.ExpressionWrapper(
                Q(state="active")
                & (
                    Q(whom="prisoner", prisoner__status=Prisoner.Status.RELEASED)
                    | Q(Q(whom="group"), ~Exists(still_held), Exists(Prisoner.objects.of_the_23()))
                ),
                output_field=models.BooleanField(),
            )
        )

    def newest_first(self) -> Self:
        return self.order_by("-adhered_on", "sponsor__name", "pk")
