"""Word files (.docx): paragraphs and tables in the order of the page."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.reading import Extraction
from reader import archive, flow
from reader.blocks import Block, Cell, Paragraph, Run, Table
from reader.recognise import Unreadable
from reader.word_letters import pictured
from reader.word_numbering import Numbering

_HEADING = re.compile(r"(?:heading|tiêu đề|đề mục)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"title|tiêu đề$", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Said twice, taken back, or standing elsewhere on the page.
_PASSED_OVER = frozenset(
    [_FALLBACK, *(_W + tag for tag in ("del", "moveFrom", "pPr", "rPr", "txbxContent"))]
)
_PRINTED = {
    _W + "tab": "\t",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
    _W + "softHyphen": "\u00ad",  # the letter ư of an old font, perhaps
}
_OFF = ("0", "false", "off", "none")


class DocxParser:
    """Reads through python-docx."""

    def score(self, head: bytes, path: Path, /) -> float:
        if not head.startswith(b"PK\x03\x04"):
            return 0.0
        return 1.0 if b"word/" in head or path.suffix.lower() == ".docx" else 0.2

    def parse(self, path: Path) -> Extraction:
        found = flow.extraction(blocks(path), format="Word")
        if not found.lines:
            raise Unreadable(
                "the Word file holds no text (pictures only, perhaps)",
                "save it as PDF and add that file: its pages go through text recognition",
            )
        return found


def blocks(path: Path, *, most: int = archive.MOST_UNPACKED) -> tuple[Block, ...]:
    """The file's paragraphs and tables; ``most`` is how many bytes it may unpack to.

    Raises:
        Unreadable: it is no Word file, or locked, or damaged.
    """
    if "word/document.xml" not in archive.check(path, most=most):
        raise Unreadable("it is an Office file but no Word text", "save its text as .docx")
    import docx

    try:
        return tuple(_Body(docx.Document(str(path))).blocks())
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(
            f"the Word file is damaged ({error})", "open it in Word and save it again as .docx"
        ) from error


class _Body:
    """Walks through a document's body once, in its order."""

    def __init__(self, document: Any) -> None:
        from reader.word_fonts import Fonts

        self.document = document
        self.numbering = Numbering(document)
        self.fonts = Fonts(document)
        self.levels: dict[str, int] = {}
        self.notes: list[str] = []  # ids in the order of their marks

    def blocks(self) -> Iterator[Block]:
        yield from self._blocks(self.document.element.body)
        yield from self._footnotes()

    def _blocks(self, parent: Any) -> Iterator[Block]:
        for child in parent:
            if child.tag == _W + "p":
                yield self._paragraph(child)
                for box in child.iter(_W + "txbxContent"):
                    if not _inside(box, _FALLBACK, child):
                        yield from self._blocks(box)
            elif child.tag == _W + "tbl":
                yield self._table(child)
            elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
                yield from self._blocks(child)

    def _paragraph(self, element: Any) -> Paragraph:
        style = element.style
        usual = self.fonts.of_paragraph(style)
        runs = tuple(
            Run(text, self.fonts.of_run(run, usual))
            for run in _runs(element)
            if (text := self._text(run))
        )
        mark = self.numbering.mark(element) if any(run.text.strip() for run in runs) else ""
        return Paragraph(runs, mark, self._level(style))

    def _text(self, run: Any) -> str:
        pieces: list[str] = []
        if _hidden(run):
            return ""
        for element in run:
            if element.tag == _W + "t":
                pieces.append(element.text or "")
            elif element.tag == _W + "br":
                pieces.append("\n" if element.get(_W + "type") in (None, "textWrapping") else "")
            elif element.tag == _W + "sym":
                pieces.append(_symbol(element))
            elif element.tag in (_W + "footnoteReference", _W + "endnoteReference"):
                self.notes.append(f"{element.tag[len(_W) : -9]} {element.get(_W + 'id')}")
                pieces.append(f"[{len(self.notes)}]")
            else:
                pieces.append(_PRINTED.get(element.tag, ""))
        return "".join(pieces)

    def _level(self, style: str | None) -> int:
        """The depth a heading style gives, 0 for running text."""
        if style is None:
            return 0
        if style not in self.levels:
            known = self.document.styles.element.get_by_id(style)
            name = (known.name_val if known is not None else "") or ""
            match = _HEADING.match(name)
            title = 1 if _TITLE.fullmatch(name.strip()) else 0
            self.levels[style] = int(match[1]) if match else title
        return self.levels[style]

    def _table(self, element: Any) -> Table:
        rows: list[list[Cell]] = []
        heads = 0
        above: dict[int, tuple[int, int]] = {}  # column → row and place of a cell that goes down
        for number, row in enumerate(_children(element, "tr")):
            rows.append([])
            if heads == number and row.find(f"{_W}trPr/{_W}tblHeader") is not None:
                heads += 1
            column = 0
            for cell in _children(row, "tc"):
                across = _span(cell)
                if _goes_on(cell) and column in above:
                    at, place = above[column]
                    top = rows[at][place]
                    rows[at][place] = Cell(top.paragraphs, top.across, number - at + 1)
                else:
                    above[column] = number, len(rows[number])
                    rows[number].append(Cell(self._paragraphs(cell), across))
                column += across
        return Table(tuple(map(tuple, rows)), heads)

    def _paragraphs(self, cell: Any) -> tuple[Paragraph, ...]:
        """The paragraphs of a cell and of the tables inside it."""
        found = (self._paragraph(p) for p in cell.iter(_W + "p") if not _inside(p, _FALLBACK, cell))
        return tuple(paragraph for paragraph in found if paragraph.text.strip())

    def _footnotes(self) -> Iterator[Paragraph]:
        parts = {
            rel.reltype.rsplit("/", 1)[-1]: rel.target_part
            for rel in self.document.part.rels.values()
            if rel.reltype.endswith(("/footnotes", "/endnotes"))
        }
        texts: dict[str, list[Any]] = {}
        for kind, part in parts.items():
            for note in _parsed(part.blob):
                texts[f"{kind[:-1]} {note.get(_W + 'id')}"] = list(note.iter(_W + "p"))
        for number, key in enumerate(self.notes, 1):
            for place, element in enumerate(texts.get(key, ())):
                usual = self.fonts.of_paragraph(element.style)
                runs = tuple(
                    Run(self._text(run), self.fonts.of_run(run, usual)) for run in _runs(element)
                )
                yield Paragraph(runs, f"[{number}]" if not place else "")


def _runs(element: Any) -> Iterator[Any]:
    """The runs of a paragraph, those of links, fields and accepted insertions among them."""
    for child in element:
        if child.tag == _W + "r":
            yield child
        elif child.tag not in _PASSED_OVER:
            yield from _runs(child)


def _symbol(element: Any) -> str:
    """A character of a picture font, as the forms use them: boxes to tick, bullets."""
    code, font = element.get(_W + "char", ""), element.get(_W + "font", "")
    try:
        return pictured(chr(int(code, 16)), font)
    except ValueError:
        return ""


def _hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(_W + "val") not in _OFF


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Children of that tag, those in content controls and insertions among them."""
    for child in element:
        if child.tag == _W + tag:
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"):
            yield from _children(child, tag)


def _span(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = "" if span is None else span.get(_W + "val", "")
    return max(1, min(int(value), 63)) if value.isdigit() else 1


def _goes_on(cell: Any) -> bool:
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(_W + "val") != "restart"


def _inside(element: Any, tag: str, root: Any) -> bool:
    parent = element.getparent()
    while parent is not None and parent is not root:
        if parent.tag == tag:
            return True
        parent = parent.getparent()
    return False


def _parsed(blob: bytes) -> Any:
    from docx.oxml.parser import parse_xml

    return parse_xml(blob)
