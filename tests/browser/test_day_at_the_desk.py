"""A day at the desk in French, with a real browser: the queue, a release, an import, a colleague locked out.

DESK_PICTURES=folder keeps a picture of each page that matters.
"""

import csv
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaign.models import Access, Ngo, Role
from prisoners.models import Event, Prisoner
from sponsorships.models import Contact, Sponsor, Sponsorship
from tests.factories import make_source, make_user

PHRASE = "une longue phrase de passe"
LIST = "/admin/sponsorships/sponsorship/"
PATIENCE = (
    120_000  # milliseconds: two hundred lines take four seconds, and a machine may have much else to do
)
TOWNS = ["Écully", "Mions", "Annecy", "Chambéry", "Voiron", "Bron", "Oullins", "Givors", "Meyzieu", "Rillieux",
         "Décines", "Saint-Priest", "Saint-Fons", "Tarare", "Roanne"]  # fmt: skip
OTHERS = ["Crest", "Die", "Gap", "Nyons", "Privas", "Romans", "Tournon", "Ugine", "Cluses", "Thonon"]


def queue():
    """Sixty requests that wait: fifteen towns twice, ten once, twenty absurd ones."""
    towns = [("municipality", f"Ville de {town}") for town in TOWNS]
    again = [("municipality", f"Mairie de {town.upper()}") for town in TOWNS]
    once = [("municipality", f"Ville de {town}") for town in OTHERS]
    absurd = [("ngo", f"Casino en ligne {n}") for n in range(20)]
    covcas, man, now = (
        Ngo.objects.get(slug="covcas"),
        Prisoner.objects.get(slug="ruben-vardanyan"),
        timezone.now(),
    )
    for n, (kind, name) in enumerate([*towns, *again, *once, *absurd]):
        sponsor = Sponsor.objects.create(slug=f"s-{n}", kind=kind, name=name, country="FR", department="69")
        row = Sponsorship.objects.create(
            sponsor=sponsor,
            whom="prisoner",
            prisoner=man,
            followed_by=covcas,
            state="pending",
            language="fr",
            name_consented=True,
            requested_at=now - timedelta(hours=n),
            confirmed_at=now - timedelta(hours=n),
        )
        Contact.objects.create(sponsorship=row, name="Ada", email=f"ada{n}@example.org")


def picture(page, name):
    if folder := os.environ.get("DESK_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def day(site):
    """The campaign's own records, the queue, and four colleagues of two NGOs."""
    queue()
    for name, ngo, role in [
        ("claire", "covcas", Role.MODERATOR),
        ("levon", "hyestart", Role.MODERATOR),
        ("armine", "covcas", Role.COORDINATOR),
        ("jean", "covcas", Role.CASE_WORKER),
    ]:
        make_user(name, ngo=Ngo.objects.get(slug=ngo), role=role, password=PHRASE)
    return site


@pytest.fixture
def desk(browser, day):
    """Opens a browser of one's own, in French, and signs in."""
    opened = []

    def sign_in(name, phrase=PHRASE):
        context = browser.new_context(locale="fr-FR", base_url=day, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        type_in(page, name, phrase)
        return page

    yield sign_in
    for context in opened:
        context.close()


def type_in(page, name, phrase):
    page.goto("/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", phrase)
    page.locator("[type=submit]").first.click()


def do(page, gesture):
    """One of the gestures of a list, on what is ticked."""
    page.locator("select[name=action]").select_option(label=gesture)
    page.locator("button[name=index]").click()


def said(page):
    return page.locator(".messagelist").inner_text()


def test_the_queue_is_emptied_of_its_flood_and_its_duplicates(desk):
    page = desk("claire")
    expect(page.locator("#requests h2")).to_contain_text("60")
    picture(page, "1-desk")

    page.goto(f"{LIST}?state__exact=pending&q=Casino")
    page.locator("#action-toggle").check()
    do(page, "Refuser en masse, sans lettre")
    picture(page, "2-flood")
    page.locator("[name=sure]").click()
    assert "20 demandes" in said(page)
    picture(page, "3-after-flood")

    for town in TOWNS:
        again = Sponsorship.objects.get(sponsor__name=f"Mairie de {town.upper()}")
        page.goto(f"{LIST}{again.pk}/change/")
        page.locator("[name=_join]").click()
        page.locator("[name=into]").first.check()
        if town == TOWNS[0]:
            picture(page, "4-join")
        page.locator("[name=sure]").click()
    picture(page, "5-after-join")
    page.goto(f"{LIST}?twice=yes")
    picture(page, "6-no-more-twice")

    assert Sponsorship.objects.waiting().count() == 40
    assert Sponsor.objects.filter(sponsorships__state="pending").distinct().count() == 25
    assert page.locator("input.action-select").count() == 0


def test_a_release_is_confirmed_by_another_ngo_and_a_wrong_one_taken_back(desk, day):
    claire, levon = desk("claire"), desk("levon")
    man = Prisoner.objects.get(slug="ruben-vardanyan")
    source = make_source(publisher="CICR")

    claire.goto(f"/admin/prisoners/event/add/?prisoner={man.pk}&sources={source.pk}&kind=release")
    claire.fill("[name=happened_on]", "2026-11-20")
    claire.fill("[name=text_fr]", "Libéré, il a atterri à Erevan.")
    claire.fill("[name=text_en]", "Freed, he landed in Yerevan.")
    claire.locator("[name=_save]").click()
    picture(claire, "7-proposed")
    proposed = said(claire)
    levon.goto("/admin/")
    levon.locator("#events tbody a").first.click()
    picture(levon, "8-before-after")
    levon.locator("[name=_confirm]").click()
    picture(levon, "9-confirmed")
    confirmed = said(levon)
    levon.goto("/fr/prisonniers/ruben-vardanyan/")
    freed = levon.locator("main").inner_text()
    claire.goto(f"/admin/prisoners/event/{Event.objects.get(kind='release', prisoner=man).pk}/change/")
    claire.locator("[name=_take_back]").click()
    picture(claire, "10-taken-back")

    assert "en attente" in proposed
    assert "confirmé" in confirmed
    assert "Libéré, il a atterri à Erevan." in freed
    man.refresh_from_db()
    assert man.status == Prisoner.Status.DETAINED
    claire.goto("/fr/prisonniers/ruben-vardanyan/")
    assert "atterri" not in claire.locator("main").inner_text()


def test_two_hundred_corrected_lines_come_in_at_one_go(desk):
    for n in range(200):
        make_source(publisher=f"Editeur {n:03}", title="Sans titre", published_on="2025")
    page = desk("claire")

    page.goto("/admin/campaign/source/export/?q=Editeur")
    page.locator("[name=kind]").select_option("csv")
    page.fill("[name=reason]", "Corriger les titres")
    picture(page, "11-export")
    with page.expect_download() as taken:
        page.locator(".submit-row [type=submit]").click()
    rows = list(csv.DictReader(io.StringIO(Path(taken.value.path()).read_text("utf-8-sig"))))
    written = io.StringIO()
    sheet = csv.DictWriter(written, ["url", "title"])
    sheet.writeheader()
    sheet.writerows({"url": row["url"], "title": f"Titre de {row['publisher']}"} for row in rows)
    page.goto("/admin/campaign/source/import/")
    corrected = {"name": "corrigé.csv", "mimeType": "text/csv", "buffer": written.getvalue().encode()}
    page.set_input_files("[name=sheet]", corrected)
    page.locator(".submit-row [type=submit]").click()
    picture(page, "12-import")
    seen = page.locator("#content").inner_text()
    page.locator(".submit-row [type=submit]").click()

    assert len(rows) == 200
    assert "200" in seen
    assert "200 lignes" in said(page)
    assert Access.objects.get(what="exported").records == "campaign.source: 200"


def test_a_colleague_who_is_locked_out_is_freed_by_another(desk):
    jean = desk("jean", "faux")
    for _n in range(5):
        type_in(jean, "jean", "faux")
    type_in(jean, "jean", PHRASE)
    picture(jean, "13-locked-out")
    refused = jean.locator("body").inner_text()
    armine = desk("armine")
    armine.goto("/admin/campaign/user/?q=jean")
    armine.locator("input.action-select").first.check()
    do(armine, "Débloquer le compte (trop d’essais)")
    picture(armine, "14-freed")
    type_in(jean, "jean", PHRASE)

    assert "Trop d’essais" in refused
    expect(jean).to_have_url(f"{jean.url.partition('/admin/')[0]}/admin/")
