"""Files as strangers send them: pictures and papers, and what only looks like one."""

import struct
import zlib
from io import BytesIO

import pikepdf
from PIL import Image


def drawn(form="PNG", mode="RGB", size=(60, 40), **options):
    file = BytesIO()
    Image.new(mode, size, "red").save(file, form, **options)
    return file.getvalue()


def paper(change=None, *, pages=1, **options):
    """A PDF of empty pages, after some change."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    if change:
        change(pdf)
    file = BytesIO()
    pdf.save(file, **options)
    return file.getvalue()


def bomb(width=60_000, height=60_000):
    """Few bytes that would be billions of pixels."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def packed_bomb():
    """An object stream that unfolds to 900 megabytes; the reader has less."""
    packer, parts = zlib.compressobj(1), []
    for _ in range(900):
        parts.append(packer.compress(b" " * 1024 * 1024))
    body = b"".join([*parts, packer.flush()])
    head = b"%PDF-1.5\n"
    stream = (
        b"1 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length "
        + str(len(body)).encode()
        + b">>\nstream\n"
    )
    return head + stream + body + b"\nendstream\nendobj\nstartxref\n" + str(len(head)).encode() + b"\n%%EOF\n"
