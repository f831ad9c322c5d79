"""Personal data is masked, however it is typed; numbers of the law stay."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.masking import find, mask, mask_strictly
from corpus.personal_numbers import Personal

IDENTITY, PHONE = Personal.IDENTITY, Personal.PHONE


@pytest.mark.parametrize(
    ("typed", "masked"),
    [
        ("CCCD 001203004567 của tôi", f"CCCD {IDENTITY} của tôi"),
        ("CCCD:001 203 004 567.", f"CCCD:{IDENTITY}."),
        ("căn cước 0012.0300.4567", f"căn cước {IDENTITY}"),
        ("cmnd123456789", f"cmnd{IDENTITY}"),
        ("CMND 123 456 789 cũ", f"CMND {IDENTITY} cũ"),
        ("CCCD 0123… tới đâu", "CCCD 0123… tới đâu"),
        ("gọi 0912345678 nhé", f"gọi {PHONE} nhé"),
        ("gọi 0912.345.678, gấp", f"gọi {PHONE}, gấp"),
        ("0912345678/0987654321", f"{PHONE}/{PHONE}"),
        ("0 9 1 2 3 4 5 6 7 8 gọi", f"{PHONE} gọi"),
        ("09\u200b12\u200b345\u200b678", PHONE),
        ("０９１２３４５６７８", PHONE),
        ("+84 912 345 678", PHONE),
        ("84912345678", PHONE),
        ("0912 34 56 78", PHONE),
        ("(0214) 3822 688 hoặc 024 3822 6688", f"{PHONE} hoặc {PHONE}"),
        ("0912345678 đồng chí Lan", f"{PHONE} đồng chí Lan"),
        ("stk 0011004123456 VCB", f"stk {Personal.ACCOUNT} VCB"),
        ("thẻ 1234 5678 9012 3456", f"thẻ {Personal.ACCOUNT}"),
        ("hộ chiếu số C1234567", f"hộ chiếu số {IDENTITY}"),
        ("bhyt GD4010123456789", f"bhyt {IDENTITY}"),
        ("thư lan.nguyen@xa-tanan.gov.vn.", f"thư {Personal.EMAIL}."),
        ("mã 000.00.15.H38-261101-0001 ạ", f"mã {Personal.DOSSIER} ạ"),
        ("sinh ngày 05-09-1990 tại", f"sinh ngày {Personal.BIRTH} tại"),
        ("số nhà 12/5 ngõ 3 Lê Lợi", f"{Personal.ADDRESS} Lê Lợi"),
        ("bà Nguyễn Thị Lan hỏi", f"bà {Personal.NAME} hỏi"),
        ("ong Tran Van B, xa Tan An", f"ong {Personal.NAME}, xa Tan An"),
    ],
)
def test_what_identifies_or_reaches_a_person_is_masked(typed: str, masked: str) -> None:
    assert mask(typed) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Điều 15 Nghị định số 133/2025/NĐ-CP ngày 12/6/2025",
        "vốn 1.000.000.000.000 đồng, 12.000.000.000.000 đồng",
        "phí 1.000.000.000 đồng, lệ phí 150.000đ, phí 123456789 đồng, dự toán 123456789",
        "mã thủ tục 1.000173.000.00.00.H58 và 2.000169, 1.013337.H38",
        "từ 09-10-2025 08:00 đến 01.07.2026, lúc 202512150800",
        "dải tần 26,96–27,41 MHz; 143.050 - 156.250 MHz",
        "TCVN 11912:2017, QCVN 1:2009/BKHCN, TCVN11912-2017",
        "Thứ trưởng Lê Xuân Định ký; xã Trần Phú; đường Nguyễn Trãi; các anh chị Hà Nội",
        "Luật Căn cước 26/2023/QH15; 3.321 xã; 10.040 phường; tàu LA-90123-TS",
    ],
)
def test_numbers_and_names_of_the_law_stay(text: str) -> None:
    assert mask(text) == text


NUMBER = st.integers(1, 99_999)
YEAR = st.integers(1945, 2099)
LAWFUL = st.one_of(
    st.builds("{}/{}/NĐ-CP".format, NUMBER, YEAR),
    st.builds("{}/QĐ-BKHCN".format, NUMBER),
    st.builds("{:02d}/{:02d}/{}".format, st.integers(1, 31), st.integers(1, 12), YEAR),
    st.builds("{:02d}.{:02d}.{}".format, st.integers(1, 31), st.integers(1, 12), YEAR),
    st.builds("{}.{:06d}.H{:02d}".format, st.integers(1, 3), NUMBER, st.integers(1, 63)),
    st.builds("{}.{:06d}.000.00.00.H{}".format, st.integers(1, 3), NUMBER, st.integers(10, 63)),
    st.builds("TCVN {}:{}".format, NUMBER, YEAR),
    st.integers(1, 10**12).map(lambda n: f"{n:,}".replace(",", ".") + " đồng"),
    st.integers(1, 10**12).map(lambda n: f"{n} đồng"),
    st.builds("{},{} MHz".format, NUMBER, st.integers(0, 999)),
    st.builds("Điều {} khoản {}".format, st.integers(1, 400), st.integers(1, 20)),
)


@given(st.lists(LAWFUL, max_size=6))
def test_no_number_of_the_law_is_ever_masked(numbers: list[str]) -> None:
    text = "; ".join(numbers)
    assert mask(text) == text


@given(
    st.from_regex(r"[a-zđ ,:]{0,9}(?:0\d{8}|0\d{11}|[1-9]\d{11})", fullmatch=True),
    st.sampled_from(["", " ", ", xin hỏi", " của tôi", "?"]),
)
def test_no_identity_number_survives(before: str, after: str) -> None:
    hidden = mask(before + after)
    moment = re.search(r"20\d{10}", before)
    amount = re.search(r"(?:phi|gia|tien|muc|tong|von|thue)\D{0,15}[1-9]\d{11}", before)
    assert moment or amount or not re.search(r"\d{9}", hidden)


@given(
    st.from_regex(r"0[35789]\d{8}", fullmatch=True),
    st.sampled_from(["{0}{1}{2}{3}", "{0}.{1}.{2}{3}", "{0} {1} {2}{3}", "{0}-{1}-{2}{3}"]),
    st.sampled_from(["{}", "sđt {} nhé", "gọi:{};", "({})"]),
)
def test_no_telephone_survives(number: str, grouping: str, around: str) -> None:
    parts = number[:4], number[4:7], number[7:9], number[9:]
    text = around.format(grouping.format(*parts))
    assert not re.search(r"\d", mask(text))


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text(alphabet="0123456789 .-+()/@aăđ\u200b\u0301"))
def test_what_is_found_is_in_order_and_nothing_else_changes(text: str) -> None:
    found = find(text)
    edges = [edge for span in found for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(span.start < span.end <= len(text) for span in found)


@pytest.mark.parametrize(
    "piece",
    ["0", "0 ", "09.", "12-", "a", "@", "a@", "1/", "ông Nguyễn ", "cccd 1 ", "a12.1", "so nha 1/"],
)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    start = time.process_time()
    mask(piece * (20_000 // len(piece)))
    assert time.process_time() - start < 2


def test_the_starter_corpus_holds_nothing_personal() -> None:
    for file in Path("corpus/starter").glob("*.md"):
        text = file.read_text(encoding="utf-8")
        numbers = [span for span in find(text) if span.what is not Personal.NAME]
        assert [text[span.start : span.end] for span in numbers] == []


@pytest.mark.parametrize(
    ("typed", "masked"),
    [
        ("Tôi là Nguyễn Thị Lan, xã Bản Phố", f"Tôi là {Personal.NAME}, xã Bản Phố"),
        ("Trần Quốc Bảo và Lê Hoa hỏi", f"{Personal.NAME} và {Personal.NAME} hỏi"),
        ("bà Nguyễn Thị Lan, số 7654321", f"bà {Personal.NAME}, số {IDENTITY}"),
        ("ở Hà Nội và Cao Bằng, Lào Cai", "ở Hà Nội và Cao Bằng, Lào Cai"),
        ("Nghị định số 133/2025/NĐ-CP, phí 1.000.000 đồng", None),
        ("gửi Sở Khoa học và Công nghệ trước 12/6/2025", None),
    ],
)
def test_strictly_names_and_long_numbers_go_by_their_form(typed: str, masked: str | None) -> None:
    assert mask_strictly(typed) == (masked or typed)


@given(st.text())
def test_masked_strictly_once_is_as_good_as_twice(text: str) -> None:
    once = mask_strictly(text)
    assert mask_strictly(once) == once
