"""Provisions and documents, as people name them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citation import Citation
from retrieval.named import matches, named


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
        ("nghị định 63 tần số", "Nghị định", "63"),
    ],
)
def test_a_document_is_named_by_kind_and_number(text: str, kind: str, number: str) -> None:
    (citation,) = named(text)
    assert (citation.name, citation.number) == (kind, number)


@pytest.mark.parametrize(
    "text",
    [
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


def test_a_number_may_be_asked_without_its_year_or_its_end() -> None:
    assert matches("132/2025/NĐ-CP", "132/cp")
    assert matches("132/2025/NĐ-CP", "132/NĐ-CP")
    assert matches("132/2025/NĐ-CP", "132/2025/NĐ")
    assert matches("248/QĐ-BKHCN", "248/QĐ-BKHCN", "Quyết định")
    assert not matches("132/2025/QĐ-UBND", "132/CP")
    assert not matches("132/2025/QĐ-UBND", "132/2025/Q")
