"""The map of sponsors: each where it is, none hidden, the table beside it says the same."""

import re
from itertools import combinations

import pytest
from django.utils import translation

from campaign.kit.maps import DOT, EUROPE, MOST_DOTS, OUTLINES, RHONE, Pin, dots, names, outline
from sponsorships.map import map_of_sponsors
from sponsorships.models import Sponsor, Sponsorship
from tests.factories import make_sponsor, make_sponsorship

ADDRESSES = ["/fr/parrains/", "/en/sponsors/"]
LYON, GENEVA, ZURICH, YEREVAN = (4.84, 45.76), (6.14, 46.2), (8.54, 47.37), (44.51, 40.18)


def make_public(longitude=None, latitude=None, **given):
    """A public sponsorship of a sponsor at a place."""
    sponsor = make_sponsor(longitude=longitude, latitude=latitude, **given)
    return make_sponsorship(sponsor=sponsor).sponsor


def pins(*places, kind="municipality"):
    return [Pin(place, kind, "Lyon", *place) for place in places]


def the_map():
    return map_of_sponsors(Sponsorship.objects.public())


def distance(a, b):
    return ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5


def test_places_fall_where_they_lie_from_each_other():
    lyon, zurich = EUROPE.project(*LYON), EUROPE.project(*ZURICH)

    assert lyon.x < zurich.x
    assert lyon.y > zurich.y
    assert EUROPE.project(*YEREVAN) is None
    assert RHONE.project(*ZURICH) is None


def test_the_frame_holds_exactly_what_is_drawn_larger():
    frame = EUROPE.frame_of(RHONE)

    for inside in (LYON, GENEVA):
        point = EUROPE.project(*inside)
        assert frame.left < point.x < frame.right
        assert frame.top < point.y < frame.bottom
    assert EUROPE.project(*ZURICH).x > frame.right


def test_the_outlines_are_small_and_hold_every_sheet():
    assert OUTLINES.stat().st_size <= 25_000
    for sheet in (EUROPE, RHONE):
        assert outline(sheet)["land"].startswith("M")
        assert outline(sheet)["borders"].startswith("M")


@pytest.mark.parametrize("number", [1, 2, 7, 20])
def test_dots_of_one_place_stand_beside_each_other(number):
    stand = dots(RHONE, pins(*[LYON] * number))

    assert len(stand) == number
    assert all(distance(a, b) >= DOT - 1 for a, b in combinations(stand, 2))
    assert (stand[0].x, stand[0].y) == RHONE.project(*LYON)


def test_a_dot_alone_stands_at_its_place():
    (dot,) = dots(EUROPE, pins(ZURICH))

    assert (dot.x, dot.y) == EUROPE.project(*ZURICH)
    assert dot.transform == f"translate({dot.x} {dot.y})"


def test_too_many_dots_become_fewer_and_none_is_lost():
    places = [(-8 + 0.02 * n % 25, 38 + 0.031 * n % 20) for n in range(5_000)]

    found = dots(EUROPE, [*pins(*places), *pins(*places, kind="ngo")])

    assert len(found) <= MOST_DOTS
    on_sheet = 2 * sum(EUROPE.project(*place) is not None for place in places)
    assert sum(len(dot.pins) for dot in found) == on_sheet
    assert {pin.kind for dot in found for pin in dot.pins if dot.kind == "ngo"} == {"ngo"}
    assert max(dot.size for dot in found) > 1


def test_a_place_is_written_once_and_never_over_a_dot():
    stand = dots(RHONE, pins(LYON, LYON, GENEVA))

    (name,) = names(RHONE, stand)

    assert name.text == "Lyon"
    assert all(
        abs(name.x - dot.x) >= DOT or name.anchor != "start" or abs(name.y - dot.y) > DOT for dot in stand
    )


def test_a_place_without_room_for_its_name_has_none():
    assert names(RHONE, dots(RHONE, [Pin(0, "ngo", "Llanfair" * 20, *LYON)])) == []
    assert names(EUROPE, dots(EUROPE, pins(*[ZURICH] * 26))) == []


@pytest.mark.django_db
def test_the_large_sheet_leads_nowhere_where_the_small_one_does():
    make_public(*LYON, town="Lyon")
    make_public(*ZURICH, town="Zürich", kind="ngo")

    europe, rhone = the_map().sheets

    assert [spot.place for spot in europe.spots] == ["Zürich, France"]
    assert [spot.place for spot in rhone.spots] == ["Lyon, France"]
    assert europe.frame
    assert len(europe.marks) == 1


@pytest.mark.django_db
def test_without_anybody_in_the_frame_there_is_no_frame():
    make_public(*ZURICH)

    (europe,) = the_map().sheets

    assert europe.frame is None


@pytest.mark.django_db
def test_what_the_map_leaves_out_is_counted():
    make_public(*LYON)
    make_public(*YEREVAN)
    for _ in range(3):
        make_public()

    with translation.override("en"):
        assert the_map().sentence == (
            "1 sponsor is on the map. 1 of them is in the frame, which is drawn larger. "
            "1 other is outside this part of Europe. Of 3 others no place is recorded."
        )


@pytest.mark.django_db
def test_only_public_sponsors_are_on_the_map():
    make_public(*LYON, name="Seen")
    for hidden in [{"published": False}, {"state": "pending"}, {"state": "withdrawn"}]:
        make_sponsorship(sponsor=make_sponsor(longitude=4.9, latitude=45), **{"published": False} | hidden)
    seen = Sponsor.objects.get(name="Seen")
    make_sponsorship(sponsor=seen)  # a second promise is no second dot

    assert [spot.name for spot in the_map().spots] == ["Seen"]


@pytest.mark.django_db
def test_a_person_is_never_placed_at_home():
    make_public(4.8357, 45.7640, kind="individual", name="Ada")

    (spot,) = the_map().spots

    assert (spot.dot.x, spot.dot.y) == RHONE.project(4.8, 45.8)


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_kind_has_its_own_shape(client, db, address):
    for n, kind in enumerate(["municipality", "region", "ngo", "individual"]):
        make_public(5 + n / 10, 45, kind=kind)

    page = client.get(address).text

    legend = re.search(r'<ul class="legend.*?</ul>', page, re.DOTALL)[0]
    assert len(set(re.findall(r' d="([^"]+)"', legend))) == 4


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_table_says_what_the_map_says(client, real_data, address):
    figure = re.search(r'<figure class="map">.*?</figure>', client.get(address).text, re.DOTALL)[0]

    drawing, table = figure.split("<details")
    links = re.findall(r'<a href="([^"]+)"><title>', drawing)
    assert len(links) == 10
    assert re.findall(r'<th scope="row"><a href="([^"]+)"', table) == links
    assert all(link.startswith(address) for link in links)
    assert drawing.count('role="group" aria-labelledby="map-') == 2
    assert "style=" not in figure


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_name_with_signs_stays_a_name(client, db, address):
    make_public(*ZURICH, name='<b>"Amis" & Cie</b>', town='</text><script>"&')

    figure = re.search(r'<figure class="map">.*?</figure>', client.get(address).text, re.DOTALL)[0]

    assert "<b>" not in figure
    assert "<script" not in figure
    assert figure.count("&lt;b&gt;&quot;Amis&quot; &amp; Cie&lt;/b&gt;") == 2


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_place_there_is_no_map(client, db, address):
    make_public()

    assert 'class="map"' not in client.get(address).text


@pytest.mark.parametrize("address", ["/fr/parrains/?qualite=ong", "/en/sponsors/?kind=ngo"])
def test_the_map_follows_what_the_page_is_narrowed_to(client, db, address):
    make_public(*ZURICH, kind="ngo", name="Une ONG")
    make_public(*LYON, name="Une ville")

    page = client.get(address).text

    assert "Une ONG" in page
    assert "Une ville" not in page


@pytest.mark.django_db
def test_five_thousand_sponsors_fit_on_one_page(client, django_assert_num_queries):
    sponsors = Sponsor.objects.bulk_create(
        Sponsor(
            slug=f"s-{n}",
            name=f"Ville {n}",
            kind=["municipality", "ngo", "region", "individual"][n % 4],
            country=["FR", "CH", "DE", "IT"][n % 3],
            town=f"Ville {n % 900}",
            longitude=-8 + 0.02 * n % 25,
            latitude=38 + 0.031 * n % 20,
        )
        for n in range(5_000)
    )
    Sponsorship.objects.bulk_create(
        Sponsorship(sponsor=sponsor, whom="group", state="active", published=True, name_consented=True)
        for sponsor in sponsors
    )

    with django_assert_num_queries(1):
        found = the_map()
    page = client.get("/en/sponsors/").text

    assert len(found.spots) <= 2 * MOST_DOTS
    assert sum(len(spot.dot.pins) for spot in found.spots) > 4_000
    assert len(found.sheets[0].marks) <= 14 * 14
    figure = re.search(r'<figure class="map">.*?</figure>', page, re.DOTALL)[0]
    assert len(figure) < 100_000
    assert any(spot.url == "/fr/parrains/?qualite=ong" for spot in found.spots)
