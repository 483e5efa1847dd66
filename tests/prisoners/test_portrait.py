"""A man's photograph: shown when two NGOs stand by it, gone everywhere when one person says so."""

from io import BytesIO
from itertools import chain

import pytest
from django.conf import settings as site
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from campaign import offline, photographs, revision
from campaign.models import CampaignPicture
from campaign.publishing import publish
from campaign.tree import Tree
from prisoners.cards import share_picture
from prisoners.models import Portrait
from sponsorships.cards import share_picture as picture_of_sponsor
from tests.desk import address, choose, desk_of, errors, press, told
from tests.factories import LONG_AGO, make_portrait, make_prisoner, make_sponsorship, make_user

pytestmark = pytest.mark.django_db

ADD = "/admin/prisoners/portrait/add/"
PAGES = ["/fr/prisonniers/ruben/", "/en/prisoners/ruben/"]


@pytest.fixture
def ruben(db):
    return make_prisoner(slug="ruben", name_fr="Ruben", name_en="Ruben")


@pytest.fixture
def lyon(anna):
    return desk_of(anna)


@pytest.fixture
def geneva(hrant):
    return desk_of(hrant)


def picture(size=(400, 500), name="him.jpg"):
    file = BytesIO()
    Image.new("RGB", size, "red").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")


def propose(desk, man, **changes):
    typed = {
        "file": picture(),
        "prisoner": man.pk,
        "consent_on": "2026-05-03",
        "consent_how": "A letter to the NGO",
        "alt_fr": "Il sourit.",
        "alt_en": "He smiles.",
        "credit": "Archive",
        "right_fr": "Avec l’accord de sa famille",
        "right_en": "With his family’s consent",
        "origin": "Sent by mail",
    }
    return desk.post(ADD, typed | changes)


def page_of(portrait):
    return address("prisoners_portrait", "change", portrait.pk)


def addresses(portrait):
    return [portrait.address(width, suffix) for width in portrait.widths for suffix in ("webp", "jpg")]


def statuses(client, portrait):
    return {client.get(path).status_code for path in addresses(portrait)}


def test_nobody_sees_it_before_somebody_of_another_ngo_confirms(ruben, lyon, geneva, client):
    said = told(propose(lyon, ruben))
    portrait = Portrait.objects.get()

    assert "Somebody of another NGO must confirm it" in said
    assert "<picture>" not in client.get(PAGES[0]).text
    assert statuses(client, portrait) == {404}

    assert "another NGO must confirm" in told(press(lyon, page_of(portrait), "_confirm"))
    assert statuses(client, portrait) == {404}

    press(geneva, page_of(portrait), "_confirm")
    assert statuses(client, portrait) == {200}
    assert "<picture>" in client.get(PAGES[0]).text


def test_his_page_says_what_is_seen_whose_it_is_and_by_what_right(ruben, client):
    portrait = make_portrait(ruben)

    french, english = (client.get(page).text for page in PAGES)

    assert 'alt="Il sourit."' in french
    assert 'alt="He smiles."' in english
    assert "Archive. Avec l’accord de sa famille" in french
    assert "Archive. With his family’s consent" in english
    assert 'width="400" height="500"' in french
    assert "A letter" not in french + english
    assert "Sent to the NGO" not in french + english
    for path in addresses(portrait):
        assert path in french


def test_lists_show_it_and_the_others_keep_their_plates(ruben, client):
    make_portrait(ruben)
    make_prisoner(slug="other")

    for page in ["/fr/prisonniers/", "/fr/sans-parrain/"]:
        assert client.get(page).text.count("<picture>") == 1
    assert 'class="plate"' in client.get("/fr/prisonniers/other/").text


def test_its_files_carry_our_headers_and_are_kept_no_longer_than_a_page(ruben, client):
    webp, jpeg = addresses(make_portrait(ruben))[:2]

    for path, kind in [(webp, "image/webp"), (jpeg, "image/jpeg")]:
        response = client.get(path)
        assert response["Content-Type"] == kind
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=30"
        assert not response.cookies
        again = client.get(path, headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_only_the_widths_that_were_made_have_an_address(ruben, client):
    portrait = make_portrait(ruben)
    there = portrait.address(160, "jpg")

    assert client.get(there).status_code == 200
    assert client.get(there.replace(".160.", ".161.")).status_code == 404
    assert client.get(there.replace("ruben", "somebody")).status_code == 404
    assert client.get(there.replace(portrait.token, "0" * 24)).status_code == 404
    assert client.get("/media/photographs/../../secret_key").status_code == 404


def test_a_man_who_is_not_published_has_no_photograph_either(ruben, client):
    portrait = make_portrait(ruben)

    ruben.published = False
    ruben.save()

    assert statuses(client, portrait) == {404}


def test_one_person_takes_it_away_at_once(ruben, lyon, client):
    portrait = make_portrait(ruben)
    before = revision.current()

    press(lyon, page_of(portrait), "_take_away")

    assert statuses(client, portrait) == {404}
    assert "<picture>" not in client.get(PAGES[0]).text
    assert revision.current() > before


def test_what_is_taken_away_leaves_the_published_tree_with_its_files(
    ruben, settings, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("campaign.kit.drawn.draw", lambda picture: picture.fingerprint.encode())
    settings.VAR, settings.WHITENOISE_USE_FINDERS = tmp_path / "var", True
    settings.PUBLISHED_TREE = str(tmp_path / "tree")
    portrait, tree = make_portrait(ruben), Tree(tmp_path / "tree")
    publish(tree)
    files = {path.removeprefix("/") for path in addresses(portrait)}
    assert files <= tree.names()

    with django_capture_on_commit_callbacks(execute=True):
        photographs.take_away(portrait)

    assert not files & tree.names()
    assert "fr/prisonniers/ruben/index.html" not in tree.names()
    assert "fr/contexte/index.html" in tree.names()


def test_the_copy_to_keep_shows_it_without_a_network(ruben, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("campaign.kit.drawn.draw", lambda picture: picture.fingerprint.encode())
    settings.VAR, settings.WHITENOISE_USE_FINDERS = tmp_path / "var", True
    portrait, tree = make_portrait(ruben), Tree(tmp_path / "tree")
    publish(tree)

    offline.make_copy(tree, tmp_path / "copy.zip")

    page = offline.copied(offline.files_of(tree))["fr/prisonniers/ruben/index.html"].decode()
    assert offline.problems_of_copy(tmp_path / "copy.zip") == []
    assert f'src="../../../media/portrait/ruben.{portrait.token}.' in page
    assert "srcset" not in page


def test_one_is_shown_at_a_time(ruben, hrant):
    first, second = make_portrait(ruben), make_portrait(ruben, confirmed=False)

    photographs.confirm(second, by=hrant, now=LONG_AGO)

    first.refresh_from_db()
    assert (first.is_confirmed, second.is_confirmed) == (False, True)
    assert ruben.portrait == second


def test_the_database_refuses_two_signatures_of_one_ngo_and_two_photographs_of_one_man(ruben):
    shown, waiting = make_portrait(ruben), make_portrait(ruben, confirmed=False)
    alone = {"confirmed_at": LONG_AGO, "confirmed_ngo": waiting.proposed_ngo}
    second = {"confirmed_at": LONG_AGO, "confirmed_ngo": shown.confirmed_ngo}

    for changes in [alone, second, {"consent_how": ""}, {"alt_en": ""}, {"right_fr": ""}, {"credit": ""}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Portrait.objects.filter(pk=waiting.pk).update(**changes)


def test_what_is_public_is_not_rewritten_by_one_ngo_alone(ruben, lyon):
    portrait = make_portrait(ruben)

    lyon.post(page_of(portrait), {"credit": "Mine", "_save": "pressed"})

    portrait.refresh_from_db()
    assert portrait.credit == "Archive"


def test_who_edits_one_that_waits_becomes_its_author(ruben, lyon, geneva, hrant):
    propose(lyon, ruben)
    portrait = Portrait.objects.get()

    press(geneva, page_of(portrait), credit="A friend")
    assert "another NGO must confirm" in told(press(geneva, page_of(portrait), "_confirm"))

    portrait.refresh_from_db()
    assert (portrait.proposed_by, portrait.credit, portrait.is_confirmed) == (hrant, "A friend", False)


def test_an_account_without_an_ngo_neither_proposes_nor_confirms(ruben):
    nobody, portrait = desk_of(make_user("nobody")), make_portrait(ruben, confirmed=False)

    assert "belongs to no NGO" in told(propose(nobody, ruben))
    assert "belongs to no NGO" in told(press(nobody, page_of(portrait), "_confirm"))
    assert list(Portrait.objects.all()) == [portrait]


def test_the_desk_refuses_what_is_no_picture_and_keeps_what_was_typed(ruben, lyon):
    response = propose(lyon, ruben, file=SimpleUploadedFile("him.jpg", b"%PDF-1.7"))

    assert "not a picture that we can read" in errors(response)
    assert "A letter to the NGO" in response.text


def test_staff_see_the_picture_that_waits_and_strangers_do_not(ruben, lyon, client):
    waiting = make_portrait(ruben, confirmed=False)
    path = address("prisoners_portrait", "file", waiting.pk)

    seen = lyon.get(path)

    assert path in lyon.get(page_of(waiting)).text
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in seen["Cache-Control"]
    assert client.get(path).status_code == 302


def test_removing_the_record_removes_its_files(ruben, lyon, django_capture_on_commit_callbacks):
    portrait, kept = make_portrait(ruben), make_portrait(ruben, confirmed=False)
    assert all(default_storage.exists(name) for name in portrait.file_names)

    with django_capture_on_commit_callbacks(execute=True):
        choose(lyon, "prisoners_portrait", "delete_selected", [portrait], post="yes")

    assert not any(default_storage.exists(name) for name in portrait.file_names)
    assert all(default_storage.exists(name) for name in kept.file_names)


def test_the_picture_beside_a_link_shows_his_face_and_another_face_has_another_address(ruben, client):
    today = LONG_AGO.date()
    plate = share_picture(ruben, today=today)
    make_portrait(ruben)

    face = share_picture(Portrait.objects.get().prisoner, today=today)
    address_of_face = client.get(PAGES[0]).text.partition('og:image" content="')[2].partition('"')[0]
    drawn = client.get(address_of_face.removeprefix(site.SITE_URL))
    image = Image.open(BytesIO(drawn.content)).convert("RGB")

    assert face.fingerprint != plate.fingerprint
    assert image.size == (1200, 630)
    red, green, _blue = image.getpixel((1000, 300))
    assert red > 200 > 90 > green


def test_the_picture_of_his_one_sponsor_shows_his_face_too(ruben):
    sponsor = make_sponsorship(prisoner=ruben).sponsor
    make_portrait(ruben)

    assert picture_of_sponsor(sponsor).side == share_picture(ruben, today=LONG_AGO.date()).side


def test_the_picture_of_the_campaign_is_shown_with_its_caption_on_two_pages(lyon, geneva, client):
    typed = {
        "file": picture((1400, 700)),
        "caption_fr": "Devant la mairie",
        "caption_en": "Before the town hall",
        "taken_on": "2025-06",
        "alt_fr": "Une foule.",
        "alt_en": "A crowd.",
        "credit": "Hyestart",
        "right_fr": "Tous droits réservés",
        "right_en": "All rights reserved",
        "origin": "Ours",
    }
    lyon.post("/admin/campaign/campaignpicture/add/", typed)
    shown = CampaignPicture.objects.get()
    pages = ["/fr/", "/fr/campagne/", "/en/", "/en/campaign/"]
    assert all("<picture>" not in client.get(page).text for page in pages)

    press(geneva, address("campaign_campaignpicture", "change", shown.pk), "_confirm")

    french, english = (" ".join(client.get(page).text for page in half) for half in (pages[:2], pages[2:]))
    assert french.count("Devant la mairie, juin 2025.") == 2
    assert english.count("Before the town hall, June 2025.") == 2
    assert english.count('alt="A crowd."') == 2
    paths = chain.from_iterable(
        (shown.address(width, "webp"), shown.address(width, "jpg")) for width in shown.widths
    )
    assert {client.get(path).status_code for path in paths} == {200}
