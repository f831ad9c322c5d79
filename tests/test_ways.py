"""The table of ways to apply is read however a page was copied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.ways import Way, outside, ways

GLUED = (
    "Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tuyến3 Ngày làm việc5,000 Việt Nam Đồng(mỗi bản (kể cả bản sao))Qua cổng dịch vụ công."
    "Trực tiếp5 NgàyMiễn phíNộp Trực tiếp tại quầy"
)
BARRED = """Hình thức nộp | Thời hạn giải quyết | Phí, lệ phí | Mô tả
Trực tiếp | 10 Ngày làm việc | 50.000 đồng | Tại quầy
Trực tuyến | 7 Ngày làm việc | | Qua mạng"""
LINED = (
    "Hình thức nộp\nThời gian\nPhí, lệ phí\nMô tả\nTrực tiếp\n2 Giờ\nKhông có thông tin\nTại trụ sở"
)


def said(text: str, way: Way) -> tuple[str, str, str, str]:
    cells = (way.way, way.time, way.fee, way.note)
    one, two, three, four = (text[cell[0] : cell[1]] if cell else "" for cell in cells)
    return one, two, three, four


def test_cells_that_run_together_are_told_apart() -> None:
    first, second = ways(GLUED)
    assert said(GLUED, first) == (
        "Trực tuyến",
        "3 Ngày làm việc",
        "5,000 Việt Nam Đồng(mỗi bản (kể cả bản sao))",
        "Qua cổng dịch vụ công.",
    )
    assert said(GLUED, second) == ("Trực tiếp", "5 Ngày", "Miễn phí", "Nộp Trực tiếp tại quầy")


def test_cells_between_bars_are_read_alike() -> None:
    first, second = ways(BARRED)
    assert said(BARRED, first) == ("Trực tiếp", "10 Ngày làm việc", "50.000 đồng", "Tại quầy")
    assert said(BARRED, second) == ("Trực tuyến", "7 Ngày làm việc", "", "Qua mạng")


def test_cells_on_lines_of_their_own_are_read_alike() -> None:
    (only,) = ways(LINED)
    assert said(LINED, only) == ("Trực tiếp", "2 Giờ", "", "Tại trụ sở")


def test_a_number_without_its_unit_is_no_time() -> None:
    text = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến1Miễn phí"
    assert said(text, ways(text)[0]) == ("Trực tuyến", "", "Miễn phí", "")


def test_a_fee_that_cannot_be_told_from_the_number_before_it_is_not_told() -> None:
    text = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến120 VNĐ(20.000 đ/tờ khai)"
    assert said(text, ways(text)[0]) == ("Trực tuyến", "", "(20.000 đ/tờ khai)", "")


def test_words_in_the_place_of_a_time_are_kept_as_they_are() -> None:
    text = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếpKhông quy địnhMiễn phíTại quầy"
    assert said(text, ways(text)[0]) == ("Trực tiếp", "Không quy định", "Miễn phí", "Tại quầy")


@pytest.mark.parametrize("text", ["", "Nộp trực tiếp 5 ngày tại quầy", "Trực tiếp5 NgàyMiễn phí"])
def test_without_the_heads_of_its_columns_there_is_no_table(text: str) -> None:
    assert ways(text) == ()


def test_what_stands_above_the_table_is_outside() -> None:
    text = f"Nộp tại xã.\n{BARRED}"
    assert [text[a:b].strip() for a, b in outside(text)] == ["Nộp tại xã."]


CELLS = st.sampled_from(
    ["Trực tiếp", "Trực tuyến", "5 Ngày", "1", "Miễn phí", "20 VNĐ", "|", "\n", " ", "tại xã", "("]
)


@given(st.lists(CELLS, max_size=12).map("".join))
def test_rows_are_spans_in_order_that_do_not_overlap(cells: str) -> None:
    text = f"Hình thức nộpThời gianPhí, lệ phíMô tả{cells}"
    at = 0
    for way in ways(text):
        for start, end in filter(None, (way.way, way.time, way.fee, way.note)):
            assert at <= start < end <= len(text)
            at = start
        at = way.way[1]
