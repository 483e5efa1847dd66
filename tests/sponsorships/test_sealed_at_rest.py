"""A stolen dump shows no supporter: what is personal is sealed with keys that the database does not hold."""

from base64 import urlsafe_b64encode

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from campaign.kit.sealing import Unreadable
from campaign.models import Letter
from sponsorships import services
from sponsorships.models import Contact, Sponsorship
from tests.factories import make_sponsorship
from tests.sponsorships.typed import PERSON, readers

pytestmark = pytest.mark.django_db

SUPPORTER = PERSON | {
    "whom": "group",
    "contact_name": "Quirina Zwyx",
    "office": "Ocarinist",
    "email": "Quirina.Zwyx@Example.org",
    "phone": "+33 6 99 88 77 66",
}
TRACES = ["quirina", "zwyx", "ocarinist", "99 88 77"]


def key(letter):
    return urlsafe_b64encode(letter * 32).decode()


def dump():
    """Every column of every table as the database itself holds it, in small letters."""
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            lines += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(lines).lower()


def raw_name():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sponsorships_contact")
        return cursor.fetchone()[0]


def test_a_dump_shows_no_supporter_at_any_step_of_the_way(client, anna, hyestart):
    client.post("/fr/parrainer/", SUPPORTER | {"send": "1", "readers": readers()})
    signed = dump()
    letter = Letter.objects.get()
    client.post(f"/fr/confirmer/{letter.context['token']}/")
    confirmed = dump()
    services.publish(Sponsorship.objects.get(), by=anna, now=timezone.now())
    call_command("send_letters")
    published = dump()

    assert Contact.objects.get().email == "quirina.zwyx@example.org"
    for stolen in (signed, confirmed, published):
        assert "sponsorships_contact" in stolen
        assert [trace for trace in TRACES if trace in stolen] == []
    assert letter.context["token"].lower() not in confirmed


def test_a_contact_is_sealed_by_the_ngo_that_follows_and_found_by_its_address(covcas):
    make_sponsorship(email="ada@example.org", followed_by=covcas)

    assert raw_name().startswith("sealed:covcas:gAAAA")
    assert Contact.objects.with_email("ada@example.org").get().name == "Ada"
    assert not Contact.objects.with_email("ad@example.org").exists()
    assert not Contact.objects.with_email("").exists()


def test_what_nobody_follows_is_sealed_by_the_first_of_the_ngos():
    make_sponsorship(email="ada@example.org")

    assert raw_name().startswith("sealed:covcas:")


def test_handing_over_seals_anew(hyestart, covcas):
    sponsorship = make_sponsorship(email="ada@example.org", followed_by=covcas)

    services.entrust(sponsorship, to=hyestart)

    assert raw_name().startswith("sealed:hyestart:")
    assert Contact.objects.with_email("ada@example.org").get().name == "Ada"


def test_keys_are_rotated_by_a_command(settings, covcas):
    old, lookup = settings.CONTACT_KEYS["covcas"], settings.LOOKUP_KEY
    make_sponsorship(email="ada@example.org", followed_by=covcas)
    settings.CONTACT_KEYS = settings.CONTACT_KEYS | {"covcas": [key(b"n"), *old]}
    settings.LOOKUP_KEY = [key(b"m"), *lookup]
    found_before = Contact.objects.with_email("ada@example.org").exists()

    call_command("reseal", verbosity=0)

    settings.CONTACT_KEYS = settings.CONTACT_KEYS | {"covcas": [key(b"n")]}
    settings.LOOKUP_KEY = [key(b"m")]
    assert found_before
    assert Contact.objects.with_email("ada@example.org").get().name == "Ada"
    settings.CONTACT_KEYS = settings.CONTACT_KEYS | {"covcas": old}
    with pytest.raises(Unreadable):
        Contact.objects.get()


def test_what_was_written_in_the_clear_is_sealed_by_the_same_command(covcas):
    make_sponsorship(email="ada@example.org", followed_by=covcas)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sponsorships_contact SET name = 'Quirina', email_hash = ''")

    before = Contact.objects.get().name
    call_command("reseal", verbosity=0)

    assert (before, Contact.objects.get().name) == ("Quirina", "Quirina")
    assert raw_name().startswith("sealed:covcas:")
    assert Contact.objects.with_email("ada@example.org").exists()


@pytest.mark.parametrize("lookup", ["email__icontains", "name__startswith"])
def test_no_query_reads_what_is_sealed(lookup):
    with pytest.raises(FieldError):
        Contact.objects.filter(**{lookup: "ada"})


def test_a_query_that_would_find_nothing_or_write_in_the_clear_is_an_error():
    make_sponsorship(email="ada@example.org")

    with pytest.raises(TypeError):
        Contact.objects.filter(email="ada@example.org")
    with pytest.raises(TypeError):
        Contact.objects.update(email="ada@example.org")


@pytest.mark.parametrize("typed", ["Zabel", "zabel  TER petrosian", "Ter-Pétrosian", "Petros"])
def test_a_name_is_found_by_words_of_it_under_any_accents(typed):
    wanted = make_sponsorship(email="zabel@example.org", contact_name="Zabel Ter-Petrosian")
    make_sponsorship(email="ada@example.org", contact_name="Ada")

    assert [found.sponsorship for found in Contact.objects.named(typed)] == [wanted]


def test_a_name_is_found_among_few_rows_also_behind_those_that_are_read_one_by_one(monkeypatch):
    wanted = make_sponsorship(email="zabel@example.org", contact_name="Zabel Mirzoyan")
    for n in range(30):
        make_sponsorship(email=f"a{n}@example.org", contact_name=f"Ada{n}")
    monkeypatch.setattr("sponsorships.models.contact.MOST_NAMES_READ", 20)

    assert [found.sponsorship for found in Contact.objects.named("mirzoyan")] == [wanted]


def test_a_name_that_the_release_before_wrote_is_found_and_marked_by_night():
    make_sponsorship(email="zabel@example.org", contact_name="Zabel")
    Contact.objects.update(name_words=None)

    before = len(Contact.objects.named("zabel"))
    call_command("forget", verbosity=0)

    assert before == 1
    assert Contact.objects.exclude(name_words=None).count() == len(Contact.objects.named("zabel")) == 1


def test_a_name_is_found_by_each_key_until_all_is_sealed_anew(settings):
    make_sponsorship(email="zabel@example.org", contact_name="Zabel")
    marks = Contact.objects.get().name_words
    settings.LOOKUP_KEY = ["another key of sixteen bytes or more", *settings.LOOKUP_KEY]

    found = len(Contact.objects.named("zabel"))
    call_command("reseal", verbosity=0)

    assert found == len(Contact.objects.named("zabel")) == 1
    assert Contact.objects.get().name_words != marks
    assert "zabel" not in Contact.objects.get().name_words
