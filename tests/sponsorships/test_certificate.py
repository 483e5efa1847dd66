"""The certificate: one tagged page made from the record, and the page by which anybody verifies it."""

import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone

from campaign.kit.partial_dates import PartialDate
from campaign.models import Letter
from prisoners.models import Prisoner
from sponsorships import services, wording
from sponsorships.documents import TITLES, typeset, version
from sponsorships.models import Sponsorship
from tests.factories import change_contact, make_event, make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db

CAMERA = [name for name in ("pdftoppm", "zbarimg") if shutil.which(name) is None]


@pytest.fixture
def accept(anna):
    """Publish a request; answers with it and the address of the sponsor's own page."""

    def publish(**given):
        request = make_sponsorship(**{"state": "pending", "email": "ada@example.org"} | given)
        services.publish(request, by=anna, now=timezone.now() - timedelta(days=9))
        request.refresh_from_db()
        token = Letter.objects.filter(name="active").order_by("pk").last().context["token"]
        return request, f"/fr/mon-parrainage/{token}/"

    return publish


def paper(client, page, title="attestation", languages="fr"):
    response = client.get(f"{page}attestation/", {"title": title, "languages": languages})
    assert response.headers["Content-Type"] == "application/pdf"
    return response


def opened(response):
    return pikepdf.open(BytesIO(response.content))


@pytest.mark.parametrize("languages", ["fr", "en", "fr-en", "en-fr"])
@pytest.mark.parametrize("title", TITLES)
def test_the_certificate_is_one_tagged_page_in_the_languages_asked_for(client, accept, title, languages):
    _request, page = accept(
        prisoner=make_prisoner(name_fr="Ruben V."), sponsor=make_sponsor(name="Ville de Lyon")
    )

    with opened(paper(client, page, title, languages)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot.K
        assert pdf.Root.Lang == languages[:2]
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.open_metadata()["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert "Ville de Lyon" in pdf.open_metadata()["dc:title"]


def test_the_longest_of_everything_still_stands_on_one_page(client, accept):
    sponsor = make_sponsor(
        name="Communauté de communes du Pays de " + "Châtillon-sur-Chalaronne " * 6, kind="ngo"
    )
    request, page = accept(
        sponsor=sponsor, vote_result="à l’unanimité " * 14, prisoner=make_prisoner(name_fr="Հ" * 100)
    )
    for undertaking in wording.undertakings(list(wording.UNDERTAKINGS), language="fr"):
        undertaking.sponsorship = request
        undertaking.save()
    change_contact(request, signatory="S" * 120, signatory_office="O" * 120)

    with opened(paper(client, page, languages="fr-en")) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.skipif(bool(CAMERA), reason=f"not on this machine: {', '.join(CAMERA)}")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_camera_reads_the_code_and_opens_the_page_that_verifies(client, accept, settings, language):
    request, page = accept(sponsor=make_sponsor(name="Ville de Lyon"))
    sheet = paper(client, page, languages=language).content

    picture = subprocess.run(["pdftoppm", "-r", "150", "-png"], input=sheet, capture_output=True, check=True)
    seen = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-"], input=picture.stdout, capture_output=True, check=True
    )

    address = seen.stdout.decode().strip()
    assert address.endswith(f"/{request.code}/")
    verified = client.get(address.removeprefix(settings.SITE_URL))
    assert verified.headers["Content-Language"] == language
    assert "Ville de Lyon" in verified.text


@pytest.mark.parametrize(
    ("name", "verb"), [("Les Amis d’Oshakan", "parrainent"), ("Ville de Lyon", "parraine")]
)
def test_the_verb_agrees_with_the_sponsor(name, verb):
    sponsorship = make_sponsorship(sponsor=make_sponsor(name=name))

    told = version(sponsorship, None, title="deed", is_fulfilled=False, today=date(2026, 11, 1))

    assert told["verb"] == verb


def said_of(sponsorship, *, is_fulfilled=False):
    return version(sponsorship, None, title="deed", is_fulfilled=is_fulfilled, today=date(2026, 11, 1))


def test_who_is_accepted_after_midnight_in_paris_is_accepted_that_day_and_that_year(client, accept):
    """In the new year here, in the old one by the clock of the database."""
    request, _page = accept(adhered_on="", date_kind="")
    request.decided_at = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    request.save()

    paper_says, page_says = said_of(request), client.get(f"/fr/attestation/{request.code}/").text

    assert "1er janvier 2026" in paper_says["since"]
    assert "1er\u00a0janvier\u00a02026" in page_says.replace(" ", "\u00a0")
    assert f"2026-{request.pk:04}" in paper_says["made"]


def test_the_paper_of_the_group_speaks_of_all_of_them():
    told = said_of(make_sponsorship(prisoner=None, whom="group"), is_fulfilled=True)

    assert told["whom"] == "les\u00a023 prisonniers arméniens"
    assert told["fulfilled"].startswith("Accompli")
    assert "23" in told["fulfilled"]


def test_where_it_is_not_known_since_when_he_is_held_the_paper_does_not_say_it():
    man = make_prisoner()
    Prisoner.objects.update(captured_on="")
    man.refresh_from_db()

    assert said_of(make_sponsorship(prisoner=man))["about"] == "prisonnier arménien détenu par l’Azerbaïdjan"


def test_a_vote_is_said_with_its_result():
    voted = make_sponsorship(adhered_on="2025-03-02", date_kind="vote", vote_result="à l’unanimité")
    voted.refresh_from_db()

    assert said_of(voted)["since"].endswith("(vote du conseil, à l’unanimité)")


def test_no_date_is_broken_between_two_lines():
    told = typeset({"made": "No 7, fait le 27 septembre 2023, puis le 1er mai 2024"}, "fr")

    assert told["made"] == "No 7, fait le 27\u00a0septembre\u00a02023, puis le 1er\u00a0mai\u00a02024"


def test_what_is_typed_is_never_run_by_the_typesetter(client, accept):
    name = '#read("/etc/passwd") $x$ \\ ] " @a *b* `c`'
    _request, page = accept(sponsor=make_sponsor(name=name))

    with opened(paper(client, page)) as pdf:
        assert name in pdf.open_metadata()["dc:title"]


def test_the_certificate_follows_the_record(client, accept):
    man = make_prisoner()
    request, page = accept(prisoner=man)
    in_force = paper(client, page).content

    make_event(man, "release", "2026-01-14", from_initial_load=True)

    assert paper(client, page).content != in_force
    assert "Accompli" in client.get(f"/fr/attestation/{request.code}/").text


def test_a_code_is_random_and_long_enough_and_given_once(accept, anna):
    request, _page = accept()
    other, _page = accept()
    services.unpublish(request)

    services.publish(request, by=anna, now=timezone.now())

    assert len(request.code) * 5 >= 80
    assert request.code != other.code
    assert Sponsorship.objects.get(pk=request.pk).code == request.code


@pytest.mark.parametrize("language", ["fr", "en"])
def test_anybody_verifies_a_certificate_by_its_code_however_it_is_typed(client, accept, language):
    request, _page = accept(
        prisoner=make_prisoner(name_fr="Ruben V.", name_en="Ruben V."),
        sponsor=make_sponsor(name="Ville de Lyon"),
    )
    stem = {"fr": "/fr/attestation/", "en": "/en/certificate/"}[language]

    for code in [
        request.code,
        request.code.lower(),
        f"{request.code[:6]}-{request.code[6:12]}-{request.code[12:]}",
    ]:
        page = client.get(f"{stem}{code}/")

        assert "Ville de Lyon" in page.text
        assert "Ruben V." in page.text
        assert {"fr": "En vigueur", "en": "In force"}[language] in page.text
        assert "no-store" in page.headers["Cache-Control"]
        assert "noindex" in page.headers["X-Robots-Tag"]


@pytest.mark.parametrize("code", ["AAAAAAAAAAAAAAAAAA", "1", "%00", "x" * 900, "é", "%ED%A0%80", "' OR 1=1"])
def test_a_code_that_was_never_given_answers_like_an_erased_one(client, accept, code):
    request, page = accept()
    client.post(f"{page}retrait/", {"form": "erase", "certain": "on"})
    erased = client.get(f"/fr/attestation/{request.code}/")

    unknown = client.get(f"/fr/attestation/{code}/")

    assert unknown.status_code == erased.status_code == 404
    if len(code) == 18:
        assert unknown.text.replace(code, request.code) == erased.text


@pytest.mark.parametrize("gesture", ["none", "withdraw", "revoke"])
def test_a_person_who_did_not_ask_to_be_named_is_named_on_the_paper_only(client, accept, anna, gesture):
    person = make_sponsor(kind="individual", name="")
    request, page = accept(sponsor=person, name_consented=False, prisoner=make_prisoner(), reason="Faux.")
    change_contact(request, name="Ada Lovelace")
    with opened(paper(client, page)) as pdf:
        assert "Ada Lovelace" in pdf.open_metadata()["dc:title"]

    if gesture == "withdraw":
        services.withdraw(request, now=timezone.now())
    elif gesture == "revoke":
        services.revoke(request, by=anna, now=timezone.now())

    for language, word in [("fr", "attestation"), ("en", "certificate")]:
        page = client.get(f"/{language}/{word}/{request.code}/")
        assert page.status_code == 200
        assert "Lovelace" not in page.text
    state = {"none": "In force", "withdraw": "Withdrawn by the sponsor", "revoke": "Revoked by the campaign"}
    assert state[gesture] in page.text


def test_a_person_who_is_not_named_is_called_a_person_and_not_nobody(client, accept):
    request, _page = accept(sponsor=make_sponsor(kind="individual", name=""), name_consented=False)

    assert "Une personne" in client.get(f"/fr/attestation/{request.code}/").text


def test_paper_and_page_say_the_same_day(client, accept):
    request, _page = accept(adhered_on="", date_kind="")
    day = PartialDate.of(timezone.localdate(request.decided_at)).in_words()

    assert day in client.get(f"/fr/attestation/{request.code}/").text


def test_a_hidden_man_is_not_named_by_a_certificate(client, accept):
    man = make_prisoner(name_fr="Homme caché")
    request, _page = accept(prisoner=man)
    man.published = False
    man.save()

    assert "Homme caché" not in client.get(f"/fr/attestation/{request.code}/").text
