"""What only Word itself writes into a .doc, and other programs do not: byte by byte."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from reader.blocks import Block, Table
from reader.parse_doc import blocks
from reader.word_binary import open_word
from reader.word_story import Story
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
from tests.fakes.word_blocks import grid, paragraphs, texts
from tests.fakes.word_six import row_end as six_row_end
from tests.fakes.word_six import six, word_six

IN_TABLE = change(0x2416, 1)
Reading: TypeAlias = Callable[..., list[Block]]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    def reading(*args: Any, **more: Any) -> list[Block]:
        path = tmp_path / "any.name"
        path.write_bytes(old_word(*args, **more))
        return list(blocks(path))

    return reading


@pytest.mark.parametrize("wide", [True, False])
def test_text_is_read_from_one_or_two_bytes_a_character(read: Reading, wide: bool) -> None:
    found = read([Stretch("B¸o c¸o – §iÒu 1\r")], wide=wide)
    assert texts(found) == ["B¸o c¸o – §iÒu 1"]


def test_vietnamese_beyond_the_first_plane_keeps_its_place(read: Reading) -> None:
    found = read([Stretch("Chữ 𝔄 và\r"), Stretch("sau\r")], wide=True, lengths=(14,))
    assert texts(found) == ["Chữ 𝔄 và", "sau"]


def test_bytes_that_windows_leaves_undefined_are_not_lost(read: Reading) -> None:
    assert texts(read([Stretch("a\x81\x8d\x9db\r")])) == ["a\x81\x8d\x9db"]


def test_pieces_of_a_fast_save_are_put_in_order(read: Reading) -> None:
    found = read(
        [Stretch("sau\r"), Stretch("trước\r".replace("ướ", "uo"))],
        pieces=[PieceOf(4, 10), PieceOf(0, 4)],
    )
    assert texts(found) == ["truoc", "sau"]


def test_a_piece_can_hide_or_delete_its_words(read: Reading) -> None:
    hidden = 0x5C << 1 | 1 << 8
    found = read(
        [Stretch("thayxoagiau\r")],
        pieces=[PieceOf(0, 4), PieceOf(4, 7, 1), PieceOf(7, 11, hidden), PieceOf(11, 12)],
        shared_changes=[change(0x0800, 1)],
    )
    assert texts(found) == ["thay"]


def test_special_characters_are_printed_as_on_the_page(read: Reading) -> None:
    found = read([Stretch("a\x0bb\x1ec\x1fd\x01\x05e\x0cf\xa0g\r")])
    assert texts(found) == ["a\nb-c\xadde\nf\xa0g"]


def test_only_results_of_fields_are_kept_also_of_nested_ones(read: Reading) -> None:
    inner = "\x13 PAGE \x142\x15"
    found = read(
        [Stretch(f"a \x13 IF {inner} = 2 \x14b \x13 X \x14c\x15\x15 d\x13 AUTONUM \x15\r")]
    )
    assert texts(found) == ["a b c d"]


def test_a_field_that_does_not_end_swallows_nothing(read: Reading) -> None:
    assert texts(read([Stretch("a \x13 b\r"), Stretch("c\r")])) == ["a  b", "c"]
    assert texts(read([Stretch("a\x15 \x13 X \x14b\r"), Stretch("c\r")])) == ["a b", "c"]


def test_a_symbol_is_shown_as_its_character(read: Reading) -> None:
    box = change(0x6A09, 3 | 0xF0A8 << 16)
    old = change(0x6A09, 1 | 0xF0B8 << 16)
    found = read([Stretch("((Nam\r")], runs=[Stretch("(", box), Stretch("(", old)])
    assert texts(found) == ["□¸Nam"]


def test_a_switch_can_follow_or_contradict_the_style(read: Reading) -> None:
    runs = [Stretch("a", change(0x083C, 0x80)), Stretch("b", change(0x083C, 0x81)), Stretch("c")]
    assert texts(read([Stretch("abc\r")], runs=runs)) == ["ac"]


def test_styles_give_fonts_levels_and_numbers(read: Reading) -> None:
    found = read(
        [
            Stretch("CHUONG\r", style=HEADING_1),
            Stretch("mot\r", style=OLD_FONT),
            Stretch("hai\r", style=BASED_ON_OLD),
            Stretch("ba\r", change(0x460B, 0), BASED_ON_OLD),
        ],
        parts=list_parts([(0, "\0.")]),
    )
    assert [(b.level, b.mark, b.runs[0].font) for b in paragraphs(found)] == [
        (1, "", "Times New Roman"),
        (0, "1.", ".VnTime"),
        (0, "2.", ".VnTime"),
        (0, "", ".VnTime"),
    ]


def test_a_use_of_a_list_can_begin_anew(read: Reading) -> None:
    def item(use: int, depth: int = 0) -> Stretch:
        return Stretch("x\r", change(0x260A, depth) + change(0x460B, use))

    found = read(
        [item(1), item(1, 1), item(1, 1), item(1), item(1, 1), item(2), item(2), item(2, 2)],
        parts=list_parts([(1, "\0."), (4, "\0.\1)"), (23, "\uf0b7")], [{}, {0: 5}]),
    )
    assert [b.mark for b in paragraphs(found)] == [
        "I.",
        "I.a)",
        "I.b)",
        "II.",
        "II.a)",
        "V.",
        "VI.",
        "-",
    ]


def test_rows_with_other_edges_cover_several_columns(read: Reading) -> None:
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


def test_cells_merged_by_flags_are_one_cell(read: Reading) -> None:
    def row(merges: list[int], *words: str) -> list[Stretch]:
        cells = [Stretch(f"{word}\x07", IN_TABLE) for word in words]
        return [*cells, Stretch("\x07", row_end([0, 1000, 2000, 3000], merges))]

    (table,) = read([*row([0x60, 1, 2], "a", "b", ""), *row([0x20], "", "d", "e")])
    assert isinstance(table, Table)
    assert grid(table) == [[("a", 1, 2), ("b", 2, 1)], [("d", 1, 1), ("e", 1, 1)]]


def test_a_long_row_description_is_read_from_the_data_stream(read: Reading) -> None:
    far = row_end([0, 1000, 2000])
    end = Stretch("\x07", change(0x6646, 4))
    cells = [Stretch("a\x07", IN_TABLE), Stretch("b\x07", IN_TABLE)]
    (table,) = read([*cells, end], data=b"\0\0\0\0" + struct.pack("<H", len(far)) + far)
    assert isinstance(table, Table)
    assert grid(table) == [[("a", 1, 1), ("b", 1, 1)]]


def test_typed_brackets_around_a_note_are_not_doubled(read: Reading) -> None:
    body, note = "a[\x02] b\x02\r", "[\x02] mot\r\x02 hai\r\r"
    marks = struct.pack("<IIIHH", 2, 6, len(body), 1, 1)
    limits = struct.pack("<IIII", 0, 8, 14, 15)
    found = read(
        [Stretch(body), Stretch(note)],
        lengths=(len(body), len(note)),
        parts={2: marks, 3: limits},
    )
    assert texts(found) == ["a[1] b[2]", "[1]  mot", "[2]  hai"]


def test_headers_are_left_out_and_boxes_stand_at_the_end(read: Reading) -> None:
    found = read(
        [Stretch("than\r"), Stretch("dau trang\r"), Stretch("hop\r")],
        lengths=(5, 0, 10, 0, 0, 0, 4),
    )
    assert texts(found) == ["than", "hop"]


def test_word_95_gives_its_text_fonts_and_tables_and_says_what_it_loses(tmp_path: Path) -> None:
    opening = ["CHUONG I\r", "Céng hßa x· héi\r"]
    path = tmp_path / "word95.doc"
    path.write_bytes(
        word_six(
            [
                Stretch(opening[0], style=1),
                Stretch(opening[1], style=2),
                Stretch("B¸o c¸o thuong giau xoa\r"),
                Stretch("a\x07", six(24)),
                Stretch("b\x07", six(24)),
                Stretch("\x07", six_row_end([0, 2000, 4000])),
                Stretch("c\x07", six(24)),
                Stretch("\x07", six_row_end([0, 4000])),
                Stretch("xem trang \x13 PAGE \x142\x15\r"),
            ],
            [
                Stretch("".join(opening)),
                Stretch("B¸o c¸o", six(93, 1, 2)),
                Stretch(" thuong"),
                Stretch(" giau", six(92)),
                Stretch(" xoa", six(65)),
            ],
        )
    )
    story = Story(open_word(path))
    found = list(story.blocks())
    assert [(p.level, p.runs[0].font, p.text) for p in paragraphs(found)] == [
        (1, "Times New Roman", "CHUONG I"),
        (0, ".VnTime", "Céng hßa x· héi"),
        (0, ".VnTime", "B¸o c¸o thuong"),
        (0, "Times New Roman", "xem trang 2"),
    ]
    assert isinstance(found[3], Table)
    assert grid(found[3]) == [[("a", 1, 1), ("b", 1, 1)], [("c", 2, 1)]]
    assert any("Word 6/95" in warning for warning in story.warnings)


def test_a_box_follows_the_paragraph_it_is_fastened_to(read: Reading) -> None:
    main, first, second, loose = "a\x08\r" + "b\r" + "c\x08\x07" + "\x07", "hop\r", "o\r", "nhom\r"
    anchors = struct.pack("<III", 1, 6, len(main)) + struct.pack("<i22xi22x", 1025, 1026)
    limits = struct.pack("<IIII", 0, 4, 6, 11)
    boxes = b"".join(struct.pack("<14xi4x", shape) for shape in (1025, 1026, 9))
    found = read(
        [
            Stretch("a\x08\r"),
            Stretch("b\r"),
            Stretch("c\x08\x07", IN_TABLE),
            Stretch("\x07", row_end([0, 2000])),
            Stretch(first + second + loose),
        ],
        lengths=(len(main), 0, 0, 0, 0, 0, 11),
        parts={40: anchors, 56: limits + boxes},
    )
    assert texts(found) == ["a", "hop", "b", "nhom"]
    assert isinstance(found[3], Table)
    assert grid(found[3]) == [[("c / o", 1, 1)]]
