"""Presentations: titles, reading order, tables, fonts, and what is not shown."""

import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pptx.util import Cm

from corpus.reading import Extraction
from reader.blocks import Block, Paragraph, Run, Table
from reader.parse_slides import SlidesParser, blocks
from reader.recognise import HEAD, Unreadable

TITLE_ONLY, BLANK = 5, 6


def saved(folder: Path, fill: Callable[[Any], None]) -> Path:
    show = pptx.Presentation()
    fill(show)
    show.save(str(folder / "a.pptx"))
    return folder / "a.pptx"


def box(slide: Any, left: float, top: float, *texts: str) -> Any:
    frame = slide.shapes.add_textbox(Cm(left), Cm(top), Cm(5), Cm(1)).text_frame
    frame.text = "\n".join(texts)
    return frame


def lesson(show: Any) -> None:
    slide = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
    box(slide, 12, 6.1, "Ba")
    box(slide, 2, 6, "Hai")
    box(slide, 2, 3, "Một", "Một nữa")
    slide.shapes.title.text = "Quy trình\ntiếp nhận"
    slide.notes_slide.notes_text_frame.text = "Lời của người nói"


def found(path: Path) -> list[Block]:
    return list(blocks(path, []))


def texts(read: list[Block]) -> list[str]:
    return [block.text for block in read if isinstance(block, Paragraph)]


def test_a_slide_is_read_from_its_title_down_and_from_left_to_right(tmp_path: Path) -> None:
    read = found(saved(tmp_path, lesson))
    assert texts(read) == ["Quy trình tiếp nhận", "Một", "Một nữa", "Hai", "Ba"]
    assert [(b.level, b.page) for b in read if isinstance(b, Paragraph)][:2] == [(2, 1), (0, 1)]


def test_shapes_in_a_group_stay_together(tmp_path: Path) -> None:
    def grouped(show: Any) -> None:
        slide = show.slides.add_slide(show.slide_layouts[BLANK])
        group = slide.shapes.add_group_shape()
        for top, text in ((9, "dưới"), (1, "trên")):
            shape = group.shapes.add_textbox(Cm(1), Cm(top), Cm(3), Cm(1))
            shape.text_frame.text = text
        box(slide, 8, 4, "bên")

    assert texts(found(saved(tmp_path, grouped))) == ["trên", "dưới", "bên"]


def test_a_table_keeps_merged_cells_and_its_heads(tmp_path: Path) -> None:
    def fees(show: Any) -> None:
        slide = show.slides.add_slide(show.slide_layouts[BLANK])
        table = slide.shapes.add_table(3, 3, Cm(1), Cm(1), Cm(9), Cm(3)).table
        for at, text in enumerate(["Việc", "Phí", "", "", "Mới", "Lại", "Cân", "1.500", "700"]):
            table.cell(at // 3, at % 3).text = text
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(0, 0).merge(table.cell(1, 0))

    (table,) = found(saved(tmp_path, fees))
    assert isinstance(table, Table)
    rows = [[" ".join(p.text for p in cell.paragraphs) for cell in row] for row in table.rows]
    assert rows == [["Việc", "Phí"], ["Mới", "Lại"], ["Cân", "1.500", "700"]]
    assert [(cell.across, cell.down) for cell in table.rows[0]] == [(1, 2), (2, 1)]
    assert (table.heads, table.page) == (1, 1)


def test_runs_carry_their_own_font_or_that_of_the_theme(tmp_path: Path) -> None:
    def old(show: Any) -> None:
        frame = box(show.slides.add_slide(show.slide_layouts[BLANK]), 1, 1, "B¸o c¸o")
        frame.paragraphs[0].runs[0].font.name = ".VnTime"
        frame.paragraphs[0].add_run().text = " xong"

    (paragraph,) = found(saved(tmp_path, old))
    assert isinstance(paragraph, Paragraph)
    assert paragraph.runs == (Run("B¸o c¸o", ".VnTime"), Run(" xong", "Calibri"))


def test_printed_numbers_become_marks(tmp_path: Path) -> None:
    def numbered(show: Any) -> None:
        frame = box(show.slides.add_slide(show.slide_layouts[BLANK]), 1, 1, "x", "y", "z", "t")
        forms = ["arabicPeriod", "alphaLcParenR", "arabicPeriod", ""]
        for paragraph, form in zip(frame.paragraphs, forms, strict=True):
            properties = paragraph._p.get_or_add_pPr()
            if form:
                properties.append(pptx.oxml.parse_xml(BULLET.format(form)))
            paragraph.level = 1 if form.startswith("alpha") else 0

    read = found(saved(tmp_path, numbered))
    assert [b.mark for b in read if isinstance(b, Paragraph)] == ["1.", "a)", "2.", ""]


BULLET = '<a:buAutoNum xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" type="{}"/>'


def test_hidden_slides_and_slides_of_pictures_are_told(tmp_path: Path) -> None:
    def mixed(show: Any) -> None:
        lesson(show)
        lesson(show)
        show.slides[1]._element.set("show", "0")
        picture = io.BytesIO()
        Image.new("RGB", (9, 9)).save(picture, "PNG")
        show.slides.add_slide(show.slide_layouts[BLANK]).shapes.add_picture(picture, 0, 0)

    extraction = SlidesParser().parse(saved(tmp_path, mixed))
    assert {line.page for line in extraction.lines} == {1}
    assert [said[:24] for said in extraction.warnings] == [
        "the hidden slide 2 was l",
        "slide 3 holds pictures o",
    ]


def test_a_presentation_is_known_by_its_content_and_refused_when_empty(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda _show: None).rename(tmp_path / "a.pdf")
    assert SlidesParser().score(path.read_bytes()[:HEAD], path) == 1.0
    with pytest.raises(Unreadable, match="no text"):
        SlidesParser().parse(path)


@given(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=20),
    st.one_of(st.just(1.0), st.floats(0.01, 1)),
)
@settings(max_examples=30, deadline=None)
def test_any_damage_ends_in_text_or_a_refusal(flips: list[tuple[float, int]], kept: float) -> None:
    with TemporaryDirectory() as folder:
        path = saved(Path(folder), lesson)
        raw = bytearray(path.read_bytes())
        for at, mask in flips:
            raw[int(at * len(raw))] ^= mask
        path.write_bytes(raw[: int(kept * len(raw))])
        SlidesParser().score(path.read_bytes()[:HEAD], path)
        with suppress(Unreadable):
            assert isinstance(SlidesParser().parse(path), Extraction)
