"""Finished pages kept in memory: what a process answers with when no nginx stands in front of it."""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from gzip import compress as gzip
from http import HTTPStatus
from threading import Lock
from time import monotonic
from typing import Any, cast

import brotli
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from campaign.kit import parameters
from campaign.revision import State, watch

type Key = tuple[str, str, bool, tuple[tuple[str, str], ...]]
type View = Callable[[HttpRequest], HttpResponseBase]

FRESH = "campaign.fresh"  # in the environ of who wants a page made now; no client can put it there
NEVER = {"sponsorships:thanks"}  # beside all that sets a cookie or says no-store
PLACE = "campaign.place"  # in the environ, for who stands before Django: where the answer is kept
HIDDEN = ["HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH"]  # from the views: a page is kept whole
LONGEST_WORD = 100  # characters of a parameter; no page with a longer one is worth keeping
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=5),
    "gzip": partial(gzip, mtime=0),
}
REFUSED = re.compile(r"\b(br|gzip)\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")


@dataclass(frozen=True, slots=True)
class Page:
    """A finished answer. Bodies by content coding: "" is the page as it is, others come when asked for."""

    etag: str
    headers: dict[str, str]
    bodies: dict[str, bytes]
    told: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # headers, by content coding

    @property
    def size(self) -> int:
        """With its compressed twins, which are always smaller than half of it."""
        return 2 * len(self.bodies[""])

    def body(self, coding: str) -> bytes:
        """Compressed once, for all who will ask."""
        if coding not in self.bodies:
            self.bodies[coding] = COMPRESS[coding](self.bodies[""])
        return self.bodies[coding]

    def headers_in(self, coding: str) -> list[tuple[str, str]]:
        if coding not in self.told:
            coded = {"Content-Encoding": coding} if coding else {}
            length = {"Content-Length": str(len(self.body(coding)))}
            self.told[coding] = list((self.headers | coded | length).items())
        return self.told[coding]

    def reply(self, environ: Mapping[str, Any]) -> tuple[HTTPStatus, list[tuple[str, str]], bytes]:
        """What this reader is sent: in a coding that he can unpack, and nothing that he has already."""
        coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers = self.headers_in(coding)
        if is_known(environ.get("HTTP_IF_NONE_MATCH", ""), self.etag):
            without_length = [header for header in headers if header[0] != "Content-Length"]
            return HTTPStatus.NOT_MODIFIED, without_length, b""
        return HTTPStatus.OK, headers, self.body(coding) if environ["REQUEST_METHOD"] == "GET" else b""


class Pages:
    """Those of one state of the records, the least asked for leaving first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit  # bytes
        self.lock = Lock()
        self.begin(None)

    def begin(self, state: State | None) -> None:
        self.state, self.size = state, 0
        self.by_key: OrderedDict[Key, Page] = OrderedDict()

    def find(self, key: Key, *, state: State) -> Page | None:
        with self.lock:
            if state != self.state:
                self.begin(state)
            page = self.by_key.get(key)
            if page is not None:
                self.by_key.move_to_end(key)
            return page

    def keep(self, key: Key, page: Page, *, state: State) -> None:
        """Unless the records have moved on while the page was made."""
        with self.lock:
            if state != self.state or key in self.by_key:
                return
            self.by_key[key] = page
            self.size += page.size
            while self.size > self.limit:
                _key, forgotten = self.by_key.popitem(last=False)
                self.size -= forgotten.size


def kept_pages(get_response: View) -> View:
    """Outermost middleware: what it knows costs none of the others; their headers were kept with it."""
    if not settings.PAGES_IN_MEMORY:
        raise MiddlewareNotUsed
    pages = Pages(settings.PAGES_IN_MEMORY)
    compress = GZipMiddleware(get_response).process_response

    def middleware(request: HttpRequest) -> HttpResponseBase:
        key = key_of(request)
        state = watch.state(at=monotonic()) if key else None
        if key is None or state is None:
            return get_response(request)
        page = pages.find(key, state=state)
        if page is None:
            response = whole(request, get_response)
            if not may_be_kept(request, response):
                return compress(request, response)
            page = page_of(response)
            pages.keep(key, page, state=state)
        request.META[PLACE] = pages, key
        return answer(request, page)

    return middleware


def key_of(request: HttpRequest) -> Key | None:
    """What a page depends on; None for what is never kept. Unknown parameters change nothing."""
    language, path = request.path_info[1:4], request.path_info
    if request.method not in ("GET", "HEAD") or language not in ("fr/", "en/") or FRESH in request.META:
        return None
    words: tuple[tuple[str, str], ...] = ()
    if request.META.get("QUERY_STRING"):
        names = [parameters.name_of(name, language[:2]) for name in parameters.NAMES]
        words = tuple((name, word) for name in names if (word := request.GET.get(name)))
        if any(len(word) > LONGEST_WORD for _name, word in words):
            return None
    return path, request.META.get("HTTP_HOST", ""), request.is_secure(), words


def whole(request: HttpRequest, get_response: View) -> HttpResponseBase:
    """The answer as it is, whatever this reader can unpack or has already."""
    asked = {name: request.META.pop(name) for name in HIDDEN if name in request.META}
    response = get_response(request)
    request.META.update(asked)
    return response


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    return (
        response.status_code == HTTPStatus.OK
        and "ETag" in response  # a HEAD that comes first has none
        and not response.streaming
        and not response.cookies
        and "public" in response.get("Cache-Control", "")
        and "Cookie" not in response.get("Vary", "")
        and match is not None
        and match.view_name not in NEVER
    )


def page_of(response: HttpResponseBase) -> Page:
    etag = f"W/{response['ETag'].removeprefix('W/')}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return Page(etag, dict(response.items()) | {"ETag": etag}, {"": cast(HttpResponse, response).content})


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    status, headers, body = page.reply(request.META)
    return HttpResponse(body, status=status, headers=dict(headers))


@lru_cache(maxsize=256)
def coding_for(accepted: str) -> str:
    refused = REFUSED.findall(accepted) if "q=0" in accepted else []
    return next((coding for coding in ("br", "gzip") if coding in accepted and coding not in refused), "")


def is_known(tags: str, etag: str) -> bool:
    """What the reader has already is this page; whether weakly or not makes no difference."""
    if not tags:
        return False
    bare = etag.removeprefix("W/")
    return any(tag == "*" or tag.removeprefix("W/") == bare for tag in parse_etags(tags))
