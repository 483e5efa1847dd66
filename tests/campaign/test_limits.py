"""How often who may do what, and what staff can switch off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import RequestFactory
from django.utils import timezone

from campaign import gate, letters, limits
from campaign.kit import pace
from campaign.models import Letter, Switches, Tally
from prisoners.models import Correction
from sponsorships.models import Sponsorship
from tests.desk import address, desk_of
from tests.factories import make_user
from tests.sponsorships.typed import PERSON, TOWN, readers

NOW = datetime(2026, 1, 5, 10, 20, tzinfo=UTC)
THREE = limits.Limit("three", 3, timedelta(hours=1))


@pytest.fixture
def send(client, covcas):
    """Press the last button of the form; each press is a request of its own."""
    numbers = iter(range(1000))

    def post(form=TOWN, **changes):
        new = {"send": "1", "readers": readers(), "ticket": f"t-{next(numbers)}"}
        return client.post("/fr/parrainer/", form | new | changes)

    return post


@pytest.mark.django_db
def test_what_is_above_the_limit_is_refused_until_the_hour_is_over():
    answers = [limits.allowed(THREE, "ada", now=NOW) for _ in range(5)]

    assert answers == [True, True, True, False, False]
    assert limits.allowed(THREE, "hrant", now=NOW)
    assert limits.allowed(THREE, "ada", now=NOW + timedelta(minutes=40))


@pytest.mark.django_db
def test_a_tally_names_nobody_and_is_erased_when_its_time_is_over():
    limits.allowed(THREE, "192.0.2.7", now=NOW)
    limits.allowed(THREE, "192.0.2.7", now=timezone.now())

    call_command("forget", verbosity=0)

    assert "192.0.2" not in Tally.objects.get().key


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_many_at_once_count_as_many():
    def press(_):
        try:
            return limits.allowed(limits.Limit("many", 20, timedelta(hours=1)), "ada", now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as visitors:
        answers = list(visitors.map(press, range(40)))

    assert answers.count(True) == 20


@pytest.mark.parametrize(
    ("behind_proxy", "told", "who"),
    [
        (False, "203.0.113.9", "192.0.2.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (True, "", "192.0.2.1"),
        (True, "no address", ""),
        (True, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_the_client_is_who_our_own_proxy_saw(settings, behind_proxy, told, who):
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": told})

    assert gate.client_of(request) == who


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words"),
    [("/fr/parrainer/", "Trop souvent en peu de temps"), ("/en/sponsor/", "Too often in a short time")],
)
def test_too_many_requests_of_one_client_are_answered_in_its_language_with_nothing_lost(
    client, send, path, words
):
    for _ in range(limits.SIGN_UP.times):
        assert send().status_code == 302

    refused = client.post(path, TOWN | {"send": "1", "readers": readers(), "ticket": "one-more"})

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert words in refused.text
    assert 'value="Cheffe de cabinet"' in refused.text
    assert Sponsorship.objects.count() == limits.SIGN_UP.times


@pytest.mark.django_db
def test_mistakes_and_robots_are_not_counted(send):
    for _ in range(limits.SIGN_UP.times):
        send(email="no address")
        send(fax="buy now")

    assert send().status_code == 302


@pytest.mark.django_db
def test_corrections_have_their_limit_and_keep_what_was_typed(client):
    def ask(ticket):
        words = {"wish": "hide", "words": "Cachez cette page.", "ticket": ticket}
        return client.post("/fr/rectifier/", words)

    sent = {ask(f"t-{n}").status_code for n in range(limits.CORRECTION.times)}
    refused = ask("one-more")

    assert (sent, refused.status_code) == ({302}, 429)
    assert "Cachez cette page." in refused.text
    assert Correction.objects.count() == limits.CORRECTION.times


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/fr/lien/", "/fr/attestation/X/"])
def test_links_and_certificates_have_their_limit_too(client, path):
    statuses = {
        client.post(path, {"email": "a@example.org"}).status_code
        if "lien" in path
        else client.get(path).status_code
        for _ in range(max(limits.LINK.times, limits.CERTIFICATE.times) + 1)
    }

    assert 429 in statuses


@pytest.mark.django_db
def test_what_strangers_can_cause_waits_above_the_cap_and_the_rest_leaves(monkeypatch, mailoutbox):
    monkeypatch.setattr("campaign.letters.MAIL_TO_STRANGERS", 2)
    now = timezone.now()
    for n in range(4):
        given = {"to": f"a{n}@example.org", "language": "fr", "now": now}
        letters.write("confirm", key=f"confirm {n}", context={"token": "t"}, **given)
    letters.write("withdrawn", key="withdrawn 1", to="b@example.org", language="fr", context={}, now=now)

    letters.send_due(now=now)
    letters.send_due(now=now)
    before = len(mailoutbox)
    letters.send_due(now=now + timedelta(minutes=61))

    assert (before, len(mailoutbox)) == (3, 5)


@pytest.mark.django_db
def test_too_quick_a_press_shows_the_check_page_again_and_the_next_one_sends(client, send):
    stamp = pace.opened("quick")

    quick = send(PERSON, ticket="quick", opened=stamp)
    again = send(PERSON, ticket="quick", opened=stamp, again="1")

    assert quick.status_code == 200
    assert 'name="again"' in quick.text
    assert 'value="Compositeur"' in quick.text
    assert again.status_code == 302


@pytest.mark.django_db
def test_work_or_a_minute_is_asked_for_while_staff_say_so(client, send, monkeypatch):
    Switches.objects.create(pk=1, proof_of_work=True)
    stamp = pace.opened("hard")
    nonce = next(n for n in range(10_000_000) if pace.is_worked_for("hard", str(n)))

    idle = send(ticket="hard", opened=stamp, again="1")
    worked = send(ticket="hard", opened=stamp, again="1", work=str(nonce))
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 61)
    waited = send(ticket="slow", opened=pace.SIGNER.sign("slow"), again="1")
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp())
    old = pace.opened("old")
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 61)
    patient = send(ticket="old", opened=old, again="1")

    assert "data-work" in idle.text
    assert worked.status_code == 302
    assert waited.status_code == 200
    assert patient.status_code == 302


@pytest.mark.django_db
def test_staff_close_the_sign_up_and_open_it_again(client, send, covcas):
    desk = desk_of(make_user(ngo=covcas))

    desk.post(address("campaign_switches", "add"), {"form_closed": "on"})
    closed = send()
    other = client.get("/fr/lien/")
    desk.post(address("campaign_switches", "change", Switches.objects.get().pk), {})

    assert closed.status_code == 503
    assert 'value="Cheffe de cabinet"' in closed.text
    assert other.status_code == 200
    assert send().status_code == 302


@pytest.mark.django_db
def test_switches_stay_one_row_whatever_number_the_database_would_give(covcas):
    desk = desk_of(make_user(ngo=covcas))
    for _turned in range(2):  # PostgreSQL does not give a number twice
        Switches.objects.all().delete()
        desk.post(address("campaign_switches", "add"), {"read_only": "on"})

    assert Switches.objects.get().read_only


@pytest.mark.django_db
def test_a_site_that_is_read_only_is_read(client, send, covcas):
    Switches.objects.create(pk=1, read_only=True)

    assert send().status_code == 503
    assert client.post("/fr/lien/", {"email": "a@example.org"}).status_code == 503
    assert client.get("/fr/").status_code == 200
    assert not Letter.objects.exists()
