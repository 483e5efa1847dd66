"""From the first visit to the certificate, for each kind of sponsor, in both languages, by real mail."""

import re
import shutil
import socket
import subprocess
from email import message_from_bytes, policy
from io import BytesIO

import pikepdf
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as site_settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from sponsorships import services
from sponsorships.models import Sponsorship
from tests.factories import make_user
from tests.sponsorships.typed import NGO, PERSON, REGION, TOWN

FORMS = {"municipality": TOWN, "region": REGION, "ngo": NGO, "individual": PERSON}
WORDS = {
    "fr": {"start": "/fr/parrainer/", "check": "Vérifier avant l’envoi", "send": "Envoyer la demande", "confirm": "Je confirme ma demande", "paper": "Télécharger l’attestation (PDF)", "kinds": {"municipality": "Commune", "region": "Région ou autre collectivité", "ngo": "ONG", "individual": "Particulier"}, "subjects": ["Confirmez votre demande de parrainage", "Votre demande est confirmée", "Votre parrainage est en vigueur"], "valid": "En vigueur"},
    "en": {"start": "/en/sponsor/", "check": "Check before sending", "send": "Send the request", "confirm": "I confirm my request", "paper": "Download the certificate (PDF)", "kinds": {"municipality": "Municipality", "region": "Region or other authority", "ngo": "NGO", "individual": "Person"}, "subjects": ["Confirm your request to sponsor a prisoner", "Your request is confirmed", "Your sponsorship is in force"], "valid": "In force"},
}  # fmt: skip


class Postbox:
    """A mail server on this machine that keeps what it is given."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - named by aiosmtpd
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


@pytest.fixture
def post(settings):
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    options = {"host": "127.0.0.1", "port": port}
    settings.MAILERS = {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    }
    yield box
    server.stop()


def newest(post, site):
    """The letter that has just come, and the secret page it leads to."""
    call_command("send_letters")
    letter = post.letters[-1]
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    link = re.search(rf"{site_settings.SITE_URL}(/\S+/[\w-]{{32}}/)", text)[1]
    assert link in html
    return letter, site + link


def fill(page, form):
    for name, value in form.items():
        field = page.locator(f"[name={name}]")
        if name in ("kind", "ticket", "wording"):
            continue
        if name in ("country", "whom"):
            field.select_option(value)
        elif name == "undertakings":
            for key in value:
                page.check(f"[name=undertakings][value={key}]")
        elif name == "agreed":
            page.check("[name=agreed]")
        else:
            field.fill(value)
    for box in page.locator("[name=readers]").all():
        box.check()


@pytest.mark.browser_context_args(java_script_enabled=False, accept_downloads=True)
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", FORMS)
def test_the_whole_way_of_a_sponsorship(page, site, post, kind, language):
    words = WORDS[language]
    page.goto(site + words["start"])
    page.locator("main").get_by_role("link", name=words["kinds"][kind], exact=True).click()
    fill(page, FORMS[kind] | {"whom": "ruben-vardanyan"})
    page.get_by_role("button", name=words["check"]).click()
    page.get_by_role("button", name=words["send"]).click()

    asked, link = newest(post, site)
    page.goto(link)
    page.get_by_role("button", name=words["confirm"]).click()
    received, own_page = newest(post, site)
    page.goto(own_page)
    request = Sponsorship.objects.get(state="pending")
    expect(page.locator("ol.stages [aria-current=step]")).to_be_visible()
    for _person in range(2 if kind == "municipality" else 1):  # its proof is not recorded yet
        services.publish(request, by=make_user(ngo=request.followed_by), now=timezone.now())
    accepted, own_page = newest(post, site)
    page.goto(own_page)
    with page.expect_download() as download:
        page.get_by_role("button", name=words["paper"]).click()
    certificate = download.value.path().read_bytes()

    assert [letter["Subject"] for letter in (asked, received, accepted)] == words["subjects"]
    assert {letter["To"] for letter in (asked, received, accepted)} == {FORMS[kind]["email"].lower()}
    with pikepdf.open(BytesIO(certificate)) as pdf:
        assert str(pdf.Root.Lang) == language
        assert len(pdf.pages) == 1
    page.goto(site + printed_address(certificate))
    expect(page.locator("main")).to_contain_text(words["valid"])
    expect(page.locator("main")).to_contain_text("Ruben Vardan")
    if kind == "individual":
        expect(page.locator("main")).not_to_contain_text(FORMS[kind]["contact_name"])


def printed_address(certificate):
    """What stands beside the code, as a reader of the paper would type it."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=certificate, capture_output=True, check=True
    ).stdout.decode()
    return re.search(rf"{site_settings.SITE_URL}(/\w\w/\w+/[0-9A-Z]{{18}}/)", text)[1]
