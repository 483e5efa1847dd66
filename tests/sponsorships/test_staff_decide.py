"""At the desk, staff complete a request and decide on it; nobody types a state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.models import Letter
from sponsorships.models import Sponsor, Sponsorship
from tests.desk import address, as_shown, choose, desk_of, errors, press, told
from tests.factories import LONG_AGO, make_ngo, make_prisoner, make_source, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db

ADD = "/admin/sponsorships/sponsorship/add/"
LIST = "/admin/sponsorships/sponsorship/"
PROOF = "https://vienne.example/council/2026-05-04.pdf"


@pytest.fixture
def lyon(anna):
    """Anna's desk, at Covcas."""
    return desk_of(anna)


def make_request(**given):
    """A request whose author has confirmed it: it waits for an answer."""
    town = given.pop("sponsor", None) or make_sponsor(name="Ville de Vienne")
    given = {
        "prisoner": make_prisoner(),
        "email": "ada@example.org",
        "state": "pending",
        "proof_url": PROOF,
    } | given
    return make_sponsorship(sponsor=town, requested_at=LONG_AGO, confirmed_at=LONG_AGO, **given)


def page_of(sponsorship):
    return address("sponsorships_sponsorship", "change", sponsorship.pk)


def shown_in_public(client):
    return "Ville de Vienne" in client.get("/en/sponsors/").text


def found(desk, **query):
    return list(desk.get(LIST, query).context["cl"].result_list)


def test_publishing_makes_a_request_public_and_writes_to_the_sponsor(lyon, anna, client):
    request = make_request()
    before = shown_in_public(client)

    said = told(press(lyon, page_of(request), "_publish"))

    request.refresh_from_db()
    assert (before, shown_in_public(client)) == (False, True)
    assert (request.state, request.decided_by) == ("active", anna)
    assert Letter.objects.get().name == "active"
    assert "1 sponsorship is public." in said


def test_the_man_is_chosen_and_the_request_published_in_one_press(lyon, client):
    man = make_prisoner(slug="ruben")
    request = make_request(whom="any", prisoner=None)

    press(lyon, page_of(request), "_publish", whom="prisoner", prisoner=man.pk)

    assert "Ville de Vienne" in client.get("/en/prisoners/ruben/").text


def test_whoever_left_the_choice_to_us_is_not_published_before_we_chose(lyon, client):
    request = make_request(whom="any", prisoner=None)

    said = told(press(lyon, page_of(request), "_publish", staff_notes="Which man?"))

    request.refresh_from_db()
    assert "Choose the prisoner before publishing" in said
    assert (request.state, request.staff_notes) == ("pending", "Which man?")
    assert not shown_in_public(client)


def test_choosing_one_man_without_naming_him_is_refused_beside_the_field(lyon):
    request = make_request(whom="any", prisoner=None)

    response = press(lyon, page_of(request), whom="prisoner")

    assert "Name the prisoner" in errors(response)


def test_a_choice_left_to_us_is_a_man_and_not_the_group(lyon):
    request = make_request(whom="any", prisoner=None)

    response = press(lyon, page_of(request), whom="group")

    assert "whom" in response.context["adminform"].form.errors


def test_an_old_record_may_be_told_whom_it_is_for(lyon):
    sponsorship = make_sponsorship(whom="not_stated")

    press(lyon, page_of(sponsorship), whom="group")

    sponsorship.refresh_from_db()
    assert sponsorship.whom == "group"


def test_hiding_takes_one_press_and_the_sponsorship_stays_in_force(lyon, client):
    sponsorship = make_sponsorship(sponsor=make_sponsor(name="Ville de Vienne"))
    before = shown_in_public(client)

    press(lyon, page_of(sponsorship), "_unpublish")

    sponsorship.refresh_from_db()
    assert (before, shown_in_public(client)) == (True, False)
    assert sponsorship.state == "active"


def test_what_was_hidden_can_be_shown_again_and_nobody_is_written_to_twice(lyon, client):
    request = make_request()
    press(lyon, page_of(request), "_publish")
    press(lyon, page_of(request), "_unpublish")

    press(lyon, page_of(request), "_publish")

    assert shown_in_public(client)
    assert Letter.objects.count() == 1


def test_revoking_asks_for_a_reason(lyon, client):
    sponsorship = make_sponsorship(sponsor=make_sponsor(name="Ville de Vienne"))

    asked = press(lyon, page_of(sponsorship), "_revoke").text
    still_shown = shown_in_public(client)
    choose(
        lyon,
        "sponsorships_sponsorship",
        "revoke",
        [sponsorship],
        sure="yes",
        reason="The council voted to leave.",
    )

    sponsorship.refresh_from_db()
    assert "Nobody is written to." in asked
    assert (still_shown, shown_in_public(client)) == (True, False)
    assert sponsorship.state == "revoked"


def test_a_press_on_a_page_that_is_out_of_date_is_refused(lyon, client):
    request = make_request()
    typed = as_shown(lyon.get(page_of(request))) | {"_publish": "Publish"}
    choose(lyon, "sponsorships_sponsorship", "decline", [request], sure="yes")

    said = told(lyon.post(page_of(request), typed))

    request.refresh_from_db()
    assert "the state of this sponsorship is “declined”" in said
    assert request.state == "declined"


def test_a_man_who_is_not_published_holds_back_his_sponsor(lyon):
    request = make_request(prisoner=make_prisoner(published=False))

    said = told(press(lyon, page_of(request), "_publish"))

    assert "own page is not published" in said


def test_a_person_who_did_not_ask_is_counted_and_not_named(lyon, client):
    person = make_sponsor(kind="individual", name="")
    request = make_request(sponsor=person, name_consented=False)

    said = told(press(lyon, page_of(request), "_publish"))

    request.refresh_from_db()
    assert (request.state, request.published) == ("active", False)
    assert "counted; its sponsor did not ask to be named" in said


def test_several_requests_are_decided_from_the_list(lyon):
    good, undecided = make_request(), make_request(whom="any", prisoner=None)

    said = told(choose(lyon, "sponsorships_sponsorship", "publish", [good, undecided]))

    assert list(Sponsorship.objects.public()) == [good]
    assert "1 sponsorship is public." in said
    assert "Choose the prisoner" in said


@pytest.mark.parametrize(("action", "state"), [("decline", "declined"), ("revoke", "revoked")])
def test_refusals_of_all_kinds_work_from_the_list(action, state, lyon):
    rows = [make_request(reason="Not a council."), make_sponsorship(reason="Left by vote.")]

    choose(lyon, "sponsorships_sponsorship", action, rows, sure="yes", reason="Left by vote.")

    assert Sponsorship.objects.filter(state=state).count() == 1


def test_hiding_what_is_not_shown_says_that_nothing_was_done(lyon):
    request = make_request()

    said = told(choose(lyon, "sponsorships_sponsorship", "unpublish", [request]))

    assert "0 sponsorships are hidden." in said


@pytest.mark.parametrize(
    ("given", "buttons"),
    [
        ({"state": "unconfirmed"}, {"_decline"}),
        ({"state": "pending"}, {"_publish", "_decline", "_ask"}),
        ({"state": "active"}, {"_unpublish", "_revoke", "_ask"}),
        ({"state": "active", "published": False}, {"_publish", "_revoke", "_ask"}),
        ({"state": "active", "published": False, "name_consented": False}, {"_revoke", "_ask"}),
        ({"state": "declined"}, {"_reopen"}),
        ({"state": "withdrawn"}, set()),
        ({"state": "revoked"}, set()),
    ],
)
def test_a_page_offers_what_can_be_done_and_no_more(given, buttons, lyon):
    page = lyon.get(page_of(make_sponsorship(**given))).text

    gestures = ["_publish", "_decline", "_unpublish", "_revoke", "_ask", "_reopen"]
    assert {name for name in gestures if f'name="{name}"' in page} == buttons


def test_neither_the_state_nor_what_was_signed_is_typed(lyon):
    request = make_request(message="We voted.")

    typed = {"state": "active", "published": "on", "message": "Long live", "name_consented": ""}
    press(lyon, page_of(request), **typed)

    request.refresh_from_db()
    assert (request.state, request.published) == ("pending", False)
    assert (request.message, request.name_consented) == ("We voted.", True)


def test_the_man_whom_a_sponsor_chose_is_not_exchanged(lyon):
    request = make_request()
    chosen = request.prisoner

    press(lyon, page_of(request), prisoner=make_prisoner().pk, whom="prisoner")

    request.refresh_from_db()
    assert request.prisoner == chosen


def test_staff_complete_the_deed(lyon):
    request, source = make_request(), make_source()

    typed = {"adhered_on": "2026-03", "date_kind": "vote", "proof_url": "https://vienne.example/deed"}
    press(lyon, page_of(request), sources=[source.pk], vote_result="29 to 4", **typed)

    request.refresh_from_db()
    assert (str(request.adhered_on), request.date_kind) == ("2026-03", "vote")
    assert (request.vote_result, list(request.sources.all())) == ("29 to 4", [source])


def test_a_date_says_what_it_is_the_date_of(lyon):
    request = make_request()

    response = press(lyon, page_of(request), adhered_on="2026-03", date_kind="")

    assert "Say what the date is the date of." in errors(response)


def test_the_contact_is_read_in_full_and_never_edited(lyon, covcas):
    request = make_request(followed_by=covcas)

    page = lyon.get(page_of(request)).text

    assert "ada@example.org" in page
    assert 'name="contact-0-email"' not in page


def on_paper(desk, sponsor, **changes):
    typed = as_shown(desk.get(ADD)) | {
        "sponsor": sponsor.pk,
        "whom": "group",
        "adhered_on": "2026-05-04",
        "date_kind": "vote",
        "language": "fr",
        "proof_url": PROOF,
    }
    return desk.post(ADD, typed | changes)


def test_a_request_on_paper_waits_like_any_other_and_is_then_published(lyon, client):
    on_paper(lyon, make_sponsor(name="Ville de Vienne", department="38"))
    request = Sponsorship.objects.get()
    waiting = (request.state, shown_in_public(client))

    press(lyon, page_of(request), "_publish")

    assert waiting == ("pending", False)
    assert shown_in_public(client)


def test_a_request_on_paper_goes_to_the_ngo_of_its_place_which_is_told(lyon, covcas):
    hyestart = make_ngo(slug="hyestart", follows="CH", email="desk@hyestart.example")

    on_paper(lyon, make_sponsor(country="CH", department="GE"))

    assert Sponsorship.objects.get().followed_by == hyestart
    assert Letter.objects.get().name == "to_read"


def test_a_request_from_a_country_that_nobody_follows_stays_with_who_entered_it(lyon, covcas):
    on_paper(lyon, make_sponsor(country="IT"))

    assert Sponsorship.objects.get().followed_by == covcas
    assert not Letter.objects.exists()


def test_a_person_on_paper_who_may_be_named_needs_a_name(lyon):
    person = make_sponsor(kind="individual", name="")

    response = on_paper(lyon, person, name_consented="on")

    assert "Write this person’s name on the sponsor first." in errors(response)
    assert not Sponsorship.objects.exists()


def test_a_person_on_paper_without_consent_is_counted(lyon):
    on_paper(lyon, make_sponsor(kind="individual", name=""))

    assert not Sponsorship.objects.get().name_consented


def test_nobody_deletes_a_sponsorship_or_a_sponsor(lyon):
    request = make_request()

    for model, pk in [("sponsorship", request.pk), ("sponsor", request.sponsor_id)]:
        response = lyon.post(address(f"sponsorships_{model}", "delete", pk), {"post": "yes"})
        assert response.status_code == 403


def test_the_newest_waiting_request_comes_first(lyon):
    decided = make_sponsorship(requested_at=timezone.now())
    old = make_request()
    new = make_request(state="pending")
    later = LONG_AGO + timedelta(days=1)
    Sponsorship.objects.filter(pk=new.pk).update(requested_at=later, confirmed_at=later)
    loaded = make_sponsorship(requested_at=None)

    assert found(lyon) == [new, old, decided, loaded]


@pytest.mark.parametrize("words", ["vienne", "isère", "ada"])
def test_a_request_is_found_by_sponsor_town_or_contact(words, lyon, covcas):
    town = make_sponsor(name="Ville de Vienne", town="Vienne en Isère")
    request = make_request(sponsor=town, contact_name="Adà L.", followed_by=covcas)
    make_sponsorship()

    assert found(lyon, q=words) == [request]


def test_a_person_is_found_by_the_ngo_that_follows_him_and_by_no_other(lyon, hyestart):
    make_request(followed_by=hyestart)
    make_request(followed_by=None)

    assert found(lyon, q="ada") == []


def test_what_waits_is_found_by_a_filter(lyon, covcas):
    mine = make_request(followed_by=covcas)
    make_request()
    make_sponsorship(followed_by=covcas)

    assert found(lyon, state__exact="pending", followed_by__id__exact=covcas.pk) == [mine]


def test_a_new_sponsor_gets_its_address_only_when_it_becomes_public(lyon, client):
    add = address("sponsorships_sponsor", "add")
    lyon.post(
        add, as_shown(lyon.get(add)) | {"kind": "municipality", "name": "Ville de Vienne", "country": "FR"}
    )
    town = Sponsor.objects.get()
    before = town.slug

    on_paper(lyon, town)
    press(lyon, page_of(Sponsorship.objects.get()), "_publish")

    assert len(before) == 16
    assert client.get("/fr/parrains/ville-de-vienne/").status_code == 200


def test_a_name_is_corrected_on_the_sponsor_and_its_address_stays(lyon, client):
    town = make_sponsor(name="Ville de Viene", slug="ville-de-viene")
    make_sponsorship(sponsor=town)

    press(lyon, address("sponsorships_sponsor", "change", town.pk), name="Ville de Vienne")

    assert "Ville de Vienne" in client.get("/fr/parrains/ville-de-viene/").text
