"""Every record tells who changed what; an old version comes back by the same road as a new one."""

import pytest

from prisoners.models import Prisoner
from sponsorships import services
from sponsorships.models import Sponsor, Sponsorship
from tests.desk import address, desk_of, press, told
from tests.factories import (
    LONG_AGO,
    make_event,
    make_ngo,
    make_prisoner,
    make_source,
    make_sponsor,
    make_sponsorship,
    make_user,
)

pytestmark = pytest.mark.django_db


def past(desk, model, row):
    return desk.get(address(model, "history", row.pk))


def bring_back(desk, model, row, version):
    return desk.post(address(model, "history", row.pk), {"version": version.pk})


def test_the_history_says_who_of_which_ngo_changed_what_from_what_to_what(anna):
    source = make_source(title="Trial")
    desk = desk_of(anna)
    press(desk, address("campaign_source", "change", source.pk), title="The trial")

    newest = past(desk, "campaign_source", source).context["versions"][0]

    assert (newest.by, newest.ngo) == ("anna", str(anna.ngo))
    assert [(before, after) for _field, before, after in newest.changes] == [("Trial", "The trial")]


def test_an_old_version_is_brought_back_and_that_too_is_told(anna):
    source = make_source(title="Trial")
    old = source.history.get()
    desk = desk_of(anna)
    press(desk, address("campaign_source", "change", source.pk), title="The trial")

    said = told(bring_back(desk, "campaign_source", source, old))

    source.refresh_from_db()
    assert source.title == "Trial"
    assert "The old version is back." in said
    assert past(desk, "campaign_source", source).context["versions"][0].changes[0][1:] == (
        "The trial",
        "Trial",
    )


def test_bringing_back_a_release_waits_for_another_ngo_as_when_it_is_typed(anna, hrant):
    man = make_prisoner()
    event = make_event(man, "visit", "2026-03-01", from_initial_load=False)
    event.kind = "release"
    event.needs_another_ngo, event.confirmed_at = True, None
    event.save()
    as_release = event.history.latest()
    event.kind, event.needs_another_ngo, event.confirmed_at = "visit", False, LONG_AGO
    event.save()

    bring_back(desk_of(anna), "prisoners_event", event, as_release)

    man.refresh_from_db()
    event.refresh_from_db()
    assert (event.kind, event.is_confirmed, event.recorded_ngo) == ("release", False, anna.ngo)
    assert man.status == Prisoner.Status.DETAINED


def test_an_old_version_that_the_form_refuses_does_not_come_back(anna):
    man = make_prisoner(role_fr="Ministre", role_en="Minister")
    old = man.history.latest()
    Prisoner.history.filter(pk=old.pk).update(role_en="")

    said = told(bring_back(desk_of(anna), "prisoners_prisoner", man, old))

    man.refresh_from_db()
    assert man.role_en == "Minister"
    assert "in one language only" in said


def test_whoever_may_only_look_brings_nothing_back(covcas):
    source = make_source()
    reader = desk_of(make_user(ngo=covcas, role=1))

    assert past(reader, "campaign_source", source).status_code == 200
    assert bring_back(reader, "campaign_source", source, source.history.get()).status_code == 403


def test_a_version_of_another_record_is_not_found(anna):
    one, other = make_source(), make_source()

    assert bring_back(desk_of(anna), "campaign_source", one, other.history.get()).status_code == 404


def test_no_address_edits_or_deletes_a_version(anna):
    source = make_source()
    before = list(source.history.values())

    desk_of(anna).post(address("campaign_source", "history", source.pk), {"delete": "yes"})

    assert list(source.history.values()) == before


def test_decisions_and_hiding_are_told(anna):
    sponsorship = make_sponsorship(sponsor=make_sponsor(name="Ville de Vienne"))
    press(desk_of(anna), address("sponsorships_sponsorship", "change", sponsorship.pk), "_unpublish")

    assert sponsorship.history.latest().published is False
    assert sponsorship.history.latest().history_user == anna


def test_what_was_erased_stands_in_no_history(anna):
    person = make_sponsor(kind="individual", name="Zabel Secret")
    sponsorship = make_sponsorship(sponsor=person, message="I am Zabel", staff_notes="Zabel called")
    services.withdraw(sponsorship, now=LONG_AGO)

    kept = [*Sponsor.history.values(), *Sponsorship.history.values()]

    assert "Zabel" not in str(kept)


def test_what_was_forgotten_whole_leaves_no_history(anna):
    sponsorship = make_sponsorship(state="pending")

    services.forget(sponsorship)

    assert not Sponsor.history.exists()
    assert not Sponsorship.history.exists()


def test_the_first_load_is_the_beginning_of_every_history(real_data):
    for model in (Prisoner, Sponsor, Sponsorship):
        assert model.history.values("id").distinct().count() == model.objects.count()


def test_the_history_of_an_account_never_holds_its_password(anna):
    make_ngo()
    anna.set_password("a long sentence")
    anna.save()

    kept = str(list(anna.history.values()))
    assert anna.password not in kept
