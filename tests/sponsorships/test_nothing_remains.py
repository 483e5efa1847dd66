"""A person who was here: no word of it in the log while he is, and in no table when he has left."""

import json
import logging
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import get_resolver, reverse
from django.utils import timezone, translation

from campaign.kit.logs import JsonFormatter, without_anybody
from campaign.models import Letter
from prisoners.models import Correction
from sponsorships import services
from sponsorships.models import Act, MandateCheck, Note, Sponsorship
from tests.desk import address, desk_of, press
from tests.fuzzing import routes
from tests.sponsorships.test_sealed_at_rest import dump
from tests.sponsorships.typed import PERSON, readers

pytestmark = pytest.mark.django_db

TYPED = PERSON | {
    "whom": "group",
    "contact_name": "Quirina Zwyx",
    "office": "Ocarinist",
    "email": "Quirina.Zwyx@Example.org",
    "phone": "+33 6 99 88 77 66",
    "town": "Plougastel",
    "message": "Signed by Quirina, ocarinist",
    "name_public": "on",
}
TRACES = ["quirina", "zwyx", "ocarinist", "99 88 77", "plougastel"]
ADDRESS = "198.51.100.77"


@pytest.fixture
def log():
    """All that any part writes, as a server's console would show it."""
    lines = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Kept(level=logging.DEBUG)
    handler.setFormatter(JsonFormatter())
    loggers = [logging.getLogger(), *map(logging.getLogger, ["gunicorn.error", "django", "django.request"])]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG if logger.name != "django" else logging.INFO)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)  # its words are for whoever repairs
    yield lines
    for logger, level in before:
        logger.removeHandler(handler)
        logger.setLevel(level)


def token_of(name):
    return Letter.objects.filter(name=name).order_by("pk").last().context["token"]


def sign_up(client):
    sent = TYPED | {"send": "1", "readers": readers()}
    assert client.post("/fr/parrainer/", sent, REMOTE_ADDR=ADDRESS).status_code == 302
    token = token_of("confirm")
    assert client.post(f"/fr/confirmer/{token}/", REMOTE_ADDR=ADDRESS).status_code == 302
    return token


def test_a_whole_way_writes_nothing_of_a_person_into_the_log(client, anna, log, monkeypatch):
    def refuse(self, **given):
        raise OSError(f"550 <{self.to[0]}> Quirina Zwyx: no such reader")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        token = sign_up(client)
        call_command("send_letters")
    desk = desk_of(anna)
    sponsorship = Sponsorship.objects.get()
    press(desk, address("sponsorships_sponsorship", "change", sponsorship.pk), "_publish")
    own = token_of("active")
    call_command("send_letters")
    desk.get(address("sponsorships_sponsorship", "changelist"), {"q": "Quirina Zwyx"})
    for page in ["", "donnees/", "contact/", "fichiers/"]:
        client.get(f"/fr/mon-parrainage/{own}/{page}", REMOTE_ADDR=ADDRESS)
    client.post("/fr/lien/", {"email": TYPED["email"]}, REMOTE_ADDR=ADDRESS)
    client.post("/fr/lien/", {"email": "quirina@@zwyx"}, REMOTE_ADDR=ADDRESS)
    client.get(f"/fr/confirmer/{token}x/?from=quirina.zwyx@example.org", REMOTE_ADDR=ADDRESS)
    words = {"wish": "hide", "words": "Quirina Zwyx", "email": TYPED["email"], "ticket": "t"}
    client.post("/fr/rectifier/", words, REMOTE_ADDR=ADDRESS)
    client.get("/fr/prisonniers/", {"q": "Quirina Zwyx"}, REMOTE_ADDR=ADDRESS)
    client.post(f"/fr/mon-parrainage/{own}/retrait/", {"form": "erase", "certain": "on"}, REMOTE_ADDR=ADDRESS)

    written = "\n".join(log).lower()
    assert Correction.objects.exists()
    assert "does not answer; all letters wait" in written
    assert written.count('"logger": "campaign.doorway"') > 5
    secrets = [token.lower(), own.lower(), ADDRESS]
    assert [trace for trace in [*TRACES, *secrets] if trace in written] == []


def addresses_with_a_secret():
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for route in routes(get_resolver()):
                if "<str:token>" in route or "<str:code>" in route:
                    yield "/" + re.sub("<str:(token|code)>", "very-secret", route)


@pytest.mark.parametrize("path", sorted(set(addresses_with_a_secret())))
def test_no_log_of_ours_or_of_nginx_holds_a_secret_of_an_address(path):
    configured = (settings.BASE_DIR / "deploy/nginx/libertas/log.conf").read_text()
    [cut] = re.findall(r'"~(\S+)" \$libertas_secret\.\.\.;', configured)

    assert "very-secret" not in without_anybody(f"Not Found: {path}")
    assert "very-secret" not in re.match(cut.replace("(?<", "(?P<"), path)["libertas_secret"]


def test_who_erases_himself_leaves_no_trace_in_any_table(client, anna, real_data):
    sign_up(client)
    sponsorship = Sponsorship.objects.exclude(ticket=None).get()
    services.publish(sponsorship, by=anna, now=timezone.now())
    desk, page = desk_of(anna), address("sponsorships_sponsorship", "change", sponsorship.pk)
    note = {
        "note_fr": "Quirina Zwyx a écrit.",
        "note_en": "Quirina Zwyx wrote.",
        "staff_notes": "Quirina Zwyx",
    }
    press(desk, page, **note, proof_url="https://example.org/quirina", vote_result="Zwyx")
    press(desk, page, note_fr="Quirina Zwyx a écrit deux fois.")  # the other language is behind
    sponsorship.refresh_from_db()
    press(
        desk,
        address("sponsorships_sponsor", "change", sponsorship.sponsor_id),
        website="https://zwyx.example",
    )
    given = {"sponsorship": sponsorship, "written_at": timezone.now(), "written_by": anna}
    Note.objects.create(text="Quirina Zwyx called", **given)
    given = {"sponsorship": sponsorship, "checked_at": timezone.now(), "checked_by": anna}
    MandateCheck.objects.create(how="call_back", found="Quirina Zwyx, 06 99 88 77 66", **given)
    given = {"told": "Quirina Zwyx", "kind": "letter", "happened_on": "2026-03", "ticket": "act"}
    Act.objects.create(
        sponsorship=sponsorship, reported_at=timezone.now(), picture_credit="Quirina Zwyx", **given
    )
    before = dump()

    own = f"/fr/mon-parrainage/{token_of('active')}/retrait/"
    answer = client.post(own, {"form": "erase", "certain": "on"})
    call_command("send_letters")

    assert answer.status_code == 200
    assert "zwyx" in before  # the name is public until then
    assert Sponsorship.objects.get(pk=sponsorship.pk).state == "withdrawn"
    left = [line for line in dump().splitlines() if any(trace in line for trace in TRACES)]
    assert left == []


def test_of_one_who_was_revoked_nobody_reads_the_name_after_thirty_days(client, anna):
    sign_up(client)
    sponsorship = Sponsorship.objects.get()
    services.publish(sponsorship, by=anna, now=timezone.now())
    Sponsorship.objects.update(reason="It was a joke.")
    long_ago = timezone.now() - timedelta(days=31)
    services.revoke(Sponsorship.objects.get(), by=anna, now=long_ago)
    call_command("send_letters")

    call_command("forget", verbosity=0)

    assert Sponsorship.objects.get().state == "revoked"
    assert [trace for trace in TRACES if trace in dump()] == []


def test_words_that_were_typed_are_sealed_and_a_lost_key_closes_no_page(client, anna, settings, covcas):
    sign_up(client)
    sponsorship = Sponsorship.objects.get()
    services.publish(sponsorship, by=anna, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT message FROM sponsorships_sponsorship")
        [(stored,)] = cursor.fetchall()

    settings.CONTACT_KEYS = {"another": settings.CONTACT_KEYS["hyestart"]}
    page = client.get(reverse("sponsorships:sponsors"))
    Sponsorship.objects.get().save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT message FROM sponsorships_sponsorship")
        [(kept,)] = cursor.fetchall()

    assert stored.startswith("sealed:covcas:")
    assert "Quirina Zwyx" in page.text
    assert kept == stored


def test_own_data_holds_the_words_that_are_sealed(client, anna):
    sign_up(client)
    services.publish(Sponsorship.objects.get(), by=anna, now=timezone.now())

    told = json.loads(client.get(reverse("sponsorships:own_data", args=[token_of("active")])).content)

    assert told["sponsorship"]["message"] == TYPED["message"]
