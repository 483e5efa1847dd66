"""Interlace in the manner of the khachkars: a woven panel that one word alone determines.

The panel is made of square cells, a strand through the middle of each edge between two of them.
Strands run slantwise, over and under in turn; at the rim, at the opening in the middle and at the
breaks that the word chose they turn back. Left and right, top and bottom mirror each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import cycle, pairwise

Point = tuple[int, int]

COLUMNS, ROWS = 8, 10  # cells
HALF = 10  # units of the drawing in half a cell; with it every corner below is a whole number
MARGIN_X, MARGIN_Y = 8, 10  # units between the weave and the edge
WIDTH, HEIGHT = 2 * COLUMNS * HALF + 2 * MARGIN_X, 2 * ROWS * HALF + 2 * MARGIN_Y  # four to five
STRAND, INSIDE = 7, 5  # units: a strand is drawn as two lines with its ground between them
GAP = 4  # units left free before the strand that passes over
TURN = 3  # units from where two strands turn their backs on each other

LEVEL, UPRIGHT = "level", "upright"  # how a break lies
# One hexadecimal digit an edge: six of sixteen edges are broken, which keeps it a weave.
BREAKS = dict.fromkeys("012", LEVEL) | dict.fromkeys("345", UPRIGHT)


def block(columns: range, rows: range) -> frozenset[Point]:
    return frozenset((column, row) for column in columns for row in rows)


SQUARE = block(range(2, 6), range(3, 7))
TALL = block(range(2, 6), range(2, 8))
STEPPED = SQUARE | block(range(3, 5), range(2, 8))  # the medallion of the carpets
OPENINGS = (SQUARE, TALL, STEPPED)


@dataclass(frozen=True)
class Strand:
    """What is seen of a strand from where it comes up to where it dives, or a ring."""

    points: tuple[Point, ...]
    is_ring: bool = False


def weave(word: str) -> tuple[Strand, ...]:
    digits = sha256(word.encode()).hexdigest()
    opening = OPENINGS[int(digits[-1], 16) % len(OPENINGS)]
    cells = block(range(COLUMNS), range(ROWS)) - opening
    return tuple(strands(cells, turns=breaks(digits) | rims(cells)))


def edges() -> Iterator[tuple[Point, Point, Point]]:
    """The middle of every edge, in half cells, with the cells left and right of it, or above and below."""
    for x in range(2 * COLUMNS + 1):
        for y in range((x + 1) % 2, 2 * ROWS + 1, 2):
            level = y % 2 == 0
            yield (x, y), ((x - (not level)) // 2, (y - level) // 2), (x // 2, y // 2)


def breaks(digits: str) -> dict[Point, str]:
    """One quarter is chosen, the others mirror it."""
    chosen: dict[Point, str] = {}
    digit = cycle(digits)
    for (x, y), _one, _other in edges():
        if x <= COLUMNS and y <= ROWS and (lies := BREAKS.get(next(digit))):
            mirrored = {(a, b) for a in (x, 2 * COLUMNS - x) for b in (y, 2 * ROWS - y)}
            chosen |= dict.fromkeys(mirrored, lies)
    return chosen


def rims(cells: frozenset[Point]) -> dict[Point, str]:
    """Nothing crosses an edge that has a cell on one side only."""
    return {
        point: UPRIGHT if point[1] % 2 else LEVEL
        for point, one, other in edges()
        if (one in cells) != (other in cells)
    }


def strands(cells: frozenset[Point], *, turns: dict[Point, str]) -> Iterator[Strand]:
    """Every strand once: those that dive at both ends, then the rings, which never dive."""
    inner = [point for point, one, other in edges() if one in cells or other in cells]
    walked: set[frozenset[Point]] = set()
    for point in (point for point in inner if point not in turns):
        slope = 1 if point[1] % 2 else -1  # of the strand that passes under here
        for way in ((1, slope), (-1, -slope)):
            if step(point, way) not in walked:
                yield walk(point, way, turns=turns, walked=walked)
    for point in (point for point in inner if point in turns):
        for way in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            if cell_entered(point, way) in cells and step(point, way) not in walked:
                yield walk(point, way, turns=turns, walked=walked)


def walk(point: Point, way: Point, *, turns: dict[Point, str], walked: set[frozenset[Point]]) -> Strand:
    """Follow a strand until it passes under another one, or is back where it began."""
    corners = [] if point in turns else [drawn(point, way, GAP)]
    while step(point, way) not in walked:
        walked.add(step(point, way))
        point = (point[0] + way[0], point[1] + way[1])
        back = (-way[0], -way[1])
        if lies := turns.get(point):
            way = (way[0], -way[1]) if lies == LEVEL else (-way[0], way[1])
            corners += [drawn(point, back, TURN), drawn(point, way, TURN)]
        elif (way[0] == way[1]) == bool(point[1] % 2):
            return Strand((*corners, drawn(point, back, GAP)))
    return Strand(tuple(corners), is_ring=True)


def step(point: Point, way: Point) -> frozenset[Point]:
    """The piece of a strand between two edges of one cell, whichever way it is walked."""
    return frozenset({point, (point[0] + way[0], point[1] + way[1])})


def cell_entered(point: Point, way: Point) -> Point:
    return (2 * point[0] + way[0]) // 4, (2 * point[1] + way[1]) // 4


def drawn(point: Point, way: Point, units: int) -> Point:
    """So many units away from the middle of an edge, on the drawing."""
    return MARGIN_X + HALF * point[0] + units * way[0], MARGIN_Y + HALF * point[1] + units * way[1]


@lru_cache(maxsize=2048)  # men, twice as many as foreseen; 2 kB each
def svg_path(word: str) -> str:
    """The `d` of one path that draws the whole weave: each strand begun in place, then corner by corner."""
    return "".join(
        f"M{strand.points[0][0]} {strand.points[0][1]}l"
        + " ".join(f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(strand.points))
        + "z" * strand.is_ring
        for strand in weave(word)
    ).replace(" -", "-")
