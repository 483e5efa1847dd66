"""The site refuses to start when its settings are unsafe, and says in one line what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "SITE_URL": "https://example.org",
    "SECRET_KEY": "a key only for this test, long enough and of varied letters 0123456789",
    "ALLOWED_HOSTS": "example.org",
    "DATABASE_URL": "postgres://site@127.0.0.1/site",
    "EMAIL_URL": "smtp+tls://user:pass@127.0.0.1:587",
    "MAIL_FROM": "campaign@example.org",
}
NAMES = ["DEBUG", "TESTING", "PORT", "BIND", "DJANGO_SETTINGS_MODULE", *PRODUCTION]


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
    ("name", "value"), [("SITE_URL", "http://example.org"), ("DATABASE_URL", "sqlite:///x.sqlite3")]
)
def test_production_refuses_what_is_unsafe(name, value):
    assert start(PRODUCTION | {name: value}).returncode != 0


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
