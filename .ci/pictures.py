"""Pictures of the public pages, to be looked at: `python .ci/pictures.py FOLDER URL`, beside a running site.

Each page in both languages at three widths, by light; by dark and without scripts at one; and as it prints.
"""

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PAGES = {
    "fr": {
        "home": "", "list": "prisonniers/", "man": "prisonniers/ruben-vardanyan/", "waiting": "sans-parrain/",
        "nobody-found": "prisonniers/?q=xyzzy", "sponsors": "parrains/", "sponsor": "parrains/lyon/",
        "campaign": "campagne/", "context": "contexte/", "about": "qui-sommes-nous/",
        "legal": "mentions-legales/",
        "privacy": "confidentialite/", "accessibility": "accessibilite/", "correct": "rectifier/",
        "form": "parrainer/", "form-town": "parrainer/?prisonnier=ruben-vardanyan&qualite=commune",
        "form-ngo": "parrainer/?qualite=ong", "form-person": "parrainer/?qualite=personne",
        "link": "lien/", "thanks": "parrainer/merci/", "404": "xyzzy/",
    },
    "en": {
        "home": "", "list": "prisoners/", "man": "prisoners/ruben-vardanyan/", "waiting": "unsponsored/",
        "nobody-found": "prisoners/?q=xyzzy", "sponsors": "sponsors/", "sponsor": "sponsors/lyon/",
        "campaign": "campaign/", "context": "context/", "about": "about/", "legal": "legal/",
        "privacy": "privacy/",
        "accessibility": "accessibility/", "correct": "correct/", "form": "sponsor/",
        "form-town": "sponsor/?prisoner=ruben-vardanyan&kind=municipality", "form-ngo": "sponsor/?kind=ngo",
        "form-person": "sponsor/?kind=person", "link": "link/", "thanks": "sponsor/thanks/", "404": "xyzzy/",
    },
}  # fmt: skip
WIDTHS = [360, 768, 1280]


def open_page(browser: Browser, width: int, *, dark: bool = False, scripts: bool = True) -> Page:
    return browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )


def take(page: Page, url: str, folder: Path, suffix: str, names: dict[str, str]) -> None:
    for name, address in names.items():
        page.goto(url + address, wait_until="load")
        page.screenshot(path=folder / f"{name}-{suffix}.png", full_page=True)
    page.close()


def print_them(page: Page, url: str, folder: Path, names: dict[str, str]) -> None:
    for name, address in names.items():
        page.goto(url + address, wait_until="load")
        page.pdf(path=folder / f"{name}.pdf", format="A4", prefer_css_page_size=True)
    page.close()


def main(folder: Path, url: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for language, width in product(PAGES, WIDTHS):
            here = f"{url}/{language}/"
            take(open_page(browser, width), here, folder, f"{language}-{width}", PAGES[language])
        for language, names in PAGES.items():
            here = f"{url}/{language}/"
            take(open_page(browser, 1280, dark=True), here, folder, f"{language}-dark", names)
            take(open_page(browser, 360, scripts=False), here, folder, f"{language}-no-scripts", names)
            print_them(open_page(browser, 1280), here, folder / f"{language}-printed", names)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
