"""A visitor walks through the site with a real browser: without scripts, by keyboard, in both languages."""

import re

import pytest
from playwright.sync_api import expect

from campaign.models import Letter
from sponsorships.models import Sponsorship

WORDS = {
    "fr": {"form": "/fr/parrainer/?prisonnier=ruben-vardanyan&qualite=commune", "check": "Vérifier avant l’envoi", "send": "Envoyer la demande", "thanks": "/fr/parrainer/merci/", "confirm": "/fr/confirmer/{}/", "button": "Je confirme ma demande"},
    "en": {"form": "/en/sponsor/?prisoner=ruben-vardanyan&kind=municipality", "check": "Check before sending", "send": "Send the request", "thanks": "/en/sponsor/thanks/", "confirm": "/en/confirm/{}/", "button": "I confirm my request"},
}  # fmt: skip

PAGES = [
    "/fr/",
    "/en/campaign/",
    "/fr/contexte/",
    "/fr/prisonniers/",
    "/fr/prisonniers/ruben-vardanyan/",
    "/en/prisoners/davit-alahverdyan/",
    "/fr/sans-parrain/",
    "/en/sponsors/",
    "/fr/parrains/lyon/",
]


@pytest.fixture
def elsewhere(page, site):
    """Requests to another host, and complaints of the content policy."""
    found = []
    page.on(
        "request", lambda request: found.append(request.url) if not request.url.startswith(site) else None
    )
    page.on(
        "console", lambda message: found.append(message.text) if "Content Security" in message.text else None
    )
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_town_signs_up_without_scripts(page, site, language):
    words = WORDS[language]
    page.goto(site + words["form"])
    page.fill("[name=name]", "Ville d’Alfortville")
    page.fill("[name=department]", "94")
    page.fill("[name=office]", "Cheffe de cabinet")
    page.fill("[name=contact_name]", "Ada O'Brien")
    page.fill("[name=email]", "ada@example.org")
    page.check("[name=agreed]")

    page.get_by_role("button", name=words["check"]).click()
    page.get_by_role("button", name=words["send"]).click()
    expect(page).to_have_url(site + words["thanks"])
    page.goto(site + words["confirm"].format(Letter.objects.get().context["token"]))
    page.get_by_role("button", name=words["button"]).click()

    request = Sponsorship.objects.get(state="pending")
    assert request.prisoner.slug == "ruben-vardanyan"


def test_the_form_can_be_filled_and_sent_with_the_keyboard_alone(page, site):
    page.goto(site + WORDS["fr"]["form"])
    page.focus("[name=name]")
    for text in [
        "Ville d’Alfortville",
        None,
        "94",
        "Le maire",
        "Cheffe de cabinet",
        "Ada",
        "ada@example.org",
        "",
        None,
        "Bonjour",
    ]:
        if text is not None:
            page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=send]")
    page.focus("[name=send]")
    page.keyboard.press("Enter")

    expect(page).to_have_url(site + WORDS["fr"]["thanks"])


def test_the_language_switch_stays_on_the_page(page, site):
    page.goto(f"{site}/fr/prisonniers/ruben-vardanyan/")

    page.get_by_role("link", name="English").click()

    expect(page).to_have_url(f"{site}/en/prisoners/ruben-vardanyan/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_public_pages_ask_nobody_else_and_keep_no_cookie(page, site, elsewhere):
    for address in PAGES:
        page.goto(site + address, wait_until="networkidle")

    assert elsewhere == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(page, site, width):
    page.set_viewport_size({"width": width, "height": 800})
    too_wide = []
    for address in [*PAGES, "/fr/parrainer/?qualite=commune"]:
        page.goto(site + address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(address)

    assert too_wide == []


def test_on_paper_there_is_nothing_to_press_and_sources_are_written_out(page, site):
    page.goto(f"{site}/fr/prisonniers/ruben-vardanyan/")
    page.emulate_media(media="print")

    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    written = page.evaluate("getComputedStyle(document.querySelector('.sources a'), '::after').content")
    assert re.search(r"http", written) or "attr" in written
