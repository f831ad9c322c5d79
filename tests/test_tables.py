"""Tables as lines: heads repeated in each row, merged cells resolved, layout told from data."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from corpus.structure import begins_unit
from reader import tables
from reader.blocks import Cell, Paragraph, Run, Table


def paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def cell(*texts: str, across: int = 1, down: int = 1) -> Cell:
    return Cell(tuple(map(paragraph, texts)), across, down)


def table(*rows: tuple[str | Cell, ...], heads: int = 0) -> Table:
    return Table(
        tuple(tuple(c if isinstance(c, Cell) else cell(c) for c in row) for row in rows), heads
    )


def said(given: Table) -> list[str]:
    return [line.text for line in tables.lines(given, lambda p: p.text)]


def test_a_row_says_its_column_heads_again() -> None:
    assert said(
        table(
            ("STT", "Loại thiết bị", cell("Mức thu", "(đồng/thiết bị)")),
            ("1", "Máy thử răng", "2.000.000"),
            ("2", "Máy thử xương", "3.500.000"),
        )
    ) == [
        "STT: 1 | Loại thiết bị: Máy thử răng | Mức thu (đồng/thiết bị): 2.000.000",
        "STT: 2 | Loại thiết bị: Máy thử xương | Mức thu (đồng/thiết bị): 3.500.000",
    ]


def test_heads_above_heads_are_joined() -> None:
    heads = (cell("TT", down=2), cell("Loại", down=2), cell("Mức thu", across=2))
    below = ("Lần đầu", "Gia hạn")
    assert said(table(heads, below, ("1", "Máy A", "4,93", "-"))) == [
        "TT: 1 | Loại: Máy A | Mức thu – Lần đầu: 4,93 | Mức thu – Gia hạn: -"
    ]


def test_heads_above_heads_are_found_where_a_format_has_no_spans() -> None:
    rows = [["TT", "Loại", "Mức thu", ""], ["", "", "Lần đầu", "Gia hạn"], ["1", "Máy", "5", "6"]]
    assert tables.readable(rows) == [
        "TT: 1 | Loại: Máy | Mức thu – Lần đầu: 5 | Mức thu – Gia hạn: 6"
    ]


def test_a_row_that_numbers_the_columns_is_dropped() -> None:
    rows = [["Tên", "Đơn vị", "Mức"], ["(1)", "(2)", "(3)"], ["Phí A", "lần", "100.000"]]
    assert tables.readable(rows) == ["Tên: Phí A | Đơn vị: lần | Mức: 100.000"]
    assert tables.readable([["Tên", "Giá", "Số"], ["A", "B", "1"], ["x", "y", "7"]]) == [
        "Tên: x | Giá: y | Số: 7"
    ]


def test_a_formula_among_the_numbers_of_columns_is_kept() -> None:
    rows = [["Giá", "Số lượng", "Thành tiền"], ["(1)", "(2)", "(3)=(1)x(2)"], ["5", "2", "10"]]
    assert tables.readable(rows) == [
        "Giá – (1): 5 | Số lượng – (2): 2 | Thành tiền – (3)=(1)x(2): 10"
    ]


def test_heads_repeated_on_each_page_are_dropped() -> None:
    rows = [["Tên", "Mức thu"], ["A", "1.000"], ["Tên", "Mức thu"], ["B", "2.000"]]
    assert tables.readable(rows) == ["Tên: A | Mức thu: 1.000", "Tên: B | Mức thu: 2.000"]


def test_a_cell_that_goes_down_stands_in_each_row_it_covers() -> None:
    given = table(
        ("Nhóm", "Thiết bị", "Chu kỳ"),
        (cell("Khối lượng", down=2), "Cân bàn", "12 tháng"),
        ("Cân treo", "24 tháng"),
    )
    assert said(given) == [
        "Nhóm: Khối lượng | Thiết bị: Cân bàn | Chu kỳ: 12 tháng",
        "Nhóm: Khối lượng | Thiết bị: Cân treo | Chu kỳ: 24 tháng",
    ]


def test_a_cell_across_columns_says_the_heads_of_all() -> None:
    given = table(
        ("Loại", "Lần đầu", "Gia hạn"),
        ("Máy A", "100", "50"),
        ("Máy B", cell("không thu", across=2)),
    )
    assert said(given)[-1] == "Loại: Máy B | Lần đầu, Gia hạn: không thu"


def test_a_groups_title_is_a_line_that_begins_no_unit() -> None:
    given = table(
        ("STT", "Loại", "Mức thu"),
        (cell("Thiết bị chụp", across=3),),
        ("1", "Máy A", "100"),
        (cell("Điều 5. Thiết bị khác", across=3),),
        ("2", "Máy B", "200"),
    )
    lines = said(given)
    assert lines[0] == "Thiết bị chụp"
    assert lines[2] == "Loại: Điều 5. Thiết bị khác"
    assert not any(map(begins_unit, lines))


def test_the_heads_the_format_names_are_believed() -> None:
    given = table(("Cột một dài dòng hơn cả.", "b"), ("x", "y"), heads=1)
    assert said(given) == ["Cột một dài dòng hơn cả.: x | b: y"]


def test_a_table_without_heads_keeps_its_cells_as_they_are() -> None:
    assert tables.readable([["Hà Nội", "T01"], ["Hải Phòng", "T03"]]) == [
        "Hà Nội | T01",
        "Hải Phòng | T03",
    ]


def test_a_forms_labels_and_blanks_are_no_heads() -> None:
    rows = [["Họ và tên: ……………", "Giới tính: ……"], ["Ngày sinh: ……", "Quốc tịch: ……"]]
    assert tables.readable(rows) == [" | ".join(row) for row in rows]


def test_a_blank_form_names_its_columns_once() -> None:
    assert said(table(("TT", "Họ và tên", "Ghi chú"), ("", "", ""))) == ["TT | Họ và tên | Ghi chú"]
    assert said(table(("TT", "Họ và tên", "Ghi chú"), ("1", "", ""))) == [
        "TT | Họ và tên | Ghi chú",
        "TT: 1",
    ]


def test_items_in_a_cell_are_parted() -> None:
    rows = (("STT", "Hồ sơ"), ("1", cell("Thành phần", "- Đơn", "- Bản sao;", "- Ảnh")))
    assert said(table(*rows)) == ["STT: 1 | Hồ sơ: Thành phần; - Đơn; - Bản sao; - Ảnh"]


def test_a_formula_is_one_sentence() -> None:
    given = table(("Tiền công", "=", "Đơn giá", "x", "Số giờ"))
    assert said(given) == ["Tiền công = Đơn giá x Số giờ"]


def test_letterheads_signatures_and_frames_are_running_text() -> None:
    head = table(
        (cell("SỞ THỬ NGHIỆM"), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do")),
        ("Số: 5/QĐ-STN", "Hà Nội, ngày 2 tháng 3 năm 2031"),
    )
    assert said(head) == [
        "SỞ THỬ NGHIỆM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do",
        "Số: 5/QĐ-STN",
        "Hà Nội, ngày 2 tháng 3 năm 2031",
    ]
    foot = table((cell("Nơi nhận:", "- Như trên;"), cell("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")))
    assert said(foot) == ["Nơi nhận:", "- Như trên;", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]
    assert said(table((cell("Điều 1. Phạm vi", "1. Một"),), ("2. Hai",))) == [
        "Điều 1. Phạm vi",
        "1. Một",
        "2. Hai",
    ]


_WORDS = st.text("aăâđê 0123456789.,-%|:;", max_size=12).map(str.strip)


@given(st.lists(st.lists(_WORDS, min_size=1, max_size=5), max_size=7), st.sampled_from([None, 1]))
def test_every_cell_is_said_with_its_digits(rows: list[list[str]], heads: int | None) -> None:
    lines = tables.readable(rows, heads)
    text = "\n".join(lines)
    numbering = {t for row in rows[1:] for t in row if len(t.strip("().")) <= 2}
    once = dict.fromkeys(filter(None, (c for row in rows for c in row)))
    for words in once:
        assert words.rstrip(": ") in text or words in numbering
    assert all("\n" not in line for line in lines)


@given(
    st.lists(
        st.tuples(_WORDS.filter(bool), st.integers(1, 3), st.integers(1, 3)),
        min_size=1,
        max_size=9,
    ),
    st.integers(1, 4),
)
def test_merged_cells_of_any_shape_are_laid_out(
    cells: list[tuple[str, int, int]], width: int
) -> None:
    made = [cell(text, across=across, down=down) for text, across, down in cells]
    given = Table(tuple(tuple(made[at : at + width]) for at in range(0, len(made), width)))
    digits = Counter(c for text, *_ in cells for c in text if c.isdigit())
    assert digits <= Counter(c for line in said(given) for c in line)
