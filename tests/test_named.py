"""Provisions and documents, as people name them."""

import pytest

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
