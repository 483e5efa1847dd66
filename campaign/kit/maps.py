"""Maps: where a point of the earth falls on a sheet; dots that do not hide each other; room for names.

The outlines under them are made once, by `.ci/make_outline.py`; docs/map.md tells how.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import cos, log, pi, radians, sin, tan
from pathlib import Path
from typing import Any, NamedTuple

OUTLINES = Path(__file__).parent / "outlines" / "europe.json"

# Lambert’s conformal conic projection, as maps of Europe are usually drawn: true to size on two parallels.
SOUTH, NORTH = radians(41), radians(56)
MERIDIAN = 4.5  # degrees east; upright there
SOUTHMOST = -80.0  # degrees; the south pole itself would be infinitely far

DOT = 34  # units: as far apart as dots must stand; 11 px on the narrowest telephone, 16 px on a desk
RINGS = 12  # round a place that is taken, so many rings of other places are tried
MOST_DOTS = 60  # on a sheet; above this, dots near each other become one
MANY = 10  # pins in one dot
CELLS = (0, 40, 80, 160, 320, 500)  # units; the last leaves nine cells at most, whatever the number of points

LETTER = 20, 44  # units: width of an average letter and height of a line, at the size of the template
MOST_NAMES = 25  # dots; where there are more, names would cover the map


class Point(NamedTuple):
    x: int
    y: int


class Box(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def touches(self, other: "Box") -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


class Name(NamedTuple):
    """A word on the map, written from its start, its middle or its end."""

    x: int
    y: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Pin:
    """Something to show at a place of the earth; each kind has its own shape."""

    subject: Any  # what stands there, for the caller to know it again
    kind: str
    name: str  # of the place
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Dot:
    """One pin, or several of a kind that stand near each other."""

    kind: str
    x: int
    y: int
    pins: tuple[Pin, ...]

    @property
    def size(self) -> float:
        """Larger where it stands for several, in two steps."""
        return 1 if len(self.pins) == 1 else 1.4 if len(self.pins) < MANY else 1.8

    @property
    def transform(self) -> str:
        """Where and how large, as SVG wants it."""
        return f"translate({self.x} {self.y})" + (f" scale({self.size})" if self.size != 1 else "")


def steepness(latitude: float) -> float:
    return tan(pi / 4 + latitude / 2)


CONE = log(cos(SOUTH) / cos(NORTH)) / log(steepness(NORTH) / steepness(SOUTH))
RADIUS = cos(SOUTH) / CONE * steepness(SOUTH) ** CONE


def conic(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees in, radii of the earth out: x to the east, y to the south of the pole."""
    from_pole = RADIUS / steepness(radians(max(latitude, SOUTHMOST))) ** CONE
    angle = CONE * radians(longitude - MERIDIAN)
    return from_pole * sin(angle), from_pole * cos(angle)


@dataclass(frozen=True)
class Sheet:
    """A piece of the earth round its centre; `scale` is the units that a radius of the earth takes."""

    name: str
    longitude: float
    latitude: float
    scale: int
    width: int
    height: int

    @cached_property
    def middle(self) -> tuple[float, float]:
        return conic(self.longitude, self.latitude)

    def position(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Units to the right and down from the upper left corner, also outside the sheet."""
        x, y = conic(longitude, latitude)
        return (
            self.width / 2 + (x - self.middle[0]) * self.scale,
            self.height / 2 + (y - self.middle[1]) * self.scale,
        )

    def project(self, longitude: float, latitude: float) -> Point | None:
        """Where a point of the earth falls; None outside the sheet."""
        x, y = (round(part) for part in self.position(longitude, latitude))
        return Point(x, y) if 0 <= x <= self.width and 0 <= y <= self.height else None

    def frame_of(self, other: "Sheet") -> Box:
        """What the other sheet shows is a rectangle here too."""
        x, y = self.position(other.longitude, other.latitude)
        half_width = other.width * self.scale / other.scale / 2
        half_height = other.height * self.scale / other.scale / 2
        return Box(
            round(x - half_width), round(y - half_height), round(x + half_width), round(y + half_height)
        )


EUROPE = Sheet("europe", longitude=3.6, latitude=47.9, scale=2_640, width=1_000, height=1_060)
RHONE = Sheet("rhone", longitude=5.3, latitude=45.6, scale=26_500, width=1_000, height=960)


@cache
def outline(sheet: Sheet) -> dict[str, str]:
    """The path data of a sheet's land and borders."""
    found: dict[str, str] = json.loads(OUTLINES.read_text(encoding="utf-8"))[sheet.name]
    return found


def dots(sheet: Sheet, pins: Iterable[Pin]) -> list[Dot]:
    """A dot for each pin on the sheet; where that would be too many, one for those near each other."""
    placed = [(point, pin) for pin in pins if (point := sheet.project(pin.longitude, pin.latitude))]
    for cell in CELLS:
        groups = gathered(placed, cell)
        if len(groups) <= MOST_DOTS:
            break
    return spread([dot_of(group) for group in groups])


def gathered(placed: Sequence[tuple[Point, Pin]], cell: int) -> list[list[tuple[Point, Pin]]]:
    """Pins of one kind in one cell of a grid stand together; with no cell, each alone."""
    if not cell:
        return [[one] for one in placed]
    groups = defaultdict(list)
    for point, pin in placed:
        groups[point.x // cell, point.y // cell, pin.kind].append((point, pin))
    return list(groups.values())


def dot_of(group: Sequence[tuple[Point, Pin]]) -> Dot:
    """In the middle of its pins."""
    points, pins = zip(*group, strict=True)
    x, y = (round(sum(parts) / len(points)) for parts in zip(*points, strict=True))
    return Dot(pins[0].kind, x, y, pins)


def spread(crowd: Iterable[Dot]) -> list[Dot]:
    """The same dots, those that would hide another moved to the nearest free place."""
    stand: list[Dot] = []
    for dot in crowd:
        places = (place for place in around(dot.x, dot.y) if all(apart(dot, place, other) for other in stand))
        x, y = next(places, (dot.x, dot.y))
        stand.append(Dot(dot.kind, x, y, dot.pins))
    return stand


def around(x: int, y: int) -> Iterator[Point]:
    """The place itself, then places in wider and wider rings, a dot's width from each other."""
    yield Point(x, y)
    for ring in range(1, RINGS + 1):
        for step in range(6 * ring):
            angle = step * pi / (3 * ring)
            yield Point(round(x + ring * DOT * cos(angle)), round(y - ring * DOT * sin(angle)))


def apart(dot: Dot, place: Point, other: Dot) -> bool:
    """At this place the dot would not cover the other."""
    nearest = DOT * (dot.size + other.size) / 2 - 1  # rounding takes half a unit on each side
    return (place.x - other.x) ** 2 + (place.y - other.y) ** 2 >= nearest**2


def names(sheet: Sheet, crowd: Sequence[Dot], *, kept_free: Iterable[Box] = ()) -> list[Name]:
    """The places of the dots, each once, where there is room beside the dot; none on a crowded sheet."""
    if len(crowd) > MOST_NAMES:
        return []
    taken = [*kept_free]
    taken += [Box(dot.x - DOT // 2, dot.y - DOT // 2, dot.x + DOT // 2, dot.y + DOT // 2) for dot in crowd]
    written: dict[str, Name] = {}
    for dot in crowd:
        text = dot.pins[0].name
        if not text or text in written:
            continue
        for name, box in beside(dot, text):
            if is_free(box, sheet, taken):
                written[text] = name
                taken.append(box)
                break
    return list(written.values())


def beside(dot: Dot, text: str) -> Iterator[tuple[Name, Box]]:
    """A name to the right of its dot, to the left, under and over it."""
    width, height = LETTER[0] * len(text), LETTER[1]
    for x, y, anchor, left in [
        (dot.x + DOT, dot.y, "start", dot.x + DOT),
        (dot.x - DOT, dot.y, "end", dot.x - DOT - width),
        (dot.x, dot.y + height, "middle", dot.x - width // 2),
        (dot.x, dot.y - height, "middle", dot.x - width // 2),
    ]:
        yield (
            Name(x, y + height // 3, anchor, text),
            Box(left, y - height // 2, left + width, y + height // 2),
        )


def is_free(box: Box, sheet: Sheet, taken: Iterable[Box]) -> bool:
    on_sheet = box.left >= 0 and box.top >= 0 and box.right <= sheet.width and box.bottom <= sheet.height
    return on_sheet and not any(box.touches(other) for other in taken)
