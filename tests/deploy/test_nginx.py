"""nginx with the files of deploy/nginx/ as they stand: the tree first, and still there when all else is dead."""

import gzip
import http.client
import re
import socket
import threading
import time
from contextlib import ExitStack
from fnmatch import fnmatch
from zipfile import ZipFile

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from campaign import offline
from campaign.kit.parameters import NAMES
from campaign.publishing import publish
from campaign.tree import Tree
from tests.desk import address, desk_of, press
from tests.factories import make_ngo, make_prisoner, make_sponsor, make_sponsorship, make_user
from tests.front import FILES, NGINX, OPENSSL, Front

pytestmark = [
    pytest.mark.deploy,
    pytest.mark.skipif(not (NGINX and OPENSSL), reason="nginx or openssl is not installed here"),
]


NGINX_LOOKS_AGAIN_AFTER = 1.1  # seconds: it counts whole ones (decision 21)


@pytest.fixture
def production(settings, monkeypatch, tmp_path):
    """As on a real server."""
    settings.SITE_URL = "https://testserver"
    settings.VAR = tmp_path / "var"
    settings.WHITENOISE_USE_FINDERS = True
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    monkeypatch.setattr("campaign.kit.drawn.draw", lambda picture: b"drawn")


@pytest.fixture
def application(production, transactional_db):
    """A server of its own for each test: some of them end it."""
    server = LiveServer("127.0.0.1")
    yield server
    if server.thread.is_alive():
        server.stop()


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Filled by the first test that needs it: the same records make the same tree."""
    return Tree(tmp_path_factory.mktemp("published") / "tree")


@pytest.fixture
def front(application, published, tmp_path):
    make_prisoner(slug="ruben", name_fr="Ruben", name_en="Ruben", category="civilian")
    if not published.folder.exists():
        publish(published)
    front = Front(tmp_path / "nginx", published.folder, application.url.removeprefix("http://")).start()
    yield front
    front.stop()


def test_a_page_comes_from_the_tree_with_every_header_of_the_application(front):
    from_tree = front.ask("/fr/prisonniers/")
    made = front.ask("/fr/prisonniers/?groupe=0")

    assert from_tree[0] == made[0] == 200
    ours = {
        "server",
        "date",
        "connection",
        "content-length",
        "etag",
        "last-modified",
        "accept-ranges",
        "vary",
    }
    ours |= {"transfer-encoding", "x-request-id"}
    assert {n: v for n, v in from_tree[1].items() if n not in ours} == {
        n: v for n, v in made[1].items() if n not in ours
    }
    assert from_tree[1]["vary"] == "Accept-Encoding"
    assert from_tree[1]["server"] == "nginx"


@pytest.mark.parametrize("path", ["/static/css/base.css", "/errors"])
def test_assets_and_errors_bear_the_headers_of_safety_too(front, path, application):
    if path == "/errors":
        application.stop()
        path = "/fr/lien/"
    told = front.ask(path)[1]
    page = front.ask("/fr/")[1]

    for name in ["content-security-policy", "strict-transport-security", "permissions-policy", "x-frame-options",
                 "x-content-type-options", "referrer-policy", "cross-origin-opener-policy",
                 "cross-origin-resource-policy"]:  # fmt: skip
        assert told[name] == page[name]


def test_a_compressed_page_is_the_file_that_was_published(front):
    status, told, body = front.ask("/fr/", accept_encoding="gzip")

    assert (status, told["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == front.ask("/fr/")[2]
    assert front.ask("/fr/", if_none_match=told["etag"], accept_encoding="gzip")[0] == 304


def test_only_words_that_the_site_knows_reach_the_application(front):
    page = front.ask("/fr/prisonniers/")

    for noise in ["fbclid=1", "utm_source=x&utm_medium=y", "xq=1", "tri", "sortie=1"]:
        answer = front.ask(f"/fr/prisonniers/?{noise}")
        assert answer[1].get("last-modified"), noise  # a file
        assert answer[2] == page[2]
    assert "last-modified" not in front.ask("/fr/prisonniers/?fbclid=1&q=personne")[1]


def test_the_words_of_nginx_are_those_of_the_site():
    words = re.search(r"\(\^\|&\)\(([^)]*)\)=", (FILES / "libertas" / "words.conf").read_text())[1].split("|")

    assert set(words) == {word for names in NAMES.values() for word in names}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/fr/nulle-part/", "n’existe pas"),
        ("/en/nowhere/", "does not exist"),
        ("/fr/index.html", "n’existe pas"),
        ("/fr/index.html.gz", "n’existe pas"),
        ("/.lock", "n’existe pas"),
        ("/errors/en/503.html", "n’existe pas"),
    ],
)
def test_what_does_not_exist_stays_404_in_its_language(front, path, words):
    status, _told, body = front.ask(path)

    assert status == 404
    assert words in body.decode()


def test_what_is_no_reading_goes_to_the_application(front):
    assert front.ask("/fr/", "POST")[0] in (403, 405)
    assert front.ask("/fr/", "HEAD")[2] == b""


def test_a_plain_address_leads_to_the_safe_one(front):
    connection = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=5)
    connection.request("GET", "/fr/?q=x", headers={"Host": "evil.example"})
    answer = connection.getresponse()

    assert (answer.status, answer.headers["Location"]) == (301, "https://testserver/fr/?q=x")
    answer.read()
    connection.close()


def read_on(seen, *, more=25, seconds=30):
    enough, end = len(seen) + more, time.monotonic() + seconds
    while len(seen) < enough:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_no_reader_of_a_page_sees_the_application_die(front, application):
    pages = [
        "/fr/",
        "/en/",
        "/fr/prisonniers/ruben/",
        "/en/prisoners/?utm_source=x",
        "/sitemap.xml",
        "/robots.txt",
    ]
    before = {page: front.ask(page)[2] for page in pages}
    seen, ended = [], threading.Event()

    def read():
        while not ended.is_set():
            seen.extend((page, *front.ask(page)[::2]) for page in pages)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    read_on(seen)
    application.stop()
    read_on(seen)
    ended.set()
    for reader in readers:
        reader.join(20)

    assert not [page for page, status, body in seen if status != 200 or body != before[page]]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/fr/prisonniers/?q=ruben", "se lisent encore"),
        ("/en/sponsor/", "can still be read"),
        ("/en/confirm/abc/", "can still be read"),
        ("/fr/parrainer/?qualite=commune", "se lisent encore"),
    ],
)
def test_what_needs_the_application_says_what_still_works(front, application, path, words):
    application.stop()

    status, told, body = front.ask(path)

    assert status == 503
    assert words in body.decode()
    assert told["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "given"),
    [("en-GB,en;q=0.8", "en"), ("fr-CH,en", "fr"), ("de,en;q=0.5,fr;q=0.3", "en"), ("hy", "fr")],
)
def test_the_bare_address_chooses_the_language_alive_or_dead(front, application, asked, given):
    alive = front.ask("/", accept_language=asked)
    application.stop()
    dead = front.ask("/", accept_language=asked)

    assert (alive[0], alive[1]["location"]) == (302, f"/{given}/")
    assert (dead[0], dead[1]["location"].removeprefix(f"https://testserver:{front.safe}")) == (
        302,
        f"/{given}/",
    )


def test_only_a_sponsors_own_page_and_the_desk_take_large_files(front):
    big = b"x" * (2 * 1024 * 1024)

    assert front.ask("/fr/parrainer/", "POST", body=big)[0] == 413
    for path in ["/fr/mon-parrainage/abc/", "/admin/prisoners/portrait/add/", "/desk-0a1b2c3d/"]:
        assert front.ask(path, "POST", body=big)[0] != 413


def logged(front, word):
    """The whole log, once the line with this word is written: nginx does so within a second."""
    for _ in range(50):
        log = (front.folder / "libertas-requests").read_text()
        if word in log:
            return log
        time.sleep(0.05)
    raise AssertionError(f"{word} is in no line of {log}")


def test_each_log_is_rotated_by_our_rule_and_by_none_of_debians():
    """logrotate refuses a file that two rules name, and the machine then says that something has failed."""
    written = set(re.findall(r"_log (/var/log/\S+)", (FILES / "site.conf").read_text()))
    [rotated] = re.findall(r"^(/var/log/.*) {", (FILES.parent / "logrotate.conf").read_text(), re.MULTILINE)

    assert written == set(rotated.split())
    assert [name for name in written if fnmatch(name, "/var/log/nginx/*.log")] == []


def test_a_line_of_the_log_leads_to_the_line_of_the_application(front):
    by_the_application = front.ask("/fr/prisonniers/?q=nobody")[1]["x-request-id"]
    by_the_tree = front.ask("/fr/prisonniers/")[1]

    line = next(line for line in logged(front, by_the_application).splitlines() if by_the_application in line)

    assert line.startswith("127.0.0.0/24 [")
    assert '"GET /fr/prisonniers/" 200' in line
    assert line.endswith(by_the_application)
    assert "x-request-id" not in by_the_tree


def test_five_hundred_idle_connections_keep_no_reader_waiting(front):
    front.ask("/fr/lien/")  # the first page of a process takes its time
    with ExitStack() as idle:
        for number in range(500):
            address = ("127.0.0.1", front.plain if number % 2 else front.safe)
            visitor = idle.enter_context(socket.create_connection(address))
            visitor.sendall(b"GET /fr/ HT" if number % 2 else b"\x16\x03\x01")  # and not a word more
        took = {}
        for path in ["/fr/", "/fr/lien/"]:
            began = time.monotonic()
            assert front.ask(path)[0] == 200
            took[path] = time.monotonic() - began

    assert max(took.values()) < 2, took


def test_the_log_holds_nothing_personal(front):
    front.ask("/fr/prisonniers/?q=ruben", user_agent="Netscape", referer="https://example.org/")
    front.ask("/fr/?fbclid=ruben", user_agent="Netscape", referer="https://example.org/")
    front.ask("/en/confirm/very-secret/")

    log = logged(front, "/en/confirm/")

    assert "127.0.0.0/24 [" in log
    assert '"GET /fr/prisonniers/" 200' in log  # a question, answered by the application
    assert '"GET /fr/index.html" 200' in log  # a page of the tree
    for secret in ["127.0.0.1", "ruben", "very-secret", "Netscape", "example.org"]:
        assert secret not in log


def test_tor_browser_is_told_of_the_onion_address_by_both_sides(application, published, tmp_path, settings):
    settings.ONION_LOCATION = "http://libertas.onion"
    make_prisoner(slug="ruben", name_fr="Ruben", name_en="Ruben", category="civilian")
    if not published.folder.exists():
        publish(published)
    front = Front(tmp_path / "nginx", published.folder, application.url.removeprefix("http://"))
    here = front.folder / "libertas" / "here.conf"
    here.write_text(here.read_text().replace('libertas_onion ""', 'libertas_onion "http://libertas.onion"'))
    front.start()
    try:
        from_tree = front.ask("/fr/prisonniers/?utm_source=x")[1]
        made = front.ask("/fr/prisonniers/?groupe=0")[1]
    finally:
        front.stop()

    assert from_tree["onion-location"] == made["onion-location"] == "http://libertas.onion/fr/prisonniers/"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/fr/prisonniers/", 200),
        ("/en/prisoners/ruben/", 200),
        ("/manifest.json", 200),
        ("/fr/parrainer/", 503),
        ("/fr/prisonniers/?q=ruben", 503),
        ("/admin/", 503),
        ("/.revision", 404),
        ("/errors/fr/404.html", 404),
    ],
)
def test_the_onion_address_gives_the_tree_and_asks_nobody(front, path, status):
    at_the_onion = http.client.HTTPConnection("127.0.0.1", front.onion, timeout=15)
    at_the_onion.request("GET", path, headers={"Host": "a.onion"})
    answer = at_the_onion.getresponse()
    page = answer.read()
    at_the_onion.close()

    assert answer.status == status
    assert answer.headers["content-security-policy"] == front.ask("/fr/")[1]["content-security-policy"]
    if status == 200:
        assert page == front.ask(path)[2]
    if status == 503:
        assert b"Cette page doit attendre" in page


def test_a_hidden_man_is_gone_from_nginx_tree_copy_and_memory(application, tmp_path, settings):
    """One gesture at the desk; then every place is looked at."""
    settings.PUBLISHED_TREE = str(tmp_path / "tree")
    settings.PAGES_IN_MEMORY, settings.SECURE_SSL_REDIRECT = 1024 * 1024, False
    tree, copy, reader = Tree(tmp_path / "tree"), tmp_path / "copy.zip", Client()
    hidden = make_prisoner(slug="ruben", name_fr="Ruben", name_en="Ruben")
    make_sponsorship(prisoner=hidden, sponsor=make_sponsor(slug="lyon"))
    publish(tree)
    offline.make_copy(tree, copy)
    front = Front(tmp_path / "nginx", tree.folder, application.url.removeprefix("http://")).start()
    pages = ["/fr/", "/en/prisoners/", "/fr/parrains/", "/fr/parrains/lyon/", "/sitemap.xml"]
    his = ["/fr/prisonniers/ruben/", "/en/prisoners/ruben/"]
    try:
        assert all(b"uben" in front.ask(page)[2] for page in [*pages, *his])
        assert all(reader.get(page).status_code == 200 for page in his)

        desk = desk_of(make_user(ngo=make_ngo()))
        press(desk, address("prisoners_prisoner", "change", hidden.pk), published="")

        time.sleep(NGINX_LOOKS_AGAIN_AFTER)
        for page in pages:
            assert b"uben" not in front.ask(page)[2], page
        assert [front.ask(page)[0] for page in his] == [404, 404]
        assert [reader.get(page).status_code for page in his] == [404, 404]
        assert not [path for path in tree.folder.rglob("*.*") if "ruben" in path.as_posix()]
        assert b"uben" not in b"".join(
            gzip.decompress(twin.read_bytes()) for twin in tree.folder.rglob("*.gz")
        )

        publish(tree)
        offline.make_copy(tree, copy)
        assert [front.ask(page)[0] for page in his] == [404, 404]
        assert b"uben" not in b"".join(front.ask(page)[2] for page in pages)
        with ZipFile(copy) as archive:
            assert not [name for name in archive.namelist() if b"uben" in archive.read(name)]
    finally:
        front.stop()
