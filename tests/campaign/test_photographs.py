"""What is left of a photograph when it has come through our door."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from campaign.kit.photographs import HEAVIEST, NotAPhotograph, made, opened

RED, BLUE = (255, 0, 0), (0, 0, 255)
UPSIDE_DOWN, LYING = 3, 6  # EXIF's words for how the camera was held


def sent(image, form="JPEG", **options):
    file = BytesIO()
    image.save(file, form, **options)
    file.seek(0)
    return file


def two_halves(width=400, height=600):
    """Red above, blue below."""
    image = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(image).rectangle((0, height // 2, width, height), fill=BLUE)
    return image


def held(turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010F] = "A camera of Stepanakert"
    return exif


def looks_like(pixel, colour):
    return all(abs(a - b) < 12 for a, b in zip(pixel, colour, strict=True))


def test_a_photograph_is_set_upright():
    image = opened(sent(two_halves(), exif=held(UPSIDE_DOWN)))

    assert looks_like(image.getpixel((200, 20)), BLUE)
    assert opened(sent(two_halves(), exif=held(LYING))).size == (600, 400)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_remains(form):
    secret = b"A camera of Stepanakert"
    file = sent(two_halves(), form, exif=held(1), **({"comment": secret} if form == "JPEG" else {}))
    assert secret in file.getvalue()

    for one in made(opened(file)):
        finished = Image.open(BytesIO(one.content))
        assert secret not in one.content
        assert not dict(finished.getexif())
        assert not {"comment", "xmp", "icc_profile", "exif"} & finished.info.keys()


def test_it_is_made_in_four_widths_as_webp_and_as_jpeg():
    files = {
        (one.width, one.suffix): Image.open(BytesIO(one.content)) for one in made(two_halves(1200, 1500))
    }

    assert set(files) == {(width, suffix) for width in (160, 320, 640, 960) for suffix in ("webp", "jpg")}
    for (width, suffix), file in files.items():
        assert file.size == (width, width * 5 // 4)
        assert file.format == {"webp": "WEBP", "jpg": "JPEG"}[suffix]


def test_a_small_one_is_never_enlarged():
    assert {one.width for one in made(two_halves(400, 600))} == {160, 320, 400}


def test_what_is_transparent_becomes_white():
    image = opened(sent(Image.new("RGBA", (200, 200), (0, 0, 0, 0)), "PNG"))

    assert image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7", "unreadable"),
        (b"", "unreadable"),
        (sent(two_halves()).getvalue()[:400], "unreadable"),
        (sent(two_halves(100, 100)).getvalue(), "small"),
        (sent(two_halves(), "GIF").getvalue(), "unreadable"),
        (b"x" * (HEAVIEST + 1), "heavy"),
        (sent(Image.new("1", (10_000, 5_001)), "PNG").getvalue(), "large"),
    ],
)
def test_what_is_no_photograph_is_refused_with_its_reason(content, why):
    with pytest.raises(NotAPhotograph, match=why):
        opened(BytesIO(content))
