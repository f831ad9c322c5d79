"""Days as officers write them."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.day import read_day, show_moment
from corpus.language import show_day
from corpus.vietnam_time import today


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_shown_in_vietnamese_reads_back_as_itself(day: date) -> None:
    assert read_day(show_day(day, "vi")) == day
    assert read_day(day.isoformat()) == day


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(read_day(text), date)


def test_nothing_written_is_today() -> None:
    assert read_day("  ") in (today(), date.today())  # noqa: DTZ011 - either side of midnight


def test_in_english_the_month_is_a_word() -> None:
    assert show_day(date(2026, 3, 1), "en") == "1 March 2026"


@pytest.mark.parametrize("zone", [UTC, None])
def test_a_moment_is_shown_in_the_hour_of_vietnam(zone: object) -> None:
    moment = datetime(2026, 12, 31, 20, 5, tzinfo=zone)  # type: ignore[arg-type]
    assert show_moment(moment, "vi") == "03:05 01/01/2027"
