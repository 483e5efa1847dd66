"""Staff record what happened to a man; what could wound acts only when another NGO confirms it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from campaign.models import Role
from prisoners import services
from prisoners.models import Event, Prisoner
from tests.desk import address, as_shown, choose, desk_of, press, told
from tests.factories import LONG_AGO, make_event, make_prisoner, make_source, make_sponsorship, make_user

pytestmark = pytest.mark.django_db

ADD = "/admin/prisoners/event/add/"


@pytest.fixture
def lyon(anna):
    """Anna's desk, at Covcas."""
    return desk_of(anna)


@pytest.fixture
def geneva(hrant):
    """Hrant's desk, at Hyestart."""
    return desk_of(hrant)


@pytest.fixture
def ruben(db):
    return make_prisoner(slug="ruben", name_fr="Ruben", name_en="Ruben")


def record(desk, man, kind="release", **changes):
    typed = {
        "prisoner": man.pk,
        "happened_on": "2026-11-20",
        "kind": kind,
        "text_fr": "Il est libre.",
        "text_en": "He is free.",
        "letters_wait_hours": 24,
        "sources": [make_source().pk],
    }
    return desk.post(ADD, typed | changes)


def page_of(event):
    return address("prisoners_event", "change", event.pk)


def status_of(man, client):
    """What the record says, once the man's page has said the same."""
    man.refresh_from_db()
    with translation.override("en"):
        page = client.get(reverse("prisoners:profile", args=[man.slug]))
    assert f'data-status="{man.status}"' in page.text
    return man.status


def test_a_release_recorded_by_one_ngo_frees_him_only_when_another_confirms(ruben, lyon, geneva, client):
    said = told(record(lyon, ruben))
    event = ruben.events.get(kind="release")
    before = status_of(ruben, client)

    confirmed = told(press(geneva, page_of(event), "_confirm"))

    assert "another NGO must confirm it" in said
    assert "Nothing has changed for the public." in said
    assert (before, status_of(ruben, client)) == ("detained", "released")
    assert "He is now: freed" in confirmed


def test_a_release_that_waits_is_nowhere_on_his_page(ruben, lyon, client):
    record(lyon, ruben)

    page = client.get("/en/prisoners/ruben/")

    assert "He is free." not in page.text


def test_a_colleague_of_the_same_ngo_cannot_confirm(ruben, lyon, covcas, client):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")

    said = told(press(desk_of(make_user(ngo=covcas)), page_of(event), "_confirm"))

    assert "Somebody of another NGO must confirm this event." in said
    assert status_of(ruben, client) == "detained"


def test_somebody_of_no_ngo_cannot_confirm(ruben, lyon, client):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")

    said = told(press(desk_of(make_user()), page_of(event), "_confirm"))

    assert "Your account belongs to no NGO" in said
    assert status_of(ruben, client) == "detained"


def test_somebody_of_no_ngo_may_record_and_is_told_that_two_must_confirm(ruben, client):
    said = told(record(desk_of(make_user()), ruben))

    assert "two persons of two NGOs must confirm it" in said
    assert status_of(ruben, client) == "detained"


def test_what_nobody_answers_for_gets_an_author_first_and_then_acts(ruben, lyon, geneva, client):
    record(desk_of(make_user()), ruben)
    event = ruben.events.get(kind="release")

    first = told(press(lyon, page_of(event), "_confirm"))
    after_one = status_of(ruben, client)
    press(geneva, page_of(event), "_confirm")

    assert "another NGO must confirm it" in first
    assert (after_one, status_of(ruben, client)) == ("detained", "released")


def test_several_events_are_confirmed_from_the_list(lyon, geneva):
    men = [make_prisoner(), make_prisoner()]
    for man in men:
        record(lyon, man)

    choose(geneva, "prisoners_event", "confirm", Event.objects.waiting(), sure="yes")

    assert Prisoner.objects.freed().count() == 2


def test_in_the_list_a_refusal_does_not_stop_the_others(lyon, geneva):
    mine, theirs = make_prisoner(), make_prisoner()
    record(lyon, mine)
    record(geneva, theirs)

    said = told(choose(lyon, "prisoners_event", "confirm", Event.objects.waiting(), sure="yes"))

    assert list(Prisoner.objects.freed()) == [theirs]
    assert "Somebody of another NGO must confirm this event." in said


def test_taking_a_confirmation_back_makes_him_held_again(ruben, lyon, geneva, client):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")
    press(geneva, page_of(event), "_confirm")

    said = told(press(lyon, page_of(event), "_take_back"))

    assert "He is now: held" in said
    assert status_of(ruben, client) == "detained"
    assert list(Event.objects.waiting()) == [event]


def test_a_wrong_release_of_the_initial_load_can_be_taken_back(lyon, client):
    man = make_prisoner(freed="2026-01-14")

    choose(lyon, "prisoners_event", "take_back", man.events.filter(kind="release"))

    assert status_of(man, client) == "detained"


def test_a_confirmed_release_shows_no_field_and_no_save_button(lyon):
    man = make_prisoner(freed="2026-01-14")

    page = lyon.get(page_of(man.events.get(kind="release"))).text

    assert "<textarea" not in page
    assert not {"_save", "_continue", "_addanother"} & set(re.findall(r'name="(\w+)"', page))
    assert 'name="_take_back"' in page


def test_who_confirms_can_open_each_source_even_one_that_the_public_cannot(ruben, lyon, geneva):
    source = make_source(url="https://example.az/7", kind="az_media")
    record(lyon, ruben, sources=[source.pk])

    page = geneva.get(page_of(ruben.events.get(kind="release"))).text

    assert 'href="https://example.az/7"' in page


def test_a_change_sent_while_another_ngo_confirmed_is_refused_and_told(ruben, lyon, geneva, client):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")
    typed = as_shown(lyon.get(page_of(event))) | {"text_en": "He crossed the border.", "_save": "Save"}
    press(geneva, page_of(event), "_confirm")

    said = told(lyon.post(page_of(event), typed))

    event.refresh_from_db()
    assert "take the confirmation back first" in said
    assert event.text_en == "He is free."
    assert status_of(ruben, client) == "released"


def test_a_confirmed_release_cannot_be_deleted_alone_or_in_a_selection(lyon, client):
    man = make_prisoner(freed="2026-01-14")
    release = man.events.get(kind="release")

    alone = lyon.post(address("prisoners_event", "delete", release.pk), {"post": "yes"})
    together = choose(lyon, "prisoners_event", "delete_selected", man.events.all(), post="yes")

    assert "take the confirmation back first" in alone.text
    assert "take the confirmation back first" in together.text
    assert man.events.count() == 2
    assert status_of(man, client) == "released"


def test_an_event_without_source_date_or_one_of_its_languages_is_refused(ruben, lyon):
    response = record(lyon, ruben, "visit", sources=[], happened_on="", text_en="")

    assert set(response.context["adminform"].form.errors) == {"sources", "happened_on", "text_en"}
    assert not ruben.events.filter(kind="visit").exists()


def test_a_first_capture_acts_at_once_and_says_who_recorded_it(lyon, anna):
    man = make_prisoner(captured="", published=False)

    said = told(record(lyon, man, "capture"))

    man.refresh_from_db()
    event = man.events.get()
    assert man.status == "detained"
    assert "waits" not in said
    assert (event.recorded_by, event.recorded_ngo) == (anna, anna.ngo)


def test_the_link_on_his_page_leads_to_a_form_that_knows_him(ruben, lyon):
    page = lyon.get(address("prisoners_prisoner", "change", ruben.pk))
    assert f'href="{ADD}?prisoner={ruben.pk}"' in page.text

    form = lyon.get(f"{ADD}?prisoner={ruben.pk}")

    assert as_shown(form)["prisoner"] == str(ruben.pk)


def test_editing_what_waits_makes_the_editor_its_author(ruben, lyon, geneva, client):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")

    press(geneva, page_of(event), text_en="He is free at last.")
    by_the_editor = told(press(geneva, page_of(event), "_confirm"))
    press(lyon, page_of(event), "_confirm")

    assert "another NGO must confirm" in by_the_editor
    assert status_of(ruben, client) == "released"


def test_an_edit_and_a_confirmation_in_one_press_are_an_edit_that_waits(ruben, lyon, geneva, client):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")

    press(geneva, page_of(event), "_confirm", text_en="He is free at last.")

    event.refresh_from_db()
    assert event.text_en == "He is free at last."
    assert not event.is_confirmed


def test_turning_a_visit_into_a_release_hides_it_until_another_ngo_confirms_and_says_so(ruben, lyon, client):
    event = make_event(ruben, "visit", text_en="The Red Cross came.")

    said = told(press(lyon, page_of(event), kind="release"))

    assert "Until then the public no longer sees it." in said
    assert status_of(ruben, client) == "detained"
    assert "The Red Cross came." not in client.get("/en/prisoners/ruben/").text


def test_saving_what_nobody_changed_keeps_its_author(ruben, lyon, geneva, anna, client):
    record(lyon, ruben, text_fr="Libre.\nEnfin.")
    event = ruben.events.get(kind="release")

    press(geneva, page_of(event))

    event.refresh_from_db()
    assert event.recorded_by == anna
    assert event.text_fr == "Libre.\nEnfin."


def test_he_stays_the_same_man_whatever_is_posted(ruben, lyon):
    other = make_prisoner()
    event = make_event(ruben, "visit")

    press(lyon, page_of(event), prisoner=other.pk, text_en="A visit of the Red Cross.")

    event.refresh_from_db()
    assert event.prisoner == ruben
    assert event.text_en == "A visit of the Red Cross."


def test_an_event_without_effect_is_changed_and_removed_by_one_person(ruben, lyon):
    event = make_event(ruben, "visit")

    press(lyon, page_of(event), happened_on="2026-02")
    event.refresh_from_db()
    lyon.post(address("prisoners_event", "delete", event.pk), {"post": "yes"})

    assert str(event.happened_on) == "2026-02"
    assert not Event.objects.filter(pk=event.pk).exists()


def test_removing_the_newest_report_brings_back_the_date_before(ruben, lyon):
    report = make_event(ruben, "reported_held", "2026-06-01")

    choose(lyon, "prisoners_event", "delete_selected", [report], post="yes")

    ruben.refresh_from_db()
    assert str(ruben.status_on) == "2023-09-27"


@pytest.mark.parametrize("together", [False, True])
def test_the_last_word_on_a_published_man_is_not_removed(together, ruben, lyon, client):
    make_event(ruben, "visit")

    if together:
        response = choose(lyon, "prisoners_event", "delete_selected", ruben.events.all(), post="yes")
    else:
        capture = ruben.events.get(kind="capture")
        response = lyon.post(address("prisoners_event", "delete", capture.pk), {"post": "yes"})

    assert "Unpublish him first" in told(response)
    assert ruben.events.count() == 2
    assert status_of(ruben, client) == "detained"


def test_a_refused_change_changes_nothing(ruben, lyon, client):
    capture = ruben.events.get()

    said = told(press(lyon, page_of(capture), kind="visit"))

    capture.refresh_from_db()
    assert "Unpublish him first" in said
    assert capture.kind == "capture"
    assert status_of(ruben, client) == "detained"


@pytest.mark.parametrize(
    ("chosen", "kinds"), [("waiting", {"release"}), ("confirmed", {"capture"}), ("refused", set())]
)
def test_the_list_shows_what_waits_for_confirmation(chosen, kinds, ruben, lyon):
    record(lyon, ruben)

    page = lyon.get(address("prisoners_event", "changelist"), {"confirmation": chosen})

    assert {event.kind for event in page.context["cl"].result_list} == kinds


def test_the_history_of_an_event_names_who_confirmed(ruben, lyon, geneva):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")
    press(geneva, page_of(event), "_confirm")

    history = geneva.get(address("prisoners_event", "history", event.pk)).text

    assert "anna" in history
    assert "hrant" in history


def test_who_may_only_look_sees_no_button_and_can_press_none(ruben, covcas, lyon, client):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")
    reader = make_user(ngo=covcas, role=Role.READER)

    desk = desk_of(reader)
    page = desk.get(page_of(event)).text
    pressed = desk.post(page_of(event), {"_confirm": "pressed"})

    assert 'name="_confirm"' not in page
    assert pressed.status_code == 403
    assert status_of(ruben, client) == "detained"


def test_a_confirmation_taken_back_twice_changes_nothing(ruben, lyon, hrant, anna):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")
    services.confirm_event(event, by=hrant, now=LONG_AGO)

    press(lyon, page_of(event), "_take_back")
    choose(lyon, "prisoners_event", "take_back", [event])

    event.refresh_from_db()
    assert not event.is_confirmed
    assert event.recorded_by == anna


def test_who_confirms_sees_first_what_the_public_reads_and_will_read(ruben, lyon, geneva):
    make_prisoner()
    make_sponsorship(prisoner=ruben, email="ada@example.org")
    make_sponsorship(prisoner=ruben)
    record(lyon, ruben)

    page = geneva.get(page_of(ruben.events.get(kind="release"))).text

    assert "2 held, 0 freed" in page
    assert "1 held, 1 freed" in page
    assert "2 sponsorships are then fulfilled." in page
    assert "1 sponsor is written to" in page


def test_the_last_man_freed_fulfils_the_sponsorships_of_the_group(ruben, lyon, geneva):
    make_sponsorship(email="ada@example.org")
    record(lyon, ruben)

    assert "1 sponsorship is then fulfilled." in geneva.get(page_of(ruben.events.get(kind="release"))).text


def test_a_death_says_before_it_is_confirmed_that_no_letter_leaves(ruben, lyon, geneva, hrant):
    make_sponsorship(prisoner=ruben, email="ada@example.org")
    record(lyon, ruben, "death")
    event = ruben.events.get(kind="death")

    page = geneva.get(page_of(event)).text
    press(geneva, page_of(event), "_confirm")

    event.refresh_from_db()
    assert "No letter leaves by itself." in page
    assert (event.is_confirmed, event.letters_from_at) == (True, None)


def test_from_the_list_what_changes_is_shown_before_anything_does(ruben, lyon, geneva, client):
    record(lyon, ruben)

    page = choose(geneva, "prisoners_event", "confirm", Event.objects.waiting())

    assert "What it will read once confirmed" in page.text
    assert status_of(ruben, client) == "detained"


def test_letters_leave_a_day_after_the_confirmation_or_later_if_the_family_asked(ruben, lyon, hrant, geneva):
    record(lyon, ruben, letters_wait_hours=72)
    event = ruben.events.get(kind="release")

    said = told(press(geneva, page_of(event), "_confirm"))

    event.refresh_from_db()
    assert event.letters_from_at - event.confirmed_at == timedelta(hours=72)
    assert "The letters to his sponsors leave from" in said


def test_taking_back_leaves_no_hour_at_which_letters_would_leave(ruben, lyon, geneva):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")
    press(geneva, page_of(event), "_confirm")

    press(lyon, page_of(event), "_take_back")

    event.refresh_from_db()
    assert event.letters_from_at is None


def test_a_refusal_keeps_its_word_and_the_event_never_acts(ruben, lyon, geneva, hrant, client):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")

    asked = press(geneva, page_of(event), "_refuse")
    said = told(
        choose(geneva, "prisoners_event", "refuse", [event], sure="yes", word="The photo is of his brother.")
    )
    after = told(choose(geneva, "prisoners_event", "confirm", [event], sure="yes"))

    event.refresh_from_db()
    assert "Why?" in asked.text
    assert "Nothing changes for the public." in said
    assert (event.refused_by, event.refusal) == (hrant, "The photo is of his brother.")
    assert "This event was refused" in after
    assert status_of(ruben, client) == "detained"
    assert "The photo is of his brother." in lyon.get(page_of(event)).text


def test_a_refusal_without_a_word_is_asked_for_one(ruben, lyon, geneva):
    record(lyon, ruben)

    page = choose(geneva, "prisoners_event", "refuse", Event.objects.waiting(), sure="yes", word="  ")

    assert "This field is required." in page.text
    assert not Event.objects.refused().exists()


def test_a_refusal_is_undone_in_one_press_and_the_event_waits_again(ruben, lyon, geneva, client):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")
    choose(geneva, "prisoners_event", "refuse", [event], sure="yes", word="No source.")

    press(geneva, page_of(event), "_propose_again")
    press(geneva, page_of(event), "_confirm")

    assert status_of(ruben, client) == "released"


def test_what_was_refused_is_neither_edited_nor_removed_nor_refused_again(ruben, lyon, geneva):
    record(lyon, ruben)
    event = ruben.events.get(kind="release")
    typed = as_shown(lyon.get(page_of(event))) | {"text_en": "Free!", "_save": "Save"}
    choose(geneva, "prisoners_event", "refuse", [event], sure="yes", word="No source.")

    lyon.post(page_of(event), typed)
    removed = lyon.post(address("prisoners_event", "delete", event.pk), {"post": "yes"})
    again = told(choose(geneva, "prisoners_event", "refuse", [event], sure="yes", word="Again."))

    event.refresh_from_db()
    assert (event.text_en, event.refusal) == ("He is free.", "No source.")
    assert "undo the refusal first" in removed.text
    assert "Only an event that waits can be refused." in again


def test_nobody_confirms_what_he_recorded_even_after_he_changed_his_ngo(ruben, lyon, anna, hyestart, client):
    record(lyon, ruben)
    anna.ngo = hyestart
    anna.save()

    said = told(press(lyon, page_of(ruben.events.get(kind="release")), "_confirm"))

    assert "Somebody of another NGO must confirm this event." in said
    assert status_of(ruben, client) == "detained"
