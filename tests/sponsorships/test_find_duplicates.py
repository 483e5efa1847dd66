"""A second request of one sponsor is found by what the database keeps of its name, whoever wrote the row."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sponsorships.likeness import likely_the_same, perhaps_twice
from sponsorships.models import Sponsor, Sponsorship
from tests.desk import address, choose, desk_of, press
from tests.factories import make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db


def make_request(name, **given):
    return make_sponsorship(
        sponsor=make_sponsor(name=name, **given),
        prisoner=make_prisoner(),
        state="pending",
        confirmed_at=timezone.now(),
    )


def found(request):
    with translation.override("en"):
        return {(one.sponsor.name, one.why) for one in likely_the_same(request)}


def many_others(number):
    sponsors = Sponsor.objects.bulk_create(
        Sponsor(slug=f"s-{n}", name=f"Village {n:05}", kind="municipality", country="FR")
        for n in range(number)
    )
    Sponsorship.objects.bulk_create(Sponsorship(sponsor=sponsor, whom="group") for sponsor in sponsors)


@pytest.mark.parametrize(
    "other",
    [
        "Ville de Saint-Chamond",
        "Mairie de ST CHAMOND",
        "Sainte-Chamond",
        "Sant-Chamond",
        "Commune de Saint Chamon",
    ],
)
def test_a_name_written_otherwise_is_found_in_one_query_among_many(other):
    make_request(other)
    many_others(300)
    request = make_request("Saint-Chamond")

    with CaptureQueriesContext(connection) as queries:
        [(name, _why)] = found(request)

    assert name == other
    assert len(queries) == 2  # its contact, and the sponsors


def test_no_other_sponsor_is_read_where_the_name_is_not_known():
    many_others(300)
    request = make_request("Saint-Chamond")

    with CaptureQueriesContext(connection) as queries:
        assert found(request) == set()

    with connection.cursor() as cursor:
        cursor.execute(queries[-1]["sql"])
        assert cursor.fetchall() == []


def test_what_the_release_before_wrote_is_found_too_and_completed_by_night():
    known = make_request("Ville de Vienne").sponsor
    request = make_request("Mairie de Vienne")
    Sponsor.objects.filter(pk=known.pk).update(bare_name=None, host=None)

    at_once = found(request)
    call_command("forget")

    assert at_once == {("Ville de Vienne", "same name")}
    assert Sponsor.objects.get(pk=known.pk).bare_name == "vienne"
    assert set(perhaps_twice(Sponsorship.objects.waiting())) == {request, known.sponsorships.get()}


def test_a_name_corrected_at_the_desk_is_found_by_the_new_one(anna):
    desk, sponsor = desk_of(anna), make_request("Ville de Lion").sponsor
    request = make_request("Lyon")

    press(desk, address("sponsorships_sponsor", "change", sponsor.pk), name="Ville de Lyon")

    assert found(request) == {("Ville de Lyon", "same name")}


def test_a_person_named_when_published_is_found_by_the_name(anna):
    person = make_sponsorship(
        sponsor=make_sponsor(kind="individual", name=""),
        prisoner=make_prisoner(),
        state="pending",
        email="ada@example.org",
        contact_name="Ada Lovelace",
    )

    choose(desk_of(anna), "sponsorships_sponsorship", "publish", [person])

    assert found(make_request("Ada Lovelace", kind="individual")) == {("Ada Lovelace", "same name")}


def test_a_web_site_that_came_with_a_joined_record_is_found_by_its_domain(anna):
    known, second = (
        make_request("Vienne").sponsor,
        make_request("Mairie de Vienne", website="https://vienne.example"),
    )
    choose(desk_of(anna), "sponsorships_sponsorship", "join", [second], sure="yes", into=known.pk)
    other = make_sponsorship(sponsor=make_sponsor(name="Isère"), email="ada@vienne.example", state="pending")

    assert ("Vienne", "same domain: vienne.example") in found(other)


def test_persons_without_a_name_are_not_taken_for_each_other():
    persons = [make_request("", kind="individual") for _n in range(2)]

    assert [found(person) for person in persons] == [set(), set()]
    assert not perhaps_twice(Sponsorship.objects.waiting())


def test_the_address_of_a_joined_sponsor_leads_to_the_other_until_they_part(anna, client):
    known = make_sponsorship(sponsor=make_sponsor(name="Vienne")).sponsor
    second = make_sponsorship(sponsor=make_sponsor(name="Vienne", slug="mairie-de-vienne"))
    desk, old = desk_of(anna), "/en/sponsors/mairie-de-vienne/"
    before = client.get(old).status_code

    choose(desk, "sponsorships_sponsorship", "join", [second], sure="yes", into=known.pk)
    joined = client.get(old)
    choose(desk, "sponsorships_sponsorship", "part", [second])

    assert (before, joined.status_code, joined.url) == (200, 301, f"/en/sponsors/{known.slug}/")
    assert client.get(old).status_code == 200


def test_the_address_of_a_joined_sponsor_leads_nowhere_while_the_other_is_hidden(anna, client):
    known = make_sponsorship(sponsor=make_sponsor(name="Vienne")).sponsor
    second = make_sponsorship(sponsor=make_sponsor(name="Vienne", slug="mairie-de-vienne"))
    choose(desk_of(anna), "sponsorships_sponsorship", "join", [second], sure="yes", into=known.pk)

    Sponsorship.objects.update(published=False)

    assert client.get("/en/sponsors/mairie-de-vienne/").status_code == 404
