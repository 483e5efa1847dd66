"""The campaign's records are loaded from the files that the NGOs keep, and what staff did since is kept."""

import random
import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError

from campaign.kit.partial_dates import PartialDate
from campaign.models import KeyFigure, LoadedRow, Ngo, PageText, Source, TimelineEntry
from prisoners.models import Event, FormerSlug, Prisoner, life_told_by
from prisoners.services import confirm_event
from sponsorships.models import Contact, Sponsor, Sponsorship
from tests.factories import LONG_AGO, make_event, make_user
from tests.folders import add, change, load, rows_of, write_rows

pytestmark = pytest.mark.django_db

RELEASE = {
    "id": "ruben-vardanyan-12",
    "date": "2026-06-01",
    "kind": "release",
    "text_fr": "Libéré.",
    "text_en": "Freed.",
}


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(settings.DATA, tmp_path / "data")


def free_ruben_vardanyan(folder):
    add(folder / "prisoner_events.csv", "ruben-vardanyan-11", **RELEASE)
    change(folder / "prisoners.csv", "ruben-vardanyan", status="released", status_date="2026-06-01")


def test_the_real_records_are_loaded_whole(folder):
    load(folder)

    men = Prisoner.objects.published()
    assert (men.count(), men.of_the_23().count()) == (29, 23)
    assert (men.of_the_23().held().count(), men.of_the_23().freed().count()) == (19, 4)
    assert Event.objects.count() == Event.objects.confirmed().filter(from_initial_load=True).count() == 145
    assert Source.objects.count() == 178
    assert (TimelineEntry.objects.count(), KeyFigure.objects.count()) == (63, 5)
    assert (Sponsorship.objects.public().count(), Sponsor.objects.count()) == (13, 13)
    assert PageText.objects.count() == len(list(folder.glob("texts/*.fr.md")))
    assert [ngo.slug for ngo in Ngo.objects.in_order()] == ["covcas", "hyestart", "armenophobia-observatory"]


def test_statuses_are_those_of_the_control_and_of_the_events(folder):
    load(folder)

    for row in rows_of(folder / "prisoners.csv"):
        man = Prisoner.objects.get(slug=row["slug"])
        assert (man.status, str(man.status_on), str(man.captured_on)) == (
            row["status"],
            row["status_date"],
            row["capture_date"],
        )
        life = life_told_by(man.events.all())
        assert (man.counted_from_on, man.counted_until_on) == (life.counted_from_on, life.counted_until_on)


def test_a_man_has_what_his_row_says(folder):
    load(folder)

    man = Prisoner.objects.get(slug="ludwig-mkrtchyan")
    assert man.name_fr == "Ludwig Mkrtchian"
    assert man.born_on == PartialDate(1969)
    assert man.sentence_years == 20
    assert man.icrc_confirmed is True
    [row] = [row for row in rows_of(folder / "prisoners.csv") if row["slug"] == man.slug]
    assert {source.url for source in man.sources.all()} == set(row["sources"].split(";"))
    assert man.other_spellings == row["other_spellings"]


def test_a_sponsorship_has_its_sponsor_its_ngo_and_its_sources(folder):
    load(folder)

    lyon = Sponsorship.objects.select_related("sponsor").get(key="lyon")
    assert (lyon.sponsor.slug, lyon.sponsor.town, str(lyon.sponsor.latitude)) == ("lyon", "Lyon", "45.760")
    assert (lyon.followed_by.slug, lyon.language, lyon.date_kind) == ("covcas", "fr", "meeting")
    assert lyon.sources.count() == 2
    csi = Sponsorship.objects.get(key="csi")
    assert (csi.followed_by.slug, csi.language) == ("hyestart", "fr")
    assert Sponsorship.objects.get(key="dove-tales").language == "en"
    montpellier = Sponsorship.objects.get(key="montpellier")
    assert (montpellier.adhered_on, montpellier.date_kind) == (None, "mention")


def test_several_rows_of_one_sponsor_make_one_sponsor(folder):
    add(folder / "sponsorships.csv", "bandol", id="bandol-2", whom="not_stated")

    load(folder)

    assert set(Sponsor.objects.get(slug="bandol").sponsorships.values_list("key", flat=True)) == {
        "bandol",
        "bandol-2",
    }


def test_loading_twice_is_loading_once(folder, django_assert_max_num_queries):
    load(folder)
    before = list(LoadedRow.objects.order_by("pk").values())

    with django_assert_max_num_queries(40):
        printed = load(folder)

    assert "Nothing has changed." in printed
    assert "prisoners.csv: 0 new, 0 changed, 0 kept, 29 unchanged." in printed
    assert Event.objects.count() == 145
    assert list(LoadedRow.objects.order_by("pk").values()) == before


def test_the_order_of_the_rows_changes_nothing(folder):
    for path in folder.glob("*.csv"):
        if path.name != "ngos.csv":  # whose order is that of the page
            rows = rows_of(path)
            random.Random(7).shuffle(rows)
            write_rows(path, rows)

    load(folder)

    for row in rows_of(folder / "prisoners.csv"):
        man = Prisoner.objects.get(slug=row["slug"])
        assert (man.status, str(man.status_on), man.published) == (row["status"], row["status_date"], True)
    assert "Nothing has changed." in load(settings.DATA)


def test_the_folder_of_texts_may_be_absent(folder):
    shutil.rmtree(folder / "texts")

    load(folder)

    assert not PageText.objects.exists()


def test_cells_may_hold_line_ends(folder):
    change(folder / "context_events.csv", "2020-09-27-war", text_en="Two\r\nlines.", text_fr="Deux\nlignes.")

    load(folder)

    assert TimelineEntry.objects.get(key="2020-09-27-war").text_en == "Two\nlines."


# What is not published


def test_an_unpublished_man_is_loaded_and_unseen(folder, client):
    change(folder / "prisoners.csv", "erik-ghazaryan", published="false")

    load(folder)

    man = Prisoner.objects.get(slug="erik-ghazaryan")
    assert (man.published, man.status) == (False, "detained")
    assert client.get(f"/fr/prisonniers/{man.slug}/").status_code == 404


def test_a_person_who_is_not_to_be_named_is_counted_and_leaves_no_name_in_sight(folder):
    unnamed = {"sponsor_name": "Ada Lovelace", "sponsor_kind": "individual", "published": "false"}
    add(folder / "sponsorships.csv", "montpellier", id="ada-lovelace", **unnamed)

    load(folder)

    [sponsorship] = [c.sponsorship for c in Contact.objects.all() if c.name == "Ada Lovelace"]
    assert (sponsorship.published, sponsorship.name_consented, sponsorship.sponsor.name) == (False, False, "")
    assert not Sponsor.objects.filter(slug__contains="ada").exists()
    assert not Sponsorship.objects.filter(key__contains="ada").exists()
    assert not LoadedRow.objects.filter(key__startswith="ada").exists()
    assert Sponsorship.objects.counted().count() == 14
    assert Sponsorship.objects.public().count() == 13
    assert "Nothing has changed." in load(folder)


def test_an_unpublished_sponsorship_of_a_town_is_neither_seen_nor_counted(folder):
    change(folder / "sponsorships.csv", "montpellier", published="false")

    load(folder)

    assert Sponsorship.objects.get(key="montpellier").state == "active"
    assert Sponsorship.objects.counted().count() == 12


def test_a_file_cannot_name_a_person_who_was_not_named(folder):
    person = {"sponsor_name": "Ada Lovelace", "sponsor_kind": "individual"}
    add(folder / "sponsorships.csv", "montpellier", id="ada-lovelace", published="false", **person)
    load(folder)
    change(folder / "sponsorships.csv", "ada-lovelace", published="true")

    printed = load(folder, overwrite=True)

    assert "published: changed at the desk only" in printed
    assert not Sponsor.objects.filter(name="Ada Lovelace").exists()


# What a later load may do


def test_a_changed_cell_reaches_the_record(folder):
    load(folder)
    change(folder / "prisoners.csv", "ruben-vardanyan", name_fr="Roubèn Vardanian")
    change(
        folder / "sponsorships.csv",
        "lyon",
        city="Lyon 1er",
        whom="group",
        prisoner_slug="",
        more_source_urls="",
    )

    printed = load(folder)

    assert "prisoners.csv: 0 new, 1 changed, 0 kept, 28 unchanged." in printed
    assert Prisoner.objects.get(slug="ruben-vardanyan").name_fr == "Roubèn Vardanian"
    lyon = Sponsorship.objects.get(key="lyon")
    assert (lyon.sponsor.town, lyon.whom, lyon.prisoner, lyon.sources.count()) == (
        "Lyon 1er",
        "group",
        None,
        1,
    )
    assert "Nothing has changed." in load(folder)


def test_what_staff_edited_is_kept_and_reported_field_by_field(folder):
    load(folder)
    Prisoner.objects.filter(slug="ruben-vardanyan").update(name_fr="Rouben Vardanian", role_fr="Philanthrope")
    change(folder / "prisoners.csv", "ruben-vardanyan", name_fr="Roubèn Vardanian", name_hy="Ռուբեն")

    printed = load(folder)

    man = Prisoner.objects.get(slug="ruben-vardanyan")
    assert (man.name_fr, man.name_hy, man.role_fr) == ("Rouben Vardanian", "Ռուբեն", "Philanthrope")
    assert "kept: prisoners.csv, ruben-vardanyan, name_fr: edited by staff." in printed
    assert "kept: prisoners.csv, ruben-vardanyan, role_fr: edited by staff." in printed
    assert "prisoners.csv: 0 new, 1 changed, 1 kept, 28 unchanged." in printed


def test_overwrite_insists(folder):
    load(folder)
    Prisoner.objects.filter(slug="ruben-vardanyan").update(name_fr="Rouben Vardanian")
    TimelineEntry.objects.get(key="2020-09-27-war").delete()

    printed = load(folder, overwrite=True)

    assert "kept:" not in printed
    assert Prisoner.objects.get(slug="ruben-vardanyan").name_fr == "Ruben Vardanian"
    assert TimelineEntry.objects.get(key="2020-09-27-war").sources.exists()


def test_a_sponsorship_insisted_on_finds_its_sponsor_again(folder):
    load(folder)
    Sponsorship.objects.get(key="vienne").delete()

    load(folder, overwrite=True)

    assert Sponsorship.objects.get(key="vienne").sponsor == Sponsor.objects.get(slug="vienne")
    assert Sponsor.objects.count() == 13


def test_sources_chosen_by_staff_are_kept(folder):
    load(folder)
    entry = TimelineEntry.objects.get(key="2020-09-27-war")
    entry.sources.set(Source.objects.order_by("pk")[:1])

    printed = load(folder)

    assert "kept: context_events.csv, 2020-09-27-war, sources: edited by staff." in printed
    assert entry.sources.count() == 1


def test_what_staff_deleted_is_not_created_again(folder):
    load(folder)
    TimelineEntry.objects.get(key="2020-09-27-war").delete()

    printed = load(folder)

    assert "kept: context_events.csv, 2020-09-27-war, the whole row: deleted by staff." in printed
    assert TimelineEntry.objects.count() == 62


def test_the_rows_of_a_man_whom_staff_deleted_do_not_bring_him_back(folder):
    load(folder)
    man = Prisoner.objects.get(slug="grigor-saghatelyan")
    Sponsorship.objects.filter(prisoner=man).delete()
    man.events.all().delete()
    man.delete()
    LoadedRow.objects.filter(key="lyon").delete()

    printed = load(folder)

    assert (
        "kept: prisoner_events.csv, grigor-saghatelyan-01, the whole row: staff deleted its prisoner."
        in printed
    )
    assert "kept: sponsorships.csv, lyon, the whole row: staff deleted its prisoner." in printed
    assert Prisoner.objects.count() == 28


def test_what_a_person_had_erased_never_comes_back(folder):
    load(folder)
    Sponsorship.objects.get(key="vienne").delete()
    LoadedRow.objects.filter(file="sponsorships.csv", key="vienne").update(values={})

    load(folder, overwrite=True)

    assert not Sponsorship.objects.filter(key="vienne").exists()


def test_what_a_sponsor_withdrew_stays_withdrawn(folder):
    load(folder)
    Sponsorship.objects.filter(key="vienne").update(state="withdrawn", published=False, decided_at=LONG_AGO)

    printed = load(folder, overwrite=True)

    assert "kept: sponsorships.csv, vienne, published: changed at the desk only." in printed
    assert Sponsorship.objects.get(key="vienne").published is False


def test_rows_that_no_file_names_are_left_alone(folder):
    load(folder)
    Source.objects.create(url="https://example.org/", publisher="Staff", kind="press")

    load(folder, overwrite=True)

    assert Source.objects.filter(publisher="Staff").exists()


def test_a_man_whose_address_changed_is_found_by_the_former_one(folder):
    load(folder)
    man = Prisoner.objects.get(slug="erik-ghazaryan")
    Prisoner.objects.filter(pk=man.pk).update(slug="erik-ghazarian")
    FormerSlug.objects.create(slug="erik-ghazaryan", prisoner=man)

    assert "Nothing has changed." in load(folder)
    assert Prisoner.objects.count() == 29


def test_a_browser_s_line_ends_are_no_edit(folder):
    load(folder)
    text = PageText.objects.get(page="home")
    text.body_fr = text.body_fr.replace("\n", "\r\n")
    text.save()

    assert "Nothing has changed." in load(folder)


def test_a_sponsor_s_address_taken_by_another_is_refused(folder):
    Sponsor.objects.create(slug="lyon", name="Association Lyon", kind="ngo")

    with pytest.raises(
        CommandError, match=r"sponsorships\.csv, line 2, column id: another sponsor has this address"
    ):
        load(folder)

    assert not Prisoner.objects.exists()


def test_what_the_database_refuses_is_said_and_nothing_is_loaded(folder):
    load(folder)
    Prisoner.objects.filter(slug="erik-ghazaryan").update(role_fr="Sergent", role_en="Sergeant")
    change(folder / "prisoners.csv", "erik-ghazaryan", role_en="", role_fr="")
    LoadedRow.objects.filter(file="prisoners.csv", key="erik-ghazaryan").update(values={"role_fr": "Sergent"})

    with pytest.raises(CommandError, match="the database refuses it"):
        load(folder)

    assert Prisoner.objects.get(slug="erik-ghazaryan").role_fr == "Sergent"


# What could wound


def test_a_later_release_waits_for_two_ngos_and_the_man_stays_held(folder, anna, hrant):
    load(folder)
    free_ruben_vardanyan(folder)

    printed = load(folder)

    man = Prisoner.objects.get(slug="ruben-vardanyan")
    event = man.events.get(key="ruben-vardanyan-12")
    assert "waits for its confirmation at the desk: prisoner_events.csv, ruben-vardanyan-12." in printed
    assert (man.status, event.is_confirmed, event.recorded_by) == ("detained", False, None)
    confirm_event(event, by=anna, now=event.recorded_at)
    confirm_event(event, by=hrant, now=event.recorded_at)
    man.refresh_from_db()
    assert man.status == "released"
    assert "Nothing has changed." in load(folder)


def test_a_later_report_acts_at_once(folder):
    load(folder)
    report = {"id": "ruben-vardanyan-12", "date": "2026-06-01"}
    add(folder / "prisoner_events.csv", "ruben-vardanyan-11", **report)
    change(folder / "prisoners.csv", "ruben-vardanyan", status_date="2026-06-01")

    load(folder)

    assert str(Prisoner.objects.get(slug="ruben-vardanyan").status_on) == "2026-06-01"


def test_the_date_of_a_confirmed_release_changes_at_the_desk_only(folder):
    load(folder)
    change(
        folder / "prisoner_events.csv",
        "vicken-euljekjian-05",
        date="2026-01-15",
        text_fr="Remis à l’Arménie.",
    )
    change(folder / "prisoners.csv", "vicken-euljekjian", status_date="2026-01-15")

    printed = load(folder, overwrite=True)

    event = Event.objects.get(key="vicken-euljekjian-05")
    assert "vicken-euljekjian-05, happened_on: changed at the desk only" in printed
    assert (str(event.happened_on), event.text_fr, event.is_confirmed) == (
        "2026-01-14",
        "Remis à l’Arménie.",
        True,
    )
    assert event.prisoner.status == "released"


def test_a_report_that_becomes_a_release_waits(folder):
    load(folder)
    change(folder / "prisoner_events.csv", "ruben-vardanyan-11", kind="release")
    change(folder / "prisoners.csv", "ruben-vardanyan", status="released", status_date="2026-05-07")

    load(folder)

    man = Prisoner.objects.get(slug="ruben-vardanyan")
    assert (man.status, str(man.status_on)) == ("detained", "2026-03-13")
    assert not man.events.get(key="ruben-vardanyan-11").is_confirmed


def test_an_event_does_not_pass_from_one_man_to_another(folder):
    load(folder)
    change(folder / "prisoner_events.csv", "ruben-vardanyan-09", slug="erik-ghazaryan")

    printed = load(folder, overwrite=True)

    assert "ruben-vardanyan-09, prisoner_id: changed at the desk only" in printed
    assert Event.objects.get(key="ruben-vardanyan-09").prisoner.slug == "ruben-vardanyan"


def test_a_later_man_is_published_with_his_capture_and_his_release_waits(folder):
    load(folder)
    add(folder / "prisoners.csv", "haykaz-hovhannisyan", slug="new-man", name_fr="Nouveau", name_en="New")
    for event in rows_of(folder / "prisoner_events.csv"):
        if event["slug"] == "haykaz-hovhannisyan":
            key = event["id"].replace("haykaz-hovhannisyan", "new-man")
            add(folder / "prisoner_events.csv", event["id"], id=key, slug="new-man")

    load(folder)

    man = Prisoner.objects.get(slug="new-man")
    assert (man.published, man.status) == (True, "detained")


def test_a_later_man_known_by_his_release_alone_is_published_when_it_is_confirmed(folder, anna, hrant):
    load(folder)
    given = {"slug": "new-man", "capture_date": "", "status": "released", "status_date": "2023-12-13"}
    add(folder / "prisoners.csv", "haykaz-hovhannisyan", **given)
    add(folder / "prisoner_events.csv", "haykaz-hovhannisyan-04", id="new-man-01", slug="new-man")

    printed = load(folder)

    assert "kept: prisoners.csv, new-man, published: his status waits for its confirmation." in printed
    assert not Prisoner.objects.get(slug="new-man").published
    event = Event.objects.get(key="new-man-01")
    confirm_event(event, by=anna, now=event.recorded_at)
    confirm_event(event, by=hrant, now=event.recorded_at)
    load(folder)
    assert Prisoner.objects.get(slug="new-man").published


def test_a_change_that_would_leave_a_published_man_without_status_is_refused(folder):
    load(folder)
    man = Prisoner.objects.get(slug="ruben-vardanyan")
    man.events.of_status().exclude(key="ruben-vardanyan-11").delete()
    change(folder / "prisoner_events.csv", "ruben-vardanyan-11", kind="release")
    change(folder / "prisoners.csv", "ruben-vardanyan", status="released", status_date="2026-05-07")

    with pytest.raises(CommandError, match=r"prisoner_events\.csv, line 51, column kind"):
        load(folder)

    assert Event.objects.get(key="ruben-vardanyan-11").kind == "reported_held"


def test_a_renewed_capture_of_the_initial_load_needs_another_ngo_ever_after(folder):
    again = {"id": "vicken-euljekjian-06", "date": "2026-02", "kind": "capture"}
    add(folder / "prisoner_events.csv", "vicken-euljekjian-05", **again)
    given = {"capture_date": "2026-02", "status": "detained", "status_date": "2026-02"}
    change(folder / "prisoners.csv", "vicken-euljekjian", **given)

    load(folder)

    events = Event.objects.filter(prisoner__slug="vicken-euljekjian", needs_another_ngo=True)
    assert {event.kind for event in events} == {"release", "capture"}
    assert Prisoner.objects.get(slug="vicken-euljekjian").status == "detained"


def test_an_event_recorded_at_the_desk_under_the_same_key_is_not_written_over(folder):
    load(folder)
    man = Prisoner.objects.get(slug="ruben-vardanyan")
    make_event(man, "visit", "2026-06-02", key="ruben-vardanyan-12", recorded_by=make_user())
    free_ruben_vardanyan(folder)

    printed = load(folder)

    assert "kept: prisoner_events.csv, ruben-vardanyan-12, kind: edited by staff." in printed
    assert man.events.get(key="ruben-vardanyan-12").kind == "visit"
