"""Which provisions a sentence names."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.references import targets
from corpus.relation import Target
from corpus.text_names import text_names

HERE = Target(number="9/2031/NĐ-CP", name="Nghị định", article="7", clause="2")


def units(text: str, within: Target | None = None) -> list[str]:
    return [
        "/".join(part for part in (t.article, t.clause, t.point) if part)
        for t in targets(text, itself=HERE, within=within)
    ]


def texts(text: str) -> list[str]:
    return [t.number or t.name for t in targets(text, itself=HERE)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("các điểm a, b và c khoản 1 Điều 22", ["22/1/a", "22/1/b", "22/1/c"]),
        ("các khoản 1, 2 và 3 Điều này", ["7/1", "7/2", "7/3"]),
        ("điểm đ khoản này", ["7/2/đ"]),
        ("Điều này", ["7"]),
        ("từ Điều 7 đến Điều 10", ["7", "8", "9", "10"]),
        ("Điểm a Khoản 2 Điều 15", ["15/2/a"]),
        ("điểm a, khoản 2, Điều 15", ["15/2/a"]),
        ("khoản 3 và khoản 4 Điều 6a", ["6a/3", "6a/4"]),
        ("điểm a1 khoản 1b Điều 18a", ["18a/1b/a1"]),
        ("điểm a khoản 1, khoản 2 Điều 22; Điều 8", ["22/1/a", "22/2", "8"]),
        ("điểm c khoản 1 và khoản 2, điểm d và điểm đ khoản 3 Điều 27",
         ["27/1/c", "27/2", "27/3/d", "27/3/đ"]),
        ("các điều 6a, 6b và 6đ", ["6a", "6b", "6đ"]),
    ],
)  # fmt: skip
def test_units_are_read_from_small_to_large(said: str, meant: list[str]) -> None:
    assert units(said) == meant


def test_a_list_over_several_articles_belongs_to_the_text_at_its_end() -> None:
    found = targets(
        "điểm b khoản 1 Điều 18a, điểm b khoản 3 Điều 20 và điểm a khoản 2 Điều 24 của Luật Thử "
        "nghiệm số 42/2029/QH18"
    )
    assert {t.number for t in found} == {"42/2029/QH18"}
    assert [(t.article, t.clause, t.point) for t in found] == [
        ("18a", "1", "b"), ("20", "3", "b"), ("24", "2", "a"),
    ]  # fmt: skip


def test_each_text_owns_the_units_before_it() -> None:
    found = targets("Điều 5 của Luật số 1/2029/QH18 và khoản 2 Điều 6 của Luật số 2/2029/QH18")
    assert [(t.number, t.article) for t in found] == [("1/2029/QH18", "5"), ("2/2029/QH18", "6")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Phụ lục II.5", "Phụ lục II.5"),
        ("Phụ lục số 01", "Phụ lục 01"),
        ("Mẫu số 02 Phụ lục I", "Mẫu số 02 Phụ lục I"),
        ("Mẫu 02 tại Phụ lục I ban hành kèm theo Nghị định này", "Mẫu số 02 Phụ lục I"),
        ("Mục 2 Chương V của Luật này", "Mục 2 Chương V"),
    ],
)
def test_appendices_forms_and_chapters_are_places(said: str, meant: str) -> None:
    assert [t.place for t in targets(said)] == [meant]


def test_a_list_of_forms_names_each_of_its_text() -> None:
    found = targets("Mẫu số 01, 02 và Mẫu số 03 tại Phụ lục II ban hành kèm theo Nghị định này",
                    itself=HERE)  # fmt: skip
    assert [t.place for t in found] == [f"Mẫu số 0{n} Phụ lục II" for n in (1, 2, 3)]
    assert {t.number for t in found} == {HERE.number}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Luật Thử nghiệm số 04/2029/QH18", ["04/2029/QH18"]),
        ("Nghị định này", [HERE.number]),
        ("Nghị định số 1/2029/NĐ-CP, 02/2030/NĐ-CP và 3/2031/NĐ-CP",
         ["1/2029/NĐ-CP", "02/2030/NĐ-CP", "3/2031/NĐ-CP"]),
        ("Luật Thử nghiệm, Luật Đo thử và Luật Viễn thông năm 2029",
         ["Luật Thử nghiệm", "Luật Đo thử", "Luật Viễn thông năm 2029"]),
        ("Nghị định số 5/2029/NĐ-CP ngày 01 tháng 2 năm 2029 của Chính phủ quy định chi tiết Luật "
         "Thử nghiệm; Thông tư số 6/2029/TT-BKHCN ngày 03 tháng 4 năm 2029 của Bộ trưởng",
         ["5/2029/NĐ-CP", "6/2029/TT-BKHCN"]),
        ("Luật Thử nghiệm số 6/2027/QH17 đã được sửa đổi, bổ sung một số điều theo Luật số "
         "28/2028/QH17 và Luật số 18/2029/QH18 hết hiệu lực", ["6/2027/QH17"]),
        ("Nghị quyết số 66.1/2030/NQ-CP", ["66.1/2030/NQ-CP"]),
    ],
)  # fmt: skip
def test_texts_are_named_by_number_or_name(said: str, meant: list[str]) -> None:
    assert texts(said) == meant


def test_what_the_sentence_takes_for_granted_comes_from_the_unit_above() -> None:
    above = Target(number="1/2029/QH18", name="Luật", article="9")
    assert targets("điểm a khoản 3", within=above) == (
        Target("1/2029/QH18", "Luật", "9", "3", "a"),
    )


def test_points_of_sale_and_sums_of_money_are_no_provisions() -> None:
    assert targets("điểm cung cấp dịch vụ có các khoản chi và mục đích khác") == ()


@given(
    st.integers(1, 300),
    st.sampled_from(["", "a", "đ"]),
    st.integers(1, 20),
    st.sampled_from("abcdđeghiklmnopqrstuvxy"),
)
def test_every_citation_is_read_back(article: int, letter: str, clause: int, point: str) -> None:
    said = f"điểm {point} khoản {clause} Điều {article}{letter} Nghị định số 5/2029/NĐ-CP"
    assert targets(f"theo quy định tại {said}.") == (
        Target("5/2029/NĐ-CP", "Nghị định", f"{article}{letter}", str(clause), point),
    )


@given(
    st.lists(
        st.sampled_from(
            ["Điều 5", "khoản 2", "điểm a", "điều 1, 2", " của ", " và ", ", ", "; ", "Luật này",
             "Luật số 1/2029/QH18", "Nghị định số 2/2030/NĐ-CP ngày 01 tháng 2 năm 2030 của Chính"
             " phủ quy định", "Phụ lục", "Mẫu số 02", "từ Điều 3 đến Điều 1", "“", "vào sau", "."]
        ),
        max_size=12,
    ).map(" ".join)
)  # fmt: skip
def test_any_mixture_of_names_is_read_without_end(said: str) -> None:
    for target in targets(said, itself=HERE):
        assert target != Target()
    names = text_names(said)
    assert all(one.until <= other.start for one, other in pairwise(names))
