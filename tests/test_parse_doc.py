"""Old Word files: what the binary format hides, said as paragraphs and tables."""

import random
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.blocks import Block, Paragraph, Table
from reader.parse_doc import DocParser, blocks
from reader.recognise import HEAD, Unreadable
from reader.word_binary import kind_of_ole, open_word
from reader.word_story import Story
from tests.fakes.old_word import Stretch, old_word
from tests.fakes.ole import ole
from tests.fakes.word_blocks import grid, texts

SAMPLE = Path(__file__).parent / "data" / "noi_quy_phong_doc.doc"  # by LibreOffice, our own words


def sample() -> list[Block]:
    return list(blocks(SAMPLE))


# A file as a word processor writes it


def test_automatic_numbers_are_printed_as_in_word() -> None:
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


def test_heading_styles_give_their_depth() -> None:
    levels = {b.text: b.level for b in sample() if isinstance(b, Paragraph)}
    assert (levels["NỘI QUY PHÒNG ĐỌC"], levels["Chương một"], levels["Mục nhỏ"]) == (1, 1, 2)
    assert levels["Trả sách"] == 0


def test_hidden_and_deleted_words_and_field_instructions_are_left_out() -> None:
    found = texts(sample())
    assert "Ẩn: thấy và thấy." in found
    assert "Sửa: cũ THÊM mới." in found
    assert "Xem trang bảy của sổ." in found
    assert not any("ĐẦU TRANG" in text for text in found)  # the page's header


def test_footnotes_and_endnotes_stand_at_the_end_in_the_order_of_their_marks() -> None:
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


def test_each_run_has_its_font_also_from_styles() -> None:
    runs = {r.text: r.font for b in sample() if isinstance(b, Paragraph) for r in b.runs}
    assert runs["B¸o c¸o tµi chÝnh"] == ".VnTime"
    assert runs["Céng hßa x· héi"] == ".VnTime"  # of a style based on another
    assert runs["chÝnh phñ"] == ".VnTimeH"  # of a character style
    assert runs[" Times"] == "Times New Roman"


def test_merged_cells_and_column_heads_are_kept() -> None:
    table = next(block for block in sample() if isinstance(block, Table))
    assert table.heads == 2
    assert grid(table) == [
        [("TT", 1, 2), ("Loại", 1, 2), ("Mức thu", 2, 1)],
        [("Lần đầu", 1, 1), ("Lần sau", 1, 1)],
        [("1", 1, 1), ("Thẻ (nhỏ)", 1, 1), ("10.000", 1, 1), ("5.000", 1, 1)],
        [("2", 1, 1), ("Thẻ lớn", 3, 1)],
    ]


def test_a_table_in_a_cell_becomes_paragraphs_of_the_cell() -> None:
    tables = [block for block in sample() if isinstance(block, Table)]
    inner = "trước / trong a / trong b / trong c / trong d / sau"
    assert grid(tables[1]) == [[(inner, 1, 1), ("phải", 1, 1)]]
    assert [text for text, _across, _down in grid(tables[2])[0]] == [f"c{i}" for i in range(30)]


def test_old_fonts_are_read_as_unicode() -> None:
    lines = [line.text for line in DocParser().parse(SAMPLE).lines]
    assert "Báo cáo tài chính" in lines
    assert "Nghị định CHÍNH PHỦ Times" in lines


def test_the_parser_says_the_format() -> None:
    extraction = DocParser().parse(SAMPLE)
    assert extraction.format == "Word 97–2003"
    assert extraction.warnings == ()
    assert any(line.text == "2. Trả sách đúng hạn." for line in extraction.lines)


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
def test_an_old_office_file_is_told_by_what_it_holds(
    tmp_path: Path, stream: str, kind: str
) -> None:
    path = tmp_path / "thu.doc"
    path.write_bytes(ole({stream: b"x" * 6000}))
    assert kind_of_ole(path) == kind
    score = DocParser().score(path.read_bytes()[:HEAD], path)
    assert score == (1.0 if kind == "word" else 0.0)
    with pytest.raises(Unreadable):
        DocParser().parse(path)


def test_no_container_at_all_is_said(tmp_path: Path) -> None:
    path = tmp_path / "trang.doc"
    path.write_bytes(b"<html><body>404</body></html>")
    assert kind_of_ole(path) == "other"
    assert DocParser().score(path.read_bytes(), path) == 0.0
    with pytest.raises(Unreadable, match="no old Office file"):
        DocParser().parse(path)


def test_a_password_and_word_2_are_said_with_their_cure(tmp_path: Path) -> None:
    path = tmp_path / "cu.doc"
    path.write_bytes(old_word([Stretch("a\r")], flags=0x0100))
    with pytest.raises(Unreadable, match="remove the password"):
        DocParser().parse(path)
    path.write_bytes(old_word([Stretch("a\r")], version=0x2D))
    with pytest.raises(Unreadable, match=r"older than Word 6.*save it as \.docx"):
        DocParser().parse(path)


def test_a_file_without_words_is_said(tmp_path: Path) -> None:
    path = tmp_path / "anh.doc"
    path.write_bytes(old_word([Stretch("\x01\r")]))
    with pytest.raises(Unreadable, match="holds no text"):
        DocParser().parse(path)


@pytest.mark.parametrize(("part", "lost"), [(12, "fonts"), (13, "tables"), (33, "pieces")])
def test_text_survives_the_loss_of_a_table_and_says_so(
    tmp_path: Path, part: int, lost: str
) -> None:
    path = tmp_path / "hong.doc"
    path.write_bytes(old_word([Stretch("Con chu\r")], parts={part: b"\xff" * 9}))
    extraction = DocParser().parse(path)
    assert [line.text for line in extraction.lines] == ["Con chu"]
    assert any(lost in warning for warning in extraction.warnings)


@pytest.mark.parametrize("length", [100_000, 4])
def test_a_text_of_another_length_than_said_is_told(tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.doc"
    path.write_bytes(old_word([Stretch("Con\r"), Stretch("mat\r")], lengths=(length,)))
    extraction = DocParser().parse(path)
    assert extraction.lines[0].text == "Con"
    assert "some of its text is missing" in extraction.warnings[0]


@settings(
    max_examples=60,
    deadline=5000,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_a_damaged_file_ends_in_blocks_or_is_unreadable(
    tmp_path: Path, data: st.DataObject
) -> None:
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
    except Unreadable:
        return
    assert all(isinstance(block, (Paragraph, Table)) for block in found)
    assert sum(len(block.text) for block in found if isinstance(block, Paragraph)) < 200_000
