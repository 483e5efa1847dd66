"""Whatever bytes a file holds, whatever characters a stranger types: a sentence, never a breakdown."""

import shutil

import pytest
from django.conf import settings as site
from django.core.management import CommandError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prisoners.models import Correction, Prisoner
from sponsorships.models import Sponsorship
from tests.folders import load
from tests.sponsorships.typed import PERSON

pytestmark = pytest.mark.django_db

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ANYTHING = st.text(
    st.characters(exclude_categories=["Cs"]), max_size=200
)  # no form can carry a lone surrogate
FILES = ["prisoners.csv", "prisoner_events.csv", "sponsorships.csv", "sources.csv", "texts/home.fr.md"]


@settings(FEW, max_examples=6)  # each reads the whole folder
@given(name=st.sampled_from(FILES), junk=st.binary(min_size=1, max_size=300), at=st.integers(0, 2_000))
def test_a_file_of_any_bytes_is_loaded_whole_or_refused_whole(tmp_path_factory, name, junk, at):
    folder = tmp_path_factory.mktemp("records") / "data"
    shutil.copytree(site.DATA, folder)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:at] + junk + content[at:])

    with transaction.atomic():
        try:
            load(folder)
        except CommandError:
            assert not Prisoner.objects.exists()
        transaction.set_rollback(True)


@given(words=ANYTHING, email=ANYTHING, ticket=ANYTHING, wish=st.sampled_from(["hide", "reply", "x"]))
@FEW
def test_whatever_is_typed_into_the_form_of_corrections_is_kept_clean_or_asked_again(
    client, words, email, ticket, wish
):
    with transaction.atomic():
        response = client.post(
            "/fr/rectifier/", {"words": words, "email": email, "ticket": ticket, "wish": wish}
        )

        assert response.status_code in (200, 302)
        for correction in Correction.objects.all():
            assert response.status_code == 302
            assert correction.words == correction.words.strip() != ""
            assert not set(correction.words) & set("\x00\u202e\u200b\ufeff\r")
        transaction.set_rollback(True)


@given(field=st.sampled_from(sorted(PERSON)), value=ANYTHING)
@FEW
def test_whatever_is_typed_into_the_form_of_sponsors_is_kept_clean_or_asked_again(client, field, value):
    with transaction.atomic():
        response = client.post("/en/sponsor/", PERSON | {"send": "1", field: value})

        assert response.status_code in (200, 302)
        for sponsorship in Sponsorship.objects.all():
            assert not set(sponsorship.message) & set("\x00\u202e\u200b\ufeff\r")
        transaction.set_rollback(True)
