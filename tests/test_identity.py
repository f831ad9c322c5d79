"""What makes a document the same document: number, issuer and date."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.letterhead import identify

TTG = "Thủ tướng Chính phủ"


def test_a_number_without_a_year_carries_its_date() -> None:
    day = date(2025, 9, 9)
    assert identify("1903/QĐ-TTg", TTG, "", "", day) == "1903-qd-ttg-2025-09-09"
    assert identify("1903/QĐ-TTg", TTG, "", "", date(2014, 9, 9)) == "1903-qd-ttg-2014-09-09"
    assert identify("1903/QĐ-TTg", TTG, "", "") == "1903-qd-ttg"


def test_a_number_with_a_year_needs_no_date() -> None:
    assert identify("132/2025/NĐ-CP", "Chính phủ", "", "", date(2025, 6, 12)) == "132-2025-nd-cp"
    assert identify("132/2008/NĐ-CP", "Chính phủ", "", "", date(2008, 12, 31)) == "132-2008-nd-cp"


def test_each_province_has_numbers_of_its_own() -> None:
    one = identify("21/2031/QĐ-UBND", "Ủy ban nhân dân tỉnh An Mẫu", "", "")
    other = identify("21/2031/QĐ-UBND", "Ủy ban nhân dân tỉnh Bình Mẫu", "", "")
    assert one == "21-2031-qd-ubnd-an-mau"
    assert other == "21-2031-qd-ubnd-binh-mau"
    assert identify("21/QĐ-UBND", "Ủy ban nhân dân tỉnh An Mẫu", "", "", date(2031, 2, 3)) == (
        "21-qd-ubnd-an-mau-2031-02-03"
    )


@pytest.mark.parametrize(
    "spelling",
    ["7/2020/NĐ-CP", "07/2020/NĐ-CP", "007/2020/nđ-cp", "07/2020/nd-cp", "07/2020/NÐ-CP",
     "07 / 2020 / N Đ – CP", "07/2020/NĐ\u00a0-\u00a0CP"],
)  # fmt: skip
def test_all_spellings_of_a_number_are_one_document(spelling: str) -> None:
    assert identify(spelling, "Chính phủ", "", "") == "07-2020-nd-cp"


def test_without_a_number_the_title_names_a_text_and_then_its_file() -> None:
    assert identify("", "", "Hướng dẫn thử nghiệm", "a.docx") == "huong-dan-thu-nghiem"
    assert identify("", "", "", "Tệp của tôi.docx") == "tep-cua-toi"


@given(
    st.integers(1, 9999),
    st.sampled_from(["", "2008/", "2025/"]),
    st.sampled_from(["NĐ-CP", "QĐ-TTg", "TT-BKHCN", "QĐ-UBND", "NQ-HĐND"]),
    st.sampled_from(["Chính phủ", "Ủy ban nhân dân tỉnh An Mẫu", "Ủy ban nhân dân tỉnh Bình Mẫu"]),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
)
def test_an_id_is_safe_for_addresses_and_the_same_each_time(
    ordinal: int, year: str, symbol: str, issuer: str, day: date
) -> None:
    number = f"{ordinal}/{year}{symbol}"
    found = identify(number, issuer, "Thử", "thu.docx", day)
    assert found == identify(number.lower(), issuer, "Khác", "khac.pdf", day)
    assert re.fullmatch(r"[a-z0-9-]+", found)
    assert (day.isoformat() in found) is not bool(year)
