"""Odd requests, thrown at the site in this process: the same ones for the same seed."""

import random
import traceback
from http.cookies import SimpleCookie
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import translation

from campaign.kit.parameters import CHOICES, NAMES
from sponsorships.models import Sponsorship
from tests.factories import make_ngo, make_user
from tests.sponsorships.typed import NGO, PERSON, REGION, TOWN

ODD = [
    "", " ", "0", "-1", "1" * 30, "9" * 400, "\x00", "a\x00b", "%00", "%", "%ED%A0%80", "\ud800", "é" * 300, "Ա" * 50,
    "\u202e", "\u200b", "\ufeff", "ﬀ", "İ", "ß" * 100, "\U0001d54f", "'", '"', "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}",
    "{% now %}", "{held}", "../../etc/passwd", "..\\..", "//evil.example/", "javascript:alert(1)", "http://[::1", "=1+1",
    "a" * 5_000, "\r\nX-Bad: 1", "\t", "null", "[]", "true", "NaN", "1e999", "0x10", "2026-13-45", "0000-00-00", "9999-12-31",
    "ruben-vardanyan", "covcas", "group", "any", "FR", "on", "1", "2",
]  # fmt: skip
VERBS = (
    ["GET"] * 12 + ["POST"] * 8 + ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "\u00e9"]
)
HEADERS = [
    "HTTP_HOST", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE",
    "HTTP_RANGE", "HTTP_REFERER", "HTTP_ORIGIN", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST",
    "HTTP_USER_AGENT", "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_ACCEPT", "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_AUTHORIZATION",
]  # fmt: skip
TYPES = [
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/json",
    "text/plain", "", "multipart/form-data; boundary=" + "x" * 300, "application/x-www-form-urlencoded; charset=utf-7",
]  # fmt: skip
FORMS = [TOWN, REGION, NGO, PERSON, {"email": "a@example.org"}, {"wish": "hide", "words": "x", "ticket": "t"}]


class Thrower:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.caught = None
        self.visitor = Client(raise_request_exception=False)
        self.staff = Client(raise_request_exception=False)
        self.staff.force_login(make_user("fuzz", ngo=make_ngo()))
        self.patterns = []
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                self.patterns += sorted(set(routes(get_resolver())))
        self.public = [route for route in self.patterns if not route.startswith(settings.ADMIN_PATH)]
        self.words = sorted({word for pair in NAMES.values() for word in pair})
        self.values = sorted({word for some in CHOICES.values() for pair in some.values() for word in pair})
        self.slugs = [
            "ruben-vardanyan",
            "lyon",
            *map(str, Sponsorship.objects.values_list("pk", flat=True)[:5]),
        ]

    def throw(self):
        """One request and its status; what it changed is undone, so that the next one meets the same site."""
        thrown = self.request()
        client = self.staff if thrown["PATH_INFO"].startswith(f"/{settings.ADMIN_PATH}") else self.visitor
        client.exc_info, cookies = None, client.cookies.copy()
        with transaction.atomic():
            response = client.generic(
                thrown["method"], thrown["path"], thrown["body"], thrown["type"], **thrown["headers"]
            )
            if response.streaming:
                b"".join(response.streaming_content)
            self.caught = getattr(response, "exc_info", None)
            client.cookies = SimpleCookie(
                {name: morsel.value for name, morsel in cookies.items()}
            )  # who signed out is back at his desk
            transaction.set_rollback(True)
        return {
            name: thrown[name] for name in ("method", "path", "body", "type", "headers")
        }, response.status_code

    def why(self):
        return (
            "".join(traceback.format_exception_only(self.caught[1])).strip()
            if self.caught
            else "no exception"
        )

    def odd(self):
        pick = self.random
        word = pick.choice(ODD) if pick.random() < 0.7 else pick.choice(self.slugs + self.values)
        if pick.random() < 0.15:
            word += pick.choice(ODD)
        if pick.random() < 0.05:
            word = "".join(chr(pick.randrange(0x11_0000)) for _ in range(pick.randrange(1, 40)))
        return word

    def path(self):
        pick = self.random
        path = "/" + pick.choice(self.patterns if pick.random() < 0.3 else self.public)
        while "<" in path:
            start, end = path.index("<"), path.index(">")
            word = pick.choice(self.slugs) if pick.random() < 0.4 else self.odd()
            path = (
                path[:start]
                + quote(word.encode(errors="surrogatepass"), safe="/" if pick.random() < 0.1 else "")
                + path[end + 1 :]
            )
        if pick.random() < 0.08:
            at = pick.randrange(len(path) + 1)
            path = path[:at] + quote(self.odd().encode(errors="surrogatepass")) + path[at:]
        return path[:6_000]

    def query(self):
        pick = self.random
        pairs = []
        for _ in range(pick.choice([0, 0, 1, 1, 2, 3, 30])):
            name = pick.choice([*self.words, "q", "o", "p", "e", "all", "next", "_popup", self.odd()[:50]])
            pairs.append(
                "=".join(quote(text.encode(errors="surrogatepass")) for text in (name, self.odd()[:2_000]))
            )
        return "&".join(pairs)

    def body(self):
        pick = self.random
        form = dict(pick.choice(FORMS)) | ({"send": "1"} if pick.random() < 0.5 else {})
        for _ in range(pick.choice([0, 1, 1, 2, 5])):
            form[pick.choice([*form, "action", "_save", "_selected_action", self.odd()[:50]])] = self.odd()
        if pick.random() < 0.1:
            return pick.randbytes(pick.randrange(2_000)), pick.choice(TYPES)
        pairs = [
            (name, word)
            for name, words in form.items()
            for word in (words if isinstance(words, list) else [words])
        ]
        text = "&".join(
            "=".join(quote(str(part).encode(errors="surrogatepass")) for part in pair) for pair in pairs
        )
        return text.encode(), TYPES[0] if pick.random() < 0.9 else pick.choice(TYPES)

    def request(self):
        pick = self.random
        path, query = self.path(), self.query()
        body, kind = self.body() if (method := pick.choice(VERBS)) not in ("GET", "HEAD") else (b"", "")
        odd = {pick.choice(HEADERS): self.odd() for _ in range(pick.choice([0, 0, 0, 1, 2]))}
        headers = {name: value.encode(errors="replace").decode("latin-1") for name, value in odd.items()}
        if (
            headers.get("CONTENT_LENGTH", "1").isdigit() is False
            or len(headers.get("CONTENT_LENGTH", "")) > 9
        ):
            headers.pop("CONTENT_LENGTH", None)  # no server lets it through
        full = f"{path}?{query}" if query else path
        return {
            "method": method,
            "path": full,
            "PATH_INFO": urlsplit(full).path,
            "body": body,
            "type": kind,
            "headers": headers,
        }


def routes(resolver, before=""):
    """Every address of the site, as its patterns write it."""
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern).lstrip("^").removesuffix("$").removesuffix(r"\Z")
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern, here)
        elif "(" not in here:
            yield here
