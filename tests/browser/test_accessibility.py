"""Every page, in both languages: axe, by light and by dark, widths, zoom, targets."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.pages import addresses

EVERYTHING = {"rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}  # what another scheme changes
LANGUAGES = ["fr", "en"]
CHECK = {"fr": "Vérifier avant l’envoi", "en": "Check before sending"}
FORM = {"fr": "/fr/parrainer/?qualite=commune", "en": "/en/sponsor/?kind=municipality"}

# Of what can be pressed and is no word of a sentence, everything that is less than 24 pixels high or wide.
SMALL = """[...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
    .filter(one => !one.closest("p, dd, svg, li:not(:has(> a:only-child)), .prose, .field, [hidden]"))
    .filter(one => !one.matches(".skip"))
    .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
    .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def complaints(page):
    found = []
    for scheme, options in [("light", EVERYTHING), ("dark", COLOURS)]:
        page.emulate_media(color_scheme=scheme)
        for one in Axe().run(page, options=options).response["violations"]:
            found.append((page.url, scheme, one["id"], [node["target"] for node in one["nodes"][:3]]))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page_by_light_and_by_dark(page, furnished, language):
    found = []
    for address in addresses(language):
        page.goto(furnished + address)
        found += complaints(page)

    page.goto(furnished + FORM[language])
    page.get_by_role("button", name=CHECK[language]).click()
    expect(page.locator(".errors")).to_be_visible()

    assert found + complaints(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways(page, furnished, language):
    """320 pixels are 1,280 enlarged four times; then letters alone twice as large."""
    too_wide = []
    for address in addresses(language):
        page.goto(furnished + address)
        for width, letters in [(320, "100%"), (640, "200%"), (1280, "100%")]:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(f"document.documentElement.style.fontSize = '{letters}'")
            if page.evaluate(SIDEWAYS) > 0:
                too_wide.append((address, width))

    assert too_wide == []


def test_what_can_be_pressed_is_large_enough_for_a_finger(page, furnished):
    page.set_viewport_size({"width": 360, "height": 800})
    small = []
    for address in addresses("fr"):
        page.goto(furnished + address)
        small += page.evaluate(SMALL)

    assert sorted(set(small)) == []


def test_the_focus_is_seen_and_the_first_of_all_leads_to_the_content(page, site):
    page.goto(f"{site}/fr/")

    page.keyboard.press("Tab")
    skip = page.locator(".skip").first
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    page.keyboard.press("Tab")
    ring = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "solid 3px" in ring


def test_names_in_another_script_say_their_language(page, site):
    page.goto(f"{site}/fr/prisonniers/ruben-vardanyan/")

    expect(page.locator("bdi[lang=hy]")).to_have_text("Ռուբեն Վարդանյան")
    expect(page.locator("h1 bdi")).to_have_text("Ruben Vardanian")


def test_nothing_moves_for_those_who_asked_for_calm(page, site):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/fr/")

    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
