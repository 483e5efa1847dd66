"""Staff accept, decline, hide or revoke; the pages follow at once in both languages."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone, translation

from campaign.kit.refusal import Refused
from campaign.models import Behind, Letter
from sponsorships import services
from sponsorships.models import Sponsor, Sponsorship
from sponsorships.services.answering import HOLD_FOR
from tests.factories import LONG_AGO, make_act, make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db


def request_of(sponsor=None, **given):
    waiting = {"state": "pending", "published": False, "email": "ada@example.org", "prisoner": None}
    return make_sponsorship(sponsor=sponsor or make_sponsor(name="Ville d’Alfortville"), **waiting | given)


def test_publishing_shows_the_sponsor_on_his_page_and_the_mans(client, anna):
    request = request_of(prisoner=make_prisoner(slug="ruben"))

    services.publish(request, by=anna, now=timezone.now())

    for address in [
        "/fr/parrains/",
        "/en/sponsors/",
        "/fr/prisonniers/ruben/",
        "/en/prisoners/ruben/",
        "/fr/parrains/ville-dalfortville/",
    ]:
        assert "Ville d’Alfortville" in client.get(address).text
    assert Letter.objects.get().name == "active"


def test_a_person_who_did_not_ask_to_be_named_is_counted_and_not_named(client, anna):
    ruben = make_prisoner(slug="ruben")
    person = make_sponsor(kind="individual", name="", slug="f00")
    request = request_of(sponsor=person, prisoner=ruben, name_consented=False, contact_name="Ada Lovelace")

    services.publish(request, by=anna, now=timezone.now())

    page = client.get("/fr/prisonniers/ruben/").text
    assert "1 personne qui n’a pas demandé à être nommée" in page
    assert "1 parrainage est celui d’une personne" in client.get("/fr/parrains/").text
    for address in ["/fr/parrains/", "/fr/prisonniers/ruben/", "/fr/prisonniers/", "/fr/"]:
        assert "Lovelace" not in client.get(address).text
    assert client.get("/fr/parrains/f00/").status_code == 404


def test_a_person_who_asked_to_be_named_is(client, anna):
    person = make_sponsor(kind="individual", name="", slug="f00")
    request = request_of(sponsor=person, name_consented=True, contact_name="Ada Lovelace")

    services.publish(request, by=anna, now=timezone.now())

    assert "Ada Lovelace" in client.get("/en/sponsors/ada-lovelace/").text


def test_what_the_sponsor_left_to_us_is_chosen_before_publishing(anna):
    request = request_of(whom="any")

    with pytest.raises(services.Refused):
        services.publish(request, by=anna, now=timezone.now())


@pytest.mark.parametrize("state", ["unconfirmed", "declined", "withdrawn", "revoked"])
def test_only_what_waits_can_be_published(anna, state):
    request = request_of(state=state)

    with pytest.raises(services.Refused):
        services.publish(request, by=anna, now=timezone.now())


def test_a_sponsorship_of_an_unpublished_man_is_refused_and_unseen(client, anna):
    hidden = make_prisoner(published=False, name_fr="Homme caché")
    make_sponsorship(prisoner=hidden, sponsor=make_sponsor(name="Ville discrète", slug="discrete"))

    with pytest.raises(services.Refused):
        services.publish(request_of(prisoner=hidden), by=anna, now=timezone.now())

    assert "Ville discrète" not in client.get("/fr/parrains/").text
    assert client.get("/fr/parrains/discrete/").status_code == 404


def test_two_towns_of_one_name_have_two_addresses(anna):
    for _ in range(2):
        services.publish(
            request_of(sponsor=make_sponsor(name="Ville de Vienne")), by=anna, now=timezone.now()
        )

    assert sorted(Sponsor.objects.values_list("slug", flat=True)) == ["ville-de-vienne", "ville-de-vienne-2"]


def test_hiding_takes_one_click_and_leaves_it_in_force(client, anna):
    sponsorship = make_sponsorship(sponsor=make_sponsor(name="Ville de Vienne"))

    services.unpublish(sponsorship)

    assert "Ville de Vienne" not in client.get("/fr/parrains/").text
    assert Sponsorship.objects.get().state == "active"


def test_a_refusal_is_written_to_whoever_confirmed(anna, mailoutbox):
    half_an_hour_ago = timezone.now() - HOLD_FOR
    services.decline(request_of(reason="Le conseil n'a pas voté."), by=anna, now=half_an_hour_ago)
    services.decline(request_of(state="unconfirmed", email="b@example.org"), by=anna, now=timezone.now())
    call_command("send_letters")

    assert [letter.to for letter in mailoutbox] == [["ada@example.org"]]
    assert "Le conseil n'a pas voté." in mailoutbox[0].body


def test_a_sponsorship_is_revoked_only_with_a_reason(client, anna):
    sponsorship = make_sponsorship(sponsor=make_sponsor(name="Ville de Vienne"))
    with pytest.raises(services.Refused):
        services.revoke(sponsorship, by=anna, now=timezone.now())

    Sponsorship.objects.update(reason="Vote annulé.")
    services.revoke(sponsorship, by=anna, now=timezone.now())

    assert "Ville de Vienne" not in client.get("/fr/parrains/").text
    with pytest.raises(services.Refused):
        services.decline(sponsorship, by=anna, now=timezone.now())
    with pytest.raises(services.Refused):
        services.revoke(sponsorship, by=anna, now=timezone.now())


@pytest.mark.parametrize(
    "wrong",
    [
        {"whom": "prisoner"},
        {"state": "imaginary"},
        {"whom": "any", "state": "active"},
        {"published": True, "name_consented": False},
        {"published": True, "state": "pending"},
        {"note_fr": "Une langue", "note_en": ""},
        {"date_kind": ""},
        {"adhered_on": "2023-99"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(wrong):
    sponsorship = make_sponsorship()

    with pytest.raises((IntegrityError, ValidationError)):
        Sponsorship.objects.filter(pk=sponsorship.pk).update(**wrong)


def test_fulfilled_follows_the_release_and_is_not_stored(client):
    make_sponsorship(prisoner=make_prisoner(freed="2023-12-13"), sponsor=make_sponsor(name="Ville de Lyon"))
    make_sponsorship(sponsor=make_sponsor(name="Ville de Bandol"))
    make_prisoner()

    fulfilled = Sponsorship.objects.with_fulfilment().filter(fulfilled=True)

    assert [str(sponsorship.sponsor) for sponsorship in fulfilled] == ["Ville de Lyon"]
    assert "Accompli" in client.get("/fr/parrains/").text


def test_the_group_is_fulfilled_when_all_are_free(client):
    make_sponsorship()
    make_prisoner(freed="2023-12-13")

    page = client.get("/en/sponsors/").text

    assert "Fulfilled: all of the 23 are free" in page


def test_the_list_narrows_to_a_kind_and_a_country(client):
    make_sponsorship(sponsor=make_sponsor(name="Ville de Vienne"))
    make_sponsorship(sponsor=make_sponsor(name="Dove Tales", kind="ngo", country="GB"))

    assert "Vienne" not in client.get("/fr/parrains/?qualite=ong").text
    assert "Dove" in client.get("/en/sponsors/?kind=ngo&country=GB").text
    assert client.get("/en/sponsors/?country=%00").status_code == 200


def test_a_person_to_be_named_whose_name_nobody_knows_is_refused(anna):
    person = make_sponsor(kind="individual", name="")
    request = make_sponsorship(sponsor=person, state="pending", published=False)

    with pytest.raises(services.Refused):
        services.publish(request, by=anna, now=timezone.now())


def test_neither_a_sponsorship_nor_an_act_is_published_with_a_text_behind(anna):
    request = make_sponsorship(state="pending", sponsor=make_sponsor(kind="ngo"))
    act = make_act()
    for row, field in [(request, "note"), (act, "text")]:
        Behind.objects.create(
            of=row._meta.label_lower, row=row.pk, title="x", field=field, language="en", since_at=LONG_AGO
        )
    act.text_fr = act.text_en = "x"
    act.save()

    with translation.override("en"), pytest.raises(Refused, match="may say something else"):
        services.publish(request, by=anna, now=LONG_AGO)
    with translation.override("en"), pytest.raises(Refused, match="may say something else"):
        services.publish_act(act, by=anna, now=LONG_AGO)
