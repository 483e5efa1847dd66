"""What visitors of each kind type into the form."""

from campaign.models import Ngo
from sponsorships import wording

TOWN = {
    "kind": "municipality",
    "name": "Ville d’Alfortville",
    "country": "FR",
    "department": "94",
    "signatory": "Jeanne Martin",
    "signatory_office": "Maire",
    "vote_planned_on": "2026-12-17",
    "motive": "Une importante communauté arménienne.",
    "twinning": "Jumelée avec Oshakan",
    "office": "Cheffe de cabinet",
    "contact_name": "Ada O'Brien",
    "email": "Ada@Example.org",
    "whom": "group",
    "undertakings": ["speak", "plead"],
    "agreed": "on",
    "ticket": "ticket-1",
    "wording": wording.VERSION,
}
REGION = TOWN | {"kind": "region", "name": "Canton de Genève", "country": "CH", "department": "GE"}
NGO = {
    "kind": "ngo",
    "name": "Les Amis d’Oshakan",
    "registration": "W941000000",
    "website": "https://example.org",
    "country": "FR",
    "department": "94",
    "town": "Alfortville",
    "contact_name": "Ada O'Brien",
    "office": "Présidente",
    "email": "amis@example.org",
    "whom": "any",
    "undertakings": ["write"],
    "agreed": "on",
    "ticket": "ticket-3",
    "wording": wording.VERSION,
}
PERSON = {
    "kind": "individual",
    "contact_name": "Արամ Խաչատրյան",
    "office": "Compositeur",
    "country": "CH",
    "email": "aram@example.org",
    "whom": "any",
    "undertakings": ["speak"],
    "agreed": "on",
    "ticket": "ticket-2",
    "wording": wording.VERSION,
}


def readers() -> list[int]:
    """Every NGO there is, as a visitor ticks them."""
    return list(Ngo.objects.in_order().values_list("pk", flat=True))
