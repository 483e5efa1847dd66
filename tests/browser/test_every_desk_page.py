"""Staff at the desk with a real browser: no page complains, breaks, or asks anything of another host."""

import pytest
from django.contrib import admin
from django.urls import reverse

from campaign.models import Behind, CampaignPicture, Letter, Ngo, Role, User
from prisoners.models import Correction, Prisoner
from sponsorships.models import Sponsorship
from tests.factories import LONG_AGO, make_act, make_event, make_portrait, make_user

ONLY_COORDINATORS = {"campaign.access", "campaign.user"}
STAFF_PAGES = ["", "state/", "second-factor/", "second-factor/application/", "second-factor/passkeys/add/",
               "sessions/", "password_change/", "again/"]  # fmt: skip


@pytest.fixture
def complaints(page, live_server):
    """What the browser says of a page, and what pages ask of others."""
    found = []

    def heard(word):
        found.append((page.url, word))

    page.on("console", lambda said: heard(said.text) if is_complaint(said) else None)
    page.on("pageerror", lambda error: heard(str(error)))
    page.on("request", lambda asked: None if is_ours(asked.url, live_server.url) else heard(asked.url))
    page.on(
        "response",
        lambda answer: (
            heard(f"{answer.status} {answer.url}") if answer.status == 404 or answer.status >= 500 else None
        ),
    )
    return found


def is_complaint(said):
    """Chromium writes each refusal (403, 404) as an error too: those are an answer of ours."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


def is_ours(url, here):
    return url.startswith((here, "data:"))


def everything():
    """A record of each kind that the desk shows, beside the campaign's own."""
    man = Prisoner.objects.get(slug="ruben-vardanyan")
    make_portrait(Prisoner.objects.get(slug="vicken-euljekjian"), confirmed=False)
    make_event(man, "release", "2026-10-01", confirmed_at=None, from_initial_load=False)
    make_act(sponsorship=Sponsorship.objects.filter(state="active").first())
    Correction.objects.create(
        ticket="t", wish="hide", prisoner=man, words="x", language="fr", received_at=LONG_AGO
    )
    Behind.objects.create(
        of="prisoners.prisoner", row=man.pk, title="Ruben", field="charges", language="en", since_at=LONG_AGO
    )
    waiting = Sponsorship.objects.get(sponsor__slug="unconfirmed")
    waiting.state, waiting.confirmed_at = "pending", LONG_AGO
    waiting.followed_by = Ngo.objects.get(slug="covcas")
    waiting.save()
    Letter.objects.filter(sent_at=None).update(next_try_at=None)
    assert CampaignPicture.objects.exists()


def sign_in(page, site, role):
    user = make_user("garo", ngo=Ngo.objects.get(slug="covcas"), role=role, password="a long pass phrase")
    page.goto(f"{site}/admin/")
    page.fill("[name=username]", "garo")
    page.fill("[name=password]", "a long pass phrase")
    page.locator("[type=submit]").first.click()
    page.wait_for_url(f"{site}/admin/")
    return user


def desks_of(user, rf):
    request = rf.get("/")
    request.user = user
    return {
        model._meta.label_lower: desk
        for model, desk in admin.site._registry.items()
        if desk.has_view_permission(request)
    }, request


def pages_of(desk, request):
    """The list, each page around one record, the sheets, where this person may open them."""
    name = f"admin:{desk.opts.app_label}_{desk.opts.model_name}"
    row = desk.get_queryset(request).order_by("pk").last()
    pages = [reverse(f"{name}_changelist"), f"{reverse(f'{name}_changelist')}?q=a", reverse(f"{name}_add")]
    if hasattr(desk, "export_view"):
        pages += [reverse(f"{name}_export"), reverse(f"{name}_import")]
    if row is not None:
        around = ["change", "history", *(["delete"] if desk.has_delete_permission(request) else [])]
        pages += [reverse(f"{name}_{page}", args=[row.pk]) for page in around]
    return pages


def names_of_actions(page):
    found = page.locator("select[name=action] option").evaluate_all("all => all.map(one => one.value)")
    return [name for name in found if name]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.COORDINATOR])
def test_no_page_of_the_desk_complains(page, furnished, complaints, rf, role):
    everything()
    desks, request = desks_of(sign_in(page, furnished, role), rf)
    chosen = set(desks) if role == Role.MODERATOR else ONLY_COORDINATORS

    for path in STAFF_PAGES:
        page.goto(f"{furnished}/admin/{path}")
    for label in sorted(chosen):
        for path in pages_of(desks[label], request):
            assert page.goto(furnished + path).status < 500

    assert complaints == []
    assert (set(desks) >= ONLY_COORDINATORS) == (role == Role.COORDINATOR)
    assert User.objects.get(username="garo").role == role


def test_no_page_that_asks_before_a_gesture_complains(page, furnished, complaints, rf):
    everything()
    desks, _request = desks_of(sign_in(page, furnished, Role.MODERATOR), rf)
    asked = set()

    for desk in desks.values():
        path = f"{furnished}{reverse(f'admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist')}"
        page.goto(path)
        for name in names_of_actions(page):
            page.goto(path)
            if page.locator("input.action-select").count():
                page.locator("input.action-select").first.check()
                page.locator("select[name=action]").select_option(name)
                page.locator("button[name=index], .actions button[type=submit]").first.click()
                page.wait_for_load_state()
                asked.add(name)

    assert complaints == []
    assert {"decline", "refuse_flood", "join", "record_wish", "confirm"} <= asked
