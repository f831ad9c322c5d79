"""Text recognition: tesseract's table into rows, a cache of pages, and what is not installed.

Where tesseract is installed it is run on a page drawn here.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reader.recognised import from_table, on_page
from reader.recogniser import NOT_INSTALLED, NoRecogniser, Recogniser, Tesseract, available
from tests.fakes import sheet

HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)


def word(line: int, left: int, text: str, sure: float = 96, height: int = 40) -> str:
    top = 100 * line
    return f"5\t1\t1\t1\t{line}\t1\t{left}\t{top}\t{20 * len(text)}\t{height}\t{sure}\t{text}"


def table(*words: str) -> str:
    return "\n".join([HEAD, *words, ""])


def program() -> Tesseract:
    found = available()
    assert isinstance(found, Tesseract), "tesseract-ocr and tesseract-ocr-vie must be installed"
    return found


def test_words_of_a_line_become_one_row_in_its_place() -> None:
    found = from_table(table(word(1, 200, "Điều"), word(1, 300, "5."), word(2, 200, "Phí")), 1000)
    assert [row.text for row in found.rows] == ["Điều 5.", "Phí"]
    first = found.rows[0]
    assert (first.left, first.right, first.top, first.first_word) == (200, 340, 900, 80)
    assert on_page(found, 3, dpi=144)[0].top == 450
    assert {row.page for row in on_page(found, 3)} == {3}


def test_confidence_is_the_mean_over_words() -> None:
    found = from_table(table(word(1, 0, "một", 90), word(1, 90, "hai", 50)), 500)
    assert found.confidence == pytest.approx(0.7)


def test_specks_are_no_marks_and_dashes_are() -> None:
    cells = table(
        word(1, 0, "-", 92), word(1, 50, "Một"), word(1, 120, "„", 80), word(2, 0, "—", 70)
    )
    assert from_table(cells, 500).text == "- Một"


def test_a_letterhead_in_two_columns_gives_two_rows() -> None:
    found = from_table(table(word(1, 0, "Số"), word(1, 50, "12"), word(1, 400, "Hà")), 500)
    assert [row.text for row in found.rows] == ["Số 12", "Hà"]


def test_a_number_parted_after_its_hyphen_is_one_word() -> None:
    found = from_table(table(word(1, 0, "30/2025/NĐ-"), word(1, 224, "CP")), 500)
    assert found.text == "30/2025/NĐ-CP"


@given(st.text())
def test_any_table_is_read(text: str) -> None:
    assert 0 <= from_table(text, 100).confidence <= 1


def test_without_a_recogniser_a_page_says_what_is_missing() -> None:
    assert NoRecogniser().read(Image.new("L", (10, 10), 255)).failure == NOT_INSTALLED


def test_a_program_that_is_not_there_fails_in_words(tmp_path: Path) -> None:
    gone: Recogniser = Tesseract(program=str(tmp_path / "no-tesseract"))
    assert "does not start" in gone.read(Image.new("L", (10, 10), 255)).failure


def test_vietnamese_is_recognised_and_kept_for_the_next_time(tmp_path: Path) -> None:
    page = sheet.drawn(["Điều 5. Thời hạn giải quyết hồ sơ", "Thời hạn là 15 ngày làm việc."])
    real = program()
    first = Tesseract(cache=tmp_path, version=real.version).read(page)
    said = "Điều 5. Thời hạn giải quyết hồ sơ\nThời hạn là 15 ngày làm việc."
    assert sheet.alike(first.text, said)
    assert first.confidence > 0.8
    kept = Tesseract(cache=tmp_path, version=real.version, program="/nowhere")
    assert kept.read(page) == first
    assert "does not start" in kept.read(sheet.drawn(["Trang khác"])).failure


def test_a_damaged_memory_is_read_anew(tmp_path: Path) -> None:
    page = sheet.drawn(["Hồ sơ gồm một bộ"])
    reader = Tesseract(cache=tmp_path, version=program().version)
    first = reader.read(page)
    (kept,) = tmp_path.iterdir()
    kept.write_text('{"rows": [{"text"', encoding="utf-8")
    assert reader.read(page) == first


def test_a_page_on_its_side_is_turned() -> None:
    lines = ["Ủy ban nhân dân cấp xã tiếp nhận hồ sơ của người dân"] * 12
    found = program().read(sheet.drawn(lines).rotate(90, expand=True))
    assert found.text.count("tiếp nhận hồ sơ") >= 10


def test_a_page_that_takes_too_long_is_given_up() -> None:
    slow = Tesseract(timeout=0.001, program=program().program)
    assert "not read within" in slow.read(sheet.drawn(["Một dòng"])).failure
