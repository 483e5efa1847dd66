"""Photographs: decoded within bounds, set upright, nothing but their pixels, made once in each width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

WIDTHS = (160, 320, 640, 960)  # pixels: a card and a page, on plain and on dense screens
NARROWEST = 160
HEAVIEST = 12 * 1024 * 1024  # bytes, of the file that is sent
MOST_PIXELS = 50_000_000  # a good camera's; decoded they take 150 MB
READ = ("JPEG", "PNG", "WEBP")  # whatever the name of the file says
WRITTEN = {
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", {"quality": 80, "optimize": True, "progressive": True}),
}


class NotAPhotograph(Exception):
    """The file is not one that we take; the reason is one word."""

    TOO_HEAVY, UNREADABLE, TOO_LARGE, TOO_SMALL = "heavy", "unreadable", "large", "small"


@dataclass(frozen=True)
class Made:
    """One finished file of a photograph."""

    width: int
    suffix: str
    content: bytes


def widths_up_to(width: int) -> list[int]:
    """The widths in which a photograph of this width is made: it is never enlarged."""
    return [*(one for one in WIDTHS if one < width), min(width, WIDTHS[-1])]


def opened(file: IO[bytes]) -> Image.Image:
    """The pixels, upright and in the colours of every screen."""
    from PIL import Image, ImageOps

    content = file.read(HEAVIEST + 1)
    if len(content) > HEAVIEST:
        raise NotAPhotograph(NotAPhotograph.TOO_HEAVY)
    try:
        image = Image.open(BytesIO(content), formats=READ)
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise NotAPhotograph(NotAPhotograph.TOO_LARGE)
        upright = ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPhotograph(NotAPhotograph.UNREADABLE) from error
    if upright.width < NARROWEST:
        raise NotAPhotograph(NotAPhotograph.TOO_SMALL)
    return bare(upright)


def bare(image: Image.Image) -> Image.Image:
    """Nothing but pixels: no place, no date, no name of a camera or of who held it."""
    from PIL import Image, ImageCms

    profile, opaque = image.info.get("icc_profile"), image.convert("RGBA")
    ground = Image.new("RGBA", opaque.size, "white")
    pixels = Image.alpha_composite(ground, opaque).convert("RGB")
    if profile and image.mode in ("RGB", "RGBA"):
        try:
            theirs, ours = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            pixels = ImageCms.profileToProfile(pixels, theirs, ours) or pixels
        except (ImageCms.PyCMSError, OSError):  # a broken profile: the colours are taken as they stand
            pass
    pixels.info.clear()
    return pixels


def made(image: Image.Image) -> Iterator[Made]:
    """Every file of a photograph: WebP for most, JPEG for the rest, in each width."""
    from PIL import Image

    for width in widths_up_to(image.width):
        smaller = image.resize(size_at(image.size, width), Image.Resampling.LANCZOS)
        for suffix, (form, options) in WRITTEN.items():
            file = BytesIO()
            smaller.save(file, form, **options)
            yield Made(width, suffix, file.getvalue())


def size_at(size: tuple[int, int], width: int) -> tuple[int, int]:
    """The same proportions in another width."""
    return width, max(round(size[1] * width / size[0]), 1)
