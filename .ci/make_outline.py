"""Make campaign/kit/outlines/europe.json from Natural Earth (npm world-atlas 2.0.2), as docs/map.md tells.

    PYTHONPATH=. .venv/bin/python .ci/make_outline.py FOLDER_OF_WORLD_ATLAS

Run once, and again only when a sheet or a projection of campaign/kit/maps.py changes.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, chain, pairwise
from math import dist
from pathlib import Path
from typing import Any

from campaign.kit.maps import EUROPE, OUTLINES, RHONE, Sheet

Line = list[tuple[float, float]]

# Each sheet: its file, by how many units a line may be simplified, the smallest island kept (square units).
SHEETS = {EUROPE: ("countries-50m.json", 1.5, 90), RHONE: ("countries-10m.json", 1.5, 90)}
MARGIN = 8  # units: lines are cut a little outside the sheet, so that no cut is seen


def arcs_of(topology: dict[str, Any], sheet: Sheet) -> list[Line]:
    """TopoJSON keeps each line once, as steps of a grid: here they are in the sheet's units."""
    (scale_x, scale_y), (first_x, first_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    lines = []
    for arc in topology["arcs"]:
        steps = accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]])
        lines.append([sheet.position(first_x + x * scale_x, first_y + y * scale_y) for x, y in steps])
    return lines


def rings_in(geometry: dict[str, Any]) -> list[list[int]]:
    """Every ring of a geometry, as numbers of arcs; ~n is arc n backwards."""
    match geometry["type"]:
        case "GeometryCollection":
            return list(chain.from_iterable(rings_in(part) for part in geometry["geometries"]))
        case "MultiPolygon":
            return list(chain.from_iterable(geometry["arcs"]))
        case _:
            return geometry.get("arcs", [])


def number(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def simplified(line: Line, tolerance: float) -> Line:
    """Douglas and Peucker: drop every point nearer than the tolerance to the line without it."""
    keep, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        inner = range(first + 1, last)
        if not inner:
            continue
        furthest = max(inner, key=lambda n: distance(line[n], line[first], line[last]))
        if distance(line[furthest], line[first], line[last]) > tolerance:
            keep.add(furthest)
            waiting += [(first, furthest), (furthest, last)]
    return [line[n] for n in sorted(keep)]


def distance(point: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """From a point to the straight line between two others, or to the one where both are."""
    (x, y), (dx, dy) = (point[0] - a[0], point[1] - a[1]), (b[0] - a[0], b[1] - a[1])
    length = (dx * dx + dy * dy) ** 0.5
    return abs(x * dy - y * dx) / length if length else (x * x + y * y) ** 0.5


def joined(ring: list[int], arcs: list[Line]) -> Line:
    """The points of a ring, each once."""
    parts = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring]
    return [point for part in parts for point in part[:-1]]


def cut(ring: Line, sheet: Sheet) -> Line:
    """Sutherland and Hodgman: what of a polygon lies within the sheet and its margin."""
    for axis, limit, sign in [
        (0, -MARGIN, 1), (0, sheet.width + MARGIN, -1), (1, -MARGIN, 1), (1, sheet.height + MARGIN, -1)
    ]:  # fmt: skip
        ring = list(on_one_side(ring, axis, limit, sign))
    return ring


def on_one_side(ring: Line, axis: int, limit: float, sign: int) -> Iterator[tuple[float, float]]:
    for before, point in zip(ring[-1:] + ring[:-1], ring, strict=True):
        was, stays = ((at[axis] - limit) * sign >= 0 for at in (before, point))
        if was != stays:
            part = (limit - before[axis]) / (point[axis] - before[axis])
            yield before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])
        if stays:
            yield point


def seen(line: Line, sheet: Sheet) -> Iterator[Line]:
    """The pieces of a line that touch the sheet."""
    inside = [near(x, y, sheet) for x, y in line]
    piece: Line = []
    for n, (before, after) in enumerate(pairwise(inside)):
        if before or after:
            piece = piece or [line[n]]
            piece.append(line[n + 1])
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def near(x: float, y: float, sheet: Sheet) -> bool:
    return -MARGIN <= x <= sheet.width + MARGIN and -MARGIN <= y <= sheet.height + MARGIN


def northern(ring: Line, sheet: Sheet) -> bool:
    """Some of it lies north of the equator. Antarctica, round the edge of the projection, would cover all."""
    pole, equator = sheet.position(0, 90), sheet.position(0, 0)
    return any(dist(point, pole) < dist(equator, pole) for point in ring)


def area(ring: Line) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring + ring[:1]))) / 2


def path(line: Line, end: str = "") -> str:
    """SVG path data in whole units: a start, then steps."""
    points = [(round(x), round(y)) for x, y in line]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points) if a != b]
    words = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{words}{end}" if steps else ""


def drawn(sheet: Sheet, folder: Path) -> dict[str, str]:
    file, tolerance, smallest = SHEETS[sheet]
    topology = json.loads((folder / file).read_text())
    arcs = [simplified(arc, tolerance) for arc in arcs_of(topology, sheet)]
    times = Counter(number(arc) for ring in rings_in(topology["objects"]["countries"]) for arc in ring)
    borders = [piece for arc, count in times.items() if count > 1 for piece in seen(arcs[arc], sheet)]
    rings = [joined(ring, arcs) for ring in rings_in(topology["objects"]["land"])]
    land = [cut(ring, sheet) for ring in rings if northern(ring, sheet)]
    return {
        "land": "".join(path(ring, "z") for ring in land if len(ring) > 2 and area(ring) >= smallest),
        "borders": "".join(path(border) for border in borders),
    }


def main() -> None:
    folder = Path(sys.argv[1])
    made = {sheet.name: drawn(sheet, folder) for sheet in SHEETS}
    OUTLINES.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(f"{OUTLINES}: {OUTLINES.stat().st_size} bytes")


if __name__ == "__main__":
    main()
