"""Provisions and documents, as people name them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citation import Citation
from retrieval.named import matches, named, subject


@pytest.mark.parametrize(
    ("text", "number", "article", "clause", "point"),
    [
        ("Đ15 NĐ133", "133", "15", "", ""),
        ("k2 đ15", "", "15", "2", ""),
        ("điểm a k2 Đ.15 NĐ 133/2025", "133/2025", "15", "2", "a"),
        ("dieu 6a quy che", "", "6a", "", ""),
        ("khoản 2 Điều 5 Quyết định số 02/2026/QĐ-MC", "02/2026/qd-mc", "5", "2", ""),
        ("Điều 5 khoản 2 điểm b", "", "5", "2", "b"),
        ("điểm đ khoản 1 Điều 5", "", "5", "1", "đ"),
    ],
)
def test_units_are_read_in_every_shorthand(
    text: str, number: str, article: str, clause: str, point: str
) -> None:
    first = named(text)[0]
    assert (first.number, first.article, first.clause, first.point) == (
        number, article, clause, point,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("các điểm a, b và đ khoản 2 Điều 5", ["a 2 5", "b 2 5", "đ 2 5"]),
        ("khoản 1, 2 Điều 8", [" 1 8", " 2 8"]),
        ("khoản 1 và khoản 3 Điều 8", [" 1 8", " 3 8"]),
        ("Điều 5, khoản 2 Điều 6", ["  5", " 2 6"]),
        ("Điều 6đ và Điều 34a", ["  6đ", "  34a"]),
        ("ĐIỂM A ĐIỀU 11", ["a  11"]),
        ("Điều 5, 10 ngày làm việc", ["  5"]),
        ("điều 7, 8 và 9", ["  7", "  8", "  9"]),
        ("từ Điều 7 đến Điều 9", ["  7", "  8", "  9"]),
        ("đ7-9", ["  7", "  8", "  9"]),
        ("k 1-3 đ5", [" 1 5", " 2 5", " 3 5"]),
        ("Điều 4 và Điều 5 khoản 2", ["  4", " 2 5"]),
        ("khoản 1 Điều 19 điểm d", ["d 1 19"]),
        ("Đ5.2.a", ["a 2 5"]),
        ("Điều 5(2)(b)", ["b 2 5"]),
        ("b k2 đ15", ["b 2 15"]),
        ("đ15 k2 b nđ133", ["b 2 15"]),
        ("đ15 k2 ạ", [" 2 15"]),
        ("khoảng 2 điều 15", [" 2 15"]),
        ("Điều 5 Chương II", ["  5"]),
        ("dieu 21 bo luat lao dong khoan 1 diem k", ["k 1 21"]),
        ("k3 Đ22 luật GDĐT điểm c ạ", ["c 3 22"]),
        ("Điều 6a của Quyết định 2/2026, khoản 1", [" 1 6a"]),
        ("bộ luật dân sự 2015 đ 117", ["  117"]),
        ("Điều 5 NĐ 132 khoản 2 Điều 6 NĐ 133", ["  5", " 2 6"]),
    ],
)
def test_several_units_are_all_read(text: str, units: list[str]) -> None:
    assert [f"{c.point} {c.clause} {c.article}" for c in named(text)] == units


def test_units_belong_to_the_document_that_follows_or_else_the_last() -> None:
    both = named("Điều 4 NĐ 132/2025 và Điều 28 NĐ 133/2025")
    assert [(c.article, c.number) for c in both] == [("4", "132/2025"), ("28", "133/2025")]
    (after,) = named("Theo Nghị định 132 năm 2008, Điều 33")
    assert (after.article, after.number) == ("33", "132/2008")


def test_decomposed_text_reads_the_same() -> None:
    text = "điểm đ khoản 1 Điều 6đ Nghị định số 37/2026/NĐ-CP"
    assert named(unicodedata.normalize("NFD", text)) == named(text)


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(named(text), tuple)


@given(
    st.builds(
        Citation,
        name=st.just("Nghị định"),
        number=st.sampled_from(["133/2025/NĐ-CP", "07/2025/NĐ-CP"]),
        article=st.one_of(st.integers(1, 999).map(str), st.sampled_from(["6a", "6đ"])),
        clause=st.one_of(st.just(""), st.integers(1, 99).map(str), st.just("1a")),
        point=st.one_of(st.just(""), st.sampled_from(list("abcdđeghi"))),
    )
)
def test_a_printed_citation_is_read_back(citation: Citation) -> None:
    (read,) = named(f"Theo {citation} thì sao?")
    assert (read.point, read.clause, read.article) == (
        citation.point, citation.clause, citation.article,
    )  # fmt: skip
    assert matches(citation.number, read.number)


def test_without_accents_both_points_are_meant() -> None:
    assert [citation.point for citation in named("diem d khoan 1 dieu 5")] == ["d", "đ"]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("TT07", "Thông tư", "07"),
        ("luật 93", "Luật", "93"),
        ("TT 3 quy định gì", "Thông tư", "3"),
        ("QĐ 5 ban hành khi nào", "Quyết định", "5"),
        ("thông tư 5 bộ khoa học", "Thông tư", "5"),
        ("nđ 133 người dân nộp gì", "Nghị định", "133"),
        ("quyết định số 5 bản chính", "Quyết định", "5"),
        ("nghị định 63 tần số", "Nghị định", "63"),
    ],
)
def test_a_document_is_named_by_kind_and_number(text: str, kind: str, number: str) -> None:
    (citation,) = named(text)
    assert (citation.name, citation.number) == (kind, number)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("mẫu 06 phụ lục X", "Mẫu số 06, Phụ lục X"),
        ("PL II.5 nđ 133", "Phụ lục II.5"),
        ("mẫu 5 ban hành kèm TT 07", "Mẫu số 5"),
        ("mẫu số 3 TBTNHS", "Mẫu số 3 TBTNHS"),
        ("mục 2 chương III luật đo lường", "Mục 2, Chương III"),
        ("phu luc kem theo nd 133", "Phụ lục"),
        ("Mẫu số 01-ĐK ban hành kèm theo TT 07", "Mẫu số 01-DK"),
    ],
)
def test_annexes_forms_and_chapters_are_read(text: str, place: str) -> None:
    assert named(text)[0].place == place


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("tt 07/2025 bkhcn", "Thông tư", "07/2025"),
        ("132-2025-NĐ-CP", "", "132/2025/nd-cp"),
        ("132 2025 nd cp", "", "132/2025/nd-cp"),
        ("NĐ 13-2012", "Nghị định", "13/2012"),
        ("NĐ 133/25", "Nghị định", "133/2025"),
        ("QĐ số 1903/TTg", "Quyết định", "1903/ttg"),
        ("NQ57", "Nghị quyết", "57"),
        ("L93", "Luật", "93"),
        ("TT BKHCN 07/2025", "Thông tư", "07/2025/bkhcn"),
        ("QĐ-UBND 132", "Quyết định", "132/ubnd"),
        ("VBHN 09/VBHN-BKHCN", "Văn bản hợp nhất", "09/vbhn-bkhcn"),
        ("TTLT 22/2011", "Thông tư liên tịch", "22/2011"),
        ("tcvn11912-2017", "TCVN", "tcvn 11912:2017"),
        ("QCVN 1:2009/BKHCN", "QCVN", "qcvn 1:2009/bkhcn"),
        ("luật viễn thông 24/2023", "Luật", "24/2023"),
        ("Nghị định 133 ngày 12/6/2025", "Nghị định", "133"),
        ("công văn 1693/TĐC-ĐL", "Công văn", "1693/tdc-dl"),
    ],
)
def test_numbers_are_read_in_every_shorthand(text: str, kind: str, number: str) -> None:
    (citation,) = named(text)
    assert (citation.name, citation.number) == (kind, number)


@pytest.mark.parametrize(
    "text",
    [
        "qđ 15 ngày phải trả",
        "văn bản 5 trang",
        "chủ tịch xã quyết định 5 người hay 7 người",
        "TT 3 xã",
        "QĐ 2 bản, quyết định 2 bộ hồ sơ",
        "mẫu 2 cột, mẫu 5 loại",
        "luật 58 điều",
        "mức 50/thiết bị",
        "tháng 7/2025",
        "vi phạm pháp luật 3 lần",
        "điểm cung cấp dịch vụ ở đâu",
        "khoản tiền này nộp thế nào",
        "hết hạn ngày 15/02/2026",
        "5/10 hồ sơ bị trả",
        "lệ phí 200.000 đ 15 ngày",
        "Điều kiện của người tham gia",
        "trực 24/7, mức 50/thiết bị, nộp 02/bộ",
        "Luật năm 2008, luật 2008",
        "",
    ],
)
def test_other_words_and_numbers_name_nothing(text: str) -> None:
    assert named(text) == ()


def test_numbers_that_look_alike_are_kept_apart() -> None:
    assert matches("132/2025/NĐ-CP", "132/2025")
    assert matches("07/2025/TT-BKHCN", "7")
    assert not matches("132/2008/NĐ-CP", "132/2025")
    assert not matches("132/2025/QĐ-UBND", "132/2025/nd-cp")
    assert not matches("132/2025/QĐ-UBND", "132", "Nghị định")
    assert not matches("133/2025/NĐ-CP", "13")


def test_a_name_stands_for_a_law_beside_a_unit() -> None:
    (citation,) = named("khoản 3 điều 46 luật đo lường 2011 quy định gì")
    assert (citation.name, citation.number) == ("luật đo lường 2011", "")
    assert named("BLDS điều 688")[0].name == "blds"
    assert named("điều 5 pháp luật về đo lường")[0].name == ""


def test_what_names_nothing_is_the_subject() -> None:
    assert subject("k2 đ5 NĐ133 xã làm gì").split() == ["xa", "lam", "gi"]


def test_a_number_may_be_asked_without_its_year_or_its_end() -> None:
    assert matches("132/2025/NĐ-CP", "132/cp")
    assert matches("132/2025/NĐ-CP", "132/NĐ-CP")
    assert matches("132/2025/NĐ-CP", "132/2025/NĐ")
    assert matches("248/QĐ-BKHCN", "248/QĐ-BKHCN", "Quyết định")
    assert not matches("132/2025/QĐ-UBND", "132/CP")
    assert not matches("132/2025/QĐ-UBND", "132/2025/Q")
