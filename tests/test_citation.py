"""Citations: printing and reading undo each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citation import Citation
from corpus.cite import cite
from corpus.document import Document, Kind

DECREE = Document(id="a", kind=Kind.DECREE, title="Về phân quyền", number="133/2025/NĐ-CP")
LAW = Document(id="b", kind=Kind.LAW, title="Luật Đo lường", number="04/2011/QH13")
GUIDE = Document(id="c", kind=Kind.GUIDE, title="Khai báo thiết bị X-quang", number="MC-01")

letters = st.sampled_from("abcdđeghiklmnopqrstuvxy")
citations = st.builds(
    Citation,
    name=st.sampled_from(["Nghị định", "Luật Đo lường", "Thông tư", "Khai báo thiết bị X-quang"]),
    number=st.sampled_from(["", "133/2025/NĐ-CP", "04/2011/QH13", "07/2025/TT-BKHCN"]),
    article=st.one_of(st.just(""), st.integers(1, 999).map(str), st.just("6đ")),
    clause=st.one_of(st.just(""), st.integers(1, 99).map(str), st.just("1a")),
    point=st.one_of(st.just(""), letters, letters.map(lambda c: c + "1")),
    place=st.sampled_from(["", "Phụ lục I", "Mẫu số 01", "mục “Hồ sơ › Bản giấy”"]),
)


@given(citations)
def test_reading_a_printed_citation_gives_it_back(citation: Citation) -> None:
    assert Citation.parse(str(citation)) == citation


def test_a_point_of_a_decree_is_cited_from_small_to_large() -> None:
    path = ("Chương II", "Điều 15", "khoản 2", "điểm a")
    assert str(cite(DECREE, path)) == "điểm a khoản 2 Điều 15 Nghị định số 133/2025/NĐ-CP"


def test_a_law_is_cited_by_its_name() -> None:
    assert str(cite(LAW, ("Chương I", "Điều 3"))) == "Điều 3 Luật Đo lường số 04/2011/QH13"


def test_a_heading_of_a_guide_is_cited_as_a_place() -> None:
    cited = cite(GUIDE, ("Hồ sơ", "Bản giấy"))
    assert str(cited) == "mục “Hồ sơ › Bản giấy”; Khai báo thiết bị X-quang số MC-01"
    assert Citation.parse(str(cited)) == cited


def test_a_regulation_promulgated_by_a_decision_is_named_beside_it() -> None:
    decision = Document(id="d", kind=Kind.DECISION, title="Ban hành Quy chế", number="5/QĐ-UBND")
    cited = cite(decision, ("Quy chế làm việc", "Chương I", "Điều 1"))
    assert str(cited) == "Điều 1 mục “Quy chế làm việc”; Quyết định số 5/QĐ-UBND"


@pytest.mark.parametrize("text", ["", "khoản 2 Điều 5 "])
def test_what_names_no_document_is_no_citation(text: str) -> None:
    with pytest.raises(ValueError, match="no citation"):
        Citation.parse(text)
