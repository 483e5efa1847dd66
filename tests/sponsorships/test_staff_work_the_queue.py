"""At the desk, a queue is emptied: asked, declined with a ready letter, joined, handed over, undone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import TestCase
from django.utils import timezone

from campaign import letters
from campaign.kit.likeness import are_alike, bare, domain
from campaign.kit.refusal import Refused
from campaign.models import Letter
from sponsorships.models import Casework, Consent, MandateCheck, Sponsorship
from sponsorships.services import join
from sponsorships.services.answering import HOLD_FOR
from tests.desk import address, choose, desk_of, press, told
from tests.factories import LONG_AGO, make_prisoner, make_sponsor, make_sponsorship, make_user

pytestmark = pytest.mark.django_db

MODEL = "sponsorships_sponsorship"
LIST = "/admin/sponsorships/sponsorship/"


@pytest.fixture
def lyon(anna):
    """Anna's desk, at Covcas."""
    return desk_of(anna)


@pytest.fixture
def geneva(hrant):
    """Hrant's desk, at Hyestart."""
    return desk_of(hrant)


def make_request(name="Ville de Vienne", *, sponsor=None, **given):
    town = sponsor or make_sponsor(name=name)
    given = {"prisoner": make_prisoner(), "email": "ada@example.org", "state": "pending"} | given
    return make_sponsorship(sponsor=town, requested_at=LONG_AGO, confirmed_at=LONG_AGO, **given)


def page_of(sponsorship):
    return address(MODEL, "change", sponsorship.pk)


def state_of(sponsorship):
    sponsorship.refresh_from_db()
    return sponsorship.state


def send_everything(*, after=timedelta(0)):
    letters.send_due(now=timezone.now() + after)
    return [message.body for message in mail.outbox]


def test_a_reason_brings_its_letter_in_the_language_of_the_sponsor_to_be_edited(lyon):
    request = make_request(language="fr")

    reasons = press(lyon, page_of(request), "_decline").text
    letter = choose(lyon, MODEL, "decline", [request], chosen="yes", reason="no_vote").text

    assert "The council has not decided yet" in reasons
    assert "letter_fr" in letter
    assert "letter_en" not in letter
    assert "vote de son conseil" in letter
    assert state_of(request) == "pending"


def test_declining_sends_the_letter_as_staff_left_it_and_only_after_half_an_hour(lyon):
    request = make_request(language="fr")

    said = told(choose(lyon, MODEL, "decline", [request], sure="yes", letter_fr="Revenez après le vote."))
    at_once, later = send_everything(), send_everything(after=HOLD_FOR + timedelta(minutes=1))

    assert state_of(request) == "declined"
    assert "1 request declined." in said
    assert at_once == []
    assert "Revenez après le vote." in later[0]


def test_several_are_declined_at_once_each_in_its_language(lyon):
    rows = [make_request("Vienne", language="fr"), make_request("Leeds", language="en")]

    page = choose(lyon, MODEL, "decline", rows, chosen="yes", reason="unreachable").text
    choose(lyon, MODEL, "decline", rows, sure="yes", letter_fr="Sans réponse.", letter_en="No answer.")

    assert "letter_fr" in page
    assert "letter_en" in page
    assert {letter.context["reason"] for letter in Letter.objects.all()} == {"Sans réponse.", "No answer."}


def test_reopening_in_time_stops_the_letter_and_the_request_waits_as_before(lyon):
    request = make_request()
    choose(lyon, MODEL, "decline", [request], sure="yes")

    said = told(press(lyon, page_of(request), "_reopen"))

    assert "No letter leaves." in said
    assert state_of(request) == "pending"
    assert send_everything(after=timedelta(days=1)) == []


def test_what_was_reopened_can_be_declined_again_with_another_letter(lyon):
    request = make_request(language="en")
    choose(lyon, MODEL, "decline", [request], sure="yes", letter_en="First.")
    press(lyon, page_of(request), "_reopen")

    choose(lyon, MODEL, "decline", [request], sure="yes", letter_en="Second.")

    assert "Second." in send_everything(after=timedelta(hours=1))[0]


def test_once_the_refusal_has_left_it_is_not_undone_in_silence(lyon):
    request = make_request()
    choose(lyon, MODEL, "decline", [request], sure="yes")
    send_everything(after=timedelta(hours=1))

    said = told(press(lyon, page_of(request), "_reopen"))

    assert "has already left by mail" in said
    assert state_of(request) == "declined"


def test_what_never_was_declined_is_not_reopened(lyon):
    request = make_request()

    said = told(choose(lyon, MODEL, "reopen", [request]))

    assert "Only a request that was declined can be reopened." in said


def test_a_flood_is_seen_before_it_is_refused_and_nobody_is_written_to(lyon):
    flood = [make_request(f"Buy pills {n}") for n in range(20)]
    good = make_request()

    page = choose(lyon, MODEL, "refuse_flood", flood).text
    before = Sponsorship.objects.waiting().count()
    said = told(choose(lyon, MODEL, "refuse_flood", flood, sure="yes"))

    assert "Buy pills 19" in page
    assert before == 21
    assert "20 requests declined." in said
    assert list(Sponsorship.objects.waiting()) == [good]
    assert send_everything(after=timedelta(days=1)) == []


def test_a_flood_refused_by_mistake_is_brought_back_whole(lyon):
    flood = [make_request(f"Town {n}") for n in range(3)]
    unconfirmed = make_sponsorship(state="unconfirmed")
    choose(lyon, MODEL, "refuse_flood", [*flood, unconfirmed], sure="yes")

    found = lyon.get(LIST, {"refused": "now"}).context["cl"].result_list
    choose(lyon, MODEL, "reopen", found)

    assert Sponsorship.objects.waiting().count() == 3
    assert state_of(unconfirmed) == "unconfirmed"


def test_what_a_colleague_refused_is_not_among_mine(lyon, geneva):
    request = make_request()
    choose(geneva, MODEL, "refuse_flood", [request], sure="yes")

    assert not lyon.get(LIST, {"refused": "now"}).context["cl"].result_list


def test_a_question_leaves_by_mail_and_the_request_goes_on_waiting_as_asked(lyon, covcas):
    covcas.email = "desk@covcas.example"
    covcas.save()
    request = make_request(language="en")

    asked = press(lyon, page_of(request), "_ask").text
    choose(lyon, MODEL, "ask", [request], sure="yes", question="On which day did the council vote?")
    listed = lyon.get(LIST).text

    [body] = send_everything()
    assert "Your question" in asked
    assert "On which day did the council vote?" in body
    assert "desk@covcas.example" in body
    assert state_of(request) == "pending"
    assert "asked" in listed
    assert "On which day did the council vote?" in lyon.get(page_of(request)).text


def test_a_second_question_is_another_letter(lyon):
    request = make_request()

    for question in ("First?", "Second?"):
        choose(lyon, MODEL, "ask", [request], sure="yes", question=question)

    assert Letter.objects.filter(name="question").count() == 2


def test_an_answer_that_came_ends_the_asking(lyon):
    request = make_request()
    choose(lyon, MODEL, "ask", [request], sure="yes", question="When?")

    press(lyon, page_of(request), "_answered")

    assert Casework.objects.get().asked_at is None


@pytest.mark.parametrize(
    ("given", "why"),
    [({"email": ""}, "There is no mail address"), ({"state": "unconfirmed"}, "while the request waits")],
)
def test_a_question_that_cannot_be_asked_is_refused_with_its_reason(given, why, lyon):
    request = make_sponsorship(
        **(
            {"state": "pending", "confirmed_at": LONG_AGO, "email": "a@example.org"}
            | given
            | ({"confirmed_at": None} if "state" in given else {})
        )
    )

    said = told(choose(lyon, MODEL, "ask", [request], sure="yes", question="When?"))

    assert why in said
    assert not Letter.objects.exists()


def test_notes_are_read_by_the_colleagues_and_go_when_the_person_goes(lyon, geneva):
    request = make_request(staff_notes="")

    choose(lyon, MODEL, "note", [request], sure="yes", text="Called, rings after noon.")
    seen = geneva.get(page_of(request)).text
    empty = choose(lyon, MODEL, "note", [request], sure="yes", text="").text

    assert "Called, rings after noon." in seen
    assert "This field is required." in empty


def test_a_check_of_the_mandate_says_how_who_and_when(lyon, anna):
    request = make_request()

    choose(lyon, MODEL, "check_mandate", [request], sure="yes", how="register", found="RNA W691234567")

    check = MandateCheck.objects.get()
    assert (check.checked_by, check.found) == (anna, "RNA W691234567")
    assert "found in a public register" in lyon.get(page_of(request)).text


def test_a_request_is_handed_over_with_a_word_and_the_other_ngo_is_told(lyon, hyestart):
    hyestart.email = "desk@hyestart.example"
    hyestart.save()
    request = make_request()

    choose(lyon, MODEL, "hand_over", [request], sure="yes", to=hyestart.pk, word="It is a Swiss town.")

    request.refresh_from_db()
    assert request.followed_by == hyestart
    assert Letter.objects.get(name="to_read").to == "desk@hyestart.example"
    assert "It is a Swiss town." in request.notes.get().text


def test_nothing_is_handed_to_an_ngo_that_the_person_did_not_agree_to(lyon, covcas, hyestart):
    request = make_request(followed_by=covcas)
    Consent.objects.create(
        contact=request.contact,
        purpose="read",
        ngo=covcas,
        text="Covcas may read",
        version="1",
        language="en",
        given_at=LONG_AGO,
    )

    said = told(choose(lyon, MODEL, "hand_over", [request], sure="yes", to=hyestart.pk, word="Yours?"))

    request.refresh_from_db()
    assert "did not agree" in said
    assert request.followed_by == covcas


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ville de Saint-Étienne", "mairie de saint etienne"),
        ("Commune d’Alfortville", "Ville d'Alfortville"),
        ("Villeurbanne", "La Ville de Villeurbanne"),
        ("Ville de St Chamond", "Saint-Chamond"),
        ("Bourg-lès-Valence", "Mairie de Bourg les Valance"),
    ],
)
def test_names_of_one_town_are_alike(one, other):
    assert are_alike(bare(one), bare(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ville de Lyon", "Ville de Laon"), ("Valence", "Bourg-lès-Valence"), ("Vienne", "Vienna")],
)
def test_names_of_two_towns_are_not_alike(one, other):
    assert not are_alike(bare(one), bare(other))


def test_the_domain_of_a_free_mailbox_says_nothing():
    assert domain("ada@gmail.com") == ""
    assert domain("ada@ville-vienne.fr") == domain("https://www.ville-vienne.fr/mairie") == "ville-vienne.fr"


def test_a_likely_duplicate_is_shown_with_its_reason_and_joined_without_loss(lyon):
    known = make_sponsor(name="Ville de Vienne", town="", department="38")
    first = make_sponsorship(sponsor=known)
    second = make_request(sponsor=make_sponsor(name="Mairie de VIENNE", town="Vienne", department="38"))

    shown = lyon.get(page_of(second)).text
    asked = press(lyon, page_of(second), "_join").text
    choose(lyon, MODEL, "join", [second], sure="yes", into=known.pk)

    second.refresh_from_db()
    known.refresh_from_db()
    assert "same name" in shown
    assert "They are the same: join" in asked
    assert second.sponsor == known
    assert known.town == "Vienne"
    assert second.contact.email == "ada@example.org"
    assert {first, second} == set(known.sponsorships.all())


def test_letters_that_look_like_others_are_told_to_whoever_reads_the_request(lyon, covcas):
    plain, odd = make_request("Ville de Lyon"), make_request("V\u0456lle de Lyon", followed_by=covcas)
    odd.contact.name = "\u0410da"
    odd.contact.save()

    assert "two alphabets" not in lyon.get(page_of(plain)).text
    told = lyon.get(page_of(odd)).text
    assert "look alike, in: name" in told
    assert "perhaps another’s name" in told


def test_where_the_town_lies_comes_with_it_and_what_is_known_is_not_written_over(lyon):
    known = make_sponsor(name="Ville de Vienne", town="Vienne", website="https://vienne.example")
    make_sponsorship(sponsor=known)
    place = {"latitude": Decimal("45.525"), "longitude": Decimal("4.875")}
    request = make_request(
        sponsor=make_sponsor(name="Mairie de Vienne", website="https://other.example", **place)
    )

    choose(lyon, MODEL, "join", [request], sure="yes", into=known.pk)

    known.refresh_from_db()
    assert {name: getattr(known, name) for name in place} == place
    assert known.website == "https://vienne.example"


def test_what_stands_under_a_sponsor_is_not_joined_to_him_again():
    request = make_request("Ville de Vienne")

    with pytest.raises(Refused):
        join(request, into=request.sponsor)

    assert not Casework.objects.filter(joined_from__isnull=False).exists()


def test_what_was_joined_once_is_parted_before_it_is_joined_to_a_third():
    """Else the first record, and the address that people may have kept, would be forgotten."""
    request = make_request("Mairie de Vienne")
    own, known = request.sponsor, make_sponsor(name="Ville de Vienne")
    join(request, into=known)

    with pytest.raises(Refused, match="déjà été réunie"):
        join(request, into=make_sponsor(name="Vienne"))

    request.refresh_from_db()
    assert (request.sponsor, request.casework.joined_from) == (known, own)


def test_the_page_of_a_record_joined_to_another_leaves_the_published_tree(lyon, settings, tmp_path):
    settings.PUBLISHED_TREE = str(tmp_path)
    known = make_sponsor(name="Ville de Vienne", slug="vienne")
    double = make_sponsor(name="Mairie de Vienne", slug="mairie-vienne")
    shown = make_sponsorship(sponsor=double, state="active", published=True)
    page = tmp_path / "fr" / "parrains" / "mairie-vienne" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("Mairie de Vienne")

    with TestCase.captureOnCommitCallbacks(execute=True):
        join(shown, into=known)

    assert not page.exists()


def test_a_joining_is_undone_in_one_press(lyon):
    known = make_sponsor(name="Ville de Vienne")
    make_sponsorship(sponsor=known)
    request = make_request("Mairie de Vienne")
    own = request.sponsor
    choose(lyon, MODEL, "join", [request], sure="yes", into=known.pk)

    press(lyon, page_of(request), "_part")
    again = told(choose(lyon, MODEL, "part", [request]))

    request.refresh_from_db()
    assert request.sponsor == own
    assert "It was not joined" in again


def test_the_same_domain_and_the_same_person_are_signs_too(lyon, covcas):
    by_domain = make_sponsor(name="Grand Lyon", website="https://www.grandlyon.example")
    make_sponsorship(sponsor=by_domain)
    by_person = make_sponsor(name="Les Amis")
    make_sponsorship(sponsor=by_person, email="ada@grandlyon.example", followed_by=covcas)
    request = make_request("Métropole", email="ada@grandlyon.example", followed_by=covcas)

    page = lyon.get(page_of(request)).text

    assert "same domain: grandlyon.example" in page
    assert "same person to write to" in page


def test_saint_denis_of_another_department_is_another_town(lyon):
    make_sponsorship(sponsor=make_sponsor(name="Saint-Denis", department="974"))
    request = make_request(sponsor=make_sponsor(name="Ville de Saint-Denis", department="93"))

    said = told(press(lyon, page_of(request), "_join"))

    assert "Nobody recorded looks like it" in said


def test_a_person_is_not_joined_to_a_town(lyon):
    make_sponsorship(sponsor=make_sponsor(name="Vienne"))
    request = make_request(sponsor=make_sponsor(name="Vienne", kind="ngo"))
    known = Sponsorship.objects.exclude(pk=request.pk).get().sponsor

    said = told(choose(lyon, MODEL, "join", [request], sure="yes", into=known.pk))

    assert "not of one kind" in said


def test_requests_perhaps_made_twice_are_found_by_a_filter(lyon):
    make_sponsorship(sponsor=make_sponsor(name="Ville de Vienne"))
    twice = make_request("Mairie de Vienne")
    make_request("Ville de Lyon")

    assert list(lyon.get(LIST, {"twice": "yes"}).context["cl"].result_list) == [twice]


def test_a_town_without_proof_is_published_by_two_persons_only(lyon, geneva):
    request = make_request(proof_url="")

    first = told(press(lyon, page_of(request), "_publish"))
    again = told(press(lyon, page_of(request), "_publish"))
    before = state_of(request)
    press(geneva, page_of(request), "_publish")

    assert "a second person presses" in first
    assert "a second person presses" in again
    assert (before, state_of(request)) == ("pending", "active")
    assert Casework.objects.get().proposed_by.username == "anna"
    assert Casework.objects.get().seconded_by.username == "hrant"


def test_a_town_with_its_vote_recorded_and_an_ngo_are_published_by_one(lyon):
    town = make_request(proof_url="https://vienne.example/vote.pdf")
    ngo = make_request(sponsor=make_sponsor(kind="ngo"))

    choose(lyon, MODEL, "publish", [town, ngo])

    assert (state_of(town), state_of(ngo)) == ("active", "active")


def test_what_is_at_my_desk_is_found_by_a_filter(lyon, anna):
    mine = make_request("Ville de Vienne")
    make_request("Ville de Lyon")
    choose(lyon, MODEL, "take_up", [mine])

    assert list(lyon.get(LIST, {"desk": "mine"}).context["cl"].result_list) == [mine]
    assert "anna" in lyon.get(LIST).text


def test_somebody_of_no_ngo_may_ask_too(db):
    request = make_request(language="en")

    choose(desk_of(make_user()), MODEL, "ask", [request], sure="yes", question="When?")

    assert "When?" in send_everything()[0]
