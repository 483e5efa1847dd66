"""A visitor asks to sponsor: the form, the check, the letter, the button."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaign.models import Letter
from sponsorships.models import Contact, Sponsor, Sponsorship
from tests.factories import make_ngo, make_prisoner, make_sponsorship

pytestmark = pytest.mark.django_db

TOWN = {
    "kind": "municipality",
    "name": "Ville d’Alfortville",
    "country": "FR",
    "department": "94",
    "signatory": "Le maire",
    "office": "Cheffe de cabinet",
    "contact_name": "Ada O'Brien",
    "email": "Ada@Example.org",
    "whom": "group",
    "agreed": "on",
    "ticket": "ticket-1",
}
PERSON = {
    "kind": "individual",
    "contact_name": "Արամ Խաչատրյան",
    "office": "Compositeur",
    "country": "CH",
    "email": "aram@example.org",
    "whom": "any",
    "agreed": "on",
    "ticket": "ticket-2",
}


@pytest.fixture
def send(client):
    """Press the last button of the form."""

    def post(form, language="fr", **changes):
        address = {"fr": "/fr/parrainer/", "en": "/en/sponsor/"}[language]
        return client.post(address, form | {"send": "1"} | changes)

    return post


def link_in(letter):
    words = {"fr": "confirmer", "en": "confirm"}
    return f"/{letter.language}/{words[letter.language]}/{letter.context['token']}/"


def test_a_visitor_first_says_in_whose_name_he_comes(client):
    make_prisoner(slug="ruben")

    page = client.get("/fr/parrainer/?prisonnier=ruben").text

    for kind in ["commune", "region", "ong", "personne"]:
        assert f"?prisonnier=ruben&amp;qualite={kind}" in page


def test_the_man_of_the_address_is_chosen_in_the_form(client):
    make_prisoner(slug="ruben")

    page = client.get("/en/sponsor/?prisoner=ruben&kind=municipality").text

    assert '<option value="ruben" selected>' in page


@pytest.mark.parametrize("kind", ["commune", "region", "ong", "personne"])
def test_each_kind_has_its_own_form(client, kind):
    response = client.get(f"/fr/parrainer/?qualite={kind}")

    assert response.status_code == 200
    assert ('name="name"' in response.text) == (kind != "personne")
    assert ('name="name_public"' in response.text) == (kind == "personne")


def test_nothing_is_saved_before_the_second_press(client):
    response = client.post("/fr/parrainer/", TOWN)

    assert response.status_code == 200
    assert "Ville d’Alfortville" in response.text
    assert not Sponsorship.objects.exists()


def test_what_was_typed_comes_back_to_be_corrected(client):
    page = client.post("/fr/parrainer/", TOWN | {"correct": "1"}).text

    assert 'value="Ville d’Alfortville"' in page
    assert 'name="send"' not in page


def test_a_request_is_saved_unconfirmed_with_its_letter_and_nothing_is_public(send, client):
    make_ngo(slug="paris", follows="FR")

    response = send(TOWN)

    request = Sponsorship.objects.select_related("sponsor", "contact", "followed_by").get()
    assert (response.status_code, response.url) == (302, "/fr/parrainer/merci/")
    assert request.state == "unconfirmed"
    assert request.followed_by.slug == "paris"
    assert request.contact.email == "ada@example.org"
    assert Letter.objects.get().to == "ada@example.org"
    assert "Alfortville" not in client.get("/fr/parrains/").text


def test_a_persons_name_stays_in_the_contact(send):
    send(PERSON)

    assert Sponsor.objects.get().name == ""
    assert Contact.objects.get().name == "Արամ Խաչատրյան"
    assert not Sponsorship.objects.get().name_consented


def test_pressing_twice_is_one_request_and_one_letter(send):
    first, second = send(TOWN), send(TOWN)

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Sponsorship.objects.count() == 1
    assert Letter.objects.count() == 1


def test_the_same_person_twice_gets_the_same_answer(send):
    first, second = send(TOWN), send(TOWN, ticket="another")

    assert (first.status_code, first.url) == (second.status_code, second.url)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "not an address"),
        ("email", "a@localhost"),
        ("email", "a@[127.0.0.1]"),
        ("email", "a@example.org\u202e"),
        ("email", ""),
        ("name", ""),
        ("name", "x" * 5000),
        ("name", "a\x00b"),
        ("country", "XX"),
        ("whom", "nobody-we-know"),
        ("whom", ""),
        ("agreed", ""),
        ("kind", "emperor"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_nothing_typed_is_lost(send, field, value):
    response = send(TOWN, **{field: value})

    assert response.status_code == 200
    assert not Sponsorship.objects.exists()
    if field != "kind":
        assert 'role="alert"' in response.text
        assert "Cheffe de cabinet" in response.text


def test_a_man_freed_while_the_form_was_open_is_said_to_be_no_choice(send):
    make_prisoner(slug="ruben", freed="2026-01-14")

    response = send(TOWN, whom="ruben")

    assert response.status_code == 200
    assert not Sponsorship.objects.exists()


def test_a_web_site_must_be_one(send):
    ngo = TOWN | {"kind": "ngo", "town": "Paris"}

    send(ngo, website="javascript:alert(1)")
    send(ngo, website="ftp://example.org")
    refused = Sponsorship.objects.count()
    send(ngo, website="https://example.org")

    assert (refused, Sponsorship.objects.count()) == (0, 1)


def test_a_robot_that_fills_the_hidden_field_is_answered_as_if_all_were_well(send):
    response = send(TOWN, fax="buy now")

    assert response.url == "/fr/parrainer/merci/"
    assert not Sponsorship.objects.exists()


def test_the_letter_leaves_by_the_worker_in_the_language_of_the_form(send, mailoutbox):
    send(TOWN, language="en")
    before = len(mailoutbox)

    call_command("send_letters")

    letter = mailoutbox[0]
    assert (before, len(mailoutbox)) == (0, 1)
    assert letter.subject == "Confirm your request to sponsor a prisoner"
    assert "http://127.0.0.1:8000/en/confirm/" in letter.body
    assert "O'Brien" not in letter.body
    assert Letter.objects.get().to == ""


def test_a_letter_that_cannot_leave_waits_and_leaves_with_the_next_round(send, mailoutbox, monkeypatch):
    with monkeypatch.context() as outage:
        outage.setattr("django.core.mail.EmailMessage.send", Mock(side_effect=OSError("no route")))
        assert send(TOWN).status_code == 302
        call_command("send_letters")
    assert not mailoutbox

    call_command("send_letters")

    assert len(mailoutbox) == 1


def test_a_letter_refused_again_and_again_is_left_to_staff(send, monkeypatch):
    send(TOWN)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", Mock(side_effect=ValueError("bad address")))

    for _ in range(5):
        Letter.objects.filter(next_try_at__isnull=False).update(next_try_at=timezone.now())
        call_command("send_letters")

    assert Letter.objects.parked().count() == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_opening_the_link_confirms_nothing_and_the_button_does(client, send, language):
    send(TOWN, language=language)
    link = link_in(Letter.objects.get())

    client.head(link)
    opened = client.get(link)
    before = Sponsorship.objects.get().state
    pressed = client.post(link, follow=True)

    assert opened.status_code == pressed.status_code == 200
    assert (before, Sponsorship.objects.get().state) == ("unconfirmed", "pending")
    assert 'method="post"' in opened.text
    assert 'method="post"' not in pressed.text


def test_pressing_the_button_twice_is_harmless(client, send):
    send(TOWN)
    link = link_in(Letter.objects.get())
    client.post(link)
    confirmed_at = Sponsorship.objects.get().confirmed_at

    client.post(link)

    assert Sponsorship.objects.get().confirmed_at == confirmed_at


def test_a_link_dies_three_days_after_its_letter_left(client, send):
    send(TOWN)
    link = link_in(Letter.objects.get())
    Letter.objects.update(sent_at=timezone.now() - timedelta(hours=72, seconds=1), to="")

    response = client.post(link)

    assert response.status_code == 410
    assert "/fr/lien/" in response.text
    assert Sponsorship.objects.get().state == "unconfirmed"


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "%ED%A0%80", "é"])
def test_a_forged_link_opens_nothing(client, token):
    assert client.get(f"/fr/confirmer/{token}/").status_code in (404, 410)


def test_the_link_can_be_sent_again_and_the_page_says_the_same_to_strangers(client, send):
    send(TOWN)

    known = client.post("/fr/lien/", {"email": "ada@example.org"})
    unknown = client.post("/fr/lien/", {"email": "nobody@example.org"})

    assert known.status_code == unknown.status_code == 200
    assert known.content == unknown.content
    assert Letter.objects.count() == 2


def test_the_fourth_letter_of_an_hour_waits(client, send):
    send(TOWN)

    for _ in range(3):
        client.post("/fr/lien/", {"email": "ada@example.org"})

    assert Letter.objects.count() == 4
    assert Letter.objects.due(now=timezone.now()).count() == 3


def test_the_ngo_that_follows_the_country_is_told(client, send, mailoutbox):
    make_ngo(follows="FR", email="desk@example.org")
    send(TOWN)
    call_command("send_letters")

    client.post(f"/fr/confirmer/{mailoutbox[0].body.split('/confirmer/')[1].split('/')[0]}/")
    call_command("send_letters")

    assert mailoutbox[1].to == ["desk@example.org"]
    assert "Alfortville" not in mailoutbox[1].body


def test_the_form_alone_sets_a_cookie(client):
    make_sponsorship(prisoner=make_prisoner())

    assert not client.get("/fr/parrains/").cookies
    assert list(client.get("/fr/parrainer/?qualite=commune").cookies) == ["csrftoken"]


def test_a_form_without_its_cookie_is_refused_in_the_language_of_the_page():
    response = Client(enforce_csrf_checks=True).post("/fr/parrainer/", TOWN)

    assert response.status_code == 403
    assert "Ce formulaire n’a pas pu être accepté" in response.text
