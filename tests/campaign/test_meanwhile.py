"""Two people have one record open: the second is told, keeps what was typed, and nothing is overwritten."""

import pytest

from tests.desk import address, as_shown, desk_of, errors
from tests.factories import make_prisoner, make_source, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return address("campaign_source", "change", make_source(publisher="OC Media", title="Trial").pk)


def typed(desk, path, **changes):
    return as_shown(desk.get(path)) | {"_save": "pressed"} | changes


def test_the_second_to_save_is_told_what_changed_and_overwrites_nothing(page, anna, hrant):
    lyon, geneva = desk_of(anna), desk_of(hrant)
    first, second = typed(lyon, page, title="The trial"), typed(geneva, page, title="A trial")
    lyon.post(page, first)

    answer = geneva.post(page, second)

    assert answer.status_code == 200
    assert "Somebody changed this record" in errors(answer)
    assert "The trial" in errors(answer)
    assert 'value="A trial"' in answer.text  # what the second typed
    assert as_shown(lyon.get(page))["title"] == "The trial"


def test_saving_again_keeps_mine_and_takes_theirs_where_i_touched_nothing(page, anna, hrant):
    lyon, geneva = desk_of(anna), desk_of(hrant)
    mine = typed(geneva, page, title="A trial")
    lyon.post(page, typed(lyon, page, title="The trial", publisher="OC Media, Tbilisi"))
    told = geneva.post(page, mine)

    saved = geneva.post(page, as_shown(told) | {"_save": "pressed"})

    assert saved.status_code == 302
    now = as_shown(lyon.get(page))
    assert (now["title"], now["publisher"]) == ("A trial", "OC Media, Tbilisi")


def test_lists_and_ticked_boxes_are_compared_too(anna, hrant):
    man, source = make_prisoner(icrc_confirmed=None), make_source()
    path = address("prisoners_prisoner", "change", man.pk)
    lyon, geneva = desk_of(anna), desk_of(hrant)
    second = typed(geneva, path, role_fr="Ministre", role_en="Minister")
    lyon.post(path, typed(lyon, path, icrc_confirmed="true", sources=[source.pk]))

    told = geneva.post(path, second)
    saved = geneva.post(path, as_shown(told) | {"_save": "pressed"})

    man.refresh_from_db()
    assert "You had not touched it" in errors(told)
    assert saved.status_code == 302
    assert (man.icrc_confirmed, man.role_en, list(man.sources.all())) == (True, "Minister", [source])


def test_a_button_pressed_on_a_page_grown_old_does_nothing_either(anna, hrant):
    man = make_prisoner()
    path = address("prisoners_prisoner", "change", man.pk)
    old = as_shown(desk_of(hrant).get(path))
    desk_of(anna).post(path, typed(desk_of(anna), path, name_hy="Ռուբեն"))

    desk_of(hrant).post(path, old | {"_checked_today": "pressed"})

    man.refresh_from_db()
    assert (man.name_hy, man.checked_on) == ("Ռուբեն", None)


def test_a_page_that_nobody_else_touched_saves_as_ever(anna):
    path = address("sponsorships_sponsor", "change", make_sponsor().pk)
    desk = desk_of(anna)

    assert desk.post(path, typed(desk, path, town="Vienne")).status_code == 302


@pytest.mark.parametrize("sent", ["", "[]", "{", "7"])
def test_what_is_not_our_version_breaks_nothing(sent, page, anna):
    desk = desk_of(anna)

    assert desk.post(page, typed(desk, page, version=sent)).status_code in (200, 302)
