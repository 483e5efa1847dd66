"""French spaces, cleaned text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.kit.typed import plain
from campaign.kit.typography import french

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
    ],
)
def test_french_spaces_are_narrow_and_unbreakable(typed, printed):
    assert french(typed) == printed


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
