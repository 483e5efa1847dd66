"""The primary is lost and its replica promoted, as docs/scaling.md says: what was acknowledged is there."""

import threading
import time
from types import SimpleNamespace

import pytest

from tests.cluster import manage, needs_a_cluster
from tests.deploy.conftest import Application
from tests.deploy.test_many_machines import LIST, STAFF, Browser, Load, Site, sign_up
from tests.faults.site import wait_for
from tests.front import NGINX, OPENSSL, Front

pytestmark = [
    pytest.mark.deploy,
    needs_a_cluster,
    pytest.mark.skipif(not (NGINX and OPENSSL), reason="nginx or openssl is not installed here"),
]
OURS = {"SITE_URL": "https://testserver", "ALLOWED_HOSTS": "testserver"}


@pytest.fixture
def synchronous(primary, standby):
    """With three machines (docs/scaling.md): nothing is acknowledged that the replica has not."""
    primary.sql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'")
    primary.sql("postgres", "SELECT pg_reload_conf()")
    in_step = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
    wait_for(lambda: primary.sql("postgres", in_step) == [(1,)])


@pytest.fixture
def site(primary, standby, synchronous, tmp_path):
    (tmp_path / "tree").mkdir()
    given = OURS | {"REPLICA_URL": standby.url("site")}
    applications = [Application(primary.url("site"), **given) for _ in range(2)]
    for application in applications:
        application.warm()
    servers = "; server ".join(f"127.0.0.1:{application.port}" for application in applications)
    front = Front(tmp_path / "nginx", tmp_path / "tree", servers).start()
    made = Site(front, applications, primary, standby, None)
    yield made
    front.stop()
    for application in made.applications:
        application.kill()


def promote(site):
    """What docs/scaling.md has somebody type."""
    site.standby.promote()
    for application in site.applications:
        application.kill()
    ports = [application.port for application in site.applications]
    site.applications = [Application(site.standby.url("site"), port=port, **OURS) for port in ports]
    for application in site.applications:
        application.warm()
    site.primary = site.standby


def lose_the_primary(site, load):
    """While sponsors sign up, and after some have been thanked."""
    sponsors = [threading.Thread(target=load.go_on, args=(load.promise,)) for _ in range(2)]
    for sponsor in sponsors:
        sponsor.start()
    wait_for(lambda: len(load.acknowledged) > 4)
    site.primary.stop()
    time.sleep(2)
    load.ended.set()
    for sponsor in sponsors:
        sponsor.join(30)


def test_a_promoted_replica_has_what_was_acknowledged_and_takes_over_as_it_was(site):
    key = manage(site.primary.url("site"), "shell", "--no-imports", "-c", STAFF).strip()
    staff = Browser(site.front)
    staff.cookies["__Host-sessionid"] = key
    ngos = [pk for [pk] in site.primary.sql("site", "SELECT id FROM campaign_ngo")]
    site.change("Ruben Avant")
    load = Load(site.front, staff, ngos)

    lose_the_primary(site, load)
    meanwhile = SimpleNamespace(list=site.front.ask(LIST), desk=staff.ask("/admin/")[0])
    promote(site)

    assert meanwhile.list[0] == 200
    assert "Ruben Avant" in meanwhile.list[2].decode()
    assert meanwhile.desk == 503
    kept = "SELECT count(*) FROM sponsorships_sponsorship WHERE ticket = ANY(%s)"
    tickets = [address.replace("town", "t-").partition("@")[0] for address in load.acknowledged]
    assert site.primary.sql("site", kept, tickets) == [(len(tickets),)]
    assert staff.ask("/admin/")[0] == 200
    assert sign_up(site.front, "-after", ngos) == 302
    assert all(site.shows("Ruben Avant"))
    assert all(site.change("Ruben Après"))
