"""Short forms: written out where they mean one thing, offered where they mean several."""

from pathlib import Path

import pytest

from retrieval.abbreviations import expand, table


def test_a_short_form_with_one_meaning_is_written_out() -> None:
    assert expand("hồ sơ CBHQ", table())[0] == "hồ sơ công bố hợp quy"


def test_a_short_form_with_several_is_kept_and_all_are_offered() -> None:
    text, alternatives = expand("xin hỏi TT nào", table())
    assert text == "xin hỏi TT nào"
    assert {"thông tư", "trung tâm"} <= set(alternatives)


def test_a_number_of_a_document_is_left_alone() -> None:
    assert expand("132/2025/QĐ-UBND", table())[0] == "132/2025/QĐ-UBND"


def test_two_letters_count_only_in_capitals() -> None:
    assert expand("ct nào", table())[1] == ()


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("# words\nKHCN\tkhoa học\nSHTT sở hữu trí tuệ\n")
    with pytest.raises(ValueError, match="line 3"):
        table(tmp_path / "a.tsv")
