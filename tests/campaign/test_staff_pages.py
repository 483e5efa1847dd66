"""Every page of the admin opens for staff, stays quick when the records grow, and keeps what is secret."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.models import (
    Access,
    Behind,
    KeyFigure,
    Letter,
    PageText,
    Role,
    Source,
    Switches,
    TimelineEntry,
    User,
)
from prisoners.models import Correction
from tests.desk import address, as_shown, choose, desk_of, errors, press, told
from tests.factories import (
    LONG_AGO,
    make_act,
    make_campaign_picture,
    make_event,
    make_ngo,
    make_portrait,
    make_prisoner,
    make_source,
    make_sponsor,
    make_sponsorship,
    make_user,
)

pytestmark = pytest.mark.django_db

ADMINS = {model._meta.label_lower: model_admin for model, model_admin in admin.site._registry.items()}
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=|<style|javascript:|<script(?![^>]*\ssrc=)(?![^>]*json)", re.IGNORECASE
)


@pytest.fixture
def lyon(anna):
    """Anna's desk, at Covcas."""
    return desk_of(anna)


def make_letter(**given):
    defaults = {
        "key": f"confirm {Letter.objects.count()}",
        "name": "confirm",
        "to": "ada@example.org",
        "language": "fr",
        "context": {"token": "a-secret"},
        "written_at": LONG_AGO,
        "next_try_at": timezone.now() + timedelta(hours=1),
    }
    return Letter.objects.create(**defaults | given)


def make_text(n=0):
    page = PageText.Page.values[n % len(PageText.Page.values)]
    given = {"title_fr": "Titre", "title_en": "Title", "body_fr": "Un.\n\nDeux.", "body_en": "One.\n\nTwo."}
    return PageText.objects.get_or_create(page=page, defaults=given)[0]


def make_figure(n=0):
    figure = KeyFigure.objects.create(
        key=f"figure-{n}", value=80, label_fr="disparus", label_en="disappeared", as_of="2025"
    )
    figure.sources.add(make_source())


def make_entry(n=0):
    given = {"title_fr": "Trêve", "title_en": "Ceasefire", "text_fr": "Une trêve.", "text_en": "A ceasefire."}
    TimelineEntry.objects.create(key=f"entry-{n}", happened_on="2020-11-10", **given)


def make_waiting_event(n=0):
    event = make_event(make_prisoner(), "visit")
    event.recorded_by, event.confirmed_by = make_user(ngo=make_ngo()), make_user(ngo=make_ngo())
    event.recorded_ngo, event.confirmed_ngo = event.recorded_by.ngo, event.confirmed_by.ngo
    event.save()


def make_correction(n=0):
    Correction.objects.create(
        ticket=f"ticket-{n}",
        wish="hide",
        prisoner=make_prisoner(),
        words="A village is named.",
        language="fr",
        received_at=LONG_AGO,
        dealt_with_at=LONG_AGO,
        dealt_with_by=make_user(ngo=make_ngo()),
    )


def make_access(n=0):
    user = make_user(ngo=make_ngo())
    Access.objects.create(user=user, ngo=user.ngo, what="seen", records="7", seen_at=LONG_AGO)


def make_behind(n=0):
    man = make_prisoner()
    Behind.objects.create(
        of="prisoners.prisoner", row=man.pk, title=man.name, field="charges", language="en", since_at=LONG_AGO
    )


MAKERS = {
    "campaign.access": make_access,
    "campaign.behind": make_behind,
    "campaign.campaignpicture": lambda n: make_campaign_picture(proposed_by=make_user(ngo=make_ngo())),
    "campaign.keyfigure": make_figure,
    "campaign.letter": lambda n: make_letter(),
    "campaign.ngo": lambda n: make_ngo(),
    "campaign.pagetext": make_text,
    "campaign.source": lambda n: make_source(),
    "campaign.switches": lambda n: Switches.objects.get_or_create(pk=1),
    "campaign.timelineentry": make_entry,
    "campaign.user": lambda n: make_user(ngo=make_ngo()),
    "prisoners.correction": make_correction,
    "prisoners.event": make_waiting_event,
    "prisoners.portrait": lambda n: make_portrait(make_prisoner()),
    "prisoners.prisoner": lambda n: make_prisoner(checked_on=timezone.localdate(), checked_by_ngo=make_ngo()),
    "sponsorships.act": lambda n: make_act(),
    "sponsorships.sponsor": lambda n: make_sponsor(),
    "sponsorships.sponsorship": lambda n: make_sponsorship(
        prisoner=make_prisoner(), followed_by=make_ngo(), email="ada@example.org"
    ),
}


def path_of(label, page):
    return reverse(f"admin:{label.replace('.', '_')}_{page}")


def test_nothing_is_registered_that_these_tests_do_not_know():
    assert set(ADMINS) == set(MAKERS)


@pytest.mark.parametrize("label", sorted(ADMINS))
def test_each_list_and_each_empty_form_opens_in_the_language_of_the_reader(label, lyon, rf, anna):
    request = rf.get("/")
    request.user = anna
    pages = {"changelist": "fr"} | ({"add": "en"} if ADMINS[label].has_add_permission(request) else {})

    for page, language in pages.items():
        response = lyon.get(path_of(label, page), headers={"accept-language": language})
        assert response.status_code == 200
        assert f'<html lang="{language}"' in response.text
        assert not INLINE.findall(response.text)


@pytest.mark.parametrize("label", sorted(label for label, maker in MAKERS.items() if maker))
def test_a_list_of_thirty_costs_as_many_queries_as_a_list_of_one(label, lyon):
    make = MAKERS[label]
    make(0)
    lyon.get(path_of(label, "changelist"))  # content types are asked for once in the life of a process
    with CaptureQueriesContext(connection) as for_one:
        lyon.get(path_of(label, "changelist"))

    for n in range(1, 30):
        make(n)
    with CaptureQueriesContext(connection) as for_thirty:
        lyon.get(path_of(label, "changelist"))

    assert len(for_thirty) == len(for_one) <= 12


@pytest.mark.parametrize("label", sorted(label for label, maker in MAKERS.items() if maker))
def test_each_record_opens_without_inline_script_or_style(label, lyon):
    MAKERS[label](0)
    row = ADMINS[label].model.objects.order_by("pk").last()

    page = lyon.get(address(label.replace(".", "_"), "change", row.pk))

    assert page.status_code == 200
    assert not INLINE.findall(page.text)


@pytest.mark.parametrize("label", sorted(ADMINS))
def test_somebody_who_is_not_of_the_staff_is_sent_to_the_sign_in(label, client):
    client.force_login(make_user(is_staff=False, is_superuser=False))

    response = client.get(path_of(label, "changelist"))

    assert response.status_code == 302
    assert "/login/" in response.url


def test_the_first_page_bears_the_name_of_the_campaign(lyon):
    assert "Libertas campaign" in lyon.get(reverse("admin:index")).text


def test_the_outbox_never_shows_an_address_nor_a_content(lyon):
    letter = make_letter()

    pages = (
        lyon.get(path_of("campaign.letter", "changelist")),
        lyon.get(f"/admin/campaign/letter/{letter.pk}/change/"),
    )

    for page in pages:
        assert page.status_code == 200
        assert "ada@example.org" not in page.text
        assert "a-secret" not in page.text


def test_letters_are_neither_written_nor_changed_nor_deleted_by_hand(lyon):
    letter = make_letter()

    add = lyon.get("/admin/campaign/letter/add/")
    change = lyon.post(f"/admin/campaign/letter/{letter.pk}/change/", {"to": "eve@example.org"})
    delete = lyon.post(f"/admin/campaign/letter/{letter.pk}/delete/", {"post": "yes"})

    assert {add.status_code, change.status_code, delete.status_code} == {403}


@pytest.mark.parametrize("journey", ["waiting", "parked", "sent"])
def test_letters_are_found_by_how_far_they_went(journey, lyon):
    letters = {
        "waiting": make_letter(),
        "parked": make_letter(next_try_at=None, tries=5),
        "sent": make_letter(sent_at=LONG_AGO, to="", next_try_at=LONG_AGO),
    }

    page = lyon.get(path_of("campaign.letter", "changelist"), {"journey": journey})

    assert list(page.context["cl"].result_list) == [letters[journey]]


def test_a_letter_that_was_refused_is_tried_again_at_once(lyon):
    letter = make_letter(next_try_at=None, tries=5)

    said = told(choose(lyon, "campaign_letter", "try_again", [letter]))

    assert list(Letter.objects.due(now=timezone.now())) == [letter]
    assert "1 letter will be tried again now." in said


def test_trying_again_spares_letters_that_left_or_wait_for_their_turn(lyon):
    sent, waiting = make_letter(sent_at=LONG_AGO, to=""), make_letter()

    said = told(choose(lyon, "campaign_letter", "try_again", [sent, waiting]))

    assert not Letter.objects.due(now=timezone.now()).exists()
    assert "0 letters will be tried again now." in said


def test_a_text_is_edited_in_both_languages_and_its_lines_stay_as_they_were(lyon):
    text = make_text()

    press(lyon, address("campaign_pagetext", "change", text.pk), title_en="Held")

    text.refresh_from_db()
    assert (text.title_en, text.body_fr) == ("Held", "Un.\n\nDeux.")


def test_the_words_in_braces_are_listed_and_an_unknown_one_is_refused(lyon):
    text = make_text()
    path = address("campaign_pagetext", "change", text.pk)

    page = lyon.get(path).text
    response = press(lyon, path, body_en="{heldd} men are held.")

    assert "{unsponsored}" in page
    assert "Unknown word in braces: heldd." in errors(response)


def test_pages_figures_ngos_and_sources_are_not_deleted(lyon, anna):
    make_figure()
    rows = [make_text(), KeyFigure.objects.get(), anna.ngo, Source.objects.get()]

    for row in rows:
        path = address(f"campaign_{row._meta.model_name}", "delete", row.pk)
        assert lyon.post(path, {"post": "yes"}).status_code == 403


def test_keys_that_files_and_texts_rely_on_do_not_change(lyon):
    make_figure()
    make_entry()
    text = make_text()

    for row in [KeyFigure.objects.get(), TimelineEntry.objects.get(), text]:
        shown = as_shown(lyon.get(address(f"campaign_{row._meta.model_name}", "change", row.pk)))
        assert not {"key", "page"} & set(shown)


def test_a_colleague_is_added_to_the_own_ngo_and_cannot_sign_in_yet(lyon, covcas):
    add = reverse("admin:campaign_user_add")

    lyon.post(add, as_shown(lyon.get(add)) | {"username": "garo", "role": Role.MODERATOR})

    garo = User.objects.get(username="garo")
    assert (garo.ngo, garo.role, garo.is_staff) == (covcas, Role.MODERATOR, True)
    assert not garo.has_usable_password()


def test_sources_are_suggested_while_typing(lyon):
    make_source(publisher="OC Media")
    asked = {"app_label": "prisoners", "model_name": "event", "field_name": "sources", "term": "oc med"}

    answer = lyon.get(reverse("admin:autocomplete"), asked).json()

    assert [result["text"].split(",")[0] for result in answer["results"]] == ["OC Media"]
