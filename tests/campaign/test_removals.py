"""What was erased or hidden is written beside the backups, by key alone."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaign import photographs
from campaign.management.commands.restore import remove_again
from campaign.models import CampaignPicture, Letter, Removal, Role
from prisoners import services as prisoners
from prisoners.models import Event, FamilyWish, Portrait
from sponsorships import services, wording
from sponsorships.models import Act, Contact, SecretLink
from tests.desk import address, desk_of, press
from tests.factories import (
    make_act,
    make_campaign_picture,
    make_event,
    make_portrait,
    make_prisoner,
    make_sponsor,
    make_sponsorship,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listed(settings, tmp_path):
    settings.BACKUPS = str(tmp_path)

    def read():
        return [(what, key) for what, key, _at in json.loads((tmp_path / "removals.json").read_text())]

    return read


def test_erasing_and_hiding_are_written_down_at_once(listed):
    erased, emptied, hidden, withdrawn = (make_sponsorship(email=f"a{n}@example.org") for n in range(4))
    number = erased.pk

    services.forget(erased)
    services.forget(emptied, erases_all=False)
    services.unpublish(hidden)
    services.withdraw(withdrawn, now=timezone.now())

    assert listed() == [
        ("sponsorship", str(number)),
        ("contact", str(emptied.pk)),
        ("public_sponsorship", str(hidden.pk)),
        ("contact", str(withdrawn.pk)),
        ("withdrawal", str(withdrawn.pk)),
    ]


def test_a_man_hidden_at_the_desk_is_among_them(listed, anna):
    man = make_prisoner(slug="ruben")

    press(desk_of(anna), address("prisoners_prisoner", "change", man.pk), published="")

    man.refresh_from_db()
    assert not man.published
    assert ("public_man", "ruben") in listed()


@pytest.fixture
def before_and_after(listed, anna, hrant):
    """Records as a backup holds them, what was then done to them, and how to do it again on the backup."""
    now = timezone.now()
    man = make_prisoner(slug="ruben", biography_fr="Son histoire.", biography_en="His story.")
    release = make_event(man, kind="release", on="2026-02-01")
    visit = make_event(man, kind="visit")
    portrait, picture = make_portrait(man), make_campaign_picture()
    act = make_act(state="published", decided_at=now, text_fr="Une lettre.", text_en="A letter.")
    handed = make_sponsorship(email="earlier@example.org")
    rows = [man, release, visit, portrait, picture, act, handed, hrant]
    held = [type(row).objects.get(pk=row.pk) for row in [*rows, handed.contact]]

    prisoners.take_back_confirmation(release)
    prisoners.remove_event(visit)
    prisoners.record_wish(man, part="biography", may_be_shown=False, by=anna, now=now)
    photographs.take_away(portrait)
    photographs.remove(picture)
    services.refuse_act(act, by=anna, now=now)
    press(
        desk_of(make_user(ngo=hrant.ngo, role=Role.COORDINATOR)),
        address("campaign_user", "change", hrant.pk),
        is_active="",
    )
    consents = wording.consents(readers=[], wants_news=False, may_be_named=False, language="fr")
    link = SecretLink.objects.create(
        sponsorship=handed,
        purpose="handover",
        digest="d",
        letter=Letter.objects.create(key="k", name="handover", language="fr", written_at=now),
    )
    services.take_over(link, consents=consents, now=now)

    def again():
        removed = listed()
        FamilyWish.objects.all().delete()
        Contact.objects.all().delete()
        for row in held:
            row.save()
        for what, key in removed:
            remove_again(Removal.What(what), key, now=now)
        return man

    return again


def test_what_is_done_to_a_record_after_a_backup_is_done_again_when_it_comes_back(before_and_after, hrant):
    man = before_and_after()

    man.refresh_from_db()
    hrant.refresh_from_db()
    assert not Event.objects.get(kind="release").is_confirmed
    assert not Event.objects.filter(kind="visit").exists()
    assert (man.biography_fr, man.status) == ("", "detained")
    assert FamilyWish.objects.get().withheld["biography_en"] == "His story."
    assert not Portrait.objects.get().is_confirmed
    assert not CampaignPicture.objects.exists()
    assert Act.objects.get().state == "refused"
    assert not Contact.objects.filter(email_hash__gt="").exists()
    assert not hrant.is_active


def test_a_man_whose_last_word_came_after_the_backup_waits_for_a_person(db):
    man = make_prisoner(slug="ruben")
    [capture] = man.events.all()

    remove_again(Removal.What.EVENT, capture.key, now=timezone.now())

    man.refresh_from_db()
    assert not man.published


def test_the_list_names_nobody(listed, tmp_path):
    sponsor = make_sponsor(name="Ada Lovelace", kind="individual")
    services.forget(make_sponsorship(sponsor=sponsor, email="ada@example.org"))

    assert "da" not in (tmp_path / "removals.json").read_text()


def test_what_no_backup_could_bring_back_is_forgotten(db):
    Removal.objects.create(what="contact", key="1")
    Removal.objects.create(what="contact", key="2")
    Removal.objects.filter(key="1").update(removed_at=timezone.now() - timedelta(days=32))

    call_command("forget", verbosity=0)

    assert list(Removal.objects.values_list("key", flat=True)) == ["2"]


def test_without_a_folder_for_backups_nothing_is_written(db, settings, tmp_path):
    services.unpublish(make_sponsorship())

    assert Removal.objects.count() == 1
    assert list(tmp_path.iterdir()) == []
