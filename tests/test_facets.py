"""What a question asks for, and the headings that tell it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import strip_accents
from retrieval.facets import facets, table, told_under


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("khai báo trong bao lâu", "Điều 8. Thời hạn trả lời"),
        ("nộp hồ sơ ở đâu", "NƠI NỘP HỒ SƠ"),
        ("cần những gì để đăng ký", "Thành phần hồ sơ"),
        ("hồ sơ như thế nào", "Thành phần hồ sơ"),
        ("lệ phí bao nhiêu", "Phí, lệ phí"),
        ("ai cấp giấy phép", "Cơ quan có thẩm quyền"),
    ],
)
def test_a_question_is_told_under_the_heading_of_what_it_asks_for(
    question: str, heading: str
) -> None:
    assert told_under(heading, facets(question))
    assert told_under(heading, facets(strip_accents(question).upper()))


def test_whole_words_are_compared() -> None:
    assert not told_under("Phiếu khai báo", facets("mức phí"))
    assert not facets("bao la ủy ban")


def test_an_open_question_asks_for_nothing_in_particular() -> None:
    assert facets("Quyết định 2618/QĐ-BKHCN") == frozenset()
    assert not told_under("Thời hạn", facets("xin chào"))


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("# words\nbao lâu\tthời hạn\nở đâu nơi nộp\n")
    with pytest.raises(ValueError, match="line 3"):
        table(tmp_path / "a.tsv")


@given(st.text(max_size=80))
def test_any_text_can_be_asked(text: str) -> None:
    assert facets(text) <= {heading for _, heading in table()}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("nhãn hiệu tập thể, phí", True),
        ("con phi?", True),
        ("phi địa giới hành chính", False),
        ("đất phi nông nghiệp", False),
    ],
)
def test_a_fee_is_asked_for_by_a_last_word(text: str, asked: bool) -> None:
    assert (" phi " in facets(text)) is asked


def test_where_two_things_differ_asks_for_no_place() -> None:
    assert not facets("NĐ 132 và NĐ 133 khác nhau chỗ nào")
    assert facets("nộp chỗ nào") == {" noi nop "}
    assert facets("nộp ở xã được không") == {" noi nop "}
