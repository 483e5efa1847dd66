"""Charts: numbers in, rectangles and words out, in whole units of an SVG. What they mean stands elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

WIDTH = (
    320  # units, as wide as the narrowest telephone: text keeps its size there, and grows a little elsewhere
)
LINE = 22  # units: a line of words
BAR = 26  # units: a bar's thickness
SPACE = 12  # units between two rows
COLUMNS = 150  # units: the height of the highest column
THINNEST = 2  # units: what is not zero is seen
GAP = 3  # units between the parts of one bar
WORD = 36  # units: the width of a year
DIGIT, HIGH = 9, 15  # units: a number is so wide for each digit, and so high; without room, the table has it


class Series(NamedTuple):
    """One of the things that are counted: its CSS class and its words."""

    key: str
    label: str


class Row(NamedTuple):
    """One bar or column: its words, and a number for each series."""

    label: str
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.numbers)


class Part(NamedTuple):
    """A rectangle. `number` is 0 where there is no room to write it, or where it is the total beside it."""

    x: int
    y: int
    width: int
    height: int
    series: str
    number: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2 + 5


class Word(NamedTuple):
    """A piece of text, written from its start, its middle or its end."""

    x: int
    y: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Drawing:
    height: int
    parts: tuple[Part, ...]
    words: tuple[Word, ...]
    ground: int = 0  # where the columns stand; bars have none
    width: int = WIDTH


def bars(rows: Sequence[Row], series: Sequence[Series]) -> Drawing:
    """Lying bars under their words, the total at the end of the line; the longest nearly fills it."""
    lengths = stacks(rows, WIDTH)
    parts, words = [], []
    for n, row in enumerate(rows):
        top = n * (LINE + BAR + SPACE)
        words += [Word(0, top + 16, "start", row.label), Word(WIDTH, top + 16, "end", str(row.total))]
        for (start, length), one, number in zip(lengths[n], series, row.numbers, strict=True):
            if length:
                shown = number if number != row.total and has_room(number, length, BAR) else 0
                parts.append(Part(start, top + LINE, length, BAR, one.key, shown))
    return Drawing(len(rows) * (LINE + BAR + SPACE) - SPACE + GAP, tuple(parts), tuple(words))


def columns(rows: Sequence[Row], series: Sequence[Series]) -> Drawing:
    """Standing columns over their words, the first series lowest, the total on top."""
    heights = stacks(rows, COLUMNS)
    ground = LINE + COLUMNS
    step = max(WIDTH // max(len(rows), 1), 1)
    width = max(min(step - GAP, 2 * BAR), 1)
    parts, words = [], []
    for n, row in enumerate(rows):
        middle = n * step + step // 2
        top = ground - sum(height + GAP for _start, height in heights[n] if height)
        if is_written(n, len(rows), step):
            words += [Word(middle, top - 4, "middle", str(row.total))]
            words += [Word(middle, ground + 18, "middle", row.label)]
        for (start, height), one, number in zip(heights[n], series, row.numbers, strict=True):
            if height:
                shown = number if number != row.total and has_room(number, width, height) else 0
                y = ground - start - height
                parts.append(Part(middle - width // 2, y, width, height, one.key, shown))
    return Drawing(ground + LINE + GAP, tuple(parts), tuple(words), ground)


def stacks(rows: Sequence[Row], room: int) -> list[list[tuple[int, int]]]:
    """For each number of each row its start and its length; the longest row nearly fills the room."""
    most = max((row.total for row in rows), default=0)
    series = max((len(row.numbers) for row in rows), default=0)
    scale = (room - series * (GAP + THINNEST)) / most if most else 0
    return [stack(row.numbers, scale) for row in rows]


def stack(numbers: Sequence[int], scale: float) -> list[tuple[int, int]]:
    start, found = 0, []
    for number in numbers:
        length = max(round(number * scale), THINNEST) if number else 0
        found.append((start, length))
        start += length + GAP if length else 0
    return found


def has_room(number: int, width: int, height: int) -> bool:
    return width >= DIGIT * (len(str(number)) + 0.5) and height >= HIGH


def is_written(n: int, total: int, step: int) -> bool:
    """Of many columns only some have room for their words: counted from the last."""
    return (total - 1 - n) % ceil(WORD / step) == 0
