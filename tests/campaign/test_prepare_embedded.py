"""The first start on somebody's own machine."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaign.models import User
from prisoners.models import Prisoner
from tests.factories import make_ngo, make_prisoner

pytestmark = pytest.mark.django_db

NGOS = ["armenophobia-observatory", "covcas", "hyestart"]


def prepare():
    said = StringIO()
    call_command("prepare_embedded", stdout=said)
    return said.getvalue()


@pytest.fixture
def records():
    """As if they were loaded already."""
    make_prisoner()
    for slug in NGOS:
        make_ngo(slug=slug)


def test_an_empty_database_gets_the_records_and_one_account_for_each_ngo():
    prepare()

    assert Prisoner.objects.of_the_23().count() == 23
    assert sorted(User.objects.values_list("username", flat=True)) == NGOS


def test_the_passwords_shown_open_the_admin(records, client):
    said = prepare()

    for user in User.objects.all():
        password = next(line.split()[1] for line in said.splitlines() if line.split()[:1] == [user.username])
        signed_in = client.post(
            "/admin/login/", {"username": user.username, "password": password, "next": "/admin/"}
        )
        assert signed_in.url == "/admin/"
        assert user.ngo.slug == user.username
    assert "will not be shown again" in said


def test_a_second_start_keeps_the_accounts_and_shows_no_password(records):
    prepare()
    before = set(User.objects.values_list("username", "password"))

    said = prepare()

    assert set(User.objects.values_list("username", "password")) == before
    assert "shown again" not in said


def test_records_that_exist_are_left_as_they_are(records):
    prepare()

    assert Prisoner.objects.count() == 1


def test_every_start_says_where_the_site_the_admin_and_the_mail_are(records, settings):
    prepare()

    said = prepare()

    assert "http://127.0.0.1:8000/\n" in said
    assert "http://127.0.0.1:8000/admin/\n" in said
    assert str(settings.MAIL_FOLDER) in said


def test_production_is_never_prepared_by_itself(records, settings):
    settings.EMBEDDED = False

    with pytest.raises(CommandError, match="embedded mode"):
        prepare()

    assert not User.objects.exists()
