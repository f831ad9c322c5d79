"""The dossier of a proposal as a Word file, to be worked on: the same as on paper (PDF)."""

import io
from collections.abc import Sequence

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from corpus.text import tidy

_FONT = "Times New Roman"  # what offices are told to write in


class WordSheets:
    """A document being written, with the shapes of ``retrieval.paper.Sheets``."""

    def __init__(self, head: str, day: str, foot: str, title: str) -> None:
        self._file = docx.Document()
        self._file.core_properties.title = tidy(title)
        self._file.core_properties.author = tidy(head)
        self._set_out()
        section = self._file.sections[0]
        section.header.paragraphs[0].text = f"{tidy(head)}\t\t{tidy(day)}"
        section.footer.paragraphs[0].text = tidy(foot)

    def centred(self, text: str, *, style: str = "") -> None:
        self._write(text, bold=style == "B").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def gap(self) -> None:
        self._file.add_paragraph()

    def heading(self, text: str) -> None:
        self._file.add_heading(tidy(text), 2)

    def text(self, text: str, *, style: str = "") -> None:
        self._write(text, bold=style == "B")

    def quoted(self, text: str) -> None:
        self._write(text).paragraph_format.left_indent = Cm(1)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        table = self._file.add_table(len(rows), max(map(len, rows)), "Table Grid")
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = tidy(text)
        self._file.add_paragraph()

    def to_sign(self, texts: Sequence[str]) -> None:
        """Who signs side by side, in the middle, with room for a hand and a stamp."""
        table = self._file.add_table(1, len(texts))
        table.rows[0].height = Cm(4)
        for cell, text in zip(table.rows[0].cells, texts, strict=True):
            cell.text = tidy(text)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER

    def bytes(self) -> bytes:
        raw = io.BytesIO()
        self._file.save(raw)
        return raw.getvalue()

    def _write(self, text: str, *, bold: bool = False) -> Paragraph:
        paragraph = self._file.add_paragraph()
        paragraph.add_run(tidy(text)).bold = bold
        return paragraph

    def _set_out(self) -> None:
        """A4, one font for all letters, Vietnamese to the spelling checker."""
        section = self._file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
        for name, size in (("Normal", 13), ("Heading 2", 13)):
            style = self._file.styles[name]
            style.font.name, style.font.size = _FONT, Pt(size)
            style.font.color.rgb = RGBColor(0, 0, 0)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(script), _FONT)
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(theme), None)
        normal = self._file.styles["Normal"].element.get_or_add_rPr()
        language = normal.makeelement(qn("w:lang"), {qn("w:val"): "vi-VN"})
        normal.append(language)
