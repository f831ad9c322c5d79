"""Old Word files: what the binary format hides, said as paragraphs and tables."""

import random
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.blocks import Block, Paragraph, Table
from indexer.parse_doc import DocParser, blocks, kind_of_ole
from indexer.recognise import HEAD, Unreadable
from indexer.word_binary import open_word
from indexer.word_story import Story
from tests.fakes.old_word import (
    BASED_ON_OLD,
    HEADING_1,
    OLD_FONT,
    PieceOf,
    Stretch,
    change,
    list_parts,
    old_word,
    row_end,
)
from tests.fakes.ole import ole

SAMPLE = Path(__file__).parent / "data" / "noi_quy_phong_doc.doc"  # by LibreOffice, our own words
IN_TABLE = change(0x2416, 1)


@pytest.fixture
def read(tmp_path: Path):
    def reading(*args: object, **more: object) -> list[Block]:
        path = tmp_path / "any.name"
        path.write_bytes(old_word(*args, **more))
        return list(blocks(path))

    return reading


def texts(found: list[Block]) -> list[str]:
    return [f"{block.mark} {block.text}".strip() for block in found if isinstance(block, Paragraph)]


def grid(table: Table) -> list[list[tuple[str, int, int]]]:
    """Of each cell its text, and how many columns and rows it covers."""
    return [
        [(" / ".join(p.text for p in cell.paragraphs), cell.across, cell.down) for cell in row]
        for row in table.rows
    ]


def sample() -> list[Block]:
    return list(blocks(SAMPLE))


# A file as a word processor writes it


def test_automatic_numbers_are_printed_as_in_word():
    found = texts(sample())
    start = found.index("Điều 5. Mượn sách")
    assert found[start : start + 7] == [
        "Điều 5. Mượn sách",
        "1. Mỗi người được mượn ba cuốn.",
        "a) Sách giáo khoa;",
        "b) Sách tham khảo:",
        "- bản in;",
        "2. Trả sách đúng hạn.",
        "a) Báo mới;",
    ]
    assert "II.2. Mục con nữa" in found
    assert "01/ số không" in found
    assert "Tự tay: không số" in found


def test_heading_styles_give_their_depth():
    levels = {b.text: b.level for b in sample() if isinstance(b, Paragraph)}
    assert (levels["NỘI QUY PHÒNG ĐỌC"], levels["Chương một"], levels["Mục nhỏ"]) == (1, 1, 2)
    assert levels["Trả sách"] == 0


def test_hidden_and_deleted_words_and_field_instructions_are_left_out():
    found = texts(sample())
    assert "Ẩn: thấy và thấy." in found
    assert "Sửa: cũ THÊM mới." in found
    assert "Xem trang bảy của sổ." in found
    assert not any("ĐẦU TRANG" in text for text in found)  # the page's header


def test_footnotes_and_endnotes_stand_at_the_end_in_the_order_of_their_marks():
    found = texts(sample())
    assert "1. Người mượn đem sách đến quầy.[1]Tiếp" in found
    assert found[-6:] == [
        "[1]  Chú thích một",
        "đoạn hai",
        "[2]  Chú thích cuối",
        "đoạn hai",
        "[3]  Chú thích hai",
        "đoạn hai",
    ]


def test_each_run_has_its_font_also_from_styles():
    runs = {r.text: r.font for b in sample() if isinstance(b, Paragraph) for r in b.runs}
    assert runs["B¸o c¸o tµi chÝnh"] == ".VnTime"
    assert runs["Céng hßa x· héi"] == ".VnTime"  # of a style based on another
    assert runs["chÝnh phñ"] == ".VnTimeH"  # of a character style
    assert runs[" Times"] == "Times New Roman"


def test_merged_cells_and_column_heads_are_kept():
    table = next(block for block in sample() if isinstance(block, Table))
    assert table.heads == 2
    assert grid(table) == [
        [("TT", 1, 2), ("Loại", 1, 2), ("Mức thu", 2, 1)],
        [("Lần đầu", 1, 1), ("Lần sau", 1, 1)],
        [("1", 1, 1), ("Thẻ (nhỏ)", 1, 1), ("10.000", 1, 1), ("5.000", 1, 1)],
        [("2", 1, 1), ("Thẻ lớn", 3, 1)],
    ]


def test_a_table_in_a_cell_becomes_paragraphs_of_the_cell():
    tables = [block for block in sample() if isinstance(block, Table)]
    inner = "trước / trong a / trong b / trong c / trong d / sau"
    assert grid(tables[1]) == [[(inner, 1, 1), ("phải", 1, 1)]]
    assert [text for text, _across, _down in grid(tables[2])[0]] == [f"c{i}" for i in range(30)]


def test_the_parser_says_the_format():
    extraction = DocParser().parse(SAMPLE)
    assert extraction.format == "Word 97–2003"
    assert extraction.warnings == ()
    assert any(line.text == "2. Trả sách đúng hạn." for line in extraction.lines)


# What only Word itself writes


@pytest.mark.parametrize("wide", [True, False])
def test_text_is_read_from_one_or_two_bytes_a_character(read, wide: bool):
    found = read([Stretch("B¸o c¸o – §iÒu 1\r")], wide=wide)
    assert texts(found) == ["B¸o c¸o – §iÒu 1"]


def test_vietnamese_beyond_the_first_plane_keeps_its_place(read):
    found = read([Stretch("Chữ 𝔄 và\r"), Stretch("sau\r")], wide=True, lengths=(14,))
    assert texts(found) == ["Chữ 𝔄 và", "sau"]


def test_bytes_that_windows_leaves_undefined_are_not_lost(read):
    assert texts(read([Stretch("a\x81\x8d\x9db\r")])) == ["a\x81\x8d\x9db"]


def test_pieces_of_a_fast_save_are_put_in_order(read):
    found = read(
        [Stretch("sau\r"), Stretch("trước\r".replace("ướ", "uo"))],
        pieces=[PieceOf(4, 10), PieceOf(0, 4)],
    )
    assert texts(found) == ["truoc", "sau"]


def test_a_piece_can_hide_or_delete_its_words(read):
    hidden = 0x5C << 1 | 1 << 8
    found = read(
        [Stretch("thayxoagiau\r")],
        pieces=[PieceOf(0, 4), PieceOf(4, 7, 1), PieceOf(7, 11, hidden), PieceOf(11, 12)],
        shared_changes=[change(0x0800, 1)],
    )
    assert texts(found) == ["thay"]


def test_special_characters_are_printed_as_on_the_page(read):
    found = read([Stretch("a\x0bb\x1ec\x1fd\x01\x05e\x0cf\xa0g\r")])
    assert texts(found) == ["a\nb-cde\nf\xa0g"]


def test_only_results_of_fields_are_kept_also_of_nested_ones(read):
    inner = "\x13 PAGE \x142\x15"
    found = read(
        [Stretch(f"a \x13 IF {inner} = 2 \x14b \x13 X \x14c\x15\x15 d\x13 AUTONUM \x15\r")]
    )
    assert texts(found) == ["a b c d"]


def test_a_field_that_does_not_end_swallows_nothing(read):
    assert texts(read([Stretch("a \x13 b\r"), Stretch("c\r")])) == ["a  b", "c"]
    assert texts(read([Stretch("a\x15 \x13 X \x14b\r"), Stretch("c\r")])) == ["a b", "c"]


def test_a_symbol_is_shown_as_its_character(read):
    box = change(0x6A09, 3 | 0xF0A8 << 16)
    old = change(0x6A09, 1 | 0xF0B8 << 16)
    found = read([Stretch("((Nam\r")], runs=[Stretch("(", box), Stretch("(", old)])
    assert texts(found) == ["□¸Nam"]


def test_a_switch_can_follow_or_contradict_the_style(read):
    runs = [Stretch("a", change(0x083C, 0x80)), Stretch("b", change(0x083C, 0x81)), Stretch("c")]
    assert texts(read([Stretch("abc\r")], runs=runs)) == ["ac"]


def test_styles_give_fonts_levels_and_numbers(read):
    found = read(
        [Stretch("CHUONG\r", style=HEADING_1), Stretch("mot\r", style=OLD_FONT)]
        + [Stretch("hai\r", style=BASED_ON_OLD), Stretch("ba\r", change(0x460B, 0), BASED_ON_OLD)],
        parts=list_parts([(0, "\0.")]),
    )
    assert [(b.level, b.mark, b.runs[0].font) for b in found] == [
        (1, "", "Times New Roman"),
        (0, "1.", ".VnTime"),
        (0, "2.", ".VnTime"),
        (0, "", ".VnTime"),
    ]


def test_a_use_of_a_list_can_begin_anew(read):
    def item(use: int, depth: int = 0) -> Stretch:
        return Stretch("x\r", change(0x460B, use) + change(0x260A, depth))

    found = read(
        [item(1), item(1, 1), item(1, 1), item(1), item(1, 1), item(2), item(2), item(2, 2)],
        parts=list_parts([(1, "\0."), (4, "\0.\1)"), (23, "\uf0b7")], [{}, {0: 5}]),
    )
    assert [b.mark for b in found] == ["I.", "I.a)", "I.b)", "II.", "II.a)", "V.", "VI.", "-"]


def test_rows_with_other_edges_cover_several_columns(read):
    wide = [Stretch("Tieu de\x07", IN_TABLE), Stretch("\x07", row_end([0, 3000], head=True))]
    three = [Stretch(f"{i}\x07", IN_TABLE) for i in range(3)]
    end = Stretch("\x07", row_end([10, 1000, 2000, 2990]))
    late = [Stretch("muon\x07", IN_TABLE), Stretch("\x07", row_end([2000, 3000]))]
    (table,) = read([*wide, *three, end, *late])
    assert isinstance(table, Table)
    assert table.heads == 1
    assert grid(table) == [
        [("Tieu de", 3, 1)],
        [("0", 1, 1), ("1", 1, 1), ("2", 1, 1)],
        [("", 2, 1), ("muon", 1, 1)],
    ]


def test_cells_merged_by_flags_are_one_cell(read):
    def row(merges: list[int], *words: str) -> list[Stretch]:
        cells = [Stretch(f"{word}\x07", IN_TABLE) for word in words]
        return [*cells, Stretch("\x07", row_end([0, 1000, 2000, 3000], merges))]

    (table,) = read([*row([0x60, 1, 2], "a", "b", ""), *row([0x20], "", "d", "e")])
    assert isinstance(table, Table)
    assert grid(table) == [[("a", 1, 2), ("b", 2, 1)], [("d", 1, 1), ("e", 1, 1)]]


def test_a_long_row_description_is_read_from_the_data_stream(read):
    far = row_end([0, 1000, 2000])
    end = Stretch("\x07", change(0x6646, 4))
    cells = [Stretch("a\x07", IN_TABLE), Stretch("b\x07", IN_TABLE)]
    (table,) = read([*cells, end], data=b"\0\0\0\0" + struct.pack("<H", len(far)) + far)
    assert grid(table) == [[("a", 1, 1), ("b", 1, 1)]]


def test_typed_brackets_around_a_note_are_not_doubled(read):
    body, note = "a[\x02] b\x02\r", "[\x02] mot\r\x02 hai\r\r"
    marks = struct.pack("<IIIHH", 2, 6, len(body), 1, 1)
    limits = struct.pack("<IIII", 0, 8, 14, 15)
    found = read(
        [Stretch(body), Stretch(note)],
        lengths=(len(body), len(note)),
        parts={2: marks, 3: limits},
    )
    assert texts(found) == ["a[1] b[2]", "[1]  mot", "[2]  hai"]


def test_headers_are_left_out_and_boxes_stand_at_the_end(read):
    found = read(
        [Stretch("than\r"), Stretch("dau trang\r"), Stretch("hop\r")],
        lengths=(5, 0, 10, 0, 0, 0, 4),
    )
    assert texts(found) == ["than", "hop"]


# What is no old Word file, or no sound one


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        ("WordDocument", "word"),
        ("Workbook", "excel"),
        ("Book", "excel"),
        ("PowerPoint Document", "powerpoint"),
        ("EncryptedPackage", "encrypted"),
        ("__properties_version1.0", "outlook"),
        ("Contents", "other"),
    ],
)
def test_an_old_office_file_is_told_by_what_it_holds(tmp_path: Path, stream: str, kind: str):
    path = tmp_path / "thu.doc"
    path.write_bytes(ole({stream: b"x" * 6000}))
    assert kind_of_ole(path) == kind
    score = DocParser().score(path.read_bytes()[:HEAD], path)
    assert score == (1.0 if kind == "word" else 0.0)
    with pytest.raises(Unreadable):
        DocParser().parse(path)


def test_no_container_at_all_is_said(tmp_path: Path):
    path = tmp_path / "trang.doc"
    path.write_bytes(b"<html><body>404</body></html>")
    assert kind_of_ole(path) == "other"
    assert DocParser().score(path.read_bytes(), path) == 0.0
    with pytest.raises(Unreadable, match="no old Office file"):
        DocParser().parse(path)


def test_a_password_and_word_95_are_said_with_their_cure(read):
    with pytest.raises(Unreadable, match="remove the password"):
        read([Stretch("a\r")], flags=0x0100)
    with pytest.raises(Unreadable, match=r"Word 6/95.*save it as \.docx"):
        read([Stretch("a\r")], version=0x68)


def test_a_file_without_words_is_said(tmp_path: Path):
    path = tmp_path / "anh.doc"
    path.write_bytes(old_word([Stretch("\x01\r")]))
    with pytest.raises(Unreadable, match="holds no text"):
        DocParser().parse(path)


@pytest.mark.parametrize(("part", "lost"), [(12, "fonts"), (13, "tables"), (33, "pieces")])
def test_text_survives_the_loss_of_a_table_and_says_so(tmp_path: Path, part: int, lost: str):
    path = tmp_path / "hong.doc"
    path.write_bytes(old_word([Stretch("Con chu\r")], parts={part: b"\xff" * 9}))
    extraction = DocParser().parse(path)
    assert [line.text for line in extraction.lines] == ["Con chu"]
    assert any(lost in warning for warning in extraction.warnings)


@pytest.mark.parametrize("length", [100_000, 4])
def test_a_text_of_another_length_than_said_is_told(tmp_path: Path, length: int):
    path = tmp_path / "cut.doc"
    path.write_bytes(old_word([Stretch("Con\r"), Stretch("mat\r")], lengths=(length,)))
    extraction = DocParser().parse(path)
    assert extraction.lines[0].text == "Con"
    assert "some of its text is missing" in extraction.warnings[0]


@settings(
    max_examples=120,
    deadline=5000,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_a_damaged_file_ends_in_blocks_or_is_unreadable(tmp_path: Path, data: st.DataObject):
    damaged = bytearray(SAMPLE.read_bytes())
    dice = random.Random(data.draw(st.integers(0, 1 << 30)))
    way = data.draw(st.sampled_from(["bits", "numbers", "beginning", "moved", "cut"]))
    if way == "cut":
        del damaged[dice.randrange(len(damaged)) :]
    elif way == "moved":
        here, there = dice.randrange(len(damaged)), dice.randrange(len(damaged))
        damaged[here : here + 400] = damaged[there : there + 400]
    for _ in range({"bits": 40, "numbers": 6, "beginning": 6}.get(way, 0)):
        at = dice.randrange(1600 if way == "beginning" else len(damaged) - 4)
        number = dice.choice([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x40000000])
        damaged[at : at + 4] = (
            struct.pack("<I", number)
            if way == "numbers"
            else dice.randbytes(1) + damaged[at + 1 : at + 4]
        )
    path = tmp_path / "damaged.doc"
    path.write_bytes(damaged)
    try:
        story = Story(open_word(path))
        found = list(story.blocks())
    except Unreadable as said:
        assert said.reason
        assert said.cure
        return
    assert all(isinstance(block, (Paragraph, Table)) for block in found)
    assert sum(len(block.text) for block in found if isinstance(block, Paragraph)) < 200_000
