"""Personal data does not leave the desk; numbers of the law do."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.masking import EMAIL, IDENTITY, PHONE, mask


@pytest.mark.parametrize(
    ("typed", "masked"),
    [
        ("CCCD 001203004567 của tôi", f"CCCD {IDENTITY} của tôi"),
        ("CCCD:001 203 004 567.", f"CCCD:{IDENTITY}."),
        ("cmnd123456789", f"cmnd{IDENTITY}"),
        ("gọi 0912345678 nhé", f"gọi {PHONE} nhé"),
        ("gọi 0912.345.678, gấp", f"gọi {PHONE}, gấp"),
        ("+84 912 345 678", PHONE),
        ("0912 34 56 78", PHONE),
        ("(024) 3822 6688 hoặc 024 3822 6688", f"(024) 3822 6688 hoặc {PHONE}"),
        ("thư lan.nguyen@xa-tanan.gov.vn.", f"thư {EMAIL}."),
    ],
)
def test_what_reaches_a_person_is_masked(typed: str, masked: str) -> None:
    assert mask(typed) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Điều 15 Nghị định số 133/2025/NĐ-CP ngày 12/6/2025",
        "phí 1.000.000.000 đồng, lệ phí 150.000đ",
        "mã thủ tục 1.000173.000.00.00.H58 và 2.000169",
        "từ 09-10-2025 08:00 đến 01.07.2026",
        "dải tần 26,96–27,41 MHz",
    ],
)
def test_numbers_of_the_law_stay(text: str) -> None:
    assert mask(text) == text


@given(st.from_regex(r"[a-zđ ,:]{0,9}(\d{9}|\d{12})[a-zđ ,:]{0,9}", fullmatch=True))
def test_no_identity_number_survives(text: str) -> None:
    assert not re.search(r"(?<!\d)(\d{9}|\d{12})(?!\d)", mask(text))


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)
