"""The published tree: a folder of finished files that nginx serves, each put in place whole or not at all."""

import fcntl
import gzip
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

import brotli
from django.conf import settings
from django.db import transaction
from django.utils.html import escape

TEXTS = {
    ".html",
    ".xml",
    ".txt",
    ".json",
    ".csv",
    ".css",
    ".js",
    ".svg",
}  # they shrink, and can be read
TWINS = [".gz", ".br"]
FOLLOWED = ".followed"  # when the publisher last had nothing left to do
PICTURES = "share/"  # beside shared links; they show names


@dataclass(frozen=True)
class Tree:
    folder: Path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Who puts a file in place and who takes one away never work at the same moment."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def follows(self) -> None:
        """The publisher's word that every page is as the records are, now."""
        (self.folder / FOLLOWED).touch()

    def followed_at(self) -> datetime | None:
        try:
            return datetime.fromtimestamp((self.folder / FOLLOWED).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None

    def names(self) -> set[str]:
        """Of every file but the twins and our own."""
        files = (path for path in self.folder.rglob("*") if path.is_file() and path.suffix not in TWINS)
        names = {path.relative_to(self.folder).as_posix() for path in files}
        return {name for name in names if not name.startswith(".")}

    def put(self, name: str, body: bytes) -> None:
        """The file and its twins, one by one, each complete. Under the lock."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for suffix, content in [*twins(name, body), ("", body)]:
            self.replace(path.with_name(path.name + suffix), content)

    def replace(self, path: Path, content: bytes) -> None:
        with NamedTemporaryFile(dir=self.folder, prefix=".new-", delete=False) as unfinished:
            unfinished.write(content)
        new = Path(unfinished.name)
        new.chmod(0o644)  # nginx runs as somebody else
        new.replace(path)

    def remove(self, name: str) -> None:
        """The file first, then its twins, which nobody asks for without it. Under the lock."""
        path = self.folder / name
        for suffix in ["", *TWINS]:
            path.with_name(path.name + suffix).unlink(missing_ok=True)

    def remove_what_says(self, words: list[bytes]) -> list[str]:
        """Every file that bears one of the words or is called by it, and all pictures beside links:
        names cannot be looked for in those."""
        removed = []
        with self.locked():
            for name in self.names():
                path = self.folder / name
                bears = path.suffix in TEXTS and any(word in path.read_bytes() for word in words)
                is_called_so = any(word in name.encode() for word in words)
                if bears or is_called_so or name.startswith(PICTURES):
                    self.remove(name)
                    removed.append(name)
        return removed


def twins(name: str, body: bytes) -> list[tuple[str, bytes]]:
    if Path(name).suffix not in TEXTS:
        return []
    is_lasting = name.startswith("static/")  # packed once for a release, a page for every change
    quality = 11 if is_lasting else 6
    return [(".gz", gzip.compress(body, 9, mtime=0)), (".br", brotli.compress(body, quality=quality))]


def take_down(*words: str) -> None:
    """Right after the commit that hides somebody, every published file that bears these words goes.

    nginx asks the application until the publisher has made those pages again. Words are what names
    somebody everywhere: the short name of the address, the name. His pictures go where they were drawn, too.
    """
    transaction.on_commit(partial(forget_drawn, words), robust=True)
    if settings.PUBLISHED_TREE:
        forms = {form.encode() for word in words if word for form in (word, escape(word))}
        tree = Tree(Path(settings.PUBLISHED_TREE))
        transaction.on_commit(partial(tree.remove_what_says, list(forms)), robust=True)


def forget_drawn(words: Collection[str]) -> None:
    """Pictures beside shared links are kept in a folder that bears the slug (campaign/share.py)."""
    for folder in (settings.VAR / "cards").glob("*/*"):
        if folder.name in words:
            shutil.rmtree(folder, ignore_errors=True)


def forget_drawn_but(pictures: Collection[str]) -> None:
    """Those of the tree stay. Of somebody hidden while his picture was being drawn, nothing does."""
    subjects = {name.removeprefix(PICTURES).partition(".")[0] for name in pictures}
    for folder in (settings.VAR / "cards").glob("*/*"):
        if f"{folder.parent.name}/{folder.name}" not in subjects:
            shutil.rmtree(folder, ignore_errors=True)
