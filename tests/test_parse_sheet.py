"""Spreadsheets: what they show, title and table, merged cells, limits and damage."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from corpus.reading import Extraction
from reader.blocks import Block, Paragraph, Run, Table
from reader.parse_sheet import SheetParser, blocks
from reader.recognise import HEAD, Unreadable
from reader.sheet_numbers import shown
from reader.sheet_xls import grids as old_grids
from reader.sheet_xlsx import grids

OLD = Path(__file__).parent / "data" / "bieu-phi.xls"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1500000, "#,##0", "1.500.000"),
        (1500000, "General", "1500000"),
        (1500000.0, "General", "1500000"),
        (4.93, "General", "4,93"),
        (0.1 + 0.2, "General", "0,3"),
        (1234.5, "#,##0.00", "1.234,50"),
        (1234.5, "#,##0.##", "1.234,5"),
        (1234, "#,##0.##", "1.234"),
        (2.5, "0", "3"),
        (-2.5, "0.0", "-2,5"),
        (0.125, "0%", "13%"),
        (0.125, "0.0%", "12,5%"),
        (7, "000", "007"),
        (912345678, "0000 000 000", "0912 345 678"),
        (1500000, '#,##0\\ "đồng"', "1.500.000 đồng"),
        (1500000, "#,##0\\ [$₫-42A]", "1.500.000 ₫"),
        (2500000, '#,##0,"k"', "2.500k"),
        (0, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "-"),
        (-50, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "(50)"),
        (50, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "50"),
        (0.5, "# ?/?", "0,5"),
        (True, "General", "TRUE"),
        ("01", "General", "01"),
        (datetime(2025, 6, 12, tzinfo=UTC), "m/d/yyyy", "12/06/2025"),
        (date(2025, 6, 12), "dd-mmm-yy", "12/06/2025"),
        (datetime(2025, 6, 12, 8, 30, tzinfo=UTC), "dd/mm/yyyy h:mm", "12/06/2025 08:30"),
        (datetime(2025, 6, 1, tzinfo=UTC), "mm/yyyy", "06/2025"),
        (datetime(2025, 1, 1, tzinfo=UTC), "yyyy", "2025"),
        (time(7, 5), "h:mm", "07:05"),
        (timedelta(hours=26, minutes=3), "[h]:mm", "26:03"),
    ],
)
def test_numbers_and_dates_are_given_as_the_sheet_shows_them(
    value: object, code: str, text: str
) -> None:
    assert shown(value, code) == text


@given(
    st.one_of(st.integers(-(10**18), 10**18), st.floats()),
    st.text('#0?,.;%"\\_*[]$₫ E/@d', max_size=20),
)
@settings(max_examples=150, deadline=None)
def test_any_format_code_shows_something(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


@given(st.integers(-(10**14), 10**14))
def test_separators_alter_no_digit(value: int) -> None:
    assert int(shown(value, "#,##0").replace(".", "")) == value


def fees(sheet: Any) -> None:
    """A small table of our own words under a title."""
    rows: list[list[Any]] = [
        ["BIỂU PHÍ THỬ NGHIỆM"],
        ["Đơn vị:", None, "Xã Mẫu", None],
        [],
        ["TT", "Tên việc", "Mức thu", None],
        [None, None, "Lần đầu", "Cấp lại"],
        [1, "Kiểm tra cân", 1500000, 750000],
        [2, "Kiểm tra bình", 90000.5, 0.1],
        ["Ghi chú: số liệu để thử."],
    ]
    for at, row in enumerate(rows, 3):
        for column, value in enumerate(row, 2):
            if value is not None:
                sheet.cell(at, column, value)
    for at in (8, 9):
        sheet.cell(at, 4).number_format = "#,##0"
        sheet.cell(at, 5).number_format = "#,##0.0"
    for span in ("B3:E3", "D6:E6", "B6:B7", "C6:C7"):
        sheet.merge_cells(span)
    sheet["B3"].font = Font(name=".VnTimeH")


def saved(folder: Path, *fill: Callable[[Any], None]) -> Path:
    book = openpyxl.Workbook()
    for at, one in enumerate(fill, 1):
        one(book.create_sheet(f"Bảng {at}"))
    del book["Sheet"]
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def found(path: Path) -> list[Block]:
    read = grids if path.suffix == ".xlsx" else old_grids
    return list(blocks(read(path, 10_000, [])))


def texts(table: Table) -> list[list[str]]:
    return [[" ".join(p.text for p in cell.paragraphs) for cell in row] for row in table.rows]


def check_fees(read: list[Block]) -> None:
    title, unit, table, note = read
    assert isinstance(table, Table)
    assert [b.text for b in (title, unit, note) if isinstance(b, Paragraph)] == [
        "BIỂU PHÍ THỬ NGHIỆM",
        "Đơn vị: Xã Mẫu",
        "Ghi chú: số liệu để thử.",
    ]
    assert texts(table) == [
        ["TT", "Tên việc", "Mức thu"],
        ["Lần đầu", "Cấp lại"],
        ["1", "Kiểm tra cân", "1.500.000", "750.000,0"],
        ["2", "Kiểm tra bình", "90.001", "0,1"],
    ]
    assert [(cell.across, cell.down) for cell in table.rows[0]] == [(1, 2), (1, 2), (2, 1)]
    assert isinstance(title, Paragraph)
    assert title.runs[0].font == ".VnTimeH"


def test_a_title_stands_above_its_table_and_a_note_below(tmp_path: Path) -> None:
    check_fees(found(saved(tmp_path, fees)))


def test_an_old_workbook_reads_as_the_new_one_does() -> None:
    read = found(OLD)
    assert isinstance(read[0], Paragraph)
    assert (read[0].text, read[0].level, read[0].page) == ("Bảng 1", 2, 1)
    check_fees(read[1:5])
    assert isinstance(read[-1], Table)
    assert texts(read[-1]) == [["Ngày", "Tỷ lệ", "Chữ"], ["12/06/2025", "12,5%", "B¸o c¸o xong"]]
    assert read[-1].rows[1][2].paragraphs[0].runs == (
        Run("B¸o c¸o", ".VnTime"),
        Run(" xong", "Arial"),
    )


PART = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
TWO_FONTS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
    '<r><rPr><rFont val=".VnTime"/></rPr><t>B¸o c¸o</t></r>'
    '<r><rPr><rFont val="Arial"/></rPr><t xml:space="preserve"> xong</t></r></si></sst>'
)


def second(sheet: Any) -> None:
    sheet.append(["Ngày", "Tỷ lệ", "Chữ"])
    sheet.append([date(2025, 6, 12), 0.125, "B¸o c¸o xong"])
    sheet["A2"].number_format = "dd/mm/yyyy"
    sheet["B2"].number_format = "0.0%"


def hidden(sheet: Any) -> None:
    sheet.sheet_state = "hidden"
    sheet.append(["kín"])


def test_several_sheets_have_their_names_above_and_hidden_ones_are_told(tmp_path: Path) -> None:
    path = saved(tmp_path, second, hidden, fees)
    extraction = SheetParser().parse(path)
    assert [(line.text, line.page) for line in extraction.lines if line.level == 2] == [
        ("Bảng 1", 1),
        ("Bảng 3", 2),
    ]
    assert extraction.warnings == ("the hidden sheet 'Bảng 2' was left out",)


def test_a_cell_in_two_fonts_is_two_runs(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with ZipFile(saved(tmp_path, second)) as whole, ZipFile(path, "w") as changed:
        for name in whole.namelist():
            raw = whole.read(name).decode()
            raw = re.sub('t="inlineStr"><is><t>B[^<]*xong</t></is>', 't="s"><v>0</v>', raw)
            changed.writestr(name, raw.replace("</Types>", f"{PART}</Types>"))
        changed.writestr("xl/sharedStrings.xml", TWO_FONTS)
    (table,) = found(path)
    assert isinstance(table, Table)
    assert table.rows[1][2].paragraphs[0].runs == (
        Run("B¸o c¸o", ".VnTime"),
        Run(" xong", "Arial"),
    )


def test_a_formula_gives_the_value_it_had_and_one_without_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda sheet: sheet.append(["Tổng", "=1+1"]))
    assert "no value yet" in " ".join(SheetParser().parse(path).warnings)


def test_a_sheet_that_is_too_big_is_cut_and_it_is_said(tmp_path: Path) -> None:
    def tall(sheet: Any) -> None:
        for row in range(30):
            sheet.append([row, "x"])
        sheet["XFD1048576"] = "xa"

    extraction = SheetParser(most=40).parse(saved(tmp_path, tall))
    assert "read up to row 21" in extraction.warnings[0]
    far = SheetParser().parse(saved(tmp_path, tall))
    assert far.lines[-1].text.endswith("xa")


def test_a_format_laid_to_the_end_of_a_sheet_is_not_read_to_the_end(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda sheet: sheet.append(["Tổng", "một"]))
    with ZipFile(path) as sound:
        parts = {name: sound.read(name) for name in sound.namelist()}
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (at, at) for at in range(2, 20_500))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</sheetData>", empty + b"</sheetData>")
    with ZipFile(path, "w") as long:
        for part, content in parts.items():
            long.writestr(part, content)
    extraction = SheetParser().parse(path)
    assert "read up to row 20002" in extraction.warnings[0]
    assert "Tổng" in extraction.lines[0].text


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    path = saved(tmp_path, fees)
    named = path.rename(tmp_path / "a.pdf")
    assert SheetParser().score(named.read_bytes()[:HEAD], named) == 1.0
    assert SheetParser().score(OLD.read_bytes()[:HEAD], OLD) == 1.0
    other = tmp_path / "a.doc"
    other.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(2000))
    assert SheetParser().score(other.read_bytes(), other) == 0.0
    assert SheetParser().score(b"PK\x03\x04", tmp_path / "none.xlsx") == 0.9


def test_a_workbook_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no text"):
        SheetParser().parse(saved(tmp_path, lambda _sheet: None))


@given(
    st.sampled_from(["xls", "xlsx"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=20),
    st.one_of(st.just(1.0), st.floats(0.01, 1)),
)
@settings(max_examples=60, deadline=None)
def test_any_damage_ends_in_text_or_a_refusal(
    kind: str, flips: list[tuple[float, int]], kept: float
) -> None:
    with TemporaryDirectory() as folder:
        sound = OLD if kind == "xls" else saved(Path(folder), fees)
        raw = bytearray(sound.read_bytes())
        for at, mask in flips:
            raw[int(at * len(raw))] ^= mask
        path = Path(folder) / f"b.{kind}"
        path.write_bytes(raw[: int(kept * len(raw))])
        SheetParser().score(path.read_bytes()[:HEAD], path)
        with suppress(Unreadable):
            assert isinstance(SheetParser().parse(path), Extraction)
