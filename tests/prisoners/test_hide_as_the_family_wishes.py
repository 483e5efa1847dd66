"""A portrait and the text of an event go from every output at once, and no road brings them back."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError

from campaign.management.commands.restore import remove_again
from campaign.models import Removal
from prisoners.models import Event, FamilyWish, Prisoner
from prisoners.services import record_wish_on_text
from tests.desk import address, choose, desk_of, press, told
from tests.factories import LONG_AGO, make_event, make_portrait, make_prisoner, make_user

pytestmark = pytest.mark.django_db

PAGE = "/en/prisoners/ruben/"
SAID = "Taken near a village that must not be named."


@pytest.fixture
def lyon(anna):
    """Anna's desk, at Covcas."""
    return desk_of(anna)


@pytest.fixture
def ruben(db):
    return make_prisoner(slug="ruben")


@pytest.fixture
def event(ruben):
    return make_event(ruben, "trial", "2025-01", text_fr="Près d’un village.", text_en=SAID)


def wish(desk, man, part, words):
    return told(choose(desk, "prisoners_prisoner", "record_wish", [man], sure="yes", part=part, wish=words))


def page_of(event):
    return address("prisoners_event", "change", event.pk)


def test_a_portrait_is_hidden_at_once_and_nobody_confirms_it_before_the_family_agrees(
    ruben, lyon, hrant, client
):
    portrait = make_portrait(ruben)
    before = client.get(PAGE).text
    file = portrait.src

    wish(lyon, ruben, "portrait", "hide")
    refused = told(choose(desk_of(hrant), "prisoners_portrait", "confirm", [portrait]))

    assert file in before
    assert file not in client.get(PAGE).text
    assert client.get(file).status_code == 404
    assert "His family asked that this be hidden" in refused


def test_a_portrait_comes_back_when_two_ngos_answer_for_it_anew(ruben, lyon, hrant, client):
    portrait = make_portrait(ruben)
    wish(lyon, ruben, "portrait", "hide")
    wish(lyon, ruben, "portrait", "show")
    before = client.get(PAGE).text

    choose(desk_of(hrant), "prisoners_portrait", "confirm", [portrait])

    assert portrait.src not in before
    assert portrait.src in client.get(PAGE).text


def test_an_old_version_of_a_portrait_does_not_show_it(ruben, lyon, client):
    portrait = make_portrait(ruben)
    version = portrait.history.latest()
    wish(lyon, ruben, "portrait", "hide")

    lyon.post(address("prisoners_portrait", "history", portrait.pk), {"version": version.pk})

    assert portrait.src not in client.get(PAGE).text


def test_the_text_of_an_event_is_hidden_with_one_press_and_comes_back_as_it_was(event, lyon, client):
    before = client.get(PAGE).text
    said = told(press(lyon, page_of(event), "_hide_text"))
    hidden = client.get(PAGE).text
    press(lyon, page_of(event), "_show_text")

    assert SAID in before
    assert "its text is hidden everywhere" in said
    assert SAID not in hidden
    assert "January 2025" in hidden  # the date and the kind stay
    assert SAID in client.get(PAGE).text


def test_hiding_what_two_ngos_confirmed_changes_no_status(ruben, lyon, client):
    release = make_event(ruben, "release", "2026-02", text_en=SAID)

    press(lyon, page_of(release), "_hide_text")

    ruben.refresh_from_db()
    assert ruben.status == Prisoner.Status.RELEASED
    assert SAID not in client.get(PAGE).text


def test_hiding_a_text_twice_loses_nothing(event, anna):
    for _n in range(2):
        record_wish_on_text(event, may_be_shown=False, by=anna, now=LONG_AGO)

    assert FamilyWish.objects.get().withheld["text_en"] == SAID


def test_neither_a_form_nor_an_old_version_brings_a_hidden_text_back(event, lyon, client):
    event.save()
    version = event.history.latest()
    press(lyon, page_of(event), "_hide_text")

    press(lyon, page_of(event), text_fr="Près d’un village.", text_en=SAID)
    lyon.post(address("prisoners_event", "history", event.pk), {"version": version.pk})

    event.refresh_from_db()
    assert (event.text_fr, event.text_en) == ("", "")
    assert SAID not in client.get(PAGE).text


def test_the_database_takes_no_text_while_it_is_hidden(event, lyon):
    press(lyon, page_of(event), "_hide_text")

    with pytest.raises(IntegrityError):
        Event.objects.filter(pk=event.pk).update(text_fr="x", text_en="x")


def test_a_load_of_the_files_does_not_bring_a_hidden_text_back(real_data):
    event = Event.objects.filter(prisoner__published=True).first()
    record_wish_on_text(event, may_be_shown=False, by=make_user(), now=LONG_AGO)

    call_command("load_campaign", str(settings.DATA), overwrite=True, verbosity=0)

    event.refresh_from_db()
    assert event.text_fr == ""


def test_a_backup_made_before_brings_nothing_back(event, ruben, lyon, client):
    Prisoner.objects.filter(pk=ruben.pk).update(role_fr="Banquier", role_en="Banker")
    wish(lyon, ruben, "role", "hide")
    press(lyon, page_of(event), "_hide_text")
    removals = list(Removal.objects.order_by("pk").values_list("what", "key"))
    FamilyWish.objects.all().delete()  # as it was in the backup
    Event.objects.filter(pk=event.pk).update(text_fr="Près.", text_en=SAID, text_hidden=False)
    Prisoner.objects.filter(pk=ruben.pk).update(role_fr="Banquier", role_en="Banker")

    for what, key in removals:
        remove_again(Removal.What(what), key, now=LONG_AGO)

    page = client.get(PAGE).text
    assert SAID not in page
    assert "Banker" not in page
    assert FamilyWish.objects.count() == 2
