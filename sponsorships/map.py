"""The map of sponsors: what stands where, in how many words, and the table that says the same."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django_countries import countries

from campaign.kit import parameters
from campaign.kit.maps import EUROPE, RHONE, Box, Dot, Name, Pin, Point, Sheet, dots, names, outline
from campaign.kit.translated import current_language
from sponsorships.models import Sponsor, Sponsorship

# What each kind looks like, drawn round the middle of its dot.
SHAPES = {
    "municipality": "M-14 0a14 14 0 1 0 28 0a14 14 0 1 0-28 0z",  # a disc
    "region": "M0-18l17 30h-34z",  # a triangle
    "ngo": "M-13-13h26v26h-26z",  # a square
    "individual": "M0-18l18 18-18 18-18-18z",  # a diamond
}
PERSON_DIGITS, SEAT_DIGITS = 1, 3  # of degrees: ten kilometres, a hundred metres
MOST_PLACES = 3  # named for a dot that stands for several sponsors
FAR = 8  # units: marks in the frame are no nearer to each other, so that their number is bounded


@dataclass(frozen=True)
class Spot:
    """A dot with its words: one sponsor, or several of a kind near each other."""

    dot: Dot
    kind: str
    shape: str
    name: str
    place: str
    url: str


@dataclass(frozen=True)
class Drawn:
    """One sheet, ready to be printed. `frame` and `marks`: what another sheet shows larger."""

    sheet: Sheet
    title: str
    outline: dict[str, str]
    spots: Sequence[Spot]
    names: Sequence[Name]
    frame: Box | None = None
    marks: Sequence[Point] = ()


@dataclass(frozen=True)
class Map:
    sheets: Sequence[Drawn]
    sentence: str

    @property
    def spots(self) -> list[Spot]:
        """The rows of the table: what is on one of the sheets, each once."""
        return [spot for drawn in self.sheets for spot in drawn.spots]

    @property
    def legend(self) -> list[tuple[str, str, str]]:
        """The kinds that are on the map: key, words, shape."""
        kinds = {spot.dot.kind: (spot.dot.kind, spot.kind, spot.shape) for spot in self.spots}
        return [kinds[kind] for kind in SHAPES if kind in kinds]


def map_of_sponsors(sponsorships: QuerySet[Sponsorship]) -> Map:
    """One query; what is drawn and said stays short whatever the number of sponsors."""
    sponsors = Sponsor.objects.filter(pk__in=sponsorships.order_by().values("sponsor"))
    return map_of(sponsors.only("slug", "kind", "name", "country", "town", "latitude", "longitude"))


def map_of(sponsors: Iterable[Sponsor]) -> Map:
    """Where these sponsors are, each given once."""
    sponsors = sorted(sponsors, key=lambda sponsor: (sponsor.name, sponsor.slug))
    pins = [pin for sponsor in sponsors if (pin := pin_of(sponsor))]
    near, far, outside = [], [], 0
    for pin in pins:
        if RHONE.project(pin.longitude, pin.latitude):
            near.append(pin)
        elif EUROPE.project(pin.longitude, pin.latitude):
            far.append(pin)
        else:
            outside += 1
    if not near and not far:
        return Map([], "")
    sentence = in_words(len(near) + len(far), len(near), outside, len(sponsors) - len(pins))
    return Map([europe(far, near), *([rhone(near)] if near else [])], sentence)


def pin_of(sponsor: Sponsor) -> Pin | None:
    """None where no place is recorded; a person is never placed at home."""
    if sponsor.longitude is None or sponsor.latitude is None:
        return None
    digits = PERSON_DIGITS if sponsor.kind == Sponsor.Kind.INDIVIDUAL else SEAT_DIGITS
    longitude, latitude = (round(float(part), digits) for part in (sponsor.longitude, sponsor.latitude))
    return Pin(sponsor, sponsor.kind, sponsor.town, longitude, latitude)


def europe(far: Iterable[Pin], near: Iterable[Pin]) -> Drawn:
    """The large sheet; those in the frame are marks only, because the small one links to them."""
    found = dots(EUROPE, far)
    marks = {mark_of(pin) for pin in near}
    frame = EUROPE.frame_of(RHONE) if marks else None
    return Drawn(
        sheet=EUROPE,
        title=gettext("Map of the sponsors in Europe"),
        outline=outline(EUROPE),
        spots=[spot_of(dot) for dot in found],
        names=names(EUROPE, found, kept_free=[frame] if frame else []),
        frame=frame,
        marks=sorted(marks),
    )


def mark_of(pin: Pin) -> Point:
    x, y = EUROPE.position(pin.longitude, pin.latitude)
    return Point(round(x / FAR) * FAR, round(y / FAR) * FAR)


def rhone(near: Iterable[Pin]) -> Drawn:
    found = dots(RHONE, near)
    return Drawn(
        sheet=RHONE,
        title=gettext("The frame drawn larger: the Rhône valley and Geneva"),
        outline=outline(RHONE),
        spots=[spot_of(dot) for dot in found],
        names=names(RHONE, found),
    )


def spot_of(dot: Dot) -> Spot:
    sponsors: list[Sponsor] = [pin.subject for pin in dot.pins]
    first = sponsors[0]
    if len(sponsors) == 1:
        name, url = str(first), first.get_absolute_url()
    else:
        name = ngettext("%(n)s sponsor", "%(n)s sponsors", len(sponsors)) % {"n": len(sponsors)}
        url = reverse("sponsorships:sponsors") + parameters.write({"kind": dot.kind}, current_language())
    return Spot(dot, capfirst(first.get_kind_display()), SHAPES[dot.kind], name, place_of(sponsors), url)


def place_of(sponsors: Iterable[Sponsor]) -> str:
    """Town and country; of several the most frequent."""
    known = Counter(
        ", ".join(filter(None, [sponsor.town, countries.name(str(sponsor.country))])) for sponsor in sponsors
    )
    places = " – ".join(place for place, _times in known.most_common(MOST_PLACES) if place)
    return gettext("%(places)s and other places") % {"places": places} if len(known) > MOST_PLACES else places


def in_words(shown: int, enlarged: int, outside: int, unknown: int) -> str:
    """What the map shows, and honestly what it does not."""
    said = [
        (shown, ngettext("%(n)s sponsor is on the map.", "%(n)s sponsors are on the map.", shown)),
        (
            enlarged,
            ngettext(
                "%(n)s of them is in the frame, which is drawn larger.",
                "%(n)s of them are in the frame, which is drawn larger.",
                enlarged,
            ),
        ),
        (
            outside,
            ngettext(
                "%(n)s other is outside this part of Europe.",
                "%(n)s others are outside this part of Europe.",
                outside,
            ),
        ),
        (
            unknown,
            ngettext(
                "Of %(n)s other no place is recorded.", "Of %(n)s others no place is recorded.", unknown
            ),
        ),
    ]
    return " ".join(words % {"n": n} for n, words in said if n)
