"""Drawn pictures: text that fits its place, the weave, a PNG. With photographs.py the one door to Pillow."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import IO, TYPE_CHECKING

from anyascii import anyascii

from campaign.kit import weave

if TYPE_CHECKING:
    from PIL import Image, ImageFont

FONTS = Path(__file__).parent / "fonts"
SERIF, SANS, SANS_STRONG = "LibertasSerif-SemiBold", "LibertasSans-Regular", "LibertasSans-SemiBold"

NOT_A_LETTER = "\U0010fffe"  # no font has it: it is drawn as the empty box
SMOOTHING = 2  # all is drawn so many times larger, then reduced: smooth lines, even spaces between words
CAPITALS = 0.714  # height of a capital in our fonts, of the size: centres a line in its height
SHADES = 8  # of each ink, down to its ground: a file with few colours has half the bytes

BREAKS = re.compile(r"[ \t\r\n]+")  # where a line may end; no-break spaces are not among them
WORDS = re.compile(r"[^ ]+ ?")
SYLLABLES = re.compile(r"[^ -]*[ -]|[^ -]+")  # the parts of Ter-Petrossian, when there is no other way

Box = tuple[int, int, int, int]  # left, top, right, bottom
Inks = tuple[tuple[str, str], ...]  # the ground, and what is printed on it


@dataclass(frozen=True)
class Fitted:
    """A text broken into lines that are no wider than their place, at the size that allows it."""

    lines: tuple[str, ...]
    face: str
    size: int
    leading: float

    @property
    def width(self) -> int:
        return max((ceil(width_of(line, face=self.face, size=self.size)) for line in self.lines), default=0)

    @property
    def line_height(self) -> int:
        return round(self.size * self.leading)

    @property
    def height(self) -> int:
        return self.line_height * len(self.lines)


class Canvas:
    """A sheet of paper to draw on, in pixels of the finished picture."""

    def __init__(self, width: int, height: int, *, paper: str) -> None:
        from PIL import Image, ImageDraw

        self.image = Image.new("RGB", (width * SMOOTHING, height * SMOOTHING), paper)
        self.pen = ImageDraw.Draw(self.image)

    def rectangle(self, box: Box, *, colour: str) -> None:
        left, top, right, bottom = (SMOOTHING * edge for edge in box)
        self.pen.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def text(self, place: tuple[int, int], text: Fitted, *, colour: str, anchor: str = "l") -> int:
        """Lines from `place` downwards; answers where the next begins. Anchors: l(eft), m(iddle), r(ight)."""
        x, y = place
        for line in text.lines:
            baseline = y * SMOOTHING + (text.line_height + text.size * CAPITALS) * SMOOTHING / 2
            letters, left, top = printed(line, text.face, text.size, anchor)
            self.image.paste(colour, (x * SMOOTHING + left, round(baseline) + top), letters)
            y += text.line_height
        return y

    def weave(self, box: Box, word: str, *, colour: str, ground: str) -> None:
        """The panel of a word, filling the box."""
        left, top, right, bottom = (SMOOTHING * edge for edge in box)
        self.image.paste(panel(word, (right - left, bottom - top), colour, ground), (left, top))

    def photograph(self, box: Box, file: IO[bytes]) -> None:
        """Filling the box. What does not fit is cut at the sides, and below: faces are high."""
        from PIL import Image, ImageOps

        left, top, right, bottom = (SMOOTHING * edge for edge in box)
        with Image.open(file) as picture:
            fitted = ImageOps.fit(picture, (right - left, bottom - top), centering=(0.5, 0.2))
        self.image.paste(fitted, (left, top))

    def png(self, *, inks: Inks) -> bytes:
        """The colours of the file are those between each ink and its ground; without inks, those most met."""
        from PIL import Image

        image = self.image.reduce(SMOOTHING)
        few = image.quantize(palette=palette(inks), dither=Image.Dither.NONE) if inks else image.quantize()
        file = BytesIO()
        few.save(file, "PNG", compress_level=4)  # half the time of 6, a tenth larger
        return file.getvalue()


@lru_cache(maxsize=32)  # a man's name is the same in all languages, the foot below all men
def printed(line: str, face: str, size: int, anchor: str) -> tuple[Image.Image, int, int]:
    """A line as a mask, and where its left upper corner lies from its anchor on the baseline."""
    from PIL import Image, ImageDraw

    letters, anchor = font(face, size), f"{anchor}s"
    left, top, right, bottom = (round(edge) for edge in letters.getbbox(line, anchor=anchor))
    mask = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(mask).text((-left, -top), line, font=letters, fill=255, anchor=anchor)
    return mask, left, top


@lru_cache(maxsize=8)  # one man's pictures in all languages have one panel
def panel(word: str, size: tuple[int, int], colour: str, ground: str) -> Image.Image:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", size, ground)
    pen, scale = ImageDraw.Draw(image), size[0] / weave.WIDTH
    strands = weave.weave(word)
    for thickness, ink in ((weave.STRAND, colour), (weave.INSIDE, ground)):
        for strand in strands:
            points = [(x * scale, y * scale) for x, y in strand.points]
            closing = points[:2] if strand.is_ring else []
            pen.line(points + closing, fill=ink, width=round(thickness * scale), joint="curve")
    return image


@lru_cache(maxsize=8)
def palette(inks: Inks) -> Image.Image:
    from PIL import Image, ImageColor

    shades = []
    for ground, ink in inks:
        ends = list(zip(ImageColor.getrgb(ground), ImageColor.getrgb(ink), strict=True))
        for step in range(SHADES):
            shades += [round(a + (b - a) * step / (SHADES - 1)) for a, b in ends]
    colours = Image.new("P", (1, 1))
    colours.putpalette(shades)
    return colours


@lru_cache(maxsize=128)
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(FONTS / f"{face}.ttf", size * SMOOTHING)


def width_of(line: str, *, face: str, size: int) -> float:
    return font(face, size).getlength(line) / SMOOTHING


@lru_cache(maxsize=4096)
def has_letter(face: str, letter: str) -> bool:
    """Whether the font draws it, rather than the empty box of what it does not know."""
    ours = font(face, 32)
    drawn, box = ours.getmask(letter), ours.getmask(NOT_A_LETTER)
    return (drawn.size, bytes(drawn)) != (box.size, bytes(box))


def legible(text: str, *, face: str) -> str:
    """What the font has as it is, any other script in Latin letters: no name is a row of boxes.

    Invisible characters go, those among them that would turn the direction of a line.
    """
    letters = (
        letter
        for letter in unicodedata.normalize("NFC", BREAKS.sub(" ", text))
        if not unicodedata.category(letter).startswith("C")
    )
    return "".join(letter if has_letter(face, letter) else anyascii(letter) for letter in letters).strip()


def fit(
    text: str, *, face: str, width: int, height: int, sizes: tuple[int, int], leading: float = 1.2
) -> Fitted:
    """The text at the largest size at which it stands in its place; cut if even the smallest is too large."""
    text = legible(text, face=face)
    largest, smallest = sizes
    for parts in (WORDS.findall(text), SYLLABLES.findall(text)):
        for size in range(largest, smallest - 1, -1):
            fitted = wrapped(parts, Fitted((), face, size, leading), width=width)
            if fitted.width <= width and fitted.height <= height:
                return balanced(parts, fitted)
    return cut(SYLLABLES.findall(text), Fitted((), face, smallest, leading), width=width, height=height)


def wrapped(parts: list[str], empty: Fitted, *, width: int) -> Fitted:
    lines: list[str] = []
    for part in parts:
        longer = lines[-1] + part if lines else part
        if lines and width_of(longer.rstrip(), face=empty.face, size=empty.size) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return replace(empty, lines=tuple(line.rstrip() for line in lines))


def balanced(parts: list[str], fitted: Fitted) -> Fitted:
    """The same number of lines, as even as they can be."""
    while True:
        narrower = wrapped(parts, fitted, width=fitted.width - 1)
        if len(narrower.lines) > len(fitted.lines) or narrower.width >= fitted.width:
            return fitted
        fitted = narrower


def cut(parts: list[str], empty: Fitted, *, width: int, height: int) -> Fitted:
    """As many lines as the place holds, words too long for one broken anywhere, an ellipsis at the end."""
    pieces: list[str] = []
    for part in parts:
        fits = width_of(part, face=empty.face, size=empty.size) <= width
        pieces += [part] if fits else list(part)
    lines = wrapped(pieces, empty, width=width).lines
    room = max(height // empty.line_height, 1)
    if len(lines) <= room:
        return replace(empty, lines=lines)
    last = lines[room - 1]
    while width_of(f"{last}…", face=empty.face, size=empty.size) > width:
        last = last[:-1].rstrip()
    return replace(empty, lines=(*lines[: room - 1], f"{last}…"))
