"""Mending: torn and glued words, letterheads read across; reversible, and no digit touched."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Kind, Line
from corpus.page import Layer, PageReading
from corpus.reading import Extraction
from corpus.repair import Mend, Repair, keeps_digits, undone
from corpus.structure import structure
from reader.mend import mended, placed

TORN = "C Ộ NG HÒA XÃ H Ộ I CH Ủ N GH Ĩ A VI Ệ T NAM"
GLUED = "Hồ sơ gồm bản khai sửdụngtầnsốvàthiếtbị 02 bản"
LAW = ("Điều 1. Phạm vi", "Nghị định này quy định về đo lường.", "Điều 2. Hồ sơ", GLUED)


def mend(*texts: str) -> Extraction:
    return mended(Extraction(tuple(Line(text) for text in texts)))


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        (TORN, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("T HÔNG T Ư", "THÔNG TƯ"),
        ("H ƯỚ NG D Ẫ N", "HƯỚNG DẪN"),
        ("Điề u 15. Quy đ ị nh v ề vi ệ c", "Điều 15. Quy định về việc"),
    ],
)
def test_letter_spaced_words_are_put_together(torn: str, whole: str) -> None:
    found = mend(torn)
    assert [line.text for line in found.lines] == [whole]
    assert found.repairs == (Repair(Mend.SPACED, torn, whole),)


@pytest.mark.parametrize(
    ("glued", "parted"),
    [
        ("sửdụngtầnsốvàthiếtbị", "sử dụng tần số và thiết bị"),
        ("các điều củaLuật này", "các điều của Luật này"),
    ],
)
def test_glued_words_are_parted(glued: str, parted: str) -> None:
    assert mend(glued).lines[0].text == parted


def test_pairs_are_parted_where_the_file_glues_by_habit() -> None:
    lines = ("Kínhgửi Bộ", "Thủtướng giao", "sửdụng và quảnlý")
    assert [line.text for line in mend(*lines).lines] == [
        "Kính gửi Bộ",
        "Thủ tướng giao",
        "sử dụng và quản lý",
    ]


@pytest.mark.parametrize(
    "sound",
    [
        "điểm a, b và c khoản 1 Điều 5",
        "vitamin B C D A E, nhóm A B C",
        "xe ôtô, môtô và rơmoóc",
        "hiđrôxit, amôniăc, clorua vôi, kilôgam",
        "TCVN, QCVN, BKHCN, UBND, HĐND và ĐLVN",
        "El niño está en Málaga; café Zürich",
        "Số: 15/2025/TT-BKHCN, Mẫu 3. TBTNHS",
    ],
)
def test_sound_words_stay(sound: str) -> None:
    found = mend(sound)
    assert found.lines[0].text == sound
    assert not found.repairs


def test_a_letterhead_read_across_becomes_two_columns() -> None:
    found = mend(
        "BỘ KHOA HỌC VÀ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "CÔNG NGHỆ Độc lập - Tự do - Hạnh phúc",
        "Số: 07/2025/TT-BKHCN Hà Nội, ngày 20 tháng 6 năm 2025",
        "THÔNG TƯ",
    )
    assert [line.text for line in found.lines] == [
        "BỘ KHOA HỌC VÀ CÔNG NGHỆ",
        "Số: 07/2025/TT-BKHCN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 20 tháng 6 năm 2025",
        "THÔNG TƯ",
    ]
    assert found.repairs[0].mend is Mend.COLUMNS


def test_a_repair_can_be_undone_in_the_stored_text() -> None:
    found = mend(*LAW)
    sections = structure(found.lines, Kind.DECREE).sections
    (repair,) = placed(found.repairs, sections)
    section = next(s for s in sections if s.path == repair.path)
    assert "sử dụng tần số" in section.text
    assert undone(section, [repair]).text == GLUED


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("Điêu 5. Hồ sơ", "Điều 5. Hồ sơ"),
        ("Ðiều 6: Phí", "Điều 6: Phí"),
        ("CHUƠNG II", "CHƯƠNG II"),
        ("Mục 2. Lệ phí", "Mục 2. Lệ phí"),
        ("Điêu 5 của Luật này", "Điêu 5 của Luật này"),
        ("theo Điêu 5. Hồ sơ", "theo Điêu 5. Hồ sơ"),
    ],
)
def test_headings_of_scans_are_set_right_and_nothing_else(read: str, right: str) -> None:
    pages = (PageReading(1, Layer.RECOGNISED), PageReading(2))
    lines = (Line(read, page=1), Line(read, page=2))
    first, second = mended(Extraction(lines, pages=pages)).lines
    assert (first.text, second.text) == (right, read)


PIECES = st.sampled_from(
    [
        "Điều",
        "sửdụngtầnsố",
        "C Ộ NG HÒA",
        "12.500",
        "củaLuật",
        "T Ư",
        "và",
        "v ề",
        "quảnlý",
        "03/2025",
    ]
)
WORDS = st.one_of(PIECES, st.text(alphabet="aăâbcdđeêgiơưộnh 0123456789.,", max_size=12))


@given(st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=8))
def test_undoing_gives_the_file_back_and_digits_are_never_touched(texts: list[str]) -> None:
    given_ = Extraction(tuple(Line(text) for text in texts))
    found = mended(given_)
    before = {repair.after: repair.before for repair in found.repairs}
    for repair in found.repairs:
        assert keeps_digits(repair.before, repair.after)
        assert re.sub(r"\s", "", repair.before) == re.sub(r"\s", "", repair.after)
    if all(repair.mend is not Mend.COLUMNS for repair in found.repairs):
        assert [before.get(line.text, line.text) for line in found.lines] == texts
