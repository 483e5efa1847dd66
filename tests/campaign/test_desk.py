"""The first page of the desk: what waits, what to look at next, and this week in figures."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from campaign.kit.partial_dates import PartialDate
from campaign.models import Letter
from sponsorships.models import Casework, Sponsorship
from tests.desk import address, desk_of
from tests.factories import (
    LONG_AGO,
    make_campaign_picture,
    make_event,
    make_ngo,
    make_portrait,
    make_prisoner,
    make_sponsor,
    make_sponsorship,
    make_user,
)

pytestmark = pytest.mark.django_db

DESK = "/admin/"
MOST = 14  # queries, whatever there is to show


@pytest.fixture
def lyon(anna):
    """Anna's desk, at Covcas."""
    return desk_of(anna)


def make_request(name, **given):
    town = make_sponsor(name=name)
    given = {"confirmed_at": LONG_AGO, "requested_at": LONG_AGO} | given
    return make_sponsorship(sponsor=town, state="pending", **given)


def section(desk, key, **query):
    page = desk.get(DESK, query)
    return next(s for s in page.context["sections"] if s.key == key)


def text_of(desk, key, **query):
    page = desk.get(DESK, query).text
    return re.search(rf'<section class="module" id="{key}".*?</section>', page, re.DOTALL)[0]


def test_the_requests_of_my_ngo_come_first_with_their_age(lyon, covcas, hyestart):
    make_request("Ville de Vienne", followed_by=covcas)
    make_request("Ville de Genève", followed_by=hyestart)

    mine, everything = text_of(lyon, "requests"), text_of(lyon, "requests", requests="all")

    assert "Ville de Vienne" in mine
    assert "month" in mine
    assert "Ville de Genève" not in mine
    assert "Ville de Genève" in everything


def test_what_i_took_up_stands_at_my_desk(lyon, anna):
    taken = make_request("Ville de Vienne")
    make_request("Ville de Lyon")
    Casework.objects.create(sponsorship=taken, taken_by=anna)

    assert section(lyon, "requests", requests="mine").rows == [taken]


def test_the_oldest_request_stands_on_top(lyon, covcas):
    new = make_request("New", followed_by=covcas, confirmed_at=LONG_AGO + timedelta(days=1))
    old = make_request("Old", followed_by=covcas)

    assert section(lyon, "requests").rows == [old, new]


def test_an_unknown_choice_shows_all_requests(lyon):
    make_request("Ville de Vienne")

    assert section(lyon, "requests", requests="nonsense").total == 1


def test_events_that_my_ngo_may_confirm_come_before_those_it_recorded(lyon, covcas, hyestart):
    waiting = {"confirmed_at": None, "from_initial_load": False}
    own = make_event(make_prisoner(), "release", recorded_ngo=covcas, **waiting)
    theirs = make_event(make_prisoner(), "death", recorded_ngo=hyestart, **waiting)

    assert section(lyon, "events").rows == [theirs, own]
    assert "another NGO must confirm it" in text_of(lyon, "events")


def test_who_was_never_checked_is_to_verify_next_and_then_the_oldest_check(lyon, covcas):
    today = timezone.localdate()
    recently = make_prisoner(checked_on=today, checked_by_ngo=covcas)
    long_ago = make_prisoner(checked_on=today - timedelta(days=90), checked_by_ngo=covcas)
    never = make_prisoner()

    assert section(lyon, "to_verify").rows == [never, long_ago, recently]


def test_checked_today_takes_one_press_and_leads_back_to_the_desk(lyon, covcas):
    man = make_prisoner()

    answer = lyon.post(
        "/admin/prisoners/prisoner/",
        {"action": "checked_today", "_selected_action": man.pk, "from_desk": "yes"},
    )

    man.refresh_from_db()
    assert answer["location"] == DESK
    assert (man.checked_on, man.checked_by_ngo) == (timezone.localdate(), covcas)


def test_a_man_who_is_held_without_a_sponsor_is_shown(lyon):
    alone = make_prisoner()
    make_sponsorship(prisoner=make_prisoner())
    make_prisoner(freed="2026-01-01")

    listed = lyon.get("/admin/prisoners/prisoner/?alone=yes").context["cl"].result_list

    assert section(lyon, "alone").rows == [alone]
    assert list(listed) == [alone]


def test_letters_that_could_not_leave_are_shown_without_their_address(lyon):
    Letter.objects.create(
        key="confirm 1", name="confirm", to="ada@example.org", language="fr", written_at=LONG_AGO
    )

    page = text_of(lyon, "letters")

    assert section(lyon, "letters").total == 1
    assert "ada@example.org" not in page


def test_a_town_that_signed_before_an_election_is_asked_about_until_its_contact_is_found_right(lyon):
    before = make_sponsorship(adhered_on=PartialDate.parse("2025-05-01"))
    make_sponsorship(adhered_on=PartialDate.parse("2026-06-01"))
    asked = section(lyon, "contacts").rows

    answer = lyon.post(
        "/admin/sponsorships/sponsorship/",
        {"action": "contact_is_right", "_selected_action": before.pk, "from_desk": "yes"},
    )

    assert asked == [before]
    assert answer["location"] == DESK
    assert section(lyon, "contacts").rows == []


def test_a_mandate_that_ends_soon_asks_for_the_next_contact(lyon):
    sponsorship = make_sponsorship(adhered_on=PartialDate.parse("2026-06-01"))
    later = make_sponsorship(adhered_on=PartialDate.parse("2026-06-01"))
    today = timezone.localdate()
    Casework.objects.create(sponsorship=sponsorship, mandate_ends_on=today + timedelta(days=30))
    Casework.objects.create(sponsorship=later, mandate_ends_on=today + timedelta(days=300))

    listed = lyon.get("/admin/sponsorships/sponsorship/?contact=to_check").context["cl"].result_list

    assert section(lyon, "contacts").rows == [sponsorship]
    assert list(listed) == [sponsorship]


def test_what_the_legal_notice_of_my_ngo_lacks_is_said(lyon, covcas):
    covcas.email, covcas.website = "desk@covcas.example", "https://covcas.example"
    covcas.save()

    missing = text_of(lyon, "unfilled")

    assert "director of publication" in missing
    assert "public mail address" not in missing


def test_this_week_stands_beside_the_weeks_before(lyon):
    for days in (0, 7):
        moment = timezone.now() - timedelta(days=days)
        make_request(f"Town {days}", requested_at=moment, confirmed_at=moment)

    requested = lyon.get(DESK).context["week"][0]

    assert requested.number == 1
    assert [row.total for row in requested.rows][-2:] == [1, 1]


def test_a_request_is_taken_up_and_laid_down_again(lyon, anna):
    request = make_request("Ville de Vienne")
    gesture = {"_selected_action": request.pk}

    lyon.post("/admin/sponsorships/sponsorship/", gesture | {"action": "take_up"})
    taken = section(lyon, "requests", requests="mine").rows
    lyon.post("/admin/sponsorships/sponsorship/", gesture | {"action": "lay_down"})

    assert taken == [request]
    assert section(lyon, "requests", requests="mine").rows == []


def test_somebody_of_no_ngo_sees_all_requests(db):
    make_request("Ville de Vienne")

    assert section(desk_of(make_user()), "requests").total == 1


def test_somebody_who_is_not_of_the_staff_sees_no_section(client):
    client.force_login(make_user(is_staff=False, is_superuser=False))

    assert client.get(DESK).status_code == 302


def test_the_desk_speaks_french(anna):
    desk = desk_of(anna)

    page = desk.get(DESK, headers={"accept-language": "fr"}).text

    assert "Demandes en attente de réponse" in page


def test_a_stranger_is_sent_to_sign_in(client):
    assert "/login/" in client.get(DESK)["location"]


def test_the_desk_asks_the_database_as_often_for_few_records_as_for_many(lyon, covcas, hyestart):
    def fill(n):
        for i in range(n):
            make_request(f"Ville {i}", followed_by=covcas)
            make_event(
                make_prisoner(), "release", recorded_ngo=hyestart, confirmed_at=None, from_initial_load=False
            )
            make_sponsorship(
                prisoner=make_prisoner(checked_on=timezone.localdate(), checked_by_ngo=make_ngo())
            )
        with CaptureQueriesContext(connection) as queries:
            lyon.get(DESK)
        return len(queries)

    fill(1)  # what is counted once for a state of the records
    few = fill(1)

    assert fill(12) == few
    assert few <= MOST
    assert Sponsorship.objects.count() > 20


def test_photographs_that_wait_are_shown_with_who_may_confirm_them(lyon, anna):
    man = make_prisoner(name_en="Ruben Vardanyan")
    make_portrait(man, confirmed=False, proposed_ngo=anna.ngo)
    make_portrait(man)
    make_campaign_picture(confirmed=False)

    told = section(lyon, "photographs")
    text = text_of(lyon, "photographs")

    assert [row["title"] for row in told.rows] == ["A vote", "Ruben Vardanyan"]
    assert told.total == 2
    assert "another NGO must confirm it" in text
    assert "you may confirm it" in text


def test_a_row_of_the_queue_is_titled_as_french_is_typed(lyon):
    event = make_event(make_prisoner(name_fr="Ruben"), "visit", "2026-03-01")
    request = make_request("Vienne")

    with translation.override("fr"):
        assert str(event) == "Ruben, visite, 1er mars 2026"
        assert str(request) == "Vienne\u202f: l’ensemble des\u00a023"


@pytest.mark.parametrize("key", ["1" * 30, "-1", "1e9", "٣", "null", "1,2"])
def test_an_address_that_fills_a_form_may_name_what_no_row_can_be(key, covcas):
    desk = desk_of(make_user(ngo=covcas))

    answer = desk.get(address("sponsorships_sponsorship", "add"), {"prisoner": key, "sponsor": key})

    assert answer.status_code == 200


@pytest.mark.parametrize("page", ["changelist", "export"])
def test_a_list_is_asked_for_no_number_that_no_database_has(page, covcas):
    desk = desk_of(make_user(ngo=covcas))

    asked = desk.get(f"{address('prisoners_portrait', page)}?prisoner={'9' * 30}")
    sent = desk.post(f"{address('prisoners_portrait', page)}?prisoner={'9' * 30}")

    assert {asked.status_code, sent.status_code} <= {302, 400}


def test_a_next_address_that_cannot_be_read_leads_to_the_desk(client, covcas):
    for visitor in (client, desk_of(make_user(ngo=covcas))):
        answer = visitor.get("/admin/sign-in/code/?next=http%3A//%5B%3A%3A1")

        assert answer.status_code == 302
