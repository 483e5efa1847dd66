"""Who finds a weakness knows whom to tell."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from campaign.kit.start import security_contact
from campaign.security import EXPIRES_AT


def told(client):
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in response.text.splitlines())


def test_it_names_the_contact_that_was_given(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"

    fields = told(client)

    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"].endswith("/.well-known/security.txt")
    assert fields["Preferred-Languages"] == "fr, en"


def test_without_one_it_leads_to_a_page_that_answers(client, db):
    contact = told(client)["Contact"]

    assert contact == "http://127.0.0.1:8000/en/correct/"
    assert client.get("/en/correct/").status_code == 200


def test_it_is_looked_at_again_before_it_expires(client):
    """Fails a month before: see that the contact still answers, then move the date by a year at most."""
    left = EXPIRES_AT - timezone.now()

    assert timedelta(days=30) < left < timedelta(days=365)
    assert told(client)["Expires"] == "2027-10-31T00:00:00Z"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", ""),
        ("security@example.org", "mailto:security@example.org"),
        ("mailto:security@example.org", "mailto:security@example.org"),
        ("https://example.org/security", "https://example.org/security"),
    ],
)
def test_a_contact_is_told_as_a_uri(given, told):
    assert security_contact(given) == told


@pytest.mark.parametrize("given", ["http://example.org/", "javascript:alert(1)", "somebody"])
def test_a_contact_that_nobody_could_use_is_refused(given):
    with pytest.raises(ImproperlyConfigured, match="SECURITY_CONTACT"):
        security_contact(given)
