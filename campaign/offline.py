"""The copy to keep: the published tree as one file that opens anywhere, and the proof that it holds."""

import posixpath
import re
from collections.abc import Mapping
from email.utils import parseaddr
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation

from campaign.tree import Tree

FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
POSTED = re.compile(r"""<form\b[^>]*method=["']?post""", re.IGNORECASE)
CHOICE = re.compile(r'<source\b[^>]*>| srcset="[^"]*"')  # of a photograph's width: the copy has one
LINK = re.compile(r'\b(href|src)="([^"]*)"')
LEFT_OUT = ("errors/", "share/", "manifest.json", "robots.txt", "sitemap.xml")

type Files = Mapping[str, bytes]


def files_of(tree: Tree) -> dict[str, bytes]:
    with tree.locked():
        return {name: (tree.folder / name).read_bytes() for name in sorted(tree.names())}


def make_copy(tree: Tree, file: Path) -> None:
    """Complete, or the one of before stays."""
    files = copied(files_of(tree))
    unfinished = file.with_name(f".{file.name}.new")
    with ZipFile(unfinished, "w", ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    unfinished.replace(file)


def copied(files: Files) -> dict[str, bytes]:
    kept = {name: body for name, body in files.items() if not name.startswith(LEFT_OUT)}
    pages = {name: page(name, body.decode(), kept).encode() for name, body in kept.items() if is_page(name)}
    first = render_to_string("copy.html", {"languages": settings.LANGUAGES})
    return kept | pages | {"index.html": first.encode()}


def is_page(name: str) -> bool:
    return name.endswith(".html")


def page(name: str, html: str, files: Files) -> str:
    """Links that lead from file to file, and a sentence where a form stood."""
    with translation.override(name.split("/", maxsplit=1)[0]):
        said = {"mail": parseaddr(settings.DEFAULT_FROM_EMAIL)[1], "living": living(name)}
        html = FORM.sub(lambda _form: render_to_string("components/no_form.html", said), html)
    html = CHOICE.sub("", html)
    return LINK.sub(lambda link: f'{link[1]}="{moved(link[2], name, files)}"', html)


def living(name: str) -> str:
    return f"{settings.SITE_URL}/{name.removesuffix('index.html')}"


def moved(address: str, name: str, files: Files) -> str:
    """Relative where the copy holds it, else on the living site."""
    if not address.startswith("/") or address.startswith("//"):
        return f"{living(name)}{address}" if address.startswith("?") else address
    path, hash_mark, place = address.partition("#")
    target = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
    if target not in files:
        return settings.SITE_URL + address
    return posixpath.relpath(target, posixpath.dirname(name)) + hash_mark + place


def problems_of_copy(file: Path) -> list[str]:
    """Links that lead nowhere, and forms, in the file as it lies there."""
    with ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    found = []
    for name, html in pages_of(files):
        found += [f"{name}: a form"] if "<form" in html else []
        for address in links(html):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(address)))
            found += [] if target in files else [f"{name}: {address}"]
    return found


def problems_of_tree(tree: Tree) -> list[str]:
    """Links that lead neither to a file nor to the application, and forms that would be sent to a file."""
    files, found = files_of(tree), []
    for name, html in pages_of(files):
        found += [f"{name}: a form"] if POSTED.search(html) else []
        for address in links(html):
            target = urljoin(f"/{name}", address)
            is_there = target.lstrip("/") in files or f"{target.lstrip('/')}index.html" in files
            found += [] if is_there or leads_to_the_application(target) else [f"{name}: {address}"]
    return found


def pages_of(files: Files) -> list[tuple[str, str]]:
    return [(name, body.decode()) for name, body in files.items() if is_page(name)]


def links(html: str) -> set[str]:
    """To other files of ours, without question mark and hash mark."""
    found = (urlsplit(unescape(address)) for _name, address in LINK.findall(html))
    return {link.path for link in found if link.path and not link.scheme and not link.netloc}


def leads_to_the_application(path: str) -> bool:
    """Only to what is no file by its nature: not to one man's page, which would have been published."""
    first = path.split("/")[1]
    try:
        with translation.override(first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            match = resolve(path)
    except Resolver404:
        return False
    return not match.kwargs
