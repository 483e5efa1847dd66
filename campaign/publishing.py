"""Render the public site into a tree of files: the site that nginx serves, the mirror, the copy to keep."""

import logging
import re
from collections import deque
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import timezone

from campaign import errors, made_of, manifest, revision
from campaign.kit.drawn import Ahead, drawing_ahead
from campaign.memory import FRESH
from campaign.tree import PICTURES, Tree, forget_drawn_but

MACHINES = ["/sitemap.xml", "/robots.txt"]
ERRORS = [400, 403, 404, 405, 413, 429, 500, 503]
LISTED = re.compile(r"<loc>(.*?)</loc>")
ASSET = re.compile(r"""["'\s](/(?:static|share|media)/[^"'\s<>,]+)""")
IN_STYLE = re.compile(r"""url\(["']?([^"')]+)["']?\)""")

logger = logging.getLogger(__name__)


@dataclass
class Round:
    """One passage over the tree: what stood there, what stands there now."""

    tree: Tree
    before: dict[str, str]  # sha256 of each file
    everything: bool
    seen: int  # the revision, when it was last asked for
    files: dict[str, str] = field(default_factory=dict)
    assets: set[str] = field(default_factory=set)  # addresses that pages need
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    pages: dict[str, made_of.Page] = field(default_factory=dict)  # what each was made of
    answers: made_of.Answers = field(default_factory=made_of.Answers)
    shared: made_of.Shared = field(default_factory=made_of.Shared)

    def put(self, name: str, body: bytes) -> None:
        """Under the lock. A file that says the same already is left alone."""
        path = self.tree.folder / name
        if not path.exists() or path.read_bytes() != body:
            self.tree.put(name, body)
            self.written.append(name)
        self.note(name, body)

    def note(self, name: str, body: bytes) -> None:
        """It stands there as it should."""
        self.files[name] = made_of.digest(body)
        self.assets |= assets_in(name, body)

    def leave_out(self, name: str) -> None:
        if (self.tree.folder / name).exists():
            self.tree.remove(name)
            self.removed.append(name)
        self.files.pop(name, None)


class NotPublished(Exception):
    """The tree is left as it is: the application does not say what belongs into it."""


def publish(tree: Tree, *, everything: bool = False) -> Round:
    """Bring the tree to the state of the records. What is owed is told by the manifest, written last."""
    began_at = revision.current()
    state = [began_at, str(timezone.localdate())]
    last = manifest.read(tree)
    now = Round(tree, last["files"], everything, seen=began_at)
    if last["state"] == state and not everything:
        now.files = last["files"]
        tree.follows()
        return now
    browser, program = browser_of_ours(), made_of.program()
    same_day = last["state"][1:] == state[1:] and not everything
    before = made_of.read(tree, program=program) if same_day else {}
    with revision.asking_anew(now.shared.keep), drawing_ahead() as drawers:
        publish_pages(now, browser, before)
        publish_errors(now)
        publish_assets(now, browser, drawers, began_at=began_at)
    made_of.write(tree, now.pages, program=program)
    is_overtaken = revision.current() != began_at
    if is_overtaken:  # what was not reached yet stays for the next round
        now.files = now.before | now.files
    for name in sorted(tree.names() - now.files.keys() - {manifest.MANIFEST, manifest.SIGNATURE}):
        with tree.locked():
            now.leave_out(name)
    manifest.write(tree, state=[] if now.failed else state, files=now.files)
    if not now.failed:
        if not is_overtaken:  # else pictures of pages that stand are still owed
            forget_drawn_but({name for name in now.files if name.startswith(PICTURES)})
        tree.follows()
    return now


def browser_of_ours() -> Client:
    """Goes through the whole application in this process; no network, no page from memory."""
    given: dict[str, Any] = {FRESH: True, "HTTP_HOST": urlsplit(settings.SITE_URL).netloc}
    return Client(raise_request_exception=False, **given)


def ask(browser: Client, address: str) -> Any:
    return browser.get(address, secure=settings.SITE_URL.startswith("https:"))


def publish_pages(now: Round, browser: Client, before: dict[str, made_of.Page]) -> None:
    """What is no longer listed goes first, with all that speaks of it: it may have been hidden elsewhere."""
    listed = ask(browser, MACHINES[0])
    if listed.status_code != HTTPStatus.OK:
        raise NotPublished(f"the sitemap answers {listed.status_code}")
    pages = [urlsplit(address).path for address in LISTED.findall(listed.text)]
    wanted = {name_of(page) for page in pages}
    if gone := sorted(tree_pages(now.tree) - wanted):
        now.removed += now.tree.remove_what_says([f"/{Path(name).parent.name}/".encode() for name in gone])
        for name in gone:
            with now.tree.locked():
                now.leave_out(name)
    for address in [*pages, *MACHINES]:
        if not is_the_same(now, name_of(address), before):
            put_in_place(now, browser, address)


def is_the_same(now: Round, name: str, before: dict[str, made_of.Page]) -> bool:
    """Its file stands there, and every question that it was made of is answered as it was."""
    page, path = before.get(name), now.tree.folder / name
    if page is None or not path.exists():
        return False
    body = path.read_bytes()
    answers = now.answers.of(page.answers, state=now.answers.state)
    if made_of.digest(body) != page.file or answers != page.answers:
        return False
    with now.tree.locked():
        if path.exists():
            now.note(name, body)
            now.pages[name] = page
    return True


def tree_pages(tree: Tree) -> set[str]:
    languages = tuple(f"{code}/" for code, _name in settings.LANGUAGES)
    return {name for name in tree.names() if name.startswith(languages)}


def put_in_place(now: Round, browser: Client, address: str) -> None:
    """A page whose making the records have overtaken is made again: it may show what is hidden by now."""
    while True:
        began_at = now.seen
        now.shared.begin((began_at, timezone.localdate()))
        with made_of.listening() as asked:
            response = ask(browser, address)
            body = b"".join(response.streaming_content) if response.streaming else response.content
        answers = now.answers.of(asked.questions, state=began_at) if asked.is_lasting else {}
        with now.tree.locked():
            now.seen = revision.current()
            if now.seen == began_at:
                settle(now, address, response, body)
                if asked.is_lasting and name_of(address) in now.files and address not in now.failed:
                    now.pages[name_of(address)] = made_of.Page(made_of.digest(body), answers)
                return


def settle(now: Round, address: str, response: Any, body: bytes) -> None:
    """Under the lock. What breaks leaves the file of before; what is not for everybody has none."""
    name = name_of(address)
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s could not be published (%s)", address, response.status_code)
        now.failed.append(address)
        now.files |= {name: now.before[name]} if name in now.before else {}
    elif is_for_everybody(response):
        now.put(name, body)
    else:
        now.leave_out(name)


def is_for_everybody(response: Any) -> bool:
    is_a_page = response.status_code == HTTPStatus.OK and not response.cookies
    return is_a_page and "no-store" not in response.get("Cache-Control", "")


def publish_errors(now: Round) -> None:
    """For the hours in which no application answers."""
    for (language, _name), status in product(settings.LANGUAGES, ERRORS):
        request = RequestFactory().get(f"/{language}/")
        with now.tree.locked():
            now.put(f"errors/{language}/{status}.html", errors.page(request, HTTPStatus(status)).content)


def publish_assets(now: Round, browser: Client, drawers: Ahead, *, began_at: int) -> None:
    """Styles, fonts and pictures that the pages name, and those that styles name; each only once.

    Pictures take long to draw: they come last, and wait where a change of the records does not.
    """
    pictures_last = sorted(now.assets, key=lambda address: address.startswith(f"/{PICTURES}"))
    owed, seen = deque(pictures_last), set(now.assets)
    while owed:
        address = owed.popleft()
        if not stays(now, name_of(address)):
            is_drawn = address.startswith(f"/{PICTURES}")
            if is_drawn and now.seen != began_at:
                return
            if not (is_drawn and put_picture(now, drawers, address, began_at=began_at)):
                put_in_place(now, browser, address)
        owed.extendleft(now.assets - seen)
        seen |= now.assets


def put_picture(now: Round, drawers: Ahead, address: str, *, began_at: int) -> bool:
    """Where a page of this round has told what is on it, and nothing has changed since."""
    png = drawers.png(address)
    with now.tree.locked():
        now.seen = revision.current()
        if png is None or now.seen != began_at:
            return False
        now.put(name_of(address), png)
        return True


def stays(now: Round, name: str) -> bool:
    """Another content would have another address: what stands there is not asked for again."""
    file = now.tree.folder / name
    with now.tree.locked():
        if now.everything or name not in now.before or not file.exists():
            return False
        now.note(name, file.read_bytes())
        return True


def assets_in(name: str, body: bytes) -> set[str]:
    """Addresses of assets that a page or a style sheet needs."""
    if name.endswith(".html"):
        return set(ASSET.findall(body.decode().replace(f'"{settings.SITE_URL}/', '"/')))
    if name.endswith(".css"):
        here = f"/{name}"
        found = (address.partition("#")[0] for address in IN_STYLE.findall(body.decode()))
        return {urljoin(here, address) for address in found if not address.startswith("data:")}
    return set()


def name_of(address: str) -> str:
    """`/fr/` stands in `fr/index.html`."""
    path = unquote(urlsplit(address).path).lstrip("/")
    return f"{path}index.html" if path.endswith("/") else path
