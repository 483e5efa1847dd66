"""Dates of which only the year or the month may be known."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from campaign.kit.partial_dates import PartialDate, PartialDateFormField, as_partial_date
from prisoners.models import Prisoner
from tests.factories import make_prisoner

partial_dates = st.one_of(
    st.builds(PartialDate, st.integers(1900, 2100)),
    st.builds(PartialDate, st.integers(1900, 2100), st.integers(1, 12)),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(PartialDate.of),
)


@given(partial_dates)
def test_what_is_written_is_read_again(partial_date):
    assert PartialDate.parse(str(partial_date)) == partial_date


@given(partial_dates, partial_dates)
def test_text_sorts_as_the_dates_do(one, other):
    assert (str(one) < str(other)) == (one < other)


@given(partial_dates)
def test_the_first_day_never_comes_after_the_last(partial_date):
    assert partial_date.first_day <= partial_date.last_day
    assert partial_date.is_exact == (partial_date.first_day == partial_date.last_day)


@pytest.mark.parametrize(
    "text",
    [
        *("", "20", "2023-", "2023-13", "2023-00", "2023-02-30", "2023-09-00", "2023-2-3"),
        *("13/12/2023", "2023-09-19T00", "١٩٩٩", "1066", "9999"),
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "language", "words", "since"),
    [
        ("2023", "fr", "2023", "depuis 2023"),
        ("2020-10", "fr", "octobre 2020", "depuis octobre 2020"),
        ("2020-10-03", "fr", "3 octobre 2020", "depuis le 3 octobre 2020"),
        ("2024-11-01", "fr", "1er novembre 2024", "depuis le 1er novembre 2024"),
        ("2023", "en", "2023", "since 2023"),
        ("2020-10", "en", "October 2020", "since October 2020"),
        ("2020-10-03", "en", "3 October 2020", "since 3 October 2020"),
    ],
)
def test_a_date_reads_well_in_both_languages(text, language, words, since):
    with translation.override(language):
        assert PartialDate.parse(text).in_words() == words
        assert PartialDate.parse(text).since() == since


def test_a_form_says_what_is_wrong_and_sees_what_is_unchanged():
    field = PartialDateFormField(required=False)

    with pytest.raises(ValidationError):
        field.clean("yesterday")

    assert field.clean("") is None
    assert not field.has_changed(PartialDate(2023, 9), "2023-09")
    assert field.has_changed(PartialDate(2023, 9), "2023-10")


def test_a_calendar_day_becomes_an_exact_date():
    assert as_partial_date(date(2023, 9, 19)) == PartialDate(2023, 9, 19)


@pytest.mark.django_db
def test_the_database_filters_and_sorts_partial_dates():
    for captured in ["2023-09-19", "2023", "2020-12", "2023-09"]:
        make_prisoner(captured=captured)

    since_2023 = Prisoner.objects.filter(captured_on__gte="2023").order_by("captured_on")

    assert [str(man.captured_on) for man in since_2023] == ["2023", "2023-09", "2023-09-19"]
    assert Prisoner.objects.filter(captured_on=PartialDate(2020, 12)).count() == 1
    assert Prisoner.objects.filter(born_on="").count() == 4


@pytest.mark.django_db
def test_an_unknown_date_reads_as_nothing():
    man = make_prisoner()

    man.refresh_from_db()

    assert man.born_on is None
