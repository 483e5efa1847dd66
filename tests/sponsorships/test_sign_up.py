"""A visitor asks to sponsor: the form, the check, the letter, the button."""

import re
from datetime import date, timedelta
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaign.models import Letter
from prisoners.models import Prisoner
from sponsorships import services, wording
from sponsorships.models import Contact, Sponsor, Sponsorship, fewest_sponsors_first
from tests.factories import make_event, make_ngo, make_prisoner, make_sponsor, make_sponsorship
from tests.sponsorships.typed import NGO, PERSON, REGION, TOWN, readers

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client):
    """Press the last button of the form."""

    def post(form, language="fr", **changes):
        address = {"fr": "/fr/parrainer/", "en": "/en/sponsor/"}[language]
        return client.post(address, form | {"send": "1", "readers": readers()} | changes)

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

    for address in [
        "javascript:alert(1)",
        "ftp://example.org",
        "https://somebody:secret@example.org/",
        "https://somebody@example.org/",
        "https://exam\u202eple.org/",
        "https://exam\u200bple.org/",
    ]:
        send(ngo, website=address)
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
    services.answer_those_who_asked(now=timezone.now())

    assert known.status_code == unknown.status_code == 200
    assert known.content == unknown.content
    assert Letter.objects.count() == 2


def test_the_fourth_letter_of_an_hour_waits(client, send):
    send(TOWN)

    for _ in range(3):
        client.post("/fr/lien/", {"email": "ada@example.org"})
        services.answer_those_who_asked(now=timezone.now())

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


@pytest.mark.parametrize("form", [TOWN, REGION, NGO, PERSON], ids=lambda form: form["kind"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_each_kind_typed_and_agreed_to_is_kept_word_for_word(send, form, language):
    covcas = make_ngo(name_fr="Centre Covcas", name_en="Covcas Center", follows="*")
    make_ngo()

    send(form, language=language, readers=[covcas.pk], news="on")

    request = Sponsorship.objects.select_related("sponsor", "contact").get()
    words = {
        "fr": ("parler d’eux en public", "Centre Covcas peut lire", "écrire en leur faveur"),
        "en": ("speak of them in public", "Covcas Center may read", "write on their behalf"),
    }[language]
    first = request.undertakings.order_by("pk").first()
    consents = request.contact.consents
    assert first.text.startswith(words[2] if form is NGO else words[0])
    assert (first.version, first.language) == (wording.VERSION, language)
    assert {consent.purpose for consent in consents.all()} == {"follow", "read", "news"}
    assert consents.get(purpose="read").text.startswith(words[1])
    assert request.followed_by == covcas
    assert request.contact.office == form["office"]
    assert request.twinning == form.get("twinning", "")
    assert request.sponsor.registration == form.get("registration", "")
    assert str(request.vote_planned_on or "") == form.get("vote_planned_on", "")


def test_only_an_ngo_that_the_visitor_chose_follows_the_request(send):
    make_ngo(slug="close", follows="FR-94")
    far = make_ngo(slug="far", follows="CH")

    send(TOWN, readers=[far.pk])

    assert Sponsorship.objects.get().followed_by == far


def test_a_request_that_nobody_may_read_is_not_taken(send):
    make_ngo(follows="FR")

    response = send(TOWN, readers=[])

    assert "Choisissez au moins une ONG" in response.text
    assert not Sponsorship.objects.exists()


def test_no_box_is_ticked_beforehand(client):
    make_ngo()

    page = client.get("/fr/parrainer/?qualite=personne").text

    assert page.count('type="checkbox"') == 10
    assert " checked" not in page


def test_a_text_that_changed_while_the_form_was_open_is_read_again(send, monkeypatch):
    monkeypatch.setattr(wording, "VERSION", "2031-01")

    refused = send(TOWN)

    assert "Notre texte a changé" in refused.text
    assert 'name="wording" value="2031-01"' in refused.text
    assert not Sponsorship.objects.exists()


def test_men_whom_nobody_sponsors_are_offered_first(client):
    make_sponsorship(prisoner=make_prisoner(name_fr="Déjà Parrainé", captured="2020-01-01"))
    make_prisoner(name_fr="Depuis Peu", captured="2025-01-01")
    make_prisoner(name_fr="Depuis Longtemps", captured="2021-01-01")

    page = client.get("/fr/parrainer/?qualite=commune").text

    places = [page.index(name) for name in ["Depuis Longtemps", "Depuis Peu", "Déjà Parrainé"]]
    assert places == sorted(places)


def test_who_lets_the_campaign_choose_is_told_whom_it_would_propose(client):
    make_sponsorship(prisoner=make_prisoner(name_fr="Déjà Parrainé"))
    make_prisoner(name_fr="Sans Parrain")

    page = client.post("/fr/parrainer/", PERSON | {"readers": readers()}).text

    assert "Nous proposerions : Sans Parrain, Déjà Parrainé." in page.replace("\u202f", " ")


@pytest.mark.parametrize("planned", ["2056-12-17", "hier", "0001-01-01"])
def test_a_vote_is_planned_for_a_day_that_can_be(send, planned):
    assert 'role="alert"' in send(TOWN, vote_planned_on=planned).text
    assert not Sponsorship.objects.exists()


@pytest.mark.parametrize(
    "name", ["Հայաստանի բարեկամներ", "Saint-" + "Très" * 13 + "-le-Long", "Ville de L’Haÿ-les-Roses"]
)
def test_a_long_or_an_armenian_name_is_kept_as_typed(send, name):
    send(TOWN, name=name)

    assert Sponsor.objects.get().name == name


def test_each_error_in_the_summary_leads_to_its_field(send):
    make_ngo()

    page = send(TOWN, name="", undertakings=[], readers=[], agreed="").text

    summary = page[page.index('role="alert"') : page.index("<form")]
    targets = re.findall(r'href="#(\w+)"', summary)
    assert targets == ["id_name", "id_undertakings", "id_agreed", "id_readers"]
    for target in targets:
        assert f'id="{target}"' in page


def test_a_body_of_three_megabytes_is_refused_with_a_page(client):
    response = client.post("/fr/parrainer/", TOWN | {"message": "x" * 3_000_000})

    assert response.status_code in (400, 413)
    assert "<h1>" in response.text
    assert not Sponsorship.objects.exists()


def test_a_name_of_five_thousand_characters_is_said_to_be_too_long_and_kept(send):
    page = send(TOWN, name="Ville " * 833).text

    assert "200" in page
    assert "Ville Ville" in page
    assert not Sponsor.objects.exists()


def test_a_town_may_sponsor_a_second_man(send):
    first, second = make_prisoner(), make_prisoner()

    send(TOWN, whom=first.slug)
    send(TOWN, whom=second.slug, ticket="another")

    assert {request.prisoner for request in Sponsorship.objects.select_related("prisoner")} == {first, second}
    assert Contact.objects.with_email("ada@example.org").count() == 2


def test_going_back_after_sending_and_sending_something_else_changes_nothing(send):
    send(TOWN)

    send(TOWN, name="Ville de Vienne")

    assert Sponsor.objects.get().name == TOWN["name"]


def test_two_tabs_are_two_requests(send, client):
    tickets = [
        re.search(r'name="ticket" value="([\w-]+)"', client.get("/fr/parrainer/?qualite=commune").text)[1]
        for _tab in range(2)
    ]

    for ticket in tickets:
        send(TOWN, ticket=ticket)

    assert Sponsorship.objects.count() == 2


@pytest.mark.parametrize("change", [{"published": False}, {"slug": "renamed"}])
def test_a_man_hidden_or_renamed_while_the_form_was_open_is_no_longer_a_choice(send, change):
    make_prisoner(slug="ruben")
    Prisoner.objects.update(**change)

    page = send(TOWN, whom="ruben").text

    assert "Cet homme ne peut plus être choisi" in page
    assert "Cheffe de cabinet" in page
    assert not Sponsorship.objects.exists()


def test_a_confirmed_request_for_a_man_freed_meanwhile_is_kept_for_staff(send, client):
    man = make_prisoner(slug="ruben")
    send(TOWN, whom="ruben")
    make_event(man, "release", "2026-11-20")

    client.post(link_in(Letter.objects.get()))

    assert Sponsorship.objects.get().state == "pending"


def test_a_sponsor_of_the_group_is_not_counted_as_his_own(client):
    man = make_prisoner(slug="ruben", name_fr="Ruben V.")
    make_sponsorship(sponsor=make_sponsor(name="Marraine du groupe"))

    unsponsored = client.get("/fr/sans-parrain/").text

    assert "Ruben V." in unsponsored
    assert [
        one.own_sponsors for one in fewest_sponsors_first(Prisoner.objects.all(), today=date(2026, 11, 25))
    ] == [0]
    assert not Sponsorship.objects.filter(prisoner=man).exists()


def test_who_has_no_sponsor_begins_with_the_one_held_longest(client):
    make_prisoner(name_fr="Pris en 2023", captured="2023-09-27")
    make_prisoner(name_fr="Pris en 2020", captured="2020-11-10")
    make_prisoner(name_fr="Pris en 2024", captured="2024")
    make_prisoner(name_fr="Libre", captured="2020-10-01", freed="2026-01-14")
    make_sponsorship(prisoner=make_prisoner(name_fr="Parrainé", captured="2020-10-01"))

    page = client.get("/fr/sans-parrain/").text

    places = [page.index(name) for name in ["Pris en 2020", "Pris en 2023", "Pris en 2024"]]
    assert places == sorted(places)
    assert "Libre<" not in page
    assert "Parrainé<" not in page
