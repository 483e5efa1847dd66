"""Everything here runs on a PostgreSQL of its own, which it may break."""

from itertools import count

import pytest

from tests.cluster import cluster, loaded, shell
from tests.faults.site import MailServer, Site

__all__ = ["cluster", "loaded"]
_number = count(1)


@pytest.fixture
def database(cluster, loaded):
    """A copy of the campaign's records, gone afterwards."""
    name = f"fault_{next(_number)}"
    cluster.create(name, like=loaded)
    yield name
    cluster.sql("postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def mail():
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def site(cluster, database, mail):
    made = Site(cluster.url(database), mail_port=mail.port)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def readers(cluster, database):
    return [pk for (pk,) in cluster.sql(database, "SELECT id FROM campaign_ngo ORDER BY id")]


@pytest.fixture
def owe(cluster, database):
    """Letters in the outbox, as the site writes them."""

    def write(number):
        shell(
            cluster.url(database),
            "from django.utils import timezone; from campaign import letters\n"
            f"for n in range({number}):\n"
            "    letters.write('withdrawn', key=f'withdrawn {n}',"
            " to=f'reader{n}@example.org', language='fr', context={}, now=timezone.now())",
        )

    return write
