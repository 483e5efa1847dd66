"""Three applications, PgBouncer, a replica, Redis, buckets and one front: parts of it die, and nobody is the worse."""

import contextlib
import http.client
import re
import threading
import time
from http.cookies import SimpleCookie
from itertools import count
from urllib.parse import urlencode

import pytest
from redis import Redis as Client

from tests.cluster import manage, needs_a_cluster
from tests.deploy.conftest import Application
from tests.deploy.test_nginx import NGINX, OPENSSL, Front
from tests.shared_cache import needs_redis
from tests.sponsorships.typed import TOWN

pytestmark = [
    pytest.mark.deploy,
    needs_a_cluster,
    pytest.mark.skipif(not (NGINX and OPENSSL), reason="nginx or openssl is not installed here"),
]
LIST = "/fr/prisonniers/?groupe=0"  # of the application: the tree holds no answer to a question
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Site:
    """What a browser meets, and what stands behind it."""

    def __init__(self, front, applications, primary, standby, redis):
        self.front, self.applications, self.primary, self.standby = front, applications, primary, standby
        self.redis = redis

    def change(self, name):
        """What everybody sees once each process has asked for the revision: it does so once a second."""
        self.rename(name)
        time.sleep(1.1)
        return self.shows(name)

    def rename(self, name):
        """As a service does it: the revision first, in one transaction; then all are told."""
        told = {"CACHE_URL": self.redis.url} if self.redis else {}
        return manage(self.primary.url("site"), "shell", "--no-imports", "-c", RENAME.format(name), **told)

    def shows(self, name):
        return [name in self.front.ask(LIST)[2].decode() for _ in range(12)]


@pytest.fixture(scope="module")
def site(primary, door, standby, redis, buckets, tmp_path_factory):
    folder = tmp_path_factory.mktemp("front")
    (folder / "tree").mkdir()
    given = buckets.settings | {
        "REPLICA_URL": standby.url("site"), "SITE_URL": "https://testserver", "ALLOWED_HOSTS": "testserver",
    }  # fmt: skip
    if redis:
        given["CACHE_URL"] = redis.url
    applications = [Application(door.url("site"), **given) for _ in range(3)]
    for application in applications:
        application.warm()
    servers = "; server ".join(f"127.0.0.1:{application.port}" for application in applications)
    front = Front(folder / "nginx", folder / "tree", servers).start()
    yield Site(front, applications, primary, standby, redis)
    front.stop()
    for application in applications:
        application.kill()


class Browser:
    """Keeps cookies, says where it comes from."""

    def __init__(self, front):
        self.front, self.cookies = front, SimpleCookie()

    def ask(self, path, method="GET", form=None):
        given = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        body = None
        if form is not None:
            given |= {"Referer": "https://testserver/", "Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(form, doseq=True)
        status, told, content = self.front.ask(path, method, body=body, **given)
        self.cookies.load(told.get("set-cookie", ""))
        return status, told, content.decode()

    def send(self, path, form):
        token = TOKEN.search(self.ask(path)[2])
        return self.ask(path, "POST", form | {"csrfmiddlewaretoken": token[1] if token else ""})


def sign_up(front, number, readers):
    """What the page answers to the second press: 302 is our word that it is kept."""
    form = TOWN | {"email": f"town{number}@example.org", "name": f"Ville {number}", "ticket": f"t-{number}"}
    form |= {"send": "1", "readers": readers, "vote_planned_on": "2027-12-17"}
    return Browser(front).send("/fr/parrainer/?qualite=commune", form)[0]


def test_readers_are_answered_from_the_replica(site):
    """A process remembers nearly all that a page tells, so each state of the records is read but once."""
    counted = "SELECT coalesce(sum(seq_scan + idx_scan), 0) FROM pg_stat_user_tables WHERE relname = 'prisoners_prisoner'"
    next_state = "INSERT INTO campaign_revision (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = campaign_revision.number + 1"
    [[before]] = site.standby.sql("site", counted)
    after, end = before, time.monotonic() + 60
    while after == before and time.monotonic() < end:
        site.primary.sql("site", next_state)
        time.sleep(1.1)
        for number in range(12):
            assert site.front.ask(f"/fr/prisonniers/?q=absent{number}")[0] == 200
        time.sleep(1.1)  # PostgreSQL writes its counts down once a second
        [[after]] = site.standby.sql("site", counted)
    assert after > before


def test_a_change_is_everywhere_though_the_replica_stands_still(site):
    site.standby.sql("site", "SELECT pg_wal_replay_pause()")

    seen = site.change("Ruben Changé")
    site.standby.sql("site", "SELECT pg_wal_replay_resume()")

    assert all(seen)


@needs_redis
def test_one_redis_is_asked_by_all(site):
    """Counted by Redis itself: its keys found, by processes of which none asked the database first."""
    site.shows("Ruben")

    with Client.from_url(site.redis.url) as client:
        assert client.info("stats")["keyspace_hits"] > 0


@needs_redis
def test_redis_killed_under_load_and_back_again_without_memory(site):
    readers = Load(site.front, Browser(site.front), [])
    readers.threads = readers.threads[:4]
    seen = {}

    try:
        readers.during(site.redis.kill, lambda: seen.update(alone=site.change("Ruben Seul")))
    finally:
        site.redis.start()
    seen["back"] = site.change("Ruben Revenu")

    assert len(readers.pages) > 20
    assert set(readers.pages) == {200}
    assert seen == {"alone": [True] * 12, "back": [True] * 12}


def test_files_stand_in_the_bucket_of_all_and_have_no_address(site, buckets):
    code = (
        "from django.core.files.storage import storages; from django.core.files.base import ContentFile;"
        "print(storages['private'].save('deeds/a.pdf', ContentFile(b'%PDF')))"
    )
    manage(site.primary.url("site"), "shell", "--no-imports", "-c", code, **buckets.settings)

    kept = buckets.client().list_objects_v2(Bucket="private")["Contents"]
    assert [item["Key"] for item in kept] == ["deeds/a.pdf"]
    assert "Contents" not in buckets.client().list_objects_v2(Bucket="public")


class Load:
    """Readers, sponsors and somebody at the desk, all at once, until it is ended."""

    def __init__(self, front, staff, readers):
        self.front, self.staff, self.readers = front, staff, readers
        self.ended, self.numbers = threading.Event(), count()
        self.pages, self.desk, self.acknowledged = [], [], []
        self.threads = [threading.Thread(target=self.go_on, args=(what,)) for what in
                        [self.read] * 4 + [self.promise] * 2 + [self.work]]  # fmt: skip

    def go_on(self, what):
        while not self.ended.is_set():
            what(next(self.numbers))

    def read(self, number):
        self.pages.append(self.front.ask(f"/fr/prisonniers/?q=nom{number}")[0])

    def promise(self, number):
        """Where the connection is cut, or the page says 503, nothing was promised."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            if sign_up(self.front, number, self.readers) == 302:
                self.acknowledged.append(f"town{number}@example.org")

    def work(self, number):
        self.desk.append(self.staff.ask("/admin/")[0])
        time.sleep(0.1)

    def during(self, *steps):
        for thread in self.threads:
            thread.start()
        for step in steps:
            time.sleep(2)
            step()
        time.sleep(4)
        self.ended.set()
        for thread in self.threads:
            thread.join(30)


def test_one_application_killed_and_the_replica_stopped_under_load(site):
    key = manage(site.primary.url("site"), "shell", "--no-imports", "-c", STAFF).strip()
    staff = Browser(site.front)
    staff.cookies["__Host-sessionid"] = key
    ngos = [pk for [pk] in site.primary.sql("site", "SELECT id FROM campaign_ngo")]

    load, seen = Load(site.front, staff, ngos), {}
    try:
        load.during(
            site.applications[0].kill,
            lambda: seen.update(two_left=site.change("Ruben Deux")),
            site.standby.stop,
            lambda: seen.update(no_replica=site.change("Ruben Sans Copie")),
        )
    finally:
        site.standby.start()  # for the next test, whichever it is

    assert len(load.pages) > 40
    assert len(load.acknowledged) > 4
    assert set(load.pages) == {200}
    assert set(load.desk) == {200}
    assert seen == {"two_left": [True] * 12, "no_replica": [True] * 12}
    [[kept]] = site.primary.sql(
        "site", "SELECT count(*) FROM sponsorships_sponsorship WHERE state = 'unconfirmed'"
    )
    [[owed]] = site.primary.sql("site", "SELECT count(*) FROM campaign_letter WHERE name = 'confirm'")
    assert owed == kept >= len(load.acknowledged)


RENAME = """
from django.db import transaction
from campaign import revision
from prisoners.models import Prisoner
with transaction.atomic():
    revision.moved()
    Prisoner.objects.filter(slug="ruben-vardanyan").update(name_fr="{}")
"""

# Somebody who has signed in with both steps, before the trouble begins.
STAFF = """
from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from campaign.models import Ngo, User
anna = User.objects.create_superuser("anna", ngo=Ngo.objects.first())
Authenticator.objects.create(user=anna, type=Authenticator.Type.TOTP, data={})
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(anna.pk), anna.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.save()
print(session.session_key)
"""
