"""What the settings make of an address they were given: databases, a cache, stores of files, keys, mail."""

import stat
from base64 import urlsafe_b64encode
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured

from campaign.kit.engines import caches, databases, store
from campaign.kit.start import (
    contact_keys,
    fernet_keys,
    kept_in,
    mail_files,
    mail_server,
    new_contact_keys,
    security_contact,
)

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "x"}
POSTGRESQL = {"ENGINE": "django.db.backends.postgresql", "NAME": "x"}
ACCOUNT = {"endpoint_url": "https://s3.example.org", "region": "", "access_key": "a", "secret_key": "b"}


def test_two_writers_on_sqlite_wait_for_each_other():
    [database] = databases(SQLITE, replica=None, pooled=True).values()

    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] >= 10


def test_a_database_that_hangs_is_given_up_and_pgbouncer_may_stand_before_it():
    database = databases(POSTGRESQL, replica=None, pooled=True)["default"]

    assert "statement_timeout=8s" in database["OPTIONS"]["options"]
    assert database["OPTIONS"]["pool"]
    assert database["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_a_replica_is_waited_for_less_than_the_primary():
    both = databases(POSTGRESQL, replica=POSTGRESQL | {"NAME": "y"}, pooled=True)

    assert both["replica"]["NAME"] == "y"
    assert both["replica"]["OPTIONS"]["connect_timeout"] < both["default"]["OPTIONS"]["connect_timeout"]


def test_without_an_address_each_process_has_a_cache_of_its_own():
    assert caches("")["default"]["BACKEND"].endswith("LocMemCache")


def test_a_cache_is_waited_for_less_than_a_blink():
    shared = caches("redis://127.0.0.1:1/0")["default"]

    assert shared["OPTIONS"]["socket_timeout"] == shared["OPTIONS"]["socket_connect_timeout"] <= 0.5


def test_what_sponsors_send_is_read_by_the_site_alone():
    assert store("/x", bucket="", account={}, private=True)["OPTIONS"]["file_permissions_mode"] == 0o600
    assert "file_permissions_mode" not in store("/x", bucket="", account={})["OPTIONS"]


def test_a_bucket_is_private_and_no_file_takes_the_place_of_another():
    options = store("/x", bucket="deeds", account=ACCOUNT)["OPTIONS"]

    assert (options["bucket_name"], options["default_acl"]) == ("deeds", "private")
    assert options["file_overwrite"] is False
    assert options["region_name"] is None  # not an empty word, which no store takes


def test_a_secret_is_made_once_though_several_processes_begin_together(tmp_path):
    path, made, read = tmp_path / "var" / "secret", iter("abcdefgh"), []
    threads = [Thread(target=lambda: read.append(kept_in(path, make=lambda: next(made)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(read) == {path.read_text()}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", ""),
        ("security@example.org", "mailto:security@example.org"),
        ("mailto:security@example.org", "mailto:security@example.org"),
        ("https://example.org/@us", "https://example.org/@us"),
        ("tel:+33100000000", "tel:+33100000000"),
    ],
)
def test_who_finds_a_weakness_is_given_an_address_that_programs_understand(given, told):
    assert security_contact(given) == told


@pytest.mark.parametrize("given", ["the office", "http://example.org", "javascript:alert(1)"])
def test_an_address_for_weaknesses_that_is_none_is_refused(given):
    with pytest.raises(ImproperlyConfigured, match="SECURITY_CONTACT"):
        security_contact(given)


def test_the_keys_that_are_made_are_the_keys_that_are_read():
    keys = contact_keys(new_contact_keys())

    assert list(keys) == ["covcas", "hyestart", "armenophobia-observatory"]
    assert len({key for [key] in keys.values()}) == 3


def test_a_key_that_is_none_is_not_repeated_in_the_message():
    good = urlsafe_b64encode(b"k" * 32).decode()

    with pytest.raises(ImproperlyConfigured, match="LOOKUP_KEY") as refused:
        fernet_keys("LOOKUP_KEY", f"{good}, not-a-key")

    assert "not-a-key" not in str(refused.value)
    assert good not in str(refused.value)


def test_a_mail_server_is_given_up_after_some_seconds():
    given = {"EMAIL_HOST": "mail", "EMAIL_PORT": 587, "EMAIL_HOST_USER": None, "EMAIL_HOST_PASSWORD": None}

    options = mail_server(given | {"EMAIL_USE_TLS": True})["OPTIONS"]

    assert (options["username"], options["use_tls"], options["use_ssl"]) == ("", True, False)
    assert 0 < options["timeout"] <= 30


def test_without_a_mail_server_letters_lie_in_a_folder(tmp_path):
    assert mail_files(tmp_path)["OPTIONS"]["file_path"] == str(tmp_path)
