"""A key leaked and is replaced by hand, as docs/deployment.md says: what goes on, and what ends."""

import json
from types import SimpleNamespace

import pytest

from tests.cluster import KEYS, NGOS, keys, manage, needs_a_cluster, shell
from tests.faults.site import COOKIE, wait_for

pytestmark = [pytest.mark.faults, needs_a_cluster]

# A town whose promise is public, whose letter waits with the link in it, and somebody at the desk who
# has signed in with both steps.
SCENE = """
import json
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from campaign.models import Letter, Ngo, User
from sponsorships import services
from tests.factories import make_sponsor, make_sponsorship
covcas = Ngo.objects.get(slug="covcas")
anna = User.objects.create_superuser("anna", ngo=covcas)
TOTP.activate(anna, "JBSWY3DPEHPK3PXP")
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(anna.pk), anna.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.save()
town = make_sponsorship(sponsor=make_sponsor(slug="town-of-ada"), state="pending", email="ada@example.org",
                        language="fr", followed_by=covcas)
services.publish(town, by=anna, now=timezone.now())
town.refresh_from_db()
letter = Letter.objects.get(name="active")
print(json.dumps({"session": session.session_key, "token": letter.context["token"], "code": town.code,
                  "pk": town.pk}))
"""
READ = """
from allauth.mfa.models import Authenticator
from sponsorships.models import Contact
print(Contact.objects.with_email("ada@example.org").get().email)
print(Authenticator.objects.get().wrap().validate_code("000000"))
"""


@pytest.fixture
def town(cluster, database):
    return SimpleNamespace(**json.loads(shell(cluster.url(database), SCENE)))


def contact_keys(*lists):
    return ";".join(f"{ngo}:{','.join(kept)}" for ngo, *kept in zip(NGOS, *lists, strict=True))


def answers(site, town):
    """What the sponsor, a stranger with the certificate and the desk are answered."""
    own = f"/fr/mon-parrainage/{town.token}"
    at_the_desk = {"Cookie": f"__Host-csrftoken={COOKIE}; __Host-sessionid={town.session}"}
    form = {"kind": "csv", "reason": "drill", "with_addresses": "on", "csrfmiddlewaretoken": COOKIE}
    asked = {
        "own page": site.ask("GET", f"{own}/"),
        "own data": site.ask("GET", f"{own}/donnees/"),
        "own certificate": site.ask("HEAD", f"{own}/attestation/?title=attestation&languages=fr"),
        "check of the certificate": site.ask("GET", f"/fr/attestation/{town.code}/"),
        "export": site.ask("POST", "/admin/sponsorships/sponsorship/export/", form, **at_the_desk),
    }
    shown = [name for name in ("own data", "export") if "ada@example.org" in asked[name][1]]
    return {name: status for name, (status, _page) in asked.items()}, shown


ALL_WELL = (
    dict.fromkeys(["own page", "own data", "own certificate", "check of the certificate", "export"], 200),
    ["own data", "export"],
)


def test_new_keys_of_contacts_and_addresses_open_everything_and_the_old_ones_nothing(
    cluster, database, mail, site, town
):
    url = cluster.url(database)
    old = [part.partition(":")[2] for part in KEYS["CONTACT_KEYS"].split(";")]
    new = [keys() for _ in old]
    lookup = keys()
    both = {"CONTACT_KEYS": contact_keys(new, old), "LOOKUP_KEY": f"{lookup},{KEYS['LOOKUP_KEY']}"}
    alone = {"CONTACT_KEYS": contact_keys(new), "LOOKUP_KEY": lookup}
    assert answers(site, town) == ALL_WELL

    site.restart(**both)
    meanwhile = answers(site, town)
    manage(url, "reseal", **both)
    site.restart(**alone)

    assert meanwhile == answers(site, town) == ALL_WELL
    assert shell(url, READ, **alone).split() == ["ada@example.org", "False"]
    with pytest.raises(AssertionError, match="DoesNotExist"):
        shell(url, READ)
    with pytest.raises(AssertionError, match="Unreadable"):
        shell(url, READ, LOOKUP_KEY=lookup)
    site.start("letters")
    [letter] = wait_for(lambda: mail.letters)
    assert letter["To"] == "ada@example.org"
    assert town.token in letter.get_body(("plain",)).get_content()


def test_a_new_secret_key_signs_the_desk_out_and_nobody_else_notices(site, town, readers):
    site.restart(SECRET_KEY="another for the machine, as long and as varied as the first 9876543210")
    statuses, shown = answers(site, town)

    assert statuses == ALL_WELL[0] | {"export": 302}
    assert shown == ["own data"]
    assert site.sign_up(1, readers)[-1] == 302
