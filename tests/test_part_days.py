"""The days of parts: which are out, which provisions are gone, and that all is kept."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from retrieval.part_days import PartDays

DAY = date(2026, 1, 1).toordinal()
# Provision 3 has two chunks: a part that ended, one in force, one to come; 5 has ended wholly.
ROWS = [
    (3, 1 << 61, 0, 0, DAY),
    (3, 1 << 61, 1, 0, DAY + 99),
    (3, 7, 0, DAY + 9, DAY + 99),
    (5, 8, 0, 0, DAY - 9),
    (5, 8, 1, 0, DAY - 5),
]
RENEWALS = [(0, ("Điều 5", "khoản 2"), 1, ("Điều 1", "khoản 1"))]


def test_parts_are_out_before_their_first_day_and_from_their_end() -> None:
    parts = PartDays.of(ROWS, RENEWALS)
    assert parts.out(date.fromordinal(DAY)) == {1 << 61: {0}, 7: {0}, 8: {0, 1}}
    assert parts.out(date.fromordinal(DAY + 9)) == {1 << 61: {0}, 8: {0, 1}}


def test_a_provision_without_a_part_in_force_is_gone() -> None:
    parts = PartDays.of(ROWS, RENEWALS)
    assert parts.gone(date.fromordinal(DAY)).tolist() == [5]
    assert parts.gone(date.fromordinal(DAY + 99)).tolist() == [3, 5]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    PartDays.of(ROWS, RENEWALS).save(tmp_path)
    parts = PartDays.load(tmp_path)
    assert parts.listed == {3, 5}
    assert parts.out(date.fromordinal(DAY)) == {1 << 61: {0}, 7: {0}, 8: {0, 1}}
    assert parts.given_anew(0, ("Điều 5", "khoản 2")) == [(1, ("Điều 1", "khoản 1"))]
    assert parts.given_anew(0, ("Điều 5",)) == ()


def test_a_corpus_without_such_parts_lists_none(tmp_path: Path) -> None:
    PartDays.of([], []).save(tmp_path)
    parts = PartDays.load(tmp_path)
    assert not parts.listed
    assert not parts.out(date.max)
    assert not len(parts.gone(date.max))


@given(st.dates())
def test_of_any_day_each_part_is_in_or_out(day: date) -> None:
    out = PartDays.of(ROWS, []).out(day)
    for _, chunk, part, starts, ends in ROWS:
        assert (part in out.get(chunk, ())) is not (starts <= day.toordinal() < ends)
