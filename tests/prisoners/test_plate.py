"""Where no photograph may be shown, a man has a plate: his initials on a weave that is his alone."""

from hashlib import sha256
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from campaign.kit import weave
from prisoners.cards import initials, plate
from prisoners.models import Prisoner
from tests.factories import make_prisoner

MOST_BYTES = 6_000


def elements(svg):
    return list(ET.fromstring(svg).iter())  # noqa: S314 - drawn by ourselves


def texts(svg):
    return [(element.get("lang"), element.text) for element in elements(svg) if element.tag == "text"]


def test_each_of_the_real_men_has_a_weave_of_his_own(real_data):
    slugs = Prisoner.objects.values_list("slug", flat=True)

    assert len({weave.svg_path(slug) for slug in slugs}) == len(slugs) == 29


def test_many_more_men_would_have_each_his_own():
    assert len({weave.svg_path(f"man-{n}") for n in range(300)}) == 300


def test_a_mans_weave_never_changes():
    path = weave.svg_path("ruben-vardanyan")

    assert sha256(path.encode()).hexdigest()[:16] == "b893037855bb3062"


@pytest.mark.parametrize("word", ["ruben-vardanyan", "levon-balayan", "haykaz-hovhannisyan", ""])
def test_a_weave_stays_on_its_panel_and_mirrors_itself(word):
    strands = weave.weave(word)

    corners = {point for strand in strands for point in strand.points}
    turned = {(weave.WIDTH - x, weave.HEIGHT - y) for x, y in corners}
    assert all(weave.MARGIN_X < x < weave.WIDTH - weave.MARGIN_X for x, _y in corners)
    assert all(weave.MARGIN_Y < y < weave.HEIGHT - weave.MARGIN_Y for _x, y in corners)
    assert corners == turned


@pytest.mark.parametrize("word", ["ruben-vardanyan", "levon-balayan", "haykaz-hovhannisyan", ""])
def test_initials_have_the_middle_of_the_weave_to_themselves(word):
    middle_x, middle_y = weave.WIDTH // 2, weave.HEIGHT // 2

    corners = {point for strand in weave.weave(word) for point in strand.points}

    assert not any(abs(x - middle_x) < 38 and abs(y - middle_y) < 38 for x, y in corners)


@pytest.mark.django_db
def test_initials_are_those_of_the_pages_language():
    man = make_prisoner(name_fr="Ichkhan Ohanian", name_en="Ishkhan Hovhannisyan")

    french = plate(man)
    with translation.override("en"):
        english = plate(man)

    assert texts(french) == [(None, "IO")]
    assert texts(english) == [(None, "IH")]


@pytest.mark.django_db
def test_armenian_initials_stand_beneath_where_the_name_is_known():
    man = make_prisoner(name_fr="Arkadi Ghoukassian", name_hy="Արկադի Ղուկասյան")

    assert texts(plate(man)) == [(None, "AG"), ("hy", "ԱՂ")]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ruben Vardanyan", "RV"),
        ("Jean-Paul de la Tour Élie", "JÉ"),
        ("Madonna", "M"),
        ("«Ալեքսանդր» Ուլուբաբյան", "ԱՈւ"),
        ("<script> &amp; \u202eVardan", "sV"),
        ("… 12 –", ""),
        ("", ""),
    ],
)
def test_initials_are_letters(name, letters):
    assert initials(name) == letters


@pytest.mark.django_db
def test_a_plate_asks_for_nothing_that_the_pages_policy_forbids():
    svg = plate(make_prisoner(name_fr='<b>Ruben</b> "O\'Vardanian" &', name_hy="Ռուբեն <i>"))

    names = {name for element in elements(svg) for name in element.attrib}
    assert not {"style", "id", "href"} & names
    assert not any(name.startswith("on") for name in names)
    assert not {"style", "script", "image", "use"} & {element.tag for element in elements(svg)}


@pytest.mark.django_db
def test_a_plate_takes_its_colours_from_the_tokens():
    svg = plate(make_prisoner())

    colours = {element.get(name) for element in elements(svg) for name in ("fill", "stroke")}
    assert all(colour == "none" or colour.startswith("var(--") for colour in colours - {None})


@pytest.mark.django_db
def test_a_plate_is_silent_where_the_name_is_read_aloud():
    drawing = elements(plate(make_prisoner()))[0]

    assert (drawing.get("aria-hidden"), drawing.get("focusable")) == ("true", "false")


def test_a_plate_is_light(real_data):
    assert max(len(plate(man).encode()) for man in Prisoner.objects.all()) <= MOST_BYTES
