"""Staff read what sponsors send: acts, logos, deeds."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from campaign.kit.uploads import Kept
from sponsorships import services
from sponsorships.models import Act, Consent, Contact
from tests.desk import address, desk_of, press, told
from tests.factories import make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(covcas):
    sponsorship = make_sponsorship(
        sponsor=make_sponsor(name="Ville de Lyon", slug="lyon"),
        prisoner=make_prisoner(),
        email="ada@example.org",
        followed_by=covcas,
    )
    reported = Act(
        sponsorship=sponsorship, kind="ceremony", happened_on="2026-03", told="Une soirée.", ticket="t"
    )
    services.report_act(reported, picture=None, now=timezone.now())
    return Act.objects.get()


def a_picture():
    file = BytesIO()
    Image.new("RGB", (30, 30)).save(file, "JPEG")
    return Kept(file.getvalue(), "jpg")


def test_an_act_written_in_both_languages_is_published_in_one_press(anna, act, client):
    page = address("sponsorships_act", "change", act.pk)

    said = told(press(desk_of(anna), page, "_publish_act", text_fr="Une soirée.", text_en="An evening."))

    assert "1 act is public." in said
    assert "An evening." in client.get("/en/sponsors/lyon/").text


def test_an_act_in_one_language_waits(anna, act, client):
    page = address("sponsorships_act", "change", act.pk)

    said = told(press(desk_of(anna), page, "_publish_act", text_fr="Une soirée."))

    act.refresh_from_db()
    assert "Nothing is published in one language only." in said
    assert (act.state, act.text_fr) == ("waiting", "Une soirée.")


def test_an_act_is_refused_and_hidden_with_one_press(anna, act, client):
    Act.objects.update(text_fr="Une soirée.", text_en="An evening.")
    services.publish_act(act, by=anna, now=timezone.now())

    press(desk_of(anna), address("sponsorships_act", "change", act.pk), "_refuse_act")

    assert "Une soirée." not in client.get("/fr/parrains/lyon/").text


def test_what_the_sponsor_wrote_is_read_and_not_rewritten(anna, act):
    page = address("sponsorships_act", "change", act.pk)

    press(desk_of(anna), page, told="Autre chose.", state="published")

    act.refresh_from_db()
    assert (act.told, act.state) == ("Une soirée.", "waiting")


def test_a_logo_is_looked_at_and_then_shown(anna, act):
    services.keep_logo(act.sponsorship, a_picture(), now=timezone.now())
    sponsor = act.sponsorship.sponsor
    page = address("sponsorships_sponsor", "change", sponsor.pk)

    given = desk_of(anna).get(address("sponsorships_sponsor", "logo", sponsor.pk))
    press(desk_of(anna), page, "_accept_logo")

    sponsor.refresh_from_db()
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert sponsor.logo_accepted


def test_a_deed_is_given_only_to_the_ngo_that_may_read_its_signatory(anna, hrant, covcas, act, client):
    services.keep_deed(act.sponsorship, a_picture(), now=timezone.now())
    contact = Contact.objects.get()
    Consent.objects.create(
        contact=contact,
        purpose="read",
        ngo=covcas,
        text="x",
        version="1",
        language="fr",
        given_at=timezone.now(),
    )
    deed = address("sponsorships_sponsorship", "deed", act.sponsorship_id)

    assert desk_of(anna).get(deed).status_code == 200
    assert desk_of(hrant).get(deed).status_code == 404
    assert client.get(deed).status_code == 302


def test_the_picture_of_an_act_is_a_file_for_the_desk_alone(anna, act, client):
    act.picture.save("acts/x.jpg", ContentFile(a_picture().content), save=False)
    act.picture_credit = "Ada"
    act.save()
    picture = address("sponsorships_act", "picture", act.pk)

    assert desk_of(anna).get(picture).headers["Content-Disposition"].startswith("attachment")
    assert client.get(picture).status_code == 302
