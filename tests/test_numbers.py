"""Document numbers: found, written one way, compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbers import find, key, normalise, same


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("theo Nghị định số 133/2025/NĐ-CP ngày 12/6/2025", ("133/2025/NĐ-CP",)),
        ("Luật số: 94/2025/QH15.", ("94/2025/QH15",)),
        ("351/2017/UBTVQH14 và 1656/NQ-UBTVQH15", ("351/2017/UBTVQH14", "1656/NQ-UBTVQH15")),
        ("57-NQ/TW, 02-KH/BCĐTW", ("57-NQ/TW", "02-KH/BCĐTW")),
        ("22/2011/TTLT-BTC-BKHCN", ("22/2011/TTLT-BTC-BKHCN",)),
        ("công văn 1693/TĐC-ĐL; 45/2010/QĐ-TTg", ("1693/TĐC-ĐL", "45/2010/QĐ-TTg")),
        ("Số: 12 / 2025 / NĐ - CP", ("12/2025/NĐ-CP",)),
        ("132/2025/NÐ–CP", ("132/2025/NĐ-CP",)),
        ("21-LCT/HĐNN8", ("21-LCT/HĐNN8",)),
        ("báo cáo số 5/BC - Các đơn vị", ("5/BC",)),
        ("ngày 14/5/2016, tỷ lệ 1/2", ()),
        ("QCVN 1:2009/BKHCN", ()),
    ],
)
def test_numbers_are_found_as_they_are_written(text: str, numbers: tuple[str, ...]) -> None:
    assert find(text) == numbers


def test_two_spellings_of_one_number_are_the_same() -> None:
    assert same("07/2025/TT-BKHCN", "7/2025/tt-bkhcn")
    assert same("155/2020/nđ-cp", "155/2020/ND-CP")
    assert not same("132/2025/NĐ-CP", "132/2025/QĐ-UBND")
    assert not same("10/2025/NĐ-CP", "1/2025/NĐ-CP")


@given(st.text(alphabet="0123456789/-– ĐÐNQCPđ.", max_size=30))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(
    st.integers(1, 9999), st.integers(1990, 2030), st.sampled_from(["NĐ-CP", "TT-BKHCN", "QH15"])
)
def test_what_is_found_compares_equal_to_what_was_printed(n: int, year: int, symbol: str) -> None:
    printed = f"{n:02d}/{year}/{symbol}"
    assert [key(number) for number in find(f"số {printed}.")] == [key(printed)]
