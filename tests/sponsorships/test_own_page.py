"""A sponsor's own page: a secret link, no password; what it shows, gives and ends."""

import json
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from campaign import limits
from campaign.models import Letter
from sponsorships import services
from sponsorships.letters import write_with_link
from sponsorships.models import Act, Contact, SecretLink, Sponsorship
from tests.factories import make_ngo, make_prisoner, make_sponsor, make_sponsorship
from tests.sponsorships.typed import readers

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_page(anna):
    """Publish a request and give the address that the letter carries."""

    def accept(**given):
        request = make_sponsorship(
            **{"state": "pending", "email": "ada@example.org", "language": "fr"} | given
        )
        services.publish(request, by=anna, now=timezone.now())
        token = Letter.objects.get(name="active", key=f"active {request.pk}").context["token"]
        return request, f"/fr/mon-parrainage/{token}/"

    return accept


def test_the_letter_after_the_button_carries_a_link_of_its_own(client, anna):
    request = make_sponsorship(state="unconfirmed", email="ada@example.org")
    letter = Letter.objects.create(key="k", name="confirm", language="fr", written_at=timezone.now())
    link = SecretLink.objects.create(sponsorship=request, purpose="confirm", digest="d", letter=letter)

    services.confirm(link, now=timezone.now())
    services.confirm(link, now=timezone.now())

    received = Letter.objects.get(name="received")
    page = client.get(f"/fr/mon-parrainage/{received.context['token']}/")
    assert "Une personne de l’une des trois ONG" in page.text
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_every_link_goes_on_working_until_the_sponsor_leaves(client, open_page):
    request, page = open_page(prisoner=make_prisoner(name_fr="Ruben V."))
    write_with_link("received", request, now=timezone.now())
    other = f"/fr/mon-parrainage/{Letter.objects.get(name='received').context['token']}/"

    for address in [page, other]:
        assert "Ruben V." in client.get(address).text

    client.post(f"{page}retrait/", {"form": "withdraw", "certain": "on"})

    for address in [page, other, f"{page}data/", f"{page}donnees/"]:
        assert client.get(address).status_code in (404, 410)


def test_the_link_that_confirms_does_not_open_the_page_nor_the_other_way(client, open_page):
    _request, page = open_page()

    assert client.get(page.replace("mon-parrainage", "confirmer")).status_code == 410
    SecretLink.objects.update(purpose="confirm")
    assert client.get(page).status_code == 410


def test_withdrawing_asks_twice(client, open_page):
    request, page = open_page()

    refused = client.post(f"{page}retrait/", {"form": "withdraw"})

    assert refused.status_code == 200
    assert "errorlist" in refused.text
    assert Sponsorship.objects.get(pk=request.pk).state == "active"


def test_withdrawing_hides_and_erases_at_once_and_a_last_letter_says_so(client, open_page):
    person = make_sponsor(kind="individual", name="Ada Lovelace", slug="ada", town="Lyon")
    request, page = open_page(sponsor=person, message="Mon message")
    assert "Ada Lovelace" in client.get("/fr/parrains/").text

    ended = client.post(f"{page}retrait/", {"form": "withdraw", "certain": "on"})

    assert "Votre parrainage a pris fin" in ended.text
    assert "Lovelace" not in client.get("/fr/parrains/").text
    request.refresh_from_db()
    person.refresh_from_db()
    assert (request.state, request.published, request.message) == ("withdrawn", False, "")
    assert (person.name, person.town) == ("", "")
    assert not Contact.objects.exists()
    assert [letter.name for letter in Letter.objects.exclude(to="")] == ["withdrawn"]


def test_a_person_who_still_sponsors_another_man_keeps_the_name(client, open_page):
    person = make_sponsor(kind="individual", name="Ada Lovelace")
    make_sponsorship(sponsor=person)
    _request, page = open_page(sponsor=person)

    client.post(f"{page}retrait/", {"form": "withdraw", "certain": "on"})

    assert "Ada Lovelace" in client.get("/fr/parrains/").text


@pytest.mark.parametrize("state", ["unconfirmed", "declined", "withdrawn", "revoked"])
def test_only_what_waits_or_is_in_force_can_be_withdrawn(state):
    request = make_sponsorship(state=state, email="ada@example.org")

    services.withdraw(request, now=timezone.now())

    assert Sponsorship.objects.get(pk=request.pk).state == state
    assert Contact.objects.exists()


def test_all_that_is_kept_leaves_as_a_file_without_the_notes_of_staff(client, open_page):
    _request, page = open_page(message="Mon message", staff_notes="À rappeler")

    answer = client.get(f"{page}donnees/")

    told = json.loads(answer.content)
    assert told["contact"]["email"] == "ada@example.org"
    assert told["sponsorship"]["message"] == "Mon message"
    assert "À rappeler" not in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]


def test_being_erased_forgets_the_certificate_too(client, open_page):
    request, page = open_page(prisoner=make_prisoner(), message="Mon message")
    request.refresh_from_db()
    code = request.code

    ended = client.post(f"{page}retrait/", {"form": "erase", "certain": "on"})

    request.refresh_from_db()
    assert "effacés" in ended.text
    assert (request.state, request.code, request.message) == ("withdrawn", None, "")
    assert not Contact.objects.exists()
    assert client.get(f"/fr/attestation/{code}/").status_code == 404
    assert [letter.name for letter in Letter.objects.exclude(to="")] == ["erased"]


def test_whoever_was_declined_may_be_erased_before_the_calendar_does_it(client, anna, mailoutbox):
    request = make_sponsorship(state="pending", email="ada@example.org", reason="Trop tard.")
    services.decline(request, by=anna, now=timezone.now())
    page = f"/fr/mon-parrainage/{Letter.objects.get(name='declined').context['token']}/"
    shown = client.get(page).text

    client.post(f"{page}retrait/", {"form": "erase", "certain": "on"})

    assert "Trop tard." in shown
    assert not Contact.objects.exists()
    assert Sponsorship.objects.get().state == "declined"
    assert client.get(page).status_code == 410


def test_the_person_to_write_to_is_corrected_at_once(client, open_page):
    request, page = open_page()

    client.post(
        f"{page}contact/",
        {"form": "contact", "name": "Ada Lovelace", "office": "Maire", "phone": "04", "signatory": "", "signatory_office": ""},
    )  # fmt: skip

    contact = Contact.objects.get(sponsorship=request)
    assert (contact.name, contact.office, contact.phone) == ("Ada Lovelace", "Maire", "04")


@pytest.fixture
def hand_over(client, open_page):
    """The sponsor names a new mayor's secretary."""
    make_ngo(name_fr="Hyestart")
    request, page = open_page()
    typed = {
        "form": "next",
        "next-name": "Grace Hopper",
        "next-office": "Cabinet",
        "next-email": "Grace@example.org",
    }
    client.post(f"{page}contact/", typed)
    token = Letter.objects.get(name="handover").context["token"]
    return request, page, f"/fr/reprendre/{token}/"


def test_nothing_changes_before_the_next_person_has_agreed(client, hand_over, mailoutbox):
    request, page, link = hand_over

    opened, refused = client.get(link), client.post(link, {"agreed": "on"})
    call_command("send_letters")

    assert (opened.status_code, refused.status_code) == (200, 200)
    assert Contact.objects.get(sponsorship=request).email == "ada@example.org"
    assert client.get(page).status_code == 200
    asked = next(mail for mail in mailoutbox if mail.to == ["grace@example.org"])
    assert "Grace" not in asked.body + asked.subject


def test_one_address_is_asked_three_times_an_hour_whoever_asks(client, open_page):
    pages = [open_page(email=f"a{n}@example.org")[1] for n in range(2)]
    asked = {"form": "next", "next-name": "Grace", "next-email": "grace@example.org"}

    statuses = [client.post(f"{pages[n % 2]}contact/", asked).status_code for n in range(5)]

    assert statuses == [302, 302, 302, 429, 429]
    assert Letter.objects.filter(name="handover").count() == 3


def test_a_sponsor_is_no_machine_that_writes_to_strangers(client, open_page):
    _request, page = open_page()

    def ask(number):
        typed = {"form": "next", "next-name": "Grace", "next-email": f"grace{number}@example.org"}
        return client.post(f"{page}contact/", typed).status_code

    assert [ask(n) for n in range(limits.HAND_OVER.times + 1)][-2:] == [302, 429]


def test_files_are_counted_before_anybody_looks_at_them(client, open_page, monkeypatch):
    _request, page = open_page()
    monkeypatch.setattr("campaign.limits.FILE", limits.Limit("files sent", 3, limits.HOUR))

    def send(path, **given):
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.7 nothing")
        return client.post(
            f"{page}{path}", dict.fromkeys(given, file) | {"form": next(iter(given))}
        ).status_code

    seen = [send("fichiers/", deed=""), send("fichiers/", logo=""), send("action/", picture="")]

    assert seen == [200, 200, 200]
    assert (send("fichiers/", deed=""), send("action/", picture="")) == (429, 429)
    assert client.get(f"{page}fichiers/").status_code == 200


def test_the_next_person_agrees_for_itself_and_the_one_before_is_erased(client, hand_over):
    request, page, link = hand_over

    client.post(link, {"agreed": "on", "readers": readers()})

    contact = Contact.objects.get(sponsorship=request)
    assert (contact.name, contact.office, contact.email, contact.next_email) == (
        "Grace Hopper", "Cabinet", "grace@example.org", "",
    )  # fmt: skip
    assert {consent.purpose for consent in contact.consents.all()} == {"follow", "read"}
    assert client.get(page).status_code == client.get(link).status_code == 410
    new = Letter.objects.get(name="link")
    assert new.to == "grace@example.org"
    assert Letter.objects.get(name="handed_over").to == "ada@example.org"
    assert "Grace Hopper" in client.get(f"/fr/mon-parrainage/{new.context['token']}/").text


def test_a_new_link_voids_the_earlier_ones(client, open_page):
    _request, page = open_page()

    answer = client.post(f"{page}lien/")

    token = Letter.objects.get(name="link").context["token"]
    assert answer.status_code == 200
    assert client.get(page).status_code == 410
    assert client.get(f"/fr/mon-parrainage/{token}/").status_code == 200


def test_a_sponsor_who_lost_the_link_has_it_sent_again_from_outside(client, open_page):
    _request, page = open_page()

    known = client.post("/fr/lien/", {"email": "ADA@example.org"})
    unknown = client.post("/fr/lien/", {"email": "nobody@example.org"})
    services.answer_those_who_asked(now=timezone.now())

    assert known.content == unknown.content
    assert [letter.to for letter in Letter.objects.filter(name="link")] == ["ada@example.org"]
    assert client.get(page).status_code == 410


def test_a_stranger_who_asks_and_asks_locks_nobody_out(client, open_page):
    open_page()

    for _ in range(6):
        client.post("/fr/lien/", {"email": "ada@example.org"})
        services.answer_those_who_asked(now=timezone.now())

    newest = Letter.objects.filter(name="link").order_by("pk").last()
    assert Letter.objects.filter(name="link").count() == 3
    assert client.get(f"/fr/mon-parrainage/{newest.context['token']}/").status_code == 200


def a_picture(form="PNG", size=(40, 30), **options):
    file = BytesIO()
    Image.new("RGB", size, "red").save(file, form, **options)
    return file.getvalue()


def test_a_signed_deed_is_kept_in_private_and_its_arrival_told(client, open_page):
    request, page = open_page()

    client.post(f"{page}fichiers/", {"form": "deed", "deed": SimpleUploadedFile("acte.pdf.exe", a_picture())})

    request.refresh_from_db()
    assert re.fullmatch(r"deeds/[0-9a-f]{32}\.jpg", request.deed.name)
    assert Letter.objects.filter(name="deed_received").count() == 1
    given = client.get(f"{page}acte/")
    assert given.headers["Content-Disposition"] == 'attachment; filename="libertas-deed.jpg"'
    client.post(f"{page}retrait/", {"form": "withdraw", "certain": "on"})
    request.refresh_from_db()
    assert not request.deed


def test_a_logo_is_shown_once_staff_have_seen_it(client, open_page):
    lyon = make_sponsor(name="Ville de Lyon", slug="lyon")
    _request, page = open_page(sponsor=lyon)

    client.post(f"{page}fichiers/", {"form": "logo", "logo": SimpleUploadedFile("logo.png", a_picture())})
    before = client.get("/fr/parrains/ville-de-lyon/logo/").status_code
    lyon.refresh_from_db()
    services.accept_logo(lyon)
    shown = client.get("/fr/parrains/ville-de-lyon/logo/")

    assert before == 404
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert "/fr/parrains/ville-de-lyon/logo/" in client.get("/fr/parrains/ville-de-lyon/").text


def test_a_file_that_is_neither_is_refused_with_a_sentence(client, open_page):
    request, page = open_page()

    refused = client.post(
        f"{page}fichiers/", {"form": "deed", "deed": SimpleUploadedFile("acte.pdf", b"MZ" + b"\x00" * 90)}
    )

    request.refresh_from_db()
    assert "ni un PDF ni une image" in refused.text
    assert not request.deed


ACT = {
    "kind": "ceremony",
    "happened_on": "2026-03",
    "told": "Le portrait est à la mairie.",
    "url": "",
    "ticket": "t-1",
}


def test_an_act_is_public_once_staff_have_written_it_in_both_languages(client, open_page, anna):
    request, page = open_page(sponsor=make_sponsor(name="Ville de Lyon"))
    client.post(f"{page}action/", ACT)
    client.post(f"{page}action/", ACT)
    act = Act.objects.get()
    before = client.get("/fr/parrains/ville-de-lyon/").text

    with pytest.raises(services.Refused):
        services.publish_act(act, by=anna, now=timezone.now())
    Act.objects.update(text_fr="Le portrait est à la mairie.", text_en="The portrait hangs in the town hall.")
    services.publish_act(act, by=anna, now=timezone.now())

    assert "Le portrait" not in before
    assert "Le portrait est à la mairie." in client.get("/fr/parrains/ville-de-lyon/").text
    assert "The portrait hangs in the town hall." in client.get("/en/sponsors/ville-de-lyon/").text
    assert Letter.objects.get(name="act_published").context["page"] == "/fr/parrains/ville-de-lyon/"
    services.refuse_act(act, by=anna, now=timezone.now())
    assert "Le portrait" not in client.get("/fr/parrains/ville-de-lyon/").text
    assert request.acts.get().told == ACT["told"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"happened_on": "2099"}, "à venir|pas encore venu"),
        ({"happened_on": "hier"}, "une année, un mois ou un jour"),
        ({"told": "x" * 1001}, "1000"),
        ({"url": "javascript:alert(1)"}, "URL"),
        ({"kind": "war"}, "choix valide"),
        ({"picture": "yes"}, "auteur de l’image"),
    ],
)  # fmt: skip
def test_an_act_that_cannot_be_is_said_beside_the_field(client, open_page, wrong, said):
    _request, page = open_page()
    if "picture" in wrong:
        wrong = {"picture": SimpleUploadedFile("a.jpg", a_picture("JPEG"))}

    answer = client.post(f"{page}action/", ACT | wrong)

    assert re.search(said, answer.text)
    assert not Act.objects.exists()


def test_twenty_acts_that_nobody_has_read_are_enough(client, open_page):
    _request, page = open_page()

    for n in range(21):
        answer = client.post(f"{page}action/", ACT | {"ticket": f"t-{n}"})

    assert Act.objects.count() == 20
    assert "attendent d’être lues" in answer.text


def test_a_request_that_waits_cannot_report_an_act_nor_have_a_certificate(client):
    request = make_sponsorship(state="pending", email="ada@example.org")
    write_with_link("received", request, now=timezone.now())
    page = f"/fr/mon-parrainage/{Letter.objects.get().context['token']}/"

    client.post(f"{page}action/", ACT)
    paper = client.get(f"{page}attestation/?title=pact&languages=fr")

    assert not Act.objects.exists()
    assert (paper.status_code, paper.url) == (302, page)
