"""Ruled tables on PDF pages become rows that say their column heads."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Line
from reader.blocks import Cell, Paragraph, Run, Table
from reader.parse_pdf import PdfParser
from reader.pdf_rows import pages
from reader.pdf_tables import Ruled
from tests.fakes import paper, ruled_paper

XS = (72, 120, 330, 520)
YS = (700, 670, 640, 610)
ROWS = (
    ("STT", "Tên thiết bị", "Mức thu (đồng)"),
    ("1", "Máy thử loại một\nvà loại hai", "1.500.000"),
    ("2", "Máy thử khác", "-"),
)
ABOVE = (72.0, 760.0, 12.0, "Bảng mức thu phí thẩm định để thử việc đọc bảng trong tệp PDF.")
BELOW = (72.0, 560.0, 12.0, "Mức thu nêu trên áp dụng cho đến khi có quy định khác thay thế.")
SAID = (
    "STT: 1 | Tên thiết bị: Máy thử loại một và loại hai | Mức thu (đồng): 1.500.000",
    "STT: 2 | Tên thiết bị: Máy thử khác | Mức thu (đồng): -",
)


def texts(path: Path) -> list[str]:
    return [line.text for line in lines(path)]


def lines(path: Path) -> tuple[Line, ...]:
    return PdfParser().parse(path).lines


@pytest.mark.parametrize("stroked", [False, True])
def test_a_ruled_table_stands_between_the_words_around_it(tmp_path: Path, stroked: bool) -> None:
    words = [ABOVE, *ruled_paper.cells(XS, YS, ROWS), BELOW]
    file = paper.write(tmp_path / "a.pdf", [words])
    ruled_paper.draw(file, 0, ruled_paper.grid(XS, YS), stroked=stroked)
    assert texts(file) == [ABOVE[3], *SAID, BELOW[3]]


def test_a_missing_border_merges_cells(tmp_path: Path) -> None:
    rows = (("TT", "Loại", "Lần đầu"), ("1", "Máy A", "100"), ("", "Máy B", "200"))
    borders = [
        line
        for line in ruled_paper.grid(XS, YS)
        if line != (72, 640, 120, 640)  # under "1"
    ]
    file = paper.write(tmp_path / "a.pdf", [[ABOVE, *ruled_paper.cells(XS, YS, rows), BELOW]])
    assert texts(ruled_paper.draw(file, 0, borders))[1:3] == [
        "TT: 1 | Loại: Máy A | Lần đầu: 100",
        "TT: 1 | Loại: Máy B | Lần đầu: 200",
    ]


def test_a_table_goes_on_over_the_page_and_says_its_heads_once(tmp_path: Path) -> None:
    more = (ROWS[0], ("", "theo quy định", ""), ("3", "Máy cuối", "2.000"))
    first = [ABOVE, *ruled_paper.cells(XS, YS, ROWS)]
    second = [*ruled_paper.cells(XS, YS, more), BELOW]
    file = paper.write(tmp_path / "a.pdf", [first, second])
    for number in (0, 1):
        ruled_paper.draw(file, number, ruled_paper.grid(XS, YS))
    assert texts(file) == [
        ABOVE[3],
        SAID[0],
        "STT: 2 | Tên thiết bị: Máy thử khác theo quy định | Mức thu (đồng): -",
        "STT: 3 | Tên thiết bị: Máy cuối | Mức thu (đồng): 2.000",
        BELOW[3],
    ]


def test_open_sides_are_closed_at_the_ends_of_the_rules(tmp_path: Path) -> None:
    borders = [
        line for line in ruled_paper.grid(XS, YS) if line[0] != line[2] or 72 < line[0] < 520
    ]
    file = paper.write(tmp_path / "a.pdf", [[ABOVE, *ruled_paper.cells(XS, YS, ROWS), BELOW]])
    assert texts(ruled_paper.draw(file, 0, borders)) == [ABOVE[3], *SAID, BELOW[3]]


def test_underlines_and_frames_are_no_tables(tmp_path: Path) -> None:
    words = [ABOVE, (72.0, 700.0, 12.0, "Điều 1. Phạm vi"), BELOW]
    file = paper.write(tmp_path / "a.pdf", [words])
    plain = texts(file)
    frame = ruled_paper.grid((40, 560), (800, 40))
    underlines = [(72.0, y, 300.0, y) for y in (690.0, 650.0, 630.0, 550.0)]
    assert texts(ruled_paper.draw(file, 0, [*frame, *underlines])) == plain


def test_a_page_lying_on_its_side_is_read_as_it_is_seen(tmp_path: Path) -> None:
    upright = paper.write(tmp_path / "a.pdf", [[ABOVE, *ruled_paper.cells(XS, YS, ROWS), BELOW]])
    ruled_paper.draw(upright, 0, ruled_paper.grid(XS, YS))
    turned = paper.write(tmp_path / "b.pdf", [[ABOVE, *ruled_paper.cells(XS, YS, ROWS), BELOW]])
    ruled_paper.draw(turned, 0, ruled_paper.grid(XS, YS))
    ruled_paper.sideways(turned, 0)
    assert texts(turned) == texts(upright)


def test_a_table_is_read_with_its_page(tmp_path: Path) -> None:
    first = paper.flow([ABOVE[3]] * 8)
    second = [ABOVE, *ruled_paper.cells(XS, YS, ROWS), BELOW]
    file = paper.write(tmp_path / "a.pdf", [first, second])
    ruled_paper.draw(file, 1, ruled_paper.grid(XS, YS))
    assert [line.page for line in lines(file) if " | " in line.text] == [2, 2]


def test_a_table_in_small_type_at_the_foot_is_no_footnote(tmp_path: Path) -> None:
    rows = (("1", "Máy thử", "100"), ("2", "Máy khác", "200"), ("3", "Máy cuối", "300"))
    words = [*paper.flow([ABOVE[3]] * 3), *ruled_paper.cells(XS, YS, rows, size=8)]
    file = paper.write(tmp_path / "a.pdf", [words])
    ruled_paper.draw(file, 0, ruled_paper.grid(XS, YS))
    assert texts(file)[-3:] == ["1 | Máy thử | 100", "2 | Máy khác | 200", "3 | Máy cuối | 300"]


def test_a_table_that_begins_like_a_signature_banner_is_kept(tmp_path: Path) -> None:
    rows = (
        ("Ký bởi", "Người ký", "Ngày ký"),
        ("Sở A", "Bà B", "ngày 1"),
        ("Sở C", "Ông D", ""),
    )
    words = [ABOVE, *ruled_paper.cells(XS, YS, rows), BELOW]
    file = ruled_paper.draw(paper.write(tmp_path / "a.pdf", [words]), 0, ruled_paper.grid(XS, YS))
    assert any("Bà B" in text for text in texts(file))


_CELLS = st.lists(
    st.tuples(*[st.text("abc 0123456789.,-", max_size=14).map(str.strip)] * 3),
    min_size=3,
    max_size=3,
)


@given(_CELLS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_letter_or_digit_of_a_ruled_table_is_lost(
    tmp_path: Path, rows: list[tuple[str, str, str]]
) -> None:
    words = [ABOVE, *ruled_paper.cells(XS, YS, rows), BELOW]
    file = ruled_paper.draw(paper.write(tmp_path / "a.pdf", [words]), 0, ruled_paper.grid(XS, YS))
    expected = Counter(c for row in rows for cell in row for c in cell if c.isalnum())
    (page,) = pages(file)
    found = Counter(c for row in page.rows[1:-1] for c in row.text if c.isalnum())
    assert found == expected


def test_a_longer_table_that_goes_on_a_shorter_one_is_put_to_it() -> None:
    row = tuple(Cell((Paragraph((Run(word),)),)) for word in ("STT", "Mức thu"))
    above, below = Ruled(Table((row,)), (0, 1, 2)), Ruled(Table((row, row, row)), (0, 1, 2))
    assert len(above.followed_by(below).table.rows) == 3
