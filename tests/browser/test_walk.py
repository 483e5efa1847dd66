"""A visitor walks through the site with a real browser: without scripts, by keyboard, in both languages."""

import re
from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import expect

from campaign.models import Letter
from sponsorships.models import Sponsorship
from tests.browser.pages import addresses

WORDS = {
    "fr": {"form": "/fr/parrainer/?prisonnier=ruben-vardanyan&qualite=commune", "check": "Vérifier avant l’envoi", "send": "Envoyer la demande", "thanks": "/fr/parrainer/merci/", "confirm": "/fr/confirmer/{}/", "button": "Je confirme ma demande"},
    "en": {"form": "/en/sponsor/?prisoner=ruben-vardanyan&kind=municipality", "check": "Check before sending", "send": "Send the request", "thanks": "/en/sponsor/thanks/", "confirm": "/en/confirm/{}/", "button": "I confirm my request"},
}  # fmt: skip


@pytest.fixture
def elsewhere(page, live_server):
    """Requests to another host, and complaints of the content policy."""
    found = []
    page.on(
        "request",
        lambda request: found.append(request.url) if not request.url.startswith(live_server.url) else None,
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
    for box in ["[name=undertakings] >> nth=0", "[name=agreed]", "[name=readers] >> nth=0"]:
        page.check(box)

    page.get_by_role("button", name=words["check"]).click()
    page.get_by_role("button", name=words["send"]).click()
    expect(page).to_have_url(site + words["thanks"])
    page.goto(site + words["confirm"].format(Letter.objects.get().context["token"]))
    page.get_by_role("button", name=words["button"]).click()

    request = Sponsorship.objects.get(state="pending")
    assert request.prisoner.slug == "ruben-vardanyan"


def tab_until(page, there, what):
    """Press Tab until the focus is where a question about the focused element says yes."""
    for _press in range(60):
        if page.evaluate(f"(one => {there})(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {what} by the keyboard")


def follow(page, words):
    """Go to a link or a button by Tab alone, and press it."""
    tab_until(page, f"one.textContent.trim().startsWith({words!r})", words)
    page.keyboard.press("Enter")


def test_the_whole_way_of_a_request_is_walked_with_the_keyboard_alone(page, site):
    words = WORDS["fr"]
    page.goto(f"{site}/fr/sans-parrain/")
    follow(page, "Ruben Vardanian")
    page.wait_for_url("**/ruben-vardanyan/")
    follow(page, "Le parrainer")
    page.wait_for_url("**/fr/parrainer/**")
    follow(page, "Commune")
    page.wait_for_selector("[name=name]")
    for name, keys in [
        ("name", "Ville d’Alfortville"),
        ("department", "94"),
        ("undertakings", " "),
        ("contact_name", "Ada"),
        ("office", "Cheffe de cabinet"),
        ("email", "ada@example.org"),
        ("agreed", " "),
        ("readers", " "),
    ]:
        tab_until(page, f"one.name == {name!r}", name)
        page.keyboard.type(keys)
    follow(page, words["check"])
    page.wait_for_selector("[name=send]")
    follow(page, words["send"])
    page.wait_for_url(f"**{words['thanks']}")
    page.goto(site + words["confirm"].format(Letter.objects.get().context["token"]))
    follow(page, words["button"])
    expect(page.get_by_role("button", name=words["button"])).to_have_count(0)

    request = Sponsorship.objects.get(state="pending")
    assert request.prisoner.slug == "ruben-vardanyan"


def test_the_language_switch_stays_on_the_page(page, site):
    page.goto(f"{site}/fr/prisonniers/ruben-vardanyan/")

    page.get_by_role("link", name="English").click()

    expect(page).to_have_url(f"{site}/en/prisoners/ruben-vardanyan/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_ask_nobody_else_break_no_policy_and_public_ones_keep_no_cookie(
    page, furnished, elsewhere, language
):
    for address in addresses(language):
        page.goto(furnished + address, wait_until="networkidle")
        forms = page.locator("form[method=post]").count()
        assert forms or page.context.cookies() == [], address
        page.context.clear_cookies()

    assert elsewhere == []


@pytest.mark.parametrize(
    ("address", "fetched"),
    [
        ("/fr/", ["sans-400-latin", "serif-600-latin"]),
        ("/en/prisoners/", ["sans-400-latin", "serif-600-latin"]),
        ("/fr/parrainer/", ["sans-400-latin", "serif-600-latin"]),
        ("/fr/prisonniers/ruben-vardanyan/", ["sans-400-latin", "serif-600-armenian", "serif-600-latin"]),
        ("/fr/prisonniers/arayik-harutyunyan/", ["sans-400-latin", "sans-400-rare", "serif-600-armenian", "serif-600-latin"]),
    ],
)  # fmt: skip
def test_a_page_fetches_the_letters_it_prints_and_no_others(page, site, address, fetched):
    fonts = set()
    page.on("request", lambda asked: fonts.update(re.findall(r"libertas-([-\w]+)\.woff2", asked.url)))

    page.goto(site + address, wait_until="networkidle")

    assert sorted(fonts) == fetched


def test_on_paper_there_is_nothing_to_press_and_sources_are_written_out(page, site):
    page.goto(f"{site}/fr/prisonniers/ruben-vardanyan/")
    page.emulate_media(media="print")

    for pressed in [".site-nav", ".actions >> nth=0", ".share", ".skip >> nth=0"]:
        expect(page.locator(pressed)).to_be_hidden()
    expect(page.locator(".timeline li").last).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    written = page.evaluate(
        "getComputedStyle(document.querySelector('[aria-labelledby=sources] a'), '::after').content"
    )
    assert re.search(r"http", written) or "attr" in written


def test_the_sponsors_are_printed_without_a_sheet_almost_empty(page, site):
    page.goto(f"{site}/fr/parrains/", wait_until="networkidle")

    with pikepdf.open(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as printed:
        assert len(printed.pages) == 3
