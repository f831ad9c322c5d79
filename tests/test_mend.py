"""Mending: torn and glued words, letterheads read across; reversible, and no digit touched."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Kind, Line, Section
from corpus.page import Layer, PageReading
from corpus.reading import Extraction
from corpus.repair import Mend, Repair, keeps_digits
from corpus.structure import structure
from reader.mend import Mended, mended, placed

TORN = "C Ộ NG HÒA XÃ H Ộ I CH Ủ N GH Ĩ A VI Ệ T NAM"
GLUED = "Hồ sơ gồm bản khai sửdụngtầnsốvàthiếtbị 02 bản"
LAW = ("Điều 1. Phạm vi", "Nghị định này quy định về đo lường.", "Điều 2. Hồ sơ", GLUED)


def mend(*texts: str) -> Mended:
    return mended(Extraction(tuple(Line(text) for text in texts)))


def said(found: Mended) -> list[str]:
    return [line.text for line in found.extraction.lines]


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
    assert said(found) == [whole]
    assert found.lines == {0: Repair(Mend.SPACED, torn, whole)}


@pytest.mark.parametrize(
    ("glued", "parted"),
    [
        ("sửdụngtầnsốvàthiếtbị", "sử dụng tần số và thiết bị"),
        ("các điều củaLuật này", "các điều của Luật này"),
    ],
)
def test_glued_words_are_parted(glued: str, parted: str) -> None:
    assert said(mend(glued)) == [parted]


def test_pairs_are_parted_where_the_file_glues_by_habit() -> None:
    lines = ("Kínhgửi Bộ", "Thủtướng giao", "sửdụng và quảnlý")
    assert said(mend(*lines)) == [
        "Kính gửi Bộ",
        "Thủ tướng giao",
        "sử dụng và quản lý",
    ]


def test_a_single_pair_is_parted_where_the_file_says_it_apart_elsewhere() -> None:
    lines = ("Cá nhân sửdụng thiết bị", "Việc sử dụng thiết bị phải khai báo")
    assert said(mend(*lines))[0] == "Cá nhân sử dụng thiết bị"
    assert said(mend(lines[0])) == [lines[0]]


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
        "CỦA QUỐC HỘI NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ],
)
def test_sound_words_stay(sound: str) -> None:
    found = mend(sound)
    assert said(found) == [sound]
    assert not found.lines


def test_a_letterhead_read_across_becomes_two_columns() -> None:
    found = mend(
        "BỘ KHOA HỌC VÀ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "CÔNG NGHỆ Độc lập - Tự do - Hạnh phúc",
        "Số: 07/2025/TT-BKHCN Hà Nội, ngày 20 tháng 6 năm 2025",
        "THÔNG TƯ",
    )
    assert said(found) == [
        "BỘ KHOA HỌC VÀ CÔNG NGHỆ",
        "Số: 07/2025/TT-BKHCN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 20 tháng 6 năm 2025",
        "THÔNG TƯ",
    ]
    assert found.lines[0].mend is Mend.COLUMNS


def undone(section: Section, repair: Repair) -> str:
    """The text as the file has it: a placed repair taken back."""
    assert repair.path == section.path
    assert repair.start is not None
    end = repair.start + len(repair.after)
    return section.text[: repair.start] + repair.before + section.text[end:]


def test_a_repair_can_be_undone_in_the_stored_text() -> None:
    found = mend(*LAW)
    sections = structure(found.extraction.lines, Kind.DECREE).sections
    (repair,) = placed(found, sections)
    section = next(s for s in sections if s.path == repair.path)
    assert "sử dụng tần số" in section.text
    assert undone(section, repair) == GLUED


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
    first, second = mended(Extraction(lines, pages=pages)).extraction.lines
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


def test_a_sound_line_that_says_the_same_is_not_taken_for_a_mended_one() -> None:
    whole = "Hồ sơ gồm bản khai sử dụng tần số và thiết bị 02 bản"
    found = mend(*LAW[:3], whole, GLUED)
    sections = structure(found.extraction.lines, Kind.DECREE).sections
    (repair,) = placed(found, sections)
    section = next(s for s in sections if s.path == repair.path)
    assert undone(section, repair) == f"{whole}\n{GLUED}"


def test_a_slipped_and_torn_line_is_one_repair() -> None:
    read = "Điêu 5. Quy đ ị nh v ề vi ệ c"
    found = mended(Extraction((Line(read, page=1),), pages=(PageReading(1, Layer.RECOGNISED),)))
    assert said(found) == ["Điều 5. Quy định về việc"]
    assert found.lines[0].before == read


@given(st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=8))
def test_undoing_gives_the_file_back_and_digits_are_never_touched(texts: list[str]) -> None:
    found = mend(*texts)
    for repair in found.lines.values():
        assert keeps_digits(repair.before, repair.after)
        assert re.sub(r"\s", "", repair.before) == re.sub(r"\s", "", repair.after)
    if all(repair.mend is not Mend.COLUMNS for repair in found.lines.values()):
        undone_ = [
            found.lines[at].before if at in found.lines else line.text
            for at, line in enumerate(found.extraction.lines)
        ]
        assert undone_ == texts


@given(st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=12))
def test_every_placed_repair_can_be_undone(texts: list[str]) -> None:
    found = mend("Điều 1. Phạm vi", *texts)
    sections = structure(found.extraction.lines, Kind.DECREE).sections
    for repair in placed(found, sections):
        for section in sections:
            if repair.start is not None and section.path == repair.path:
                assert section.text[repair.start :].startswith(repair.after)
