"""Application and database stopped under load: whoever reads a public page is answered as before."""

import threading

import pytest

from tests.cluster import needs_a_cluster, shell
from tests.faults.site import wait_for
from tests.front import NGINX, OPENSSL, Front

pytestmark = [
    pytest.mark.faults,
    needs_a_cluster,
    pytest.mark.skipif(not (NGINX and OPENSSL), reason="nginx or openssl is not installed here"),
]

READERS = 4
# The pictures of shared links take seconds to draw, and say nothing here.
PUBLISH = """
from pathlib import Path
from campaign.kit import drawn
from campaign.publishing import publish
from campaign.tree import Tree
drawn.draw = lambda picture: b"drawn"
assert not publish(Tree(Path("{tree}"))).failed
"""


@pytest.fixture
def front(cluster, database, site, tmp_path):
    tree = tmp_path / "tree"
    shell(cluster.url(database), PUBLISH.format(tree=tree))
    made = Front(tmp_path / "nginx", tree, f"127.0.0.1:{site.port}", host="example.org").start()
    yield made
    made.stop()


def go_on(seen):
    """Fifty pages more."""
    enough = len(seen) + 50
    wait_for(lambda: len(seen) >= enough)


def test_no_reader_sees_gunicorn_and_the_database_stop(cluster, site, front):
    pages = [
        "/fr/",
        "/en/",
        "/fr/prisonniers/",
        "/en/prisoners/?utm_source=x",
        "/fr/parrains/",
        "/sitemap.xml",
    ]
    before = {page: front.ask(page)[2] for page in pages}
    search = "/fr/prisonniers/?q=vardanyan"
    assert front.ask(search)[0] == 200
    seen, ended = [], threading.Event()

    def read():
        while not ended.is_set():
            seen.extend((page, *front.ask(page)[::2]) for page in pages)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        cluster.stop()
        go_on(seen)
        site.stop()
        go_on(seen)
    finally:
        ended.set()
        for reader in readers:
            reader.join(20)
        cluster.start()

    assert not [page for page, status, body in seen if (status, body) != (200, before[page])]
    status, _headers, page = front.ask(search)
    assert status == 503
    assert "se lisent encore" in page.decode()
