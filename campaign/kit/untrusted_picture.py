"""Decode a stranger's picture in a process of its own, and write it anew: what it took is given back whole.

Run as a script, the longer side as its argument: the file comes on the standard input; on the standard output
goes the ending of the new file and the file, or `unreadable`.
"""

import resource
import sys
from io import BytesIO
from subprocess import TimeoutExpired, run

MEMORY = 768 * 1024 * 1024  # bytes of addresses; a third of it is ever used
SECONDS = 8  # of work
# Pixels: 24 million are a good telephone's photograph. PNG and WebP are decoded into several copies.
MOST = {"JPEG": 25_000_000, "PNG": 16_000_000, "WEBP": 12_000_000}
FEWEST = 16  # pixels of a side


class Unreadable(Exception):
    """No picture that we can read, or a picture larger than any telephone's."""


def redrawn(content: bytes, *, side: int) -> tuple[bytes, str]:
    """Nothing left but its pixels, no longer than `side`; and its ending."""
    command = [sys.executable, "-I", __file__, str(side)]
    try:
        done = run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except TimeoutExpired as late:
        raise Unreadable from late
    word, _newline, anew = done.stdout.partition(b"\n")
    if done.returncode or word not in (b"png", b"jpg"):
        raise Unreadable
    return anew, word.decode()


def written_anew(content: bytes, *, side: int) -> tuple[str, bytes]:
    """What has transparent parts stays a PNG, the rest becomes a JPEG."""
    from PIL import Image, ImageOps

    sent = Image.open(BytesIO(content), formats=list(MOST))
    if sent.width * sent.height > MOST[str(sent.format)] or min(sent.size) < FEWEST:
        raise Unreadable
    is_transparent = sent.has_transparency_data
    wanted = "RGBA" if is_transparent else "RGB"
    small = sent if sent.mode in ("L", "RGB", "RGBA", "CMYK") else sent.convert(wanted)
    small.thumbnail((side, side), Image.Resampling.LANCZOS)  # of a JPEG no more is decoded than is wanted
    pixels = ImageOps.exif_transpose(small).convert(wanted)
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    file = BytesIO()
    bare.save(file, "PNG" if is_transparent else "JPEG", optimize=True, quality=85)
    return "png" if is_transparent else "jpg", file.getvalue()


def main() -> tuple[str, bytes]:
    from PIL import Image

    try:
        return written_anew(sys.stdin.buffer.read(), side=int(sys.argv[1]))
    except (OSError, SyntaxError, ValueError, MemoryError, Unreadable, Image.DecompressionBombError):
        return "unreadable", b""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    suffix, written = main()
    sys.stdout.buffer.write(suffix.encode() + b"\n" + written)
