"""Deadlines in working time, against a table that was made by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vietnam_time import VIETNAM
from desk.queues import default_queues
from desk.worktime import OFFICE, OfficeHours, between, due, is_working_day

EVERY_DAY = frozenset(range(1, 8))
HOURS = {
    "office": OFFICE,
    "saturday": OfficeHours(frozenset(range(1, 7)), OFFICE.spans),
    "daily": OfficeHours(EVERY_DAY, ((time(7), time(11)), (time(14), time(20)))),
    "always": None,
    "exchanged": default_queues().queues[-1].hours,
}
TABLE = Path(__file__).with_name("data") / "deadlines.tsv"
ROWS = [
    line.split("\t")
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
NEW_YEAR = datetime(2026, 1, 1, tzinfo=VIETNAM)
moments = st.integers(0, 700 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))
needs = st.integers(1, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))
hours = st.sampled_from(list(HOURS.values()))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 60


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[4]} ({row[1]})")
def test_deadlines_are_those_of_the_table(row: list[str]) -> None:
    name, start, needed, expected, _why = row
    assert due(moment(start), timedelta(hours=float(needed)), HOURS[name]) == moment(expected)


@given(moments, needs, hours)
def test_until_it_is_due_exactly_the_needed_time_is_worked(
    start: datetime, needed: timedelta, office: OfficeHours | None
) -> None:
    end = due(start, needed, office)
    assert between(start, end, office) == needed
    assert end > start


@given(moments, needs, needs, hours)
def test_what_is_left_when_the_clock_stops_can_be_added_later(
    start: datetime, first: timedelta, rest: timedelta, office: OfficeHours | None
) -> None:
    middle = due(start, first, office)
    assert due(middle, rest, office) == due(start, first + rest, office)


def test_days_that_are_decided_one_by_one_count_before_all_else() -> None:
    tuesday, sunday = date(2026, 3, 10), date(2026, 3, 15)
    office = replace(OFFICE, off=frozenset({tuesday}), worked=frozenset({sunday}))
    assert not is_working_day(tuesday, office)
    assert is_working_day(sunday, office)
    with pytest.raises(ValueError, match="2026-03-10 is named as a day off and as a working day"):
        replace(office, worked=frozenset({tuesday}))


def test_nothing_is_worked_backwards() -> None:
    start = moment("2026-03-09 10:00")
    assert between(start, start - timedelta(hours=1), None) == timedelta(0)
    assert between(start, start - timedelta(hours=1), OFFICE) == timedelta(0)
    assert due(start, timedelta(0), OFFICE) == start


def test_moments_may_come_in_any_zone_and_leave_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    start = datetime(2026, 3, 9, 10, 0, tzinfo=tokyo)  # eight in Hà Nội
    end = due(start, timedelta(hours=8), OFFICE)
    assert (end, end.tzinfo) == (datetime(2026, 3, 9, 10, 0, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    ("weekdays", "spans"),
    [
        (EVERY_DAY, ()),
        (EVERY_DAY, ((time(12), time(8)),)),
        (EVERY_DAY, ((time(8), time(12)), (time(11), time(17)))),
        (frozenset[int](), OFFICE.spans),
        (frozenset({0}), OFFICE.spans),
    ],
)
def test_office_hours_that_make_no_sense_are_refused(
    weekdays: frozenset[int], spans: tuple[tuple[time, time], ...]
) -> None:
    with pytest.raises(ValueError, match=r"weekdays|office hours"):
        OfficeHours(weekdays, spans)
