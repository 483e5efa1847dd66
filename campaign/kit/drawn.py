"""Pictures drawn once: a file for each state of a subject, made by the first who asks, or ahead of him."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock, Thread

from campaign.kit.share_picture import Photo, SharePicture, draw

FEW = 100  # to start other processes for fewer costs more than it saves
MOST = 4  # processes, of some 60 MB each

drawing = Lock()  # one picture at a time in a process, however many readers ask


def kept(path: Path, picture: SharePicture) -> bytes:
    """The file of the picture, drawn if there is none yet."""
    with drawing:
        try:
            return path.read_bytes()
        except FileNotFoundError:  # not drawn yet in this state
            png = draw(picture)
            write(path, png)
            return png


def write(path: Path, png: bytes) -> None:
    """Whole or not at all, whoever reads meanwhile; of each subject one file a language stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(png)
    Path(unfinished.name).replace(path)
    language = path.name.partition(".")[0]
    for file in path.parent.glob(f"{language}.*.png"):  # not what another process has not finished
        if file != path:
            file.unlink(missing_ok=True)


def draw_into(path: Path, picture: SharePicture) -> None:
    """Work of another process, which asks neither settings nor database."""
    kept(path, picture)


def other_processes() -> ProcessPoolExecutor:
    """One core stays with the pages. Each begins anew: threads and connections survive no fork."""
    number = min(max((os.cpu_count() or 1) - 1, 1), MOST)
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=end_with_the_publisher)


def end_with_the_publisher() -> None:
    """A publisher that is killed tells nobody."""
    Thread(target=wait_for_its_end, daemon=True).start()


def wait_for_its_end() -> None:
    if publisher := parent_process():
        publisher.join()
        os._exit(1)


class Ahead:
    """Pictures that pages speak of, drawn by other processes while those pages are still being made."""

    def __init__(self) -> None:
        self.owed: dict[str, Path] = {}
        self.begun: dict[str, Future[None]] = {}
        self.others: ProcessPoolExecutor | None = None

    def owe(self, address: str, path: Path, picture: SharePicture) -> None:
        if address in self.owed:
            return
        self.owed[address] = path
        is_at_hand = isinstance(picture.side, Photo)  # how it is opened cannot be told to others
        if len(self.owed) > FEW and not is_at_hand and not path.exists():
            with suppress(OSError, RuntimeError):  # no process can be had, or one has died: drawn here
                self.others = self.others or other_processes()
                self.begun[address] = self.others.submit(draw_into, path, picture)

    def png(self, address: str) -> bytes | None:
        """As another process has drawn it. None where none has begun to, or none could."""
        begun = self.begun.get(address)
        if begun is None or begun.cancel() or begun.exception():
            return None
        try:
            return self.owed[address].read_bytes()
        except FileNotFoundError:  # hidden meanwhile, or drawn anew for a newer state
            return None

    def end(self) -> None:
        """What has not been begun is not drawn any more."""
        if self.others:
            self.others.shutdown(cancel_futures=True)


ahead: ContextVar[Ahead | None] = ContextVar("ahead", default=None)


@contextmanager
def drawing_ahead() -> Iterator[Ahead]:
    drawers = Ahead()
    token = ahead.set(drawers)
    try:
        yield drawers
    finally:
        ahead.reset(token)
        drawers.end()
