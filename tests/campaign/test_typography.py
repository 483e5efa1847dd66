"""French spaces, cleaned text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.kit.typed import mixes_scripts, plain
from campaign.kit.typography import french
from campaign.models import PageText

N = "\u202f"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Qui ? Lui !", f"Qui{N}? Lui{N}!"),
        ("« otages »", f"«{N}otages{N}»"),
        ("2 548 faits", f"2{N}548 faits"),
        ("10 %", f"10{N}%"),
        ("voir https://example.org : oui", f"voir https://example.org{N}: oui"),
        ("le 5 février 2026", "le 5 février 2026"),
        ("12 2026", "12 2026"),
        ("le 1er février", "le 1er février"),
        ("l'homme qu'il est", "l’homme qu’il est"),
        ("la 2ème fois, la 1ère, les 3èmes", "la 2e fois, la 1re, les 3e"),
        ("la 2ième", "la 2e"),
        ("12 h 30", "12 h 30"),
        ("deux : trois ; quatre", f"deux{N}: trois{N}; quatre"),
    ],
)
def test_french_spaces_are_narrow_and_unbreakable(typed, printed):
    assert french(typed) == printed


@pytest.mark.django_db
def test_texts_of_staff_are_set_as_printers_do_and_english_is_left_alone(client):
    typed = {"title": "Qui ?", "body": "L'homme : « libre » ; [la liste](page:prisoners)"}
    PageText.objects.create(
        page="privacy", **{f"{name}_{code}": words for name, words in typed.items() for code in ["fr", "en"]}
    )

    french_page, english_page = client.get("/fr/confidentialite/").text, client.get("/en/privacy/").text

    assert f"<h1>Qui{N}?</h1>" in french_page
    assert f'L’homme{N}: «{N}libre{N}»{N}; <a href="/fr/prisonniers/">' in french_page
    assert "<h1>Qui ?</h1>" in english_page
    assert "L'homme : « libre »" in english_page.replace("&#x27;", "'")


@given(st.text())
def test_typography_done_twice_is_done_once(text):
    assert french(french(text)) == french(text)


@given(st.text(st.characters()))
def test_cleaned_text_is_clean(text):
    cleaned = plain(text)

    assert plain(cleaned) == cleaned
    assert "\x00" not in cleaned
    assert not any("\u202a" <= character <= "\u202e" for character in cleaned)


@pytest.mark.parametrize("name", ["Արամ Խաչատրյան", "Jean-François d’Aubigné", "O'Brien", "Ğül Şahin", "王"])
def test_names_of_the_world_are_left_as_they_are(name):
    assert plain(name) == name


@pytest.mark.parametrize(
    ("text", "is_odd"),
    [
        ("Ville d’Alfortville", False),
        ("Արամ Խաչատրյան (Aram Khatchatrian)", False),
        ("Hôtel de Ville, 2ᵉ étage, nº 4", False),
        ("Афины", False),
        ("V\u0456lle de Lyon", True),  # a Cyrillic letter
        ("Ville de Москва", True),
        ("\u0396urich", True),  # a Greek zeta
        ("L\u057don", True),  # an Armenian letter within a Latin word
        ("\U0001d40bycée", True),
        ("https://ex\u0430mple.org", True),
        ("", False),
    ],
)
def test_letters_that_look_like_others_are_known(text, is_odd):
    assert mixes_scripts(text) == is_odd
