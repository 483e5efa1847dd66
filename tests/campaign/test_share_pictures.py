"""Beside a shared link stands a picture that says how things are today, and shows nobody it should not."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import translation
from PIL import Image

from campaign import tree
from campaign.figures import figures
from campaign.kit.images import SANS, SERIF, fit, has_letter, legible
from campaign.kit.share_picture import ACT, FREED
from campaign.share import printed, share_picture_address
from prisoners.models import Prisoner
from sponsorships.models import Sponsor
from sponsorships.services import forget
from tests.factories import LONG_AGO, make_event, make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db

NOON = "2026-11-24 12:00 +0000"
NBSP = "\u202f"
MOST_BYTES = 60_000


@pytest.fixture(autouse=True)
def cards(settings, tmp_path):
    """Pictures are kept here."""
    settings.VAR = tmp_path
    return tmp_path / "cards"


def address(subject, language="en"):
    return urlsplit(share_picture_address(subject, language)).path


def picture(subject, language="en"):
    _address, printed_on_it = printed(subject, language)
    return printed_on_it


def words(subject, language="en"):
    """Everything that is printed, one text a line."""
    said = picture(subject, language)
    side = said.side if isinstance(said.side, tuple) else ()
    lines = [said.above, said.title, said.armenian, *(line.text for line in (*said.lines, *side))]
    return "\n".join([*lines, said.campaign, said.date])


def again(man):
    """As the next request reads him."""
    return Prisoner.objects.get(pk=man.pk)


# What is printed


@time_machine.travel(NOON)
def test_a_man_who_is_held_is_shown_with_his_days_his_sentence_and_that_he_is_alone():
    man = make_prisoner(
        name_en="Ruben Vardanyan", name_hy="Ռուբեն Վարդանյան", captured="2023-09-27", sentence_years=20
    )

    said = picture(man)

    assert (said.above, said.title, said.armenian) == ("Civilian", "Ruben Vardanyan", "Ռուբեն Վարդանյան")
    assert [line.text for line in said.lines] == [
        "Held for 1,154 days",
        "Sentenced to 20 years in prison",
        "No sponsor yet",
    ]
    assert said.lines[-1].colour == said.rule == ACT
    assert said.date == "As of 24 November 2026"


@time_machine.travel(NOON)
def test_days_are_counted_at_least_where_a_date_is_vague():
    assert "Held for at least 1,059 days" in words(make_prisoner(captured="2023"))


@time_machine.travel(NOON)
def test_french_days_are_grouped_with_a_narrow_space():
    assert f"Détenu depuis 1{NBSP}154 jours" in words(make_prisoner(captured="2023-09-27"), "fr")


@pytest.mark.parametrize(
    ("freed", "said"),
    [
        ("2026-01-14", "Freed on 14 January 2026"),
        ("2026-01", "Freed in January 2026"),
        ("2026", "Freed in 2026"),
    ],
)
def test_a_freed_man_is_shown_with_the_day_of_his_release(freed, said):
    man = make_prisoner(captured="2023-09-27", freed=freed)

    lines = picture(man).lines

    assert lines[0].text == said
    assert lines[0].colour == picture(man).rule == FREED
    assert "days in captivity" in lines[1].text
    assert "No sponsor yet" not in words(man)


@pytest.mark.parametrize(
    ("kind", "on", "said"),
    [
        ("death", "2024-03-02", "Died on 2 March 2024"),
        ("death", "2024", "Died in 2024"),
        ("disappearance", "2024-03-02", "Disappeared on 2 March 2024"),
        ("disappearance", "2024-03", "Disappeared in March 2024"),
    ],
)
def test_a_death_is_not_shown_as_a_release(kind, on, said):
    man = make_prisoner()
    make_event(man, kind, on)

    lines = picture(again(man)).lines

    assert lines[0].text == said
    assert FREED not in {line.colour for line in lines}


def test_a_man_whose_capture_is_not_dated_is_shown_without_days():
    man = make_prisoner(captured="", published=False)
    make_event(man, "reported_held", "2026-02-10")

    assert [line.text for line in picture(man).lines] == ["Held", "No sponsor yet"]


def test_a_life_sentence_is_named():
    assert "Sentenced to life imprisonment" in words(make_prisoner(sentence_life=True))


def test_sponsors_who_did_not_ask_to_be_named_are_counted_without_their_names():
    man = make_prisoner()
    person = make_sponsor(kind="individual", name="Ada Secret")
    make_sponsorship(prisoner=man, sponsor=person, published=False, name_consented=False)
    make_sponsorship(prisoner=man)

    assert "2 sponsors" in words(man)
    assert "Ada" not in words(man) + words(figures())


def test_a_sponsor_is_shown_with_the_man_the_date_and_the_state():
    lyon = make_sponsor(name="Ville de Lyon")
    make_sponsorship(prisoner=make_prisoner(name_en="Ruben Vardanyan", slug="ruben"), sponsor=lyon)

    said = picture(lyon)

    assert (said.above, said.title) == ("Municipality", "Ville de Lyon")
    assert [line.text for line in said.lines] == [
        "Sponsors Ruben Vardanyan",
        "Council vote, 1 May 2025",
        "In force",
    ]
    assert (said.side.word, said.side.initials) == ("ruben", "RV")


def test_a_sponsor_whose_man_is_free_is_shown_in_green():
    lyon = make_sponsor()
    make_sponsorship(prisoner=make_prisoner(freed="2026-01-14"), sponsor=lyon)

    said = picture(lyon)

    assert said.lines[-1].text == "Fulfilled: freed, 14 January 2026"
    assert said.lines[-1].colour == said.rule == FREED


def test_a_sponsor_of_the_group_is_shown_beside_the_names():
    bandol = make_sponsor()
    make_sponsorship(sponsor=bandol)
    make_prisoner(name_en="Ruben Vardanyan")

    said = words(bandol)

    assert "Sponsors the whole group of 23" in said
    assert "Ruben Vardanyan" in said


def test_the_promise_to_the_group_is_fulfilled_when_all_are_free():
    bandol = make_sponsor()
    make_sponsorship(sponsor=bandol)
    make_prisoner(freed="2026-01-14")

    assert "Fulfilled: all of the 23 are free" in words(bandol)


def test_a_sponsor_of_whom_nobody_knows_for_whom_is_not_said_to_sponsor_anybody():
    vienne = make_sponsor()
    make_sponsorship(sponsor=vienne, whom="not_stated", adhered_on=None, date_kind="mention")

    assert [line.text for line in picture(vienne).lines] == ["Takes part in the campaign", "In force"]


def test_a_sponsor_of_many_men_names_the_first_and_counts_the_others():
    lyon = make_sponsor()
    for n in range(6):
        make_sponsorship(prisoner=make_prisoner(name_en=f"Man {n}"), sponsor=lyon)

    lines = [line.text for line in picture(lyon).lines]

    assert lines[0] == "Sponsors Man 0 – In force"
    assert lines[4:] == ["and 2 more"]


def test_the_campaign_is_shown_with_its_figures_and_its_names():
    make_prisoner(name_en="Ruben Vardanyan", captured="2023-09-27")
    make_prisoner(name_en="Vicken Euljekjian", freed="2026-01-14")

    said = words(figures())

    assert "1 Armenian held by Azerbaijan" in said
    assert "Of the 2 named here, 1 has come home" in said
    assert "Figures as of 27 September 2023" in said
    assert "\nRuben Vardanyan\n" in said
    assert "\nVicken Euljekjian, freed\n" in said


def test_a_campaign_without_anybody_has_a_picture_too(client):
    assert client.get(address(figures())).status_code == 200


# How it is drawn


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pictures_have_the_measures_that_readers_of_links_expect_and_are_light(client, real_data, language):
    subjects = [
        figures(),
        Prisoner.objects.get(slug="levon-mnatsakanyan"),
        Prisoner.objects.get(slug="hrayr-tadevosyan"),
        Sponsor.objects.get(name="Société pour les peuples menacés"),
    ]

    for subject in subjects:
        response = client.get(address(subject, language))
        image = Image.open(BytesIO(response.content))
        assert (response.status_code, image.format, image.size) == (200, "PNG", (1200, 630))
        assert len(response.content) <= MOST_BYTES


def test_our_fonts_have_every_letter_that_is_printed(real_data):
    subjects = [figures(), *Prisoner.objects.all(), *Sponsor.objects.all()]

    letters = {letter for subject in subjects for lang in ("fr", "en") for letter in words(subject, lang)}

    assert {"Ռ", "յ", "ï", "’"} <= letters
    for face in (SERIF, SANS):
        assert not [letter for letter in letters - {"\n"} if not has_letter(face, letter)]


def test_another_script_is_spelled_in_latin_letters():
    assert legible("Ереван – Երևան", face=SERIF) == "Erevan – Երևան"


def test_what_would_turn_the_direction_of_a_line_is_not_printed():
    assert legible("Ville\u202e de\u200f\u2066 Lyon\n\u00ad", face=SANS) == "Ville de Lyon"


@pytest.mark.parametrize(
    "text",
    [
        "Ruben Vardanyan",
        "Jean-Baptiste-Alexandre Hovhannissian-Ter-Petrossiantz de Mush",
        "Communauté de communes du Pays de Bièvre et de la Vallée de l’Isère " * 3,
        "W" * 200,
        "Ереван " * 30,
        "",
    ],
)
@pytest.mark.parametrize(("width", "height"), [(626, 300), (626, 48), (180, 160)])
def test_no_text_is_larger_than_its_place(text, width, height):
    fitted = fit(text, face=SERIF, width=width, height=height, sizes=(92, 20))

    assert fitted.width <= width
    assert fitted.height <= height
    assert 20 <= fitted.size <= 92


def test_a_name_that_fits_is_whole_and_one_that_cannot_ends_in_an_ellipsis():
    place = {"face": SERIF, "width": 626, "height": 200, "sizes": (92, 34)}

    assert fit("Levon Mnatsakanyan", **place).lines == ("Levon", "Mnatsakanyan")
    assert fit("Ville de " + "Bourg-lès-Valence " * 20, **place).lines[-1].endswith("…")


@pytest.mark.parametrize(
    "name",
    ["<b>Ruben</b> & \"Co\" 'x'", "%(n)s {0} \\ \u202e", "רובן ורדניאן", "👤 🇦🇲", "ß" * 120],
)
def test_no_name_breaks_a_picture(client, name):
    lyon = make_sponsor(name=name)
    make_sponsorship(prisoner=make_prisoner(name_en=name, name_hy=name), sponsor=lyon)

    assert client.get(address(lyon)).status_code == 200
    assert client.get(address(Prisoner.objects.get())).status_code == 200


# Where it is found


def test_the_picture_of_now_may_be_kept_for_ever(client):
    response = client.get(address(make_prisoner(), "fr"))

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Language"] == "fr"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert set(response.headers["Cache-Control"].split(", ")) == {"public", "max-age=31536000", "immutable"}
    assert not response.cookies


def test_the_address_is_absolute_and_names_kind_slug_and_language(settings):
    man = make_prisoner(slug="ruben-vardanyan")

    found = share_picture_address(man, "fr")

    assert found.startswith(f"{settings.SITE_URL}/share/prisoner/ruben-vardanyan.fr.")
    assert found != share_picture_address(man, "en")
    assert len(found.split(".")[-2]) == 12


def test_an_old_address_leads_to_the_picture_of_now(client):
    man = make_prisoner()
    old = address(man)
    make_event(man, "release", "2026-11-20")

    response = client.get(old)

    assert (response.status_code, response.url) == (302, address(again(man)))
    assert response.headers["Cache-Control"] == "public, max-age=300"


def test_an_address_is_the_same_while_nothing_changes():
    man = make_prisoner()

    assert address(man) == address(again(man))


def test_a_release_a_sponsor_and_a_day_each_give_a_new_address():
    man, addresses = make_prisoner(), set()

    with time_machine.travel(NOON):
        addresses.add(address(man))
        make_sponsorship(prisoner=man)
        addresses.add(address(man))
    with time_machine.travel("2026-11-25 12:00 +0000"):
        addresses.add(address(man))
        make_event(man, "release", "2026-11-25")
        addresses.add(address(again(man)))

    assert len(addresses) == 4


def test_the_days_of_a_freed_man_no_longer_change_his_picture():
    man = make_prisoner(freed="2026-01-14")

    with time_machine.travel(NOON):
        today = address(man)
    with time_machine.travel("2026-11-25 12:00 +0000"):
        assert address(man) == today


def test_a_release_changes_the_pictures_of_the_campaign_and_of_his_sponsor():
    man, lyon = make_prisoner(), make_sponsor()
    make_sponsorship(prisoner=man, sponsor=lyon)
    before = address(figures()), address(lyon)

    make_event(man, "release", "2026-11-20")

    assert not set(before) & {address(figures()), address(lyon)}


@pytest.mark.parametrize(
    "path",
    [
        "/share/prisoner/nobody.fr.0123456789ab.png",
        "/share/sponsor/nobody.fr.0123456789ab.png",
        "/share/campaign/libertas.de.0123456789ab.png",
        "/share/campaign/other.fr.0123456789ab.png",
        "/share/prisoner/../secret_key.fr.0123456789ab.png",
        "/share/prisoner/ruben.fr.0123456789ab.jpg",
    ],
)
def test_what_is_nobodys_address_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_pictures_are_only_read(client):
    assert client.post(address(make_prisoner())).status_code == 405


# Who is not shown


def test_a_hidden_man_is_not_found_though_his_picture_was_drawn(client, cards):
    man = make_prisoner()
    drawn = address(man)
    assert client.get(drawn).status_code == 200

    Prisoner.objects.update(published=False)

    assert list(cards.rglob("*.png"))
    assert client.get(drawn).status_code == 404


def test_a_hidden_man_is_in_no_picture_of_others():
    man, lyon = make_prisoner(name_en="Ruben Vardanyan"), make_sponsor()
    make_sponsorship(sponsor=lyon)

    Prisoner.objects.update(published=False)

    assert man.name_en not in words(figures()) + words(lyon)


@pytest.mark.parametrize(
    "change",
    [
        {"published": False},
        {"state": "revoked", "published": False, "decided_at": LONG_AGO, "reason": "Vote annulé."},
        {"state": "withdrawn", "published": False, "decided_at": LONG_AGO},
    ],
)
def test_a_sponsor_who_is_no_longer_public_is_not_found(client, change):
    lyon = make_sponsor()
    sponsorship = make_sponsorship(prisoner=make_prisoner(), sponsor=lyon)
    drawn = address(lyon)
    assert client.get(drawn).status_code == 200

    type(sponsorship).objects.update(**change)

    assert client.get(drawn).status_code == 404


def test_a_sponsor_of_a_hidden_man_is_not_found(client):
    lyon = make_sponsor()
    make_sponsorship(prisoner=make_prisoner(), sponsor=lyon)
    drawn = address(lyon)

    Prisoner.objects.update(published=False)

    assert client.get(drawn).status_code == 404


@pytest.mark.parametrize("gone", ["hidden", "erased"])
def test_nothing_drawn_of_who_is_hidden_or_erased_stays(
    client, cards, gone, django_capture_on_commit_callbacks
):
    man, other = make_prisoner(slug="ruben"), make_prisoner(slug="other")
    sponsorship = make_sponsorship(prisoner=other, sponsor=make_sponsor(slug="lyon"), state="active")
    for subject in (man, other, sponsorship.sponsor):
        client.get(address(subject))

    with django_capture_on_commit_callbacks(execute=True):
        if gone == "hidden":
            tree.take_down(man.slug, man.name_fr, man.name_en)
        else:
            forget(sponsorship)

    left = {folder.name for folder in cards.glob("*/*")}
    assert left == {"ruben", "other", "lyon"} - ({"ruben"} if gone == "hidden" else {"lyon"})


def test_a_person_without_a_name_has_no_picture(client):
    person = make_sponsor(kind="individual", name="")
    make_sponsorship(prisoner=make_prisoner(), sponsor=person)

    assert client.get(address(person)).status_code == 404


# How it is kept


def test_a_picture_is_drawn_once(client, cards):
    man = make_prisoner()
    client.get(address(man))
    (file,) = cards.rglob("*.png")
    file.write_bytes(b"drawn before")

    assert client.get(address(man)).content == b"drawn before"


def test_the_pictures_of_earlier_days_are_removed_and_those_of_others_stay(client, cards):
    man, other = make_prisoner(slug="ruben"), make_prisoner(slug="ruben-2", freed="2026-01-14")
    with time_machine.travel(NOON):
        for path in [address(man), address(man, "fr"), address(other)]:
            client.get(path)

    with time_machine.travel("2026-11-25 12:00 +0000"):
        client.get(address(man))
        of_now = address(man)

    with time_machine.travel(NOON):
        expected = {of_now, address(man, "fr"), address(other)}
    assert {file.relative_to(cards).as_posix() for file in cards.rglob("*.png")} == {
        path.removeprefix("/share/").replace(".", "/", 1) for path in expected
    }


def test_drawing_leaves_the_language_of_the_page_alone():
    with translation.override("fr"):
        share_picture_address(make_prisoner(), "en")

        assert translation.get_language() == "fr"
