"""Files that strangers send: what they are is decided by their content, and nothing is kept as it came."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from campaign.kit.refusal import Refused
from campaign.kit.untrusted_pdf import MOST_PAGES, checked
from campaign.kit.untrusted_picture import Unreadable, redrawn

MEGABYTE = 1024 * 1024
HEAVIEST_PICTURE = 8 * MEGABYTE  # a telephone's photograph
HEAVIEST_DEED = 10 * MEGABYTE  # a scan of a few pages
LOGO_SIDE, PICTURE_SIDE, SCAN_SIDE = 640, 1600, 2400  # pixels of the longer side, when it is kept
WAIT_FOR_A_TURN = 4.0  # seconds; whoever waits is answered within ten


@dataclass(frozen=True)
class Kept:
    """A file as it may be kept: its bytes, and the ending of its name."""

    content: bytes
    suffix: str


def logo(file: UploadedFile) -> Kept:
    return picture(file, side=LOGO_SIDE)


def picture(file: UploadedFile, *, side: int = PICTURE_SIDE) -> Kept:
    """Decoded, made smaller, written anew: no place, no camera, nothing hidden behind the picture."""
    content = read(file, heaviest=HEAVIEST_PICTURE)
    try:
        with one_at_a_time():
            return Kept(*redrawn(content, side=side))
    except Unreadable as error:
        raise Refused(_("This is no picture that we can read: send a PNG, a JPEG or a WebP.")) from error


def deed(file: UploadedFile) -> Kept:
    """A PDF that is but paper, or a photograph of the paper."""
    content = read(file, heaviest=HEAVIEST_DEED)
    if content.lstrip()[:5] != b"%PDF-":
        try:
            with one_at_a_time():
                return Kept(*redrawn(content, side=SCAN_SIDE))
        except Unreadable as error:
            raise Refused(_("This file is neither a PDF nor a picture that we can read.")) from error
    with one_at_a_time():
        answer, anew = checked(content)
    if answer != "ok":
        raise Refused(reason(answer))
    return Kept(anew, "pdf")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """One file is looked at on a machine, whatever the number of processes: the memory of one is enough."""
    end = time.monotonic() + WAIT_FOR_A_TURN
    with Path(__file__).open() as turn:
        while True:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as taken:
                if time.monotonic() > end:
                    raise Refused(_("Many files arrive at once: send yours again in a minute.")) from taken
                time.sleep(0.1)
        yield


def read(file: UploadedFile, *, heaviest: int) -> bytes:
    content: bytes = file.read(heaviest + 1)
    if len(content) > heaviest:
        told = {"most": heaviest // MEGABYTE}
        raise Refused(_("This file is too heavy: %(most)s MB at most.") % told)
    if not content:
        raise Refused(_("This file is empty."))
    return content


def reason(word: str) -> str:
    return {
        "script": _("This PDF holds a script: print it to a new PDF, or scan the paper."),
        "launch": _("This PDF would start a program: print it to a new PDF, or scan the paper."),
        "form": _("This PDF holds an active form: print it to a new PDF, or scan the paper."),
        "embedded": _("This PDF carries another file: print it to a new PDF, or scan the paper."),
        "encrypted": _("This PDF is protected by a password: send it without."),
        "pages": _("This PDF has no page, or more than %(most)s.") % {"most": MOST_PAGES},
        "unreadable": _("This PDF is damaged: we cannot read it."),
    }[word]
