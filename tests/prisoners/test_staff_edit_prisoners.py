"""Staff edit a man's record; the rules of publication speak before the database does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prisoners.models import Prisoner
from tests.desk import address, as_shown, choose, desk_of, errors, press, told
from tests.factories import make_event, make_prisoner, make_source, make_user

pytestmark = pytest.mark.django_db

ADD = "/admin/prisoners/prisoner/add/"
LIST = "/admin/prisoners/prisoner/"


@pytest.fixture
def lyon(anna):
    """Anna's desk, at Covcas."""
    return desk_of(anna)


def page_of(man):
    return address("prisoners_prisoner", "change", man.pk)


def found(desk, **query):
    return list(desk.get(LIST, query).context["cl"].result_list)


def test_a_man_is_entered_with_both_names_and_waits_unpublished(lyon):
    typed = {"name_fr": "Vicken", "name_en": "Vicken", "slug": "vicken", "category": "civilian"}

    lyon.post(ADD, as_shown(lyon.get(ADD)) | typed)

    man = Prisoner.objects.get()
    assert (man.slug, man.published, man.status) == ("vicken", False, "")


def test_nobody_types_a_status_or_a_check(lyon, covcas):
    man = make_prisoner()
    derived = ["status", "status_on", "captured_on", "checked_on", "checked_by_ngo"]
    before = [getattr(man, name) for name in derived]

    assert not set(derived) & set(as_shown(lyon.get(page_of(man))))
    typed = {"status": "released", "status_on": "2026", "captured_on": "2026", "checked_on": "2026-01-01"}
    press(lyon, page_of(man), checked_by_ngo=covcas.pk, **typed)

    man.refresh_from_db()
    assert [getattr(man, name) for name in derived] == before


def test_a_man_whom_no_event_tells_of_is_not_published_and_the_page_says_why(lyon):
    man = make_prisoner(captured="", published=False)

    response = press(lyon, page_of(man), published="on")

    man.refresh_from_db()
    assert "A man whose status no event gives cannot be published." in errors(response)
    assert not man.published


def test_nothing_is_published_in_one_language_only(lyon):
    man = make_prisoner(published=False)

    refused = press(lyon, page_of(man), published="on", role_fr="ancien ministre")
    press(lyon, page_of(man), published="on", role_fr="ancien ministre", role_en="former minister")

    man.refresh_from_db()
    assert list(refused.context["adminform"].form.errors) == ["role_en"]
    assert "write this one too" in errors(refused)
    assert man.published


def test_what_is_typed_stays_in_the_page_when_publishing_is_refused(lyon):
    man = make_prisoner(captured="", published=False)

    response = press(lyon, page_of(man), published="on", role_fr="ancien ministre")

    assert as_shown(response)["role_fr"] == "ancien ministre"


def test_a_sentence_is_for_life_or_in_years(lyon):
    man = make_prisoner()

    response = press(lyon, page_of(man), sentence_life="on", sentence_years="20")

    assert "not both" in errors(response)


def test_a_date_that_is_none_is_told_beside_its_field(lyon):
    man = make_prisoner()

    response = press(lyon, page_of(man), born_on="23 mars 1968")

    assert "Write a year, a month or a day" in str(response.context["adminform"].form.errors["born_on"])


def test_unpublishing_hides_his_page_at_once(lyon, client):
    man = make_prisoner(slug="ruben")
    before = client.get("/en/prisoners/ruben/").status_code

    press(lyon, page_of(man), published="")

    assert (before, client.get("/en/prisoners/ruben/").status_code) == (200, 404)


def test_the_address_a_page_once_had_leads_to_the_new_one(lyon, client):
    man = make_prisoner(slug="rouben-vardanian")

    press(lyon, page_of(man), slug="ruben-vardanyan")

    response = client.get("/fr/prisonniers/rouben-vardanian/")
    assert response.status_code == 301
    assert response.url == "/fr/prisonniers/ruben-vardanyan/"


def test_an_address_given_back_is_a_former_one_no_longer(lyon, client):
    man = make_prisoner(slug="rouben")

    press(lyon, page_of(man), slug="ruben")
    press(lyon, page_of(man), slug="rouben")

    assert client.get("/fr/prisonniers/rouben/").status_code == 200
    assert [former.slug for former in man.former_slugs.all()] == ["ruben"]


def test_the_former_address_of_a_man_is_not_given_to_another(lyon, client):
    man, other = make_prisoner(slug="rouben"), make_prisoner(slug="david")
    press(lyon, page_of(man), slug="ruben")

    response = press(lyon, page_of(other), slug="rouben")

    assert "once stood at this address" in errors(response)
    assert client.get("/fr/prisonniers/rouben/").url == "/fr/prisonniers/ruben/"


def test_saving_a_page_writes_no_column_that_nobody_edited(lyon):
    man = make_prisoner()

    with CaptureQueriesContext(connection) as queries:
        press(lyon, page_of(man), role_fr="ministre", role_en="minister")

    (update,) = [query["sql"] for query in queries if query["sql"].startswith('UPDATE "prisoners_prisoner"')]
    assert '"role_fr"' in update
    assert '"status"' not in update


def test_sources_are_added_to_his_record(lyon):
    man, source = make_prisoner(), make_source()

    press(lyon, page_of(man), sources=[source.pk])

    assert list(man.sources.all()) == [source]


def test_checked_today_is_one_press_and_says_which_ngo(lyon, covcas):
    man = make_prisoner()

    said = told(press(lyon, page_of(man), "_checked_today"))

    man.refresh_from_db()
    assert (man.checked_on, man.checked_by_ngo) == (timezone.localdate(), covcas)
    assert "1 record checked today." in said


def test_several_men_are_checked_from_the_list(lyon):
    men = [make_prisoner(), make_prisoner()]

    said = told(choose(lyon, "prisoners_prisoner", "checked_today", men))

    assert Prisoner.objects.filter(checked_on=timezone.localdate()).count() == 2
    assert "2 records checked today." in said


def test_somebody_of_no_ngo_cannot_check(client):
    man = make_prisoner()

    said = told(press(desk_of(make_user()), page_of(man), "_checked_today"))

    man.refresh_from_db()
    assert "Your account belongs to no NGO" in said
    assert man.checked_on is None


def test_his_timeline_is_read_on_his_page_and_each_line_leads_to_its_event(lyon):
    man = make_prisoner()
    visit = make_event(man, "visit", text_en="The Red Cross saw him.")

    page = lyon.get(page_of(man)).text

    assert "The Red Cross saw him." in page
    assert f'href="{address("prisoners_event", "change", visit.pk)}"' in page


def test_his_timeline_costs_the_same_whatever_its_length(lyon):
    short, long = make_prisoner(), make_prisoner()
    for month in range(1, 13):
        make_event(long, "visit", f"2025-{month:02}")
    lyon.get(page_of(short))  # content types are asked for once in the life of a process

    with CaptureQueriesContext(connection) as for_one:
        lyon.get(page_of(short))
    with CaptureQueriesContext(connection) as for_many:
        lyon.get(page_of(long))

    assert len(for_one) == len(for_many)


@pytest.mark.parametrize("spelling", ["Euldjekian", "Eulj", "Виген", "Yulcekjyan Vicken", "vicken-eul"])
def test_a_man_is_found_under_any_spelling_and_by_a_part_of_his_name(spelling, lyon):
    man = make_prisoner(slug="vicken-euljekjian", name_fr="Vicken Euljekjian", name_en="Vicken Euljekjian")
    make_prisoner(name_fr="David Babayan", name_en="David Babayan")

    assert found(lyon, q=spelling) == [man]


def test_men_never_checked_are_found_by_a_filter(lyon, covcas):
    make_prisoner(checked_on=timezone.localdate(), checked_by_ngo=covcas)
    never = make_prisoner()

    assert found(lyon, checked_on__isempty="1") == [never]


def test_the_link_to_the_public_page_is_there_only_when_the_page_is(lyon):
    shown, hidden = make_prisoner(slug="shown"), make_prisoner(slug="hidden", published=False)

    assert "/prisoners/shown/" in lyon.get(page_of(shown)).text
    assert "/prisoners/hidden/" not in lyon.get(page_of(hidden)).text


def test_a_man_of_whom_something_is_told_cannot_be_deleted(lyon):
    man = make_prisoner()

    lyon.post(address("prisoners_prisoner", "delete", man.pk), {"post": "yes"})

    assert Prisoner.objects.filter(pk=man.pk).exists()
