"""Rules of the house, kept by machine."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.template.loader import get_template

from campaign.kit import parameters

OWN = ["campaign", "prisoners", "sponsorships"]
OWN_FIELDS = [
    field
    for app in OWN
    for model in apps.get_app_config(app).get_models()
    for field in model._meta.local_fields
    if field.model.__module__.startswith(app)
    and field.name not in ("date_joined", "last_login", "history_date")
]
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


@pytest.mark.parametrize("field", OWN_FIELDS, ids=str)
def test_a_date_ends_in_on_and_a_moment_in_at(field):
    if isinstance(field, models.DateTimeField):
        assert field.name.endswith("_at")
    elif isinstance(field, models.DateField):
        assert field.name.endswith("_on")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_parses_and_brings_neither_style_nor_script(template):
    name = str(template.relative_to(settings.BASE_DIR / "templates"))
    text = template.read_text()

    assert get_template(name)
    if not name.startswith("mail/"):  # mail readers know nothing but inline styles
        assert " style=" not in text
        assert "<style" not in text
        assert " on" + "click" not in text


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_word_of_an_address_means_one_thing():
    for column in (0, 1):
        names = [words[column] for words in parameters.NAMES.values()]
        assert len(names) == len(set(names))
        for choices in parameters.CHOICES.values():
            words = [words[column] for words in choices.values()]
            assert len(words) == len(set(words))


def test_what_is_read_from_an_address_is_written_again():
    french = parameters.write({"category": "civilian", "sort": "days", "query": "é"}, "fr")

    assert french == "?q=%C3%A9&categorie=civil&tri=duree"
    assert parameters.read({"categorie": "civil", "tri": "duree", "q": "é"}, "fr") == (
        {"query": "é", "category": "civilian", "sort": "days"},
        [],
    )


def test_only_the_settings_read_the_environment():
    readers = [
        path
        for app in OWN
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if "os.environ" in path.read_text() and path.name not in ("settings.py", "wsgi.py")
    ]

    assert readers == []
