"""Word files (.docx): paragraphs and tables in the order of the page."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.document import Line
from corpus.reading import Extraction
from corpus.text import tidy
from indexer.recognise import Unreadable
from indexer.word_numbering import Numbering

MOST_UNPACKED = 400_000_000  # bytes; a file that unpacks to more is no document
_HEADING = re.compile(r"(?:heading|tiêu đề|đề mục)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"title|tiêu đề$", re.IGNORECASE)
_LETTERHEAD = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–]\s*Tự do|Nơi nhận\s*:|^Số\s*:", re.MULTILINE
)
_DAMAGED = "open it in Word and save it again as .docx"


class DocxParser:
    """Reads through python-docx."""

    def score(self, head: bytes, path: Path, /) -> float:
        if not head.startswith(b"PK\x03\x04"):
            return 0.0
        return 1.0 if b"word/" in head or path.suffix.lower() == ".docx" else 0.9

    def parse(self, path: Path) -> Extraction:
        _check_archive(path)
        import docx

        try:
            document = docx.Document(str(path))
            lines = tuple(_lines(document))
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(f"the Word file is damaged ({error})", _DAMAGED) from error
        if not lines:
            raise Unreadable(
                "the Word file holds no text (pictures only, perhaps)",
                "run text recognition (OCR) on it and add the result",
            )
        return Extraction(lines)


def _check_archive(path: Path) -> None:
    """Refuse what is no Word file or would fill the memory, before unpacking any of it."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise Unreadable(f"the Word file is damaged ({error})", _DAMAGED) from error
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("the file is encrypted", "remove the password and add it again")
    if "word/document.xml" not in names and "[Content_Types].xml" in names:
        raise Unreadable("it is an Office file but no Word text", "save its text as .docx")
    if "[Content_Types].xml" not in names:
        raise Unreadable("it is an archive, not a Word file", "unpack it and add the files in it")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable(
            f"it would unpack to more than {MOST_UNPACKED // 1_000_000} MB",
            "split it, or remove the pictures",
        )


def _lines(document: Any) -> Iterator[Line]:
    from docx.table import Table

    numbering = Numbering(document)
    styles: dict[str, int] = {}
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _table(block)
            continue
        text = tidy(_text(block._p))
        if not text.strip():
            continue
        mark = numbering.mark(block._p)
        level = _level(block, styles)
        yield Line(f"{mark} {text}" if mark else text, level=level)


def _text(paragraph: Any) -> str:
    """Text of a paragraph's runs, links and accepted insertions; python-docx omits the last."""
    from docx.oxml.ns import qn

    pieces: list[str] = []
    for element in paragraph.iter(
        qn("w:t"), qn("w:br"), qn("w:cr"), qn("w:tab"), qn("w:noBreakHyphen")
    ):
        if element.tag == qn("w:t"):
            pieces.append(element.text or "")
        elif element.tag == qn("w:tab"):
            pieces.append("\t" if element.getparent().tag == qn("w:r") else "")
        elif element.tag == qn("w:noBreakHyphen"):
            pieces.append("-")
        else:
            pieces.append("\n" if element.get(qn("w:type")) in (None, "textWrapping") else "")
    return "".join(pieces)


def _level(paragraph: Any, styles: dict[str, int]) -> int:
    """The depth a heading style gives, 0 for running text."""
    style = paragraph._p.style
    key = style or ""
    if key not in styles:
        styles[key] = _style_level(paragraph)
    return styles[key]


def _style_level(paragraph: Any) -> int:
    name = (paragraph.style.name if paragraph.style is not None else "") or ""
    if match := _HEADING.match(name):
        return int(match[1])
    return 1 if _TITLE.fullmatch(name.strip()) else 0


def _table(table: Any) -> Iterator[Line]:
    """Rows as lines "cell | cell"; the two columns of a letterhead one after the other."""
    rows = [_cells(row) for row in table.rows]
    text = "\n".join(cell for row in rows for cell in row)
    if len(rows) <= 4 and _LETTERHEAD.search(text) and max(map(len, rows), default=0) <= 3:
        for row in rows:
            for cell in row:
                yield from (Line(line) for line in cell.split("\n") if line.strip())
        return
    if max(map(len, rows), default=0) <= 1:  # a frame around running text
        for row in rows:
            yield from (Line(line) for cell in row for line in cell.split("\n") if line.strip())
        return
    for row in rows:
        joined = " | ".join(re.sub(r"\s*\n\s*", " ", cell) for cell in row)
        if joined.strip(" |"):
            yield Line(joined)


def _cells(row: Any) -> list[str]:
    """The texts of a row's cells, a merged cell once."""
    from docx.oxml.ns import qn

    found: list[str] = []
    for cell in row._tr.iter(qn("w:tc")):
        if _inner(cell, row._tr):
            continue
        merge = cell.find(qn("w:tcPr") + "/" + qn("w:vMerge"))
        if merge is not None and merge.get(qn("w:val")) != "restart":
            found.append("")
            continue
        paragraphs = (tidy(_text(p)) for p in cell.iter(qn("w:p")))
        found.append("\n".join(text for text in paragraphs if text.strip()))
    return found


def _inner(cell: Any, row: Any) -> bool:
    """Whether ``cell`` belongs to a table inside one of ``row``'s own cells."""
    from docx.oxml.ns import qn

    parent = cell.getparent()
    while parent is not None and parent is not row:
        if parent.tag == qn("w:tr"):
            return True
        parent = parent.getparent()
    return False
