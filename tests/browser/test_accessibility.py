"""axe finds nothing to complain of on any page, in both languages, by light and by dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

ADDRESSES = [
    "/fr/", "/en/", "/fr/campagne/", "/fr/contexte/", "/fr/prisonniers/", "/en/prisoners/?q=nobody",
    "/fr/prisonniers/ruben-vardanyan/", "/en/prisoners/vicken-euljekjian/", "/fr/sans-parrain/", "/en/sponsors/",
    "/fr/parrains/lyon/", "/fr/parrainer/", "/fr/parrainer/?qualite=commune", "/en/sponsor/?kind=person",
    "/fr/parrainer/merci/", "/fr/lien/", "/fr/confirmer/unknown/", "/fr/qui-sommes-nous/", "/en/legal/",
    "/fr/confidentialite/", "/en/accessibility/", "/fr/nulle-part/",
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, site, scheme):
    page.emulate_media(color_scheme=scheme)
    complaints = []
    for address in ADDRESSES:
        page.goto(site + address)
        for violation in Axe().run(page).response["violations"]:
            targets = [node["target"] for node in violation["nodes"][:3]]
            complaints.append((address, violation["id"], targets))

    assert complaints == []
