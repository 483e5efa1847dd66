"""The site refuses to start when its settings are unsafe, and says in one line what is missing."""

import os
import re
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEY, OLD_KEY = urlsafe_b64encode(b"k" * 32).decode(), urlsafe_b64encode(b"o" * 32).decode()
PRODUCTION = {
    "SITE_URL": "https://example.org",
    "SECRET_KEY": "a key only for this test, long enough and of varied letters 0123456789",
    "ALLOWED_HOSTS": "example.org",
    "DATABASE_URL": "postgres://site@127.0.0.1/site",
    "EMAIL_URL": "smtp+tls://user:pass@127.0.0.1:587",
    "MAIL_FROM": "campaign@example.org",
    "CONTACT_KEYS": f"covcas:{KEY},{OLD_KEY};hyestart:{KEY}",
    "LOOKUP_KEY": KEY,
}
NAMES = ["ADMIN_HOST", "DEBUG", "TESTING", "PORT", "BIND", "DJANGO_SETTINGS_MODULE", *PRODUCTION]


def start(given, code="pass"):
    """Import the settings in a process of their own, with nothing but what is given."""
    clean = {name: value for name, value in os.environ.items() if name not in NAMES and "COV" not in name}
    return subprocess.run(
        [sys.executable, "-c", f"from campaign import settings as s; {code}"],
        cwd=ROOT,
        env=clean | {"ENV_FILE": os.devnull} | given,
        capture_output=True,
        text=True,
        check=False,
    )


def last_line(process):
    return process.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("missing", [name for name in PRODUCTION if name != "SITE_URL"])
def test_production_names_what_is_missing(missing):
    process = start({name: value for name, value in PRODUCTION.items() if name != missing})

    assert process.returncode != 0
    assert last_line(process).endswith(f"Missing settings: {missing}.")


def test_a_setting_of_production_without_the_address_is_refused():
    process = start({"DATABASE_URL": PRODUCTION["DATABASE_URL"]})

    assert process.returncode != 0
    assert "SITE_URL is missing" in last_line(process)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "http://example.org"),
        ("DATABASE_URL", "sqlite:///x.sqlite3"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "example.org,*.example.org"),
        ("SECRET_KEY", "short"),
    ],
)
def test_production_refuses_what_is_unsafe(name, value):
    assert start(PRODUCTION | {name: value}).returncode != 0


@pytest.mark.parametrize("name", ["CONTACT_KEYS", "LOOKUP_KEY"])
def test_a_key_that_is_none_is_refused_by_name_and_not_shown(name):
    process = start(PRODUCTION | {name: "covcas:secret-but-short"})

    assert process.returncode != 0
    assert name in last_line(process)
    assert "secret-but-short" not in process.stderr


def test_each_ngo_has_its_keys_newest_first():
    process = start(PRODUCTION, "print(s.CONTACT_KEYS)")

    assert process.stdout.strip() == str({"covcas": [KEY, OLD_KEY], "hyestart": [KEY]})


def test_production_is_strict_about_https_and_cookies():
    process = start(
        PRODUCTION | {"DEBUG": "true"},
        "print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.CSRF_COOKIE_NAME, s.MAILERS['default']['OPTIONS']['use_tls'])",
    )

    assert process.stdout.split() == ["False", "True", "__Host-csrftoken", "True"]


def test_embedded_answers_to_this_machine_only():
    process = start({}, "print(s.ALLOWED_HOSTS, s.BIND, s.DATABASES['default']['ENGINE'])")

    assert process.stdout.strip() == "['127.0.0.1', 'localhost'] 127.0.0.1:8000 django.db.backends.sqlite3"


def test_headers_of_a_proxy_are_believed_only_where_one_is_ours():
    code = "print(hasattr(s, 'SECURE_PROXY_SSL_HEADER'))"

    assert start(PRODUCTION, code).stdout.strip() == "False"
    assert start(PRODUCTION | {"BEHIND_PROXY": "true"}, code).stdout.strip() == "True"


def test_a_replica_and_buckets_are_used_where_they_are_named():
    given = {
        "REPLICA_URL": "postgres://site@127.0.0.2/site",
        "S3_PRIVATE_BUCKET": "kept",
        "S3_ENDPOINT_URL": "https://s3.example.org",
    }
    code = (
        "print(*s.DATABASES, s.DATABASES['replica']['HOST'], s.DATABASES['default']['DISABLE_SERVER_SIDE_CURSORS'],"
        " s.STORAGES['private']['OPTIONS']['bucket_name'], s.STORAGES['private']['OPTIONS']['signature_version'],"
        " 'bucket_name' in s.STORAGES['default']['OPTIONS'])"
    )

    told = start(PRODUCTION | given, code).stdout.split()

    assert told == ["default", "replica", "127.0.0.2", "True", "kept", "s3v4", "False"]
    assert start(PRODUCTION, "print(*s.DATABASES)").stdout.split() == ["default"]


def test_every_setting_is_explained_in_both_places():
    """DEBUG and TESTING are for who writes the program."""
    read = re.findall(r'env(?:\.\w+)?\(\s*"([A-Z0-9_]+)"', (ROOT / "campaign" / "settings.py").read_text())
    explained = set(re.findall(r"`([A-Z0-9_]+)`", (ROOT / "README.md").read_text()))
    shown = set(re.findall(r"^#([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert set(read) - {"DEBUG", "TESTING"} - explained == set()
    assert set(read) - {"DEBUG", "TESTING"} - shown == set()
