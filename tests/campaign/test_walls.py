"""Who may open what at the desk: every address of the admin, taken from its patterns, by the whole cast."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern

from campaign.models import Access, KeyFigure, Letter, PageText, Role, TimelineEntry, User
from prisoners.models import Correction
from sponsorships.models import Consent, Contact
from tests.desk import ENGLISH, address, desk_of, press
from tests.factories import (
    LONG_AGO,
    make_event,
    make_prisoner,
    make_source,
    make_sponsor,
    make_sponsorship,
    make_user,
)

pytestmark = pytest.mark.django_db

CAST = [(ngo, role) for ngo in ("covcas", "hyestart") for role in Role]
SECRETS = ["Zabel Secret", "Secret Signatory", "zabel.secret@example.org", "+33 6 00 00 00 01"]
ANSWERS = {200, 302, 400, 403, 404, 405}  # never a page that breaks


def patterns(among, *, before=""):
    """Every address of the admin, written as Django writes it."""
    for pattern in among:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from patterns(pattern.url_patterns, before=route)


ROUTES = sorted({route for route in patterns(admin.site.get_urls()) if "(?P<url>" not in route})


@pytest.fixture
def rows(real_ngos):
    """One record of each kind; the sponsorship is followed by Covcas, and its contact is the secret."""
    man = make_prisoner()
    sponsorship = make_sponsorship(
        prisoner=man, sponsor=make_sponsor(kind="individual", name=""), followed_by=real_ngos["covcas"],
        state="pending", name_consented=False, email=SECRETS[2], requested_at=LONG_AGO,
    )  # fmt: skip
    contact = sponsorship.contact
    contact.name, contact.signatory, contact.phone = SECRETS[0], SECRETS[1], SECRETS[3]
    contact.save()
    letter = Letter.objects.create(
        key="confirm 1", name="confirm", to=SECRETS[2], language="fr", written_at=LONG_AGO, context={}
    )
    entry, figure, text = make_texts()
    asked = Correction.objects.create(ticket="t", wish="hide", words="x", language="fr", received_at=LONG_AGO)
    user = make_user(ngo=real_ngos["covcas"])
    look = Access.objects.create(user=user, ngo=user.ngo, what="seen", records="7", seen_at=LONG_AGO)
    made = [
        look,
        asked,
        man,
        make_event(man, "visit"),
        make_source(),
        sponsorship,
        sponsorship.sponsor,
        letter,
    ]
    made += [entry, figure, text, real_ngos["covcas"], make_user("garo", ngo=real_ngos["covcas"])]
    return {row._meta.label_lower: row for row in made}


def make_texts():
    both = {"title_fr": "Titre", "title_en": "Title"}
    return (
        TimelineEntry.objects.create(key="k", happened_on="2023", text_fr="x", text_en="x", **both),
        KeyFigure.objects.create(key="k", value=1, as_of="2023", label_fr="x", label_en="x"),
        PageText.objects.create(page="home", body_fr="x", body_en="x", **both),
    )


@pytest.fixture
def real_ngos(covcas, hyestart):
    return {"covcas": covcas, "hyestart": hyestart}


def filled(route, rows):
    """The address with a real record in it, where one of its kind was made."""
    label = ".".join(route.split("/")[:2])
    row = rows.get(label)
    for word in ("<path:object_id>", "<id>", "<int:object_id>"):
        route = route.replace(word, str(row.pk if row else 1))
    return f"/{settings.ADMIN_PATH}/{route}"


def person(real_ngos, ngo, role):
    return make_user(f"{ngo}-{role.name.lower()}", ngo=real_ngos[ngo], role=role)


@pytest.mark.parametrize("route", ROUTES)
def test_a_visitor_is_let_in_nowhere_but_to_the_sign_in(route, rows, client):
    response = client.get(filled(route, rows))

    opened = response.status_code == 200
    assert not opened or route in ("login/", "jsi18n/")
    assert response.status_code in ANSWERS


@pytest.mark.parametrize("route", ROUTES)
def test_no_page_breaks_and_only_those_who_follow_a_sponsor_read_its_contact(route, rows, real_ngos):
    for ngo, role in CAST:
        desk = desk_of(person(real_ngos, ngo, role))
        for query in ({}, {"q": "Zabel"}):
            response = desk.get(filled(route, rows), query)
            assert response.status_code in ANSWERS, (ngo, role, query)
            if ngo == "hyestart" or role == Role.READER:
                text = b"".join(response) if response.streaming else response.content
                assert not [secret for secret in SECRETS if secret.encode() in text], (ngo, role)


@pytest.mark.parametrize("route", ROUTES)
def test_whoever_may_only_look_changes_nothing_by_any_address(route, rows, real_ngos):
    desk = desk_of(person(real_ngos, "covcas", Role.READER))
    before = {label: type(row).objects.filter(pk=row.pk).values().get() for label, row in rows.items()}

    desk.post(filled(route, rows), {"post": "yes", "_save": "pressed", "_publish": "pressed"})

    after = {label: type(row).objects.filter(pk=row.pk).values().get() for label, row in rows.items()}
    assert before == after


# The least role that opens the page: the list, a record, the form of a new one, the page that deletes.
NOBODY = None
LEAST = {
    "campaign.access": (4, 4, NOBODY, NOBODY),
    "campaign.behind": (1, 1, NOBODY, NOBODY),
    "campaign.campaignpicture": (1, 1, 2, 3),
    "campaign.keyfigure": (1, 1, 3, NOBODY),
    "campaign.letter": (1, 1, NOBODY, NOBODY),
    "campaign.ngo": (1, 1, NOBODY, NOBODY),
    "campaign.pagetext": (1, 1, 3, NOBODY),
    "campaign.source": (1, 1, 2, NOBODY),
    "campaign.switches": (1, 1, 3, NOBODY),
    "campaign.timelineentry": (1, 1, 3, 3),
    "campaign.user": (4, 4, 4, NOBODY),
    "prisoners.correction": (2, 2, NOBODY, NOBODY),
    "prisoners.event": (1, 1, 2, 3),
    "prisoners.portrait": (1, 1, 2, 3),
    "prisoners.prisoner": (1, 1, 2, 3),
    "sponsorships.act": (1, 1, NOBODY, NOBODY),
    "sponsorships.sponsor": (1, 1, 2, NOBODY),
    "sponsorships.sponsorship": (1, 1, 2, NOBODY),
}


def test_every_record_of_the_desk_stands_in_the_table():
    assert set(LEAST) == {model._meta.label_lower for model in admin.site._registry}


@pytest.mark.parametrize("label", sorted(LEAST))
def test_each_role_opens_what_it_may_and_nothing_else(label, rows, real_ngos):
    model = label.replace(".", "_")
    row = rows.get(label)
    pages = [("changelist", []), ("change", [row.pk] if row else None), ("add", []),
             ("delete", [row.pk] if row else None)]  # fmt: skip
    for role in Role:
        desk = desk_of(person(real_ngos, "covcas", role))
        for (page, args), least in zip(pages, LEAST[label], strict=True):
            if args is not None:
                opens = desk.get(address(model, page, *args)).status_code == 200
                assert opens == (least is not None and role >= least), (role, page)


def test_a_contact_is_found_by_name_at_the_desk_that_follows_it_alone(rows, real_ngos):
    path = address("sponsorships_sponsorship", "changelist")

    found = {
        (ngo, role): bool(
            desk_of(person(real_ngos, ngo, role)).get(path, {"q": "zabel"}).context["cl"].result_count
        )
        for ngo, role in CAST
    }

    assert {key for key, hit in found.items() if hit} == {
        ("covcas", role) for role in Role if role > Role.READER
    }


def test_a_contact_is_read_by_the_ngos_that_its_person_allowed_to(rows, real_ngos):
    contact = rows["sponsorships.sponsorship"].contact
    Consent.objects.create(
        contact=contact,
        purpose="read",
        ngo=real_ngos["hyestart"],
        given_at=LONG_AGO,
        version="1",
        language="fr",
        text="x",
    )

    readers = [key for key in CAST if Contact.objects.visible_to(person(real_ngos, *key)).exists()]

    assert readers == [("hyestart", Role.COORDINATOR)]  # Covcas follows, but was not allowed to


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        ("sponsorships_sponsorship", "contact__email__startswith"),
        ("sponsorships_sponsorship", "staff_notes__contains"),
        ("campaign_letter", "to__startswith"),
        ("campaign_user", "password__startswith"),
    ],
)
def test_what_a_list_does_not_show_cannot_be_guessed_letter_by_letter(model, lookup, rows, anna):
    assert desk_of(anna).get(address(model, "changelist"), {lookup: "z"}).status_code == 400


def test_a_coordinator_changes_the_accounts_of_the_own_ngo_only(anna, hrant, covcas):
    garo = make_user("garo", ngo=covcas, role=Role.READER)

    own = press(desk_of(anna), address("campaign_user", "change", garo.pk), role=Role.MODERATOR)
    other = desk_of(anna).post(address("campaign_user", "change", hrant.pk), {"role": Role.READER})

    assert (own.status_code, other.status_code) == (302, 403)
    assert User.objects.get(username="garo").role == Role.MODERATOR
    assert User.objects.get(username="hrant").role == Role.COORDINATOR


def test_nobody_changes_the_own_role_ngo_or_account(anna, hyestart):
    typed = {"role": Role.READER, "ngo": hyestart.pk, "is_superuser": "on"}

    press(desk_of(anna), address("campaign_user", "change", anna.pk), **typed)

    anna.refresh_from_db()
    assert (anna.role, anna.ngo.slug, anna.is_superuser, anna.is_active) == (4, "covcas", False, True)


def test_an_account_stays_with_its_ngo_and_gets_no_right_beyond_a_role(anna, covcas, hyestart):
    garo = make_user("garo", ngo=covcas, role=Role.READER)

    press(desk_of(anna), address("campaign_user", "change", garo.pk), ngo=hyestart.pk, is_superuser="on")

    garo.refresh_from_db()
    assert (garo.ngo, garo.is_superuser) == (covcas, False)


def test_an_ngo_speaks_for_itself_alone(anna, hyestart):
    page = desk_of(anna).post(address("campaign_ngo", "change", hyestart.pk), {"name_fr": "X"})

    assert page.status_code == 403


def test_a_case_worker_prepares_and_a_moderator_decides(real_ngos, rows):
    path = address("sponsorships_sponsorship", "changelist")
    offered = {}
    for role in Role:
        desk = desk_of(person(real_ngos, "covcas", role))
        form = desk.get(path, headers=ENGLISH).context["action_form"]
        offered[role] = {name for name, _label in form.fields["action"].choices if name} if form else set()

    assert "publish" not in offered[Role.READER] | offered[Role.CASE_WORKER]
    assert "unpublish" in offered[Role.CASE_WORKER]
    assert {"publish", "decline", "revoke"} <= offered[Role.MODERATOR]
