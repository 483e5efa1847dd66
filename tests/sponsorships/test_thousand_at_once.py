"""A thousand visitors press "send" at once: a thousand requests, a thousand letters, none twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from campaign.models import Letter
from sponsorships.models import Contact, SecretLink, Sponsor, Sponsorship
from tests.factories import make_ngo
from tests.sponsorships.typed import PERSON, TOWN, readers

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="one writer at a time on SQLite"),
    pytest.mark.django_db(transaction=True),
]

VISITORS, AT_ONCE = 1_000, 24  # threads: more than the connections of a small server's pool


def address_of(n):
    """Each visitor has a connection: one alone would meet the limit."""
    return f"10.0.{n // 250}.{n % 250}"


def test_a_thousand_sign_ups_at_once_are_a_thousand_requests_and_letters(mailoutbox):
    make_ngo(follows="*")
    ticked = readers()

    def sign(n):
        """Every tenth visitor presses twice; all use their own address."""
        form = (TOWN if n % 2 else PERSON) | {
            "ticket": f"ticket-{n}",
            "email": f"visitor.{n}@example.org",
            "whom": "group",
        }
        try:
            pressed = [
                Client(REMOTE_ADDR=address_of(n)).post(
                    "/fr/parrainer/", form | {"send": "1", "readers": ticked}
                )
                for _press in range(1 + (n % 10 == 0))
            ]
        finally:
            connections.close_all()
        return {response.status_code for response in pressed}

    with ThreadPoolExecutor(AT_ONCE) as visitors:
        answers = set().union(*visitors.map(sign, range(VISITORS)))

    assert answers == {302}
    for model in (Sponsor, Sponsorship, Contact, Letter, SecretLink):
        assert model.objects.count() == VISITORS
    call_command("send_letters")
    assert len(mailoutbox) == len({mail.to[0] for mail in mailoutbox}) == VISITORS


def test_one_form_pressed_by_many_hands_at_once_is_one_request():
    make_ngo(follows="*")
    ticked = readers()

    def press(n):
        try:
            hand = Client(REMOTE_ADDR=address_of(n))
            return hand.post("/fr/parrainer/", TOWN | {"send": "1", "readers": ticked}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as hands:
        answers = set(hands.map(press, range(60)))

    assert answers == {302}
    assert (Sponsorship.objects.count(), Letter.objects.count(), Sponsor.objects.count()) == (1, 1, 1)
    assert connection.vendor == "postgresql"
