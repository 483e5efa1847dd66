"""People at the desks read what is wrong, what it means and whom to call, in their language."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign import health
from campaign.admin.state import WORDS
from campaign.models import Letter, Role
from tests.desk import desk_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(anna):
    return desk_of(anna)


def owe(**given):
    long_ago = timezone.now() - timedelta(hours=3)
    Letter.objects.create(key="a", name="confirm", language="fr", written_at=long_ago, **given)


def test_a_site_that_is_well_is_said_to_be(desk):
    page = desk.get("/admin/state/").text

    assert "All is well." in page
    assert "Letters leave as they should." in page
    assert "Whom to call" not in page


def test_what_is_wrong_is_said_with_its_meaning_and_whom_to_call(desk, settings):
    settings.ON_CALL = "Marie, +33 1 00 00 00 00"
    owe(next_try_at=timezone.now() - timedelta(hours=3))
    page = desk.get("/admin/state/").text

    assert "Letters are not leaving." in page
    assert "Nothing is lost" in page
    assert "letters: the oldest that is due has waited 180 min" in page
    assert "Marie, +33 1 00 00 00 00" in page


def test_it_is_said_in_french_too_and_names_who_is_missing(desk):
    owe(next_try_at=timezone.now() - timedelta(hours=3))
    page = desk.get("/admin/state/", headers={"accept-language": "fr"}).text

    assert "Les courriels ne partent plus." in page
    assert "Personne n’est encore désigné." in page


def test_refused_letters_are_for_the_desk_itself(desk):
    owe(next_try_at=None)
    page = desk.get("/admin/state/").text

    assert "1 letter was refused" in page
    assert "?journey=parked" in page
    assert "All is well." in page


def test_every_page_of_the_desk_leads_there(desk):
    assert 'href="/admin/state/"' in desk.get("/admin/").text


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/admin/state/").status_code == 302


def test_who_may_do_nothing_may_still_know(covcas):
    editor = make_user(ngo=covcas, role=Role.READER)

    assert desk_of(editor).get("/admin/state/").status_code == 200


def test_everything_that_is_looked_at_has_its_words(settings, tmp_path):
    settings.PUBLISHED_TREE = str(tmp_path)

    assert {finding.subject for finding in health.look(now=timezone.now())} == set(WORDS)
