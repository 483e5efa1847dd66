"""Elections after which a town or a region may have somebody else to write to. A line after each election."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from sponsorships.models import Sponsor, Sponsorship

Kind = Sponsor.Kind

# Country, kind of sponsor, last round. Sources: interieur.gouv.fr, ge.ch.
ELECTIONS = [
    ("FR", Kind.MUNICIPALITY, date(2026, 3, 22)),
    ("FR", Kind.REGION, date(2021, 6, 27)),
    ("CH", Kind.MUNICIPALITY, date(2025, 4, 13)),  # Geneva, where the campaign's Swiss towns are
]
SOON = timedelta(days=60)  # time to find out who comes next


def asking_for_a_contact(*, today: date) -> QuerySet[Sponsorship]:
    """In force, older than the last election of their place, or whose signatory's mandate ends; and
    nobody has found since that the contact is still right."""
    elected = Q()
    for country, kind, held_on in ELECTIONS:
        checked_since = Q(casework__contact_checked_on__gt=held_on)
        place = Q(sponsor__country=country, sponsor__kind=kind, adhered_on__lt=held_on.isoformat())
        elected |= place & ~Q(adhered_on="") & ~checked_since
    ending = Q(casework__mandate_ends_on__lte=today + SOON)
    return Sponsorship.objects.active().filter(elected | ending)
