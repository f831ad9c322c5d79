"""Sheets of A4: the fonts, the heads and feet, and the few shapes that a pack is made of.

The font is Source Sans Pro (SIL Open Font License), of which only the letters that are used are
put into the file. It has all letters of Vietnamese, and the box to tick.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.form_fields import is_open
from corpus.text import tidy

if TYPE_CHECKING:
    from fpdf import FPDF

FAMILY = "Source"
BODY, SMALL, FOOT, TITLE, HEADING = 11.5, 9.5, 8.5, 16.0, 13.0  # points
_STYLES = {"": "Regular", "B": "Bold", "I": "It"}
_LINE = 1.32  # of the size of the letters
_POINT = 25.4 / 72  # mm
_MARGIN = 18.0  # mm
_HEAD = 80  # characters of the head line
_LONG_CELL = 900  # characters
_TO_WRITE = 11.0  # mm: the height of a row in which something is to be written by hand
_TO_SIGN = 40.0  # mm
_SQUARE = "☐"
# What the font lacks, and what stands for it.
_LIKE = str.maketrans({"□": "☐", "▢": "☐", "◯": "○", "☒": "☑", "➢": "›", "▪": "•", "\t": " "})


class Sheets:
    """A document being written, page by page. Black on white, its words can be selected."""

    def __init__(self, head: str, day: str, foot: str, page: str, title: str) -> None:
        """``day`` stands beside ``head``; ``page`` ("Trang {number}/{all}") beside ``foot``."""
        marks = (_shortened(printable(head)), printable(day), printable(foot), page)
        self._pdf = _document(*marks)
        self._pdf.set_title(printable(title))
        self._pdf.add_page()

    def title(self, text: str) -> None:
        self._write(text, TITLE, "B", after=1.5)

    def heading(self, text: str) -> None:
        """A heading, kept together with the lines after it."""
        if self._pdf.will_page_break(24):
            self._pdf.add_page()
        self._pdf.ln(3)
        self._write(text, HEADING, "B", after=0.6)
        self._pdf.line(self._pdf.l_margin, self._pdf.get_y(), self._right, self._pdf.get_y())
        self._pdf.ln(1.6)

    def text(self, text: str, *, style: str = "", size: float = BODY, indent: float = 0.0) -> None:
        self._write(text, size, style, after=1.0, indent=indent)

    def centred(self, text: str, *, style: str = "") -> None:
        self._write(text, BODY, style, after=1.0, align="C")

    def labelled(self, label: str, text: str) -> None:
        """A label in bold, its text below, a little to the right."""
        if self._pdf.will_page_break(16):
            self._pdf.add_page()
        self._write(label, BODY, "B", after=0.2)
        self._write(text, BODY, "", after=1.8, indent=5)

    def boxes(self, texts: Sequence[str]) -> None:
        """A line to tick for each text."""
        for text in texts:
            if self._pdf.will_page_break(_height(BODY)):
                self._pdf.add_page()
            top = self._pdf.get_y()
            self._pdf.set_font(FAMILY, "", 14)
            self._pdf.text(self._pdf.l_margin, top + 4.6, _SQUARE)
            self._write(text, BODY, "", after=1.3, indent=8)

    def framed(self, text: str) -> None:
        """What must not be overlooked."""
        self._font(BODY, "B")
        self._pdf.multi_cell(
            0,
            _height(BODY),
            printable(text),
            border=1,
            align="L",
            padding=2,
            new_x="LMARGIN",
            new_y="NEXT",
        )
        self._pdf.ln(2)

    def quoted(self, text: str) -> None:
        """Words of a source: a line runs down beside them."""
        with self._beside():
            self._write(text, BODY, "", after=0.5, indent=6)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A table; one row is not cut between pages if it can be helped."""
        columns = max(map(len, rows), default=0)
        if not columns:
            return
        if columns > 12 or any(len(cell) > _LONG_CELL for row in rows for cell in row):
            # Too narrow to write in, or higher than a page: the cells one after the other.
            for row in rows:
                self.text(" | ".join(filter(None, row)) or "…")
            return
        self._font(BODY if columns < 5 else SMALL, "")
        with self._pdf.table(
            first_row_as_headings=False,
            line_height=_height(BODY if columns < 5 else SMALL),
            col_widths=_widths(rows, columns),
            text_align="LEFT",
            padding=1.2,
            markdown=False,
        ) as table:
            for row in rows:
                open_cells = any(is_open(cell) for cell in row) or len(row) < columns
                drawn = table.row(min_height=_TO_WRITE if open_cells else None)
                for cell in [*row, *[""] * (columns - len(row))]:
                    drawn.cell(printable(cell))
        self._pdf.ln(2)

    def gap(self) -> None:
        self._pdf.ln(_height(BODY))

    def to_sign(self, texts: Sequence[str]) -> None:
        """Who signs side by side, in the middle, with room below for a hand and a stamp."""
        self._font(BODY, "")
        with self._pdf.table(
            first_row_as_headings=False,
            line_height=_height(BODY),
            text_align="CENTER",
            v_align="TOP",
            borders_layout="NONE",
            padding=1.2,
            markdown=False,
        ) as table:
            row = table.row(min_height=_TO_SIGN)
            for text in texts:
                row.cell(printable(text))

    def new_page(self) -> None:
        self._pdf.add_page()

    def bytes(self) -> bytes:
        """The finished PDF."""
        return bytes(self._pdf.output())

    @property
    def _right(self) -> float:
        return float(self._pdf.w - self._pdf.r_margin)

    def _font(self, size: float, style: str) -> None:
        self._pdf.set_font(FAMILY, style, size)

    def _write(
        self,
        text: str,
        size: float,
        style: str,
        *,
        after: float,
        indent: float = 0.0,
        align: str = "L",
    ) -> None:
        words = printable(text)
        if not words:
            return
        self._font(size, style)
        self._pdf.set_x(self._pdf.l_margin + indent)
        self._pdf.multi_cell(0, _height(size), words, align=align, new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(after)

    @contextmanager
    def _beside(self) -> Iterator[None]:
        page, top, left = self._pdf.page, self._pdf.get_y(), self._pdf.l_margin + 2.5
        yield
        if self._pdf.page == page:
            self._pdf.line(left, top, left, self._pdf.get_y())


def printable(text: str) -> str:
    """``text`` in letters that the font has; what it has not shows as "¿"."""
    known = _letters()
    return "".join(
        letter if letter == "\n" or ord(letter) in known else "¿"
        for letter in tidy(text.translate(_LIKE))
    )


@cache
def _letters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(str(_file("Regular"))) as font:
        return frozenset(font.getBestCmap())


@cache
def _file(style: str) -> Path:
    found = find_spec("font_source_sans_pro")  # not imported: it lists a folder when it is
    assert found is not None, "a dependency"  # noqa: S101
    assert found.submodule_search_locations is not None, "it has files"  # noqa: S101
    return Path(found.submodule_search_locations[0], "files", f"SourceSansPro-{style}.ttf")


def _document(head: str, day: str, foot: str, page: str) -> "FPDF":
    from fpdf import FPDF

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells of each table it drops

    class Document(FPDF):
        def header(self) -> None:
            self.set_font(FAMILY, "", SMALL)
            self.cell(0, 5, head, align="L", new_x="LMARGIN", new_y="TOP")
            self.cell(0, 5, day, align="R", new_x="LMARGIN", new_y="NEXT")
            self.line(self.l_margin, self.get_y() + 0.8, self.w - self.r_margin, self.get_y() + 0.8)
            self.ln(4)

        def footer(self) -> None:
            self.set_y(-13)
            self.set_font(FAMILY, "", FOOT)
            self.cell(0, 5, foot, align="L")
            self.set_x(self.l_margin)
            number = page.format(number=self.page_no(), all="{nb}")
            self.cell(0, 5, number, align="R")

    made = Document(format="A4")
    for style, name in _STYLES.items():
        made.add_font(FAMILY, style, str(_file(name)))
    made.set_margins(_MARGIN, 12, _MARGIN)
    made.set_auto_page_break(True, 18)
    made.set_lang("vi")
    made.set_creator("Một Chạm")
    return made


def _height(size: float) -> float:
    """Of a line, in mm."""
    return size * _POINT * _LINE


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _HEAD else line[: _HEAD - 1].rsplit(" ", 1)[0] + "…"


def _widths(rows: Sequence[Sequence[str]], columns: int) -> tuple[int, ...]:
    """Shares of the columns: by their longest words and their lengths, none too narrow."""
    widths = []
    for at in range(columns):
        cells = [row[at] for row in rows if at < len(row)]
        longest = max((len(cell) for cell in cells), default=0)
        to_write = sum(map(is_open, cells)) * 2 > len(cells)
        widths.append(min(max(longest, 40 if to_write and columns < 4 else 8), 45))
    return tuple(widths)
