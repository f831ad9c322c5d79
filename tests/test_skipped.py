"""Units that the count of a text says should be there."""

from pathlib import Path

import pytest

from corpus.document import Section
from corpus.skipped import skipped
from reader.read import read
from reader.told import in_vietnamese


def sections(*paths: str) -> list[Section]:
    return [Section(tuple(path.split("/")), "", "chữ") for path in paths]


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["Điều 1/khoản 1/điểm c", "Điều 1/khoản 1/điểm đ"], ["điểm c", "điểm đ"]),
        (["Điều 1/khoản 1", "Điều 1/khoản 2", "Điều 1/khoản 4"], ["khoản 4"]),
        (["Chương I/Điều 1", "Chương II/Điều 2", "Chương II/Điều 4"], ["Điều 4"]),
        (["Điều 1", "Điều 2", "Phụ lục I/Điều 1", "Phụ lục I/Điều 2"], []),
        (["Điều 1", "Điều 1a", "Điều 2"], []),
        ([f"Điều 1/khoản 1/điểm {one}" for one in "abcdđeghik"], []),
        (["Điều 1/khoản 1/điểm a", "Điều 2/khoản 1/điểm a"], []),
        (["Điều 1", "Điều 1", "Điều 2"], []),  # a long one in two sections
    ],
)
def test_what_is_not_counted_through_is_named(paths: list[str], found: list[str]) -> None:
    assert [path[-1] for path in skipped(sections(*paths))] == found


def test_a_law_that_was_misread_says_where_to_look(tmp_path: Path) -> None:
    file = tmp_path / "nghi-dinh.txt"
    file.write_text(
        "CHÍNH PHỦ\nSố: 9/2026/NĐ-CP\nNGHỊ ĐỊNH\nQUY ĐỊNH VỀ CÂN\nĐiều 1. Cân\n1. Nguyên tắc:\n"
        "a) Cân đúng;\nb) Cân đủ;\nc) Cân nhanh;\n.đ) Cân sạch;\nđ) Cân mới.\n"
        "Điều 2. Hiệu lực\nNghị định này có hiệu lực từ ngày 01 tháng 5 năm 2026.",
        encoding="utf-8",
    )
    (warning,) = read(file).warnings
    assert in_vietnamese(warning) == (
        "có thể đọc sót ngay trước điểm đ khoản 1 Điều 1: hãy đối chiếu với bản gốc"
    )
