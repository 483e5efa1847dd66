"""The picture beside a link shared in a message: what is printed on it, and how it is laid out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO

from campaign.kit import weave
from campaign.kit.images import SANS, SANS_STRONG, SERIF, Canvas, Fitted, fit
from campaign.kit.typography import french

LAYOUT = 2  # raise it when the drawing changes: every picture then has a new address

WIDTH, HEIGHT = 1200, 630  # pixels: what Open Graph readers expect
MARGIN = 56
PLATE_HEIGHT = HEIGHT - 2 * MARGIN
PLATE_WIDTH = PLATE_HEIGHT * weave.WIDTH // weave.HEIGHT
PLATE_LEFT = WIDTH - MARGIN - PLATE_WIDTH
PLATE = (PLATE_LEFT, MARGIN, PLATE_LEFT + PLATE_WIDTH, MARGIN + PLATE_HEIGHT)
COLUMN = PLATE_LEFT - MARGIN - 48  # width of the text, with a gutter before the plate
WALL_MARGIN, WALL_LEADING = 44, 1.12  # of the wall of names: as large as it can stand
SMALLEST_NAME = 8  # on the wall; less is no letter
FOOT = 70  # height of the name of the site and the line under it

# The light colours of static/css/tokens.css: a picture cannot know how its reader's screen is set.
PAPER, INK, SOFT, LINE = "#fcfaf6", "#1d1a17", "#5a534b", "#d9d2c6"
ACT, FREED = "#96172e", "#1f6140"
GROUND, WEAVE = "#f5f0e6", "#a3968a"  # of the plate
INKS = (
    *((PAPER, ink) for ink in (INK, SOFT, LINE, ACT, FREED)),
    *((GROUND, ink) for ink in (INK, SOFT, WEAVE)),
)

SITE = "Libertas"


@dataclass(frozen=True)
class Line:
    """One fact, in so many words; the strong ones are read first."""

    text: str
    colour: str = SOFT
    is_strong: bool = False


@dataclass(frozen=True)
class Plate:
    """The weave of a word, with initials in its opening."""

    word: str
    initials: str = ""
    armenian_initials: str = ""


@dataclass(frozen=True)
class Photo:
    """A photograph, by the name of its file; it is opened only when it is drawn."""

    name: str
    read: Callable[[], IO[bytes]] = field(repr=False, compare=False)


@dataclass(frozen=True)
class SharePicture:
    """All that is printed: two pictures that say the same are one."""

    language: str
    above: str
    title: str
    lines: tuple[Line, ...]
    campaign: str  # whose picture this is, under the name of the site
    side: Photo | Plate | tuple[Line, ...]  # a man's face or plate, or the wall of names
    armenian: str = ""
    date: str = ""
    rule: str = ACT

    @property
    def fingerprint(self) -> str:
        return sha256(f"{LAYOUT} {self!r}".encode(errors="replace")).hexdigest()[:12]


def draw(picture: SharePicture) -> bytes:
    """A PNG of 1200 by 630 pixels."""
    canvas = Canvas(WIDTH, HEIGHT, paper=PAPER)
    facts_top = draw_facts(canvas, picture, bottom=draw_foot(canvas, picture) - 28)
    draw_title(canvas, picture, bottom=facts_top - 28)
    match picture.side:
        case Photo():
            with picture.side.read() as file:
                canvas.photograph(PLATE, file)
            return canvas.png(inks=())
        case Plate():
            draw_plate(canvas, picture.side)
        case _:
            draw_names(canvas, picture.side)
    return canvas.png(inks=INKS)


def typeset(picture: SharePicture, text: str, *, face: str, sizes: tuple[int, int], height: int) -> Fitted:
    """In the column of text, with the spaces that the language wants."""
    text = french(text) if picture.language == "fr" else text
    return fit(
        text, face=face, width=COLUMN, height=height, sizes=sizes, leading=1.1 if face == SERIF else 1.3
    )


def draw_title(canvas: Canvas, picture: SharePicture, *, bottom: int) -> None:
    """The name, as large as it can stand between the top and the facts, and beneath it in its own script."""
    above = typeset(picture, picture.above, face=SANS, sizes=(24, 16), height=32)
    armenian = typeset(picture, picture.armenian, face=SERIF, sizes=(40, 20), height=60)
    top = canvas.text((MARGIN, MARGIN - 8), above, colour=SOFT) + 8
    room = bottom - top - (armenian.height + 12)
    title = typeset(picture, picture.title, face=SERIF, sizes=(92, 34), height=room)
    top = canvas.text((MARGIN, top), title, colour=INK) + 12
    canvas.text((MARGIN, top), armenian, colour=SOFT)


def draw_facts(canvas: Canvas, picture: SharePicture, *, bottom: int) -> int:
    """A short rule, and the facts under it, down to `bottom`; answers where they begin."""
    facts = [
        (line, typeset(picture, line.text, face=SANS_STRONG, sizes=(36, 22), height=48))
        if line.is_strong
        else (line, typeset(picture, line.text, face=SANS, sizes=(26, 18), height=36))
        for line in picture.lines
    ]
    top = bottom - sum(fitted.height for _line, fitted in facts)
    y = top
    for line, fitted in facts:
        y = canvas.text((MARGIN, y), fitted, colour=line.colour)
    canvas.rectangle((MARGIN, top - 20, MARGIN + 72, top - 16), colour=picture.rule)
    return top - 20


def draw_foot(canvas: Canvas, picture: SharePicture) -> int:
    """Whose picture this is, and of which day; answers where it begins."""
    top = HEIGHT - MARGIN - FOOT
    site = typeset(picture, SITE, face=SERIF, sizes=(30, 30), height=40)
    below = typeset(picture, picture.campaign, face=SANS, sizes=(22, 14), height=30)
    date = typeset(picture, picture.date, face=SANS, sizes=(22, 14), height=40)
    canvas.rectangle((MARGIN, top, MARGIN + COLUMN, top + 1), colour=LINE)
    y = canvas.text((MARGIN, top + 12), site, colour=ACT)
    canvas.text((MARGIN, y + 2), below, colour=SOFT)
    canvas.text((MARGIN + COLUMN, top + 14), date, colour=SOFT, anchor="r")
    return top


def draw_plate(canvas: Canvas, plate: Plate) -> None:
    canvas.weave(PLATE, plate.word, colour=WEAVE, ground=GROUND)
    latin = fit(plate.initials, face=SERIF, width=180, height=160, sizes=(92, 60), leading=1)
    armenian = fit(plate.armenian_initials, face=SERIF, width=160, height=80, sizes=(46, 30), leading=1.1)
    gap = armenian.size // 4 if plate.armenian_initials else 0
    height = latin.height + (armenian.height + gap if plate.armenian_initials else 0)
    middle = PLATE_LEFT + PLATE_WIDTH // 2
    y = canvas.text((middle, (HEIGHT - height) // 2), latin, colour=INK, anchor="m")
    canvas.text((middle, y + gap), armenian, colour=SOFT, anchor="m")


def draw_names(canvas: Canvas, names: tuple[Line, ...]) -> None:
    """The wall of names, one a line, as far to the right as the longest allows."""
    height = min((HEIGHT - 2 * WALL_MARGIN) // max(len(names), 1), 36)
    sizes = (max(round(height / WALL_LEADING), SMALLEST_NAME), SMALLEST_NAME)
    wall = [
        fit(name.text, face=SERIF, width=PLATE_WIDTH, height=height, sizes=sizes, leading=WALL_LEADING)
        for name in names
    ]
    left = WIDTH - MARGIN - max((fitted.width for fitted in wall), default=0)
    top = (HEIGHT - height * len(names)) // 2
    for n, (name, fitted) in enumerate(zip(names, wall, strict=True)):
        canvas.text((left, top + n * height), fitted, colour=name.colour)
