"""Every address that a visitor or a sponsor can open, with records behind each, in both languages."""

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from campaign.models import CampaignPicture, Letter
from campaign.photographs import put_files
from prisoners.models import Prisoner
from sponsorships.models import SecretLink
from sponsorships.models.link import digest
from tests.factories import LONG_AGO, make_ngo, make_portrait, make_sponsor, make_sponsorship, make_user

OPEN, CONFIRM, CODE = "token-of-the-own-page", "token-that-confirms", "A1B2C3D4E5F6G7H8"
LONG_NAME = "Maximilien-Alexandre Ter-Haroutiounian de Hadrout-Chouchi"
NAMES = [
    *(
        f"campaign:{name}"
        for name in ["home", "campaign", "context", "about", "legal", "privacy", "accessibility"]
    ),
    *(f"prisoners:{name}" for name in ["prisoners", "unsponsored", "correct", "corrected"]),
    *(f"sponsorships:{name}" for name in ["sponsors", "sign_up", "thanks", "link"]),
]
OWN = ["own_page", "own_act", "own_contact", "own_files", "own_leave"]
KINDS = {"fr": ["commune", "ong", "personne"], "en": ["municipality", "ngo", "person"]}


def furnish() -> None:
    """The campaign's records, and beside them what is crowded, rare or secret."""
    call_command("load_campaign", "data", verbosity=0)
    ruben = Prisoner.objects.get(slug="ruben-vardanyan")
    make_portrait(ruben)
    Prisoner.objects.filter(slug="vicken-euljekjian").update(name_fr=LONG_NAME, name_en=LONG_NAME)
    make_campaign_picture()
    for purpose, token, state in [("own_page", OPEN, "active"), ("confirm", CONFIRM, "unconfirmed")]:
        sponsor = make_sponsor(name=f"Communauté de communes du pays {state}", slug=state)
        made = make_sponsorship(
            prisoner=ruben,
            sponsor=sponsor,
            state=state,
            email=f"{state}@example.org",
            code=CODE if state == "active" else None,
        )
        letter = Letter.objects.create(key=token, name="active", language="fr", written_at=timezone.now())
        SecretLink.objects.create(sponsorship=made, purpose=purpose, digest=digest(token), letter=letter)


def make_campaign_picture() -> None:
    picture = CampaignPicture(
        alt_fr="Une foule devant une mairie.",
        alt_en="A crowd before a town hall.",
        caption_fr="Devant la mairie",
        caption_en="Before the town hall",
        credit="Archive",
        right_fr="Tous droits réservés",
        right_en="All rights reserved",
        origin="Ours",
        taken_on="2025-06",
        proposed_at=LONG_AGO,
        proposed_by=make_user(),
        proposed_ngo=make_ngo(),
        confirmed_at=LONG_AGO,
        confirmed_by=make_user(),
        confirmed_ngo=make_ngo(),
    )
    put_files(picture, Image.new("RGB", (1200, 600), "#888"))
    picture.save()


def addresses(language: str) -> list[str]:
    with translation.override(language):
        form = reverse("sponsorships:sign_up")
        kind, query, nobody = (
            ("qualite", "q", "personne-ici") if language == "fr" else ("kind", "q", "nobody-here")
        )
        return [
            *(reverse(name) for name in NAMES),
            *(reverse("prisoners:profile", args=[man]) for man in ["ruben-vardanyan", "vicken-euljekjian"]),
            *(reverse("sponsorships:sponsor", args=[slug]) for slug in ["lyon", "active"]),
            *(f"{form}?{kind}={word}" for word in KINDS[language]),
            f"{reverse('prisoners:prisoners')}?{query}={nobody}",
            reverse("sponsorships:confirm", args=[CONFIRM]),
            reverse("sponsorships:confirm", args=["unknown"]),
            *(reverse("sponsorships:certificate", args=[code]) for code in [CODE, "unknown"]),
            *(reverse(f"sponsorships:{name}", args=[OPEN]) for name in OWN),
            reverse("sponsorships:own_page", args=["unknown"]),
            f"/{language}/nowhere/",
        ]
