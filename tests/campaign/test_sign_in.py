"""Staff come in by two steps, are invited, helped when locked out, and forgotten when they leave."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import Fernet
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from campaign import accounts
from campaign.models import DeskSession, Letter, Role, SignInTries, User
from tests.desk import ENGLISH, address, as_shown, choose, desk_of, press, told
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "a long sentence nobody guesses"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def client():
    return at_the_door()


def at_the_door():
    """A browser: unlike Django's client it names the host it asks."""
    return Client(headers={"host": "testserver"})


@pytest.fixture
def garo(covcas):
    return make_user("garo", ngo=covcas, role=Role.MODERATOR, password=PASSWORD, email="garo@example.org")


def code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client, username="garo", password=PASSWORD):
    typed = {"username": username, "password": password, "next": "/admin/"}
    return client.post("/admin/login/", typed, headers=ENGLISH)


def token_of(letter):
    letter.refresh_from_db()
    return letter.context["token"]


def test_a_password_alone_opens_nothing_where_there_is_a_second_factor(garo, client):
    TOTP.activate(garo, SECRET)

    first = sign_in(client)
    between = client.get("/admin/prisoners/prisoner/")
    second = client.post(first.url, {"code": code()})

    assert first.url == "/admin/sign-in/code/"
    assert between.status_code == 302
    assert second.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_code_opens_once_whatever_process_is_asked(garo, client):
    TOTP.activate(garo, SECRET)
    shown = code()
    client.post(sign_in(client).url, {"code": shown})
    cache.clear()  # another process remembers nothing of this one

    thief = at_the_door()
    thief.post(sign_in(thief).url, {"code": shown})

    assert client.get("/admin/").status_code == 200
    assert thief.get("/admin/").status_code == 302


def test_a_wrong_code_opens_nothing_and_the_typed_password_is_in_no_page(garo, client):
    TOTP.activate(garo, SECRET)

    refused = sign_in(client, password="not it but typed")
    step = client.get(sign_in(client).url).text
    wrong = client.post("/admin/sign-in/code/", {"code": "000000"})

    assert wrong.status_code == 200
    assert "not it but typed" not in refused.text
    assert PASSWORD not in step + wrong.text
    assert client.get("/admin/").status_code == 302


def test_production_lets_nobody_work_before_a_second_factor_is_there(garo, client, settings):
    settings.EMBEDDED = False

    sign_in(client)

    assert client.get("/admin/prisoners/prisoner/").status_code == 302
    assert client.get("/admin/login/").url == "/admin/second-factor/"
    assert "A password alone opens nothing here" in client.get("/admin/second-factor/", headers=ENGLISH).text


def test_an_application_is_set_up_without_javascript_and_gives_recovery_codes(garo, client, settings):
    settings.EMBEDDED = False
    sign_in(client)

    page = client.get("/admin/second-factor/application/", headers=ENGLISH)
    secret = page.context["form"].secret
    done = client.post("/admin/second-factor/application/", {"code": code(secret)})
    codes = client.get(done.url, headers=ENGLISH)

    assert "<svg" in page.text
    assert "data:" not in page.text
    assert client.get("/admin/").status_code == 200
    recovery = codes.context["unused_codes"][0]
    other = at_the_door()
    assert other.post(sign_in(other).url, {"code": recovery}).url == "/admin/"


def test_what_makes_codes_is_sealed_and_goes_with_new_keys(garo, client, settings):
    TOTP.activate(garo, SECRET)
    first, old = sign_in(client), settings.CONTACT_KEYS
    RecoveryCodes.activate(garo)
    seed = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    before = [str(factor.data) for factor in Authenticator.objects.all()]

    new = Fernet.generate_key().decode()
    settings.CONTACT_KEYS = {ngo: [new, *keys] for ngo, keys in old.items()}
    call_command("reseal", verbosity=0)
    settings.CONTACT_KEYS = {ngo: [new] for ngo in old}

    after = [str(factor.data) for factor in Authenticator.objects.all()]
    assert all("sealed:covcas:" in data and SECRET not in data for data in before + after)
    assert set(before).isdisjoint(after)
    assert client.post(first.url, {"code": code()}).status_code == 302
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes() == seed


def test_the_sixth_try_is_refused_before_the_password_is_looked_at(garo, client, monkeypatch):
    for _ in range(5):
        sign_in(client, password="wrong")
    monkeypatch.setattr(User, "check_password", lambda *given: pytest.fail("the password was hashed"))

    assert "Too many tries" in sign_in(client).text


def test_somebody_elsewhere_does_not_lock_a_person_out(garo, client):
    for _ in range(10):
        client.post("/admin/login/", {"username": "garo", "password": "x"}, REMOTE_ADDR="192.0.2.1")

    assert sign_in(client).url == "/admin/"


@pytest.mark.parametrize(("behind_proxy", "is_refused"), [(True, False), (False, True)])
def test_places_are_told_apart_by_the_word_of_our_own_proxy_alone(
    garo, client, settings, behind_proxy, is_refused
):
    """Without one, whoever tries could write himself a new place each time."""
    settings.BEHIND_PROXY = behind_proxy
    for n in range(10):
        typed = {"username": "garo", "password": "x"}
        client.post("/admin/login/", typed, headers={"x-forwarded-for": f"1.2.3.4, 192.0.2.{n % 2}"})

    last = {"username": "garo", "password": PASSWORD}
    answer = client.post("/admin/login/", last, headers=ENGLISH | {"x-forwarded-for": "203.0.113.9"})

    assert ("Too many tries" in answer.text) is is_refused


def test_codes_are_counted_and_a_right_password_does_not_begin_anew(garo, client):
    TOTP.activate(garo, SECRET)
    for _ in range(6):
        client.post(sign_in(client).url, {"code": "000000"})

    assert "Too many tries" in client.post(sign_in(client).url, {"code": code()}, headers=ENGLISH).text


def test_a_locked_account_is_freed_by_a_coordinator_of_any_ngo(garo, client, hrant):
    for _ in range(6):
        sign_in(client, password="wrong")

    said = told(choose(desk_of(hrant), "campaign_user", "free", [garo]))

    assert "garo may try again now." in said
    assert sign_in(client).url == "/admin/"


def test_tries_are_forgotten_after_a_while(garo, client):
    for _ in range(6):
        sign_in(client, password="wrong")
    SignInTries.objects.update(ends_at=timezone.now())

    assert sign_in(client).url == "/admin/"


def test_a_colleague_is_invited_by_letter_and_chooses_a_password(anna, client):
    add = address("campaign_user", "add")
    desk = desk_of(anna)
    new = {"username": "mher", "email": "mher@example.org", "role": Role.CASE_WORKER}
    desk.post(add, as_shown(desk.get(add)) | new)
    letter = Letter.objects.get(name="invitation")
    path = f"/admin/invitation/{token_of(letter)}/"

    chosen = client.post(path, {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert letter.to == "mher@example.org"
    assert chosen.url == "/admin/login/"
    assert sign_in(client, "mher").url == "/admin/"
    assert client.get(path).status_code == 410


def test_a_short_password_is_refused_and_the_link_still_works(garo, client):
    accounts.invite(garo, token="t", language="fr", now=timezone.now())

    page = client.post("/admin/invitation/t/", {"new_password1": "short", "new_password2": "short"})

    assert page.status_code == 200
    assert client.get("/admin/invitation/t/").status_code == 200


def test_a_link_is_over_after_a_week_and_when_a_newer_one_was_sent(garo, client):
    accounts.invite(garo, token="old", language="fr", now=timezone.now() - timedelta(days=8))
    over = client.get("/admin/invitation/old/")
    accounts.invite(garo, token="first", language="fr", now=timezone.now())
    accounts.invite(garo, token="second", language="fr", now=timezone.now())

    assert over.status_code == client.get("/admin/invitation/first/").status_code == 410
    assert client.get("/admin/invitation/second/").status_code == 200


def test_without_an_address_or_of_another_ngo_nobody_is_invited(garo, hrant, anna):
    User.objects.filter(pk=garo.pk).update(email="")

    assert "mail address" in told(choose(desk_of(anna), "campaign_user", "invite", [garo]))
    assert "same NGO" in told(choose(desk_of(hrant), "campaign_user", "invite", [garo]))
    assert not Letter.objects.exists()


def test_a_lost_second_factor_is_renewed_by_two_colleagues_and_never_by_one(garo, anna, hrant, client):
    TOTP.activate(garo, SECRET)
    lyon, geneva = desk_of(anna), desk_of(hrant)

    once = told(choose(lyon, "campaign_user", "renew_lost_factor", [garo]))
    again = told(choose(lyon, "campaign_user", "renew_lost_factor", [garo]))
    still_there = Authenticator.objects.filter(user=garo).exists()
    twice = told(choose(geneva, "campaign_user", "renew_lost_factor", [garo]))

    assert "a second colleague must say the same" in once
    assert "A second colleague must confirm it" in again
    assert still_there
    assert "nothing opens this account any more" in twice
    assert not Authenticator.objects.filter(user=garo).exists()
    assert sign_in(client).status_code == 200  # the old password neither
    path = f"/admin/invitation/{token_of(Letter.objects.get())}/"
    client.post(path, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert sign_in(client).url == "/admin/"


def test_nobody_says_it_of_oneself(anna):
    assert "Two colleagues" in told(choose(desk_of(anna), "campaign_user", "renew_lost_factor", [anna]))


def test_whoever_left_the_desk_for_half_an_hour_is_signed_out(garo, client):
    sign_in(client)
    client.get("/admin/")
    DeskSession.objects.update(seen_at=timezone.now() - timedelta(minutes=31))

    assert client.get("/admin/").status_code == 302


def test_a_day_of_work_ends_after_eight_hours(garo, client):
    sign_in(client)
    client.get("/admin/")
    DeskSession.objects.update(began_at=timezone.now() - timedelta(hours=8, minutes=1))

    assert client.get("/admin/").status_code == 302


def test_being_there_is_noted_once_a_minute(garo, client):
    sign_in(client)
    client.get("/admin/")
    before = timezone.now() - timedelta(minutes=5)
    DeskSession.objects.update(seen_at=before)

    client.get("/admin/")

    assert DeskSession.objects.get().seen_at > before


def test_one_session_or_all_are_ended_from_another_browser(garo, client):
    here, there, third = client, Client(), Client()
    for browser in (here, there, third):
        sign_in(browser)
        browser.get("/admin/", headers={"user-agent": f"Browser {id(browser)}"})
    theirs = DeskSession.objects.get(browser=f"Browser {id(there)}")

    page = here.get("/admin/sessions/").text
    here.post("/admin/sessions/", {"session": theirs.pk})
    ended = there.get("/admin/").status_code, third.get("/admin/").status_code
    here.post("/admin/sessions/", {"everywhere": "yes"})

    assert f"Browser {id(third)}" in page
    assert ended == (302, 200)
    assert third.get("/admin/").status_code == 302
    assert not DeskSession.objects.exists()
    assert not Session.objects.filter(pk=theirs.session_key).exists()


def test_nobody_ends_the_session_of_somebody_else_by_its_number(garo, anna, client):
    sign_in(client)
    client.get("/admin/")

    desk_of(anna).post("/admin/sessions/", {"session": DeskSession.objects.get().pk})

    assert client.get("/admin/").status_code == 200


def test_an_account_made_inactive_is_signed_out_at_once(garo, anna, client):
    sign_in(client)
    client.get("/admin/")

    press(desk_of(anna), address("campaign_user", "change", garo.pk), is_active="")

    assert client.get("/admin/").status_code == 302
    assert not DeskSession.objects.filter(user=garo).exists()


def test_the_first_coordinator_is_invited_from_the_server(covcas):
    call_command("invite", "ani", "ani@example.org", ngo="covcas")

    ani = User.objects.get(username="ani")
    assert (ani.ngo, ani.role, Letter.objects.get().to) == (covcas, Role.COORDINATOR, "ani@example.org")
    assert not ani.has_usable_password()
    with pytest.raises(CommandError, match="No NGO"):
        call_command("invite", "ani", "ani@example.org", ngo="nobody")


@pytest.mark.parametrize(
    "path", ["/admin/second-factor/", "/admin/second-factor/passkeys/add/", "/admin/sessions/"]
)
def test_no_page_of_the_sign_in_is_kept_anywhere(path, garo, client):
    sign_in(client)

    page = client.get(path)

    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
