"""Staff keep a man's record: what his family wishes, both languages, the page before it is public."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from campaign.models import Behind
from prisoners.models import FactSource, FamilyWish, Part, Prisoner
from prisoners.models.family import PARTS
from prisoners.services import record_wish
from tests.desk import address, choose, desk_of, errors, press, told
from tests.factories import LONG_AGO, make_event, make_prisoner, make_source, make_sponsorship, make_user

pytestmark = pytest.mark.django_db

MODEL = "prisoners_prisoner"
EVERYWHERE = [
    "/fr/", "/fr/prisonniers/", "/fr/prisonniers/?q=Secretov", "/fr/prisonniers/ruben/", "/en/prisoners/ruben/",
    "/fr/sans-parrain/", "/fr/parrains/", "/fr/campagne/", "/fr/parrainer/?qualite=commune", "/sitemap.xml",
]  # fmt: skip


@pytest.fixture
def lyon(anna):
    """Anna's desk, at Covcas."""
    return desk_of(anna)


@pytest.fixture
def ruben(db):
    words = {
        "role_fr": "Banquier",
        "role_en": "Banker",
        "charges_fr": "Accusé de X",
        "charges_en": "Accused of X",
    }
    return make_prisoner(
        slug="ruben", name_fr="Ruben Secretov", name_en="Ruben Secretov", born_on="1968", **words
    )


def page_of(man):
    return address(MODEL, "change", man.pk)


def wish(desk, man, part, words):
    return told(choose(desk, MODEL, "record_wish", [man], sure="yes", part=part, wish=words))


def all_that_is_public(client):
    return "\n".join(client.get(path).text for path in EVERYWHERE)


def test_a_family_hides_a_man_from_every_output_with_one_gesture_and_allows_him_again(ruben, lyon, client):
    make_sponsorship(prisoner=ruben)
    before = all_that_is_public(client)

    said = wish(lyon, ruben, "everything", "hide")
    hidden = all_that_is_public(client)
    wish(lyon, ruben, "everything", "show")
    press(lyon, page_of(ruben), published="on")

    assert "Ruben Secretov" in before
    assert "hidden everywhere" in said
    assert "Secretov</" not in hidden
    assert "/prisonniers/ruben/" not in hidden
    assert "Ruben Secretov" in all_that_is_public(client)


def test_who_is_hidden_is_not_published_before_his_family_agrees(ruben, lyon):
    wish(lyon, ruben, "everything", "hide")

    response = press(lyon, page_of(ruben), published="on")

    ruben.refresh_from_db()
    assert "His family asked that he be shown nowhere." in errors(response)
    assert not ruben.published


def test_a_hidden_fact_leaves_the_record_and_comes_back_as_it_was(ruben, lyon, client):
    wish(lyon, ruben, "role", "hide")
    hidden = all_that_is_public(client)
    ruben.refresh_from_db()
    empty = (ruben.role_fr, ruben.role_en)
    wish(lyon, ruben, "role", "show")

    assert "Banquier" not in hidden
    assert "Banker" not in hidden
    assert empty == ("", "")
    assert "Banker" in client.get("/en/prisoners/ruben/").text


@pytest.mark.parametrize("part", list(PARTS))
def test_each_part_can_be_hidden_and_shown_again_without_loss(part, ruben, anna):
    full = {
        "name_hy": "Ռուբեն", "court_fr": "Tribunal", "court_en": "Court", "sentenced_on": "2025-02",
        "sentence_years": 20, "icrc_confirmed": True, "biography_fr": "Né.", "biography_en": "Born.",
        "capture_place_fr": "Latchine", "capture_place_en": "Lachin",
    }  # fmt: skip
    type(ruben).objects.filter(pk=ruben.pk).update(**full)
    ruben.refresh_from_db()
    before = {name: getattr(ruben, name) for name in PARTS[part]}
    given = {"part": part, "by": anna, "now": LONG_AGO}

    record_wish(ruben, may_be_shown=False, **given)
    ruben.refresh_from_db()
    emptied = [getattr(ruben, name) for name in PARTS[part]]
    record_wish(ruben, may_be_shown=True, **given)
    ruben.refresh_from_db()

    assert not any(emptied)
    assert {name: getattr(ruben, name) for name in PARTS[part]} == before


def test_hiding_twice_loses_nothing(ruben, anna):
    for _n in range(2):
        record_wish(ruben, part="role", may_be_shown=False, by=anna, now=LONG_AGO)

    assert FamilyWish.objects.get().withheld == {"role_fr": "Banquier", "role_en": "Banker"}


def test_a_form_does_not_bring_back_what_is_hidden(ruben, lyon):
    wish(lyon, ruben, "role", "hide")

    response = press(lyon, page_of(ruben), role_fr="Banquier", role_en="Banker")

    assert "His family asked that this be hidden" in errors(response)


def test_a_load_of_the_files_does_not_bring_back_what_is_hidden(real_data):
    man = Prisoner.objects.published().exclude(role_fr="").first()
    other = Prisoner.objects.published().exclude(pk=man.pk).first()
    anna = make_user()
    record_wish(man, part="role", may_be_shown=False, by=anna, now=LONG_AGO)
    record_wish(other, part="everything", may_be_shown=False, by=anna, now=LONG_AGO)

    call_command("load_campaign", str(settings.DATA), overwrite=True, verbosity=0)

    man.refresh_from_db()
    other.refresh_from_db()
    assert (man.role_fr, other.published) == ("", False)


def test_wishes_are_read_on_the_page_and_recorded_by_whom(ruben, lyon):
    asked = press(lyon, page_of(ruben), "_record_wish").text
    wish(lyon, ruben, "biography", "show")

    page = lyon.get(page_of(ruben)).text

    assert "must not be shown" in asked
    assert "anna" in page
    assert str(Part.BIOGRAPHY.label) in page


def test_staff_see_a_page_before_it_is_public_and_nobody_else_does(lyon, client):
    man = make_prisoner(slug="ruben", name_en="Ruben V.", name_fr="Ruben V.", published=False)
    preview = reverse("admin:prisoners_prisoner_preview", args=[man.pk])

    french, english = lyon.get(preview, {"in": "fr"}), lyon.get(preview, {"in": "en"})

    assert "Ruben V." in french.text
    assert "What happened" in english.text
    assert "no-store" in french["cache-control"]
    assert f'href="{preview}?in=fr"' in lyon.get(page_of(man)).text
    assert "/login/" in client.get(preview)["location"]


def test_a_preview_shows_what_was_saved_last_though_nothing_public_has_moved(lyon, settings):
    settings.PAGES_IN_MEMORY = 1024 * 1024
    man = make_prisoner(slug="ruben", name_en="Ruben V.", published=False)
    preview = reverse("admin:prisoners_prisoner_preview", args=[man.pk])
    assert "Ruben V." in lyon.get(preview, {"in": "en"}).text

    Prisoner.objects.filter(pk=man.pk).update(name_en="Davit V.")

    assert "Davit V." in lyon.get(preview, {"in": "en"}).text


def test_who_may_not_see_a_man_sees_no_preview(ruben, covcas):
    desk = desk_of(make_user(ngo=covcas, is_superuser=False, is_staff=False))

    assert desk.get(reverse("admin:prisoners_prisoner_preview", args=[ruben.pk])).status_code == 302


def test_a_disputed_fact_is_said_to_be_so_beside_it(ruben, client):
    FactSource.objects.create(prisoner=ruben, part="charges", source=make_source(), confidence="disputed")
    FactSource.objects.create(prisoner=ruben, part="born_on", source=make_source(), confidence="confirmed")

    assert client.get("/en/prisoners/ruben/").text.count("the sources do not agree") == 1


def test_editing_one_language_marks_the_other_behind_and_the_desk_shows_the_sentence(ruben, lyon):
    said = told(press(lyon, page_of(ruben), charges_fr="Accusé de Y"))

    desk = lyon.get("/admin/").text
    behind = Behind.objects.get()
    assert "may now say something else" in said
    assert (behind.language, behind.before, behind.after) == ("en", "Accusé de X", "Accusé de Y")
    assert "Accusé de Y" in desk
    assert "Ruben Secretov" in lyon.get("/admin/campaign/behind/").text


def test_editing_the_other_language_brings_it_up(ruben, lyon):
    press(lyon, page_of(ruben), charges_fr="Accusé de Y")

    press(lyon, page_of(ruben), charges_en="Accused of Y")

    assert not Behind.objects.exists()


def test_editing_both_at_once_leaves_none_behind(ruben, lyon):
    press(lyon, page_of(ruben), charges_fr="Accusé de Y")

    press(lyon, page_of(ruben), charges_fr="Accusé de Z", charges_en="Accused of Z")

    assert not Behind.objects.exists()


def test_a_person_may_say_that_the_other_language_is_right(ruben, lyon):
    press(lyon, page_of(ruben), charges_fr="Accusé de  X")

    answer = choose(lyon, "campaign_behind", "still_right", Behind.objects.all(), from_desk="yes")

    assert answer["location"] == "/admin/"
    assert not Behind.objects.exists()


def test_a_spelling_of_a_name_is_no_translation(ruben, lyon):
    press(lyon, page_of(ruben), name_fr="Rouben Secretov")

    assert not Behind.objects.exists()


def test_an_event_edited_in_one_language_is_behind_too(ruben, lyon):
    event = make_event(ruben, "visit")

    press(lyon, address("prisoners_event", "change", event.pk), text_fr="Une visite.")

    with translation.override("en"):
        assert "English" in Behind.objects.get().text_label


def test_a_man_who_lacks_a_language_is_named_at_the_desk(lyon):
    make_prisoner(name_en="Half Told", published=False, role_fr="Député")

    assert "Half Told" in lyon.get("/admin/").text


def test_a_man_with_a_text_edited_in_one_language_is_not_published(lyon):
    man = make_prisoner(published=False, charges_fr="Accusé", charges_en="Accused")
    press(lyon, page_of(man), charges_fr="Accusé de tout")

    refused = errors(press(lyon, page_of(man), published="on"))
    press(lyon, page_of(man), published="on", charges_en="Accused of everything")

    man.refresh_from_db()
    assert "may say something else" in refused
    assert man.published


def test_a_man_is_not_published_while_an_event_of_his_is_behind_and_is_once_somebody_read_it(lyon):
    man = make_prisoner(published=False)
    event = make_event(man, "visit")
    press(lyon, address("prisoners_event", "change", event.pk), text_fr="Autre chose.")

    refused = errors(press(lyon, page_of(man), published="on"))
    choose(lyon, "campaign_behind", "still_right", [Behind.objects.get()])
    press(lyon, page_of(man), published="on")

    man.refresh_from_db()
    assert "may say something else" in refused
    assert man.published


def test_who_is_public_stays_so_while_his_text_is_read_again(ruben, lyon):
    press(lyon, page_of(ruben), charges_fr="Accusé de tout")
    press(lyon, page_of(ruben), born_on="1969")

    ruben.refresh_from_db()
    assert (ruben.published, str(ruben.born_on)) == (True, "1969")
