"""A form's file as it looks: paragraphs, and tables with their empty cells."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.form import Piece
from corpus.text import tidy
from reader import parse_doc, parse_docx, parse_rtf
from reader.blocks import Block, Paragraph, Table
from reader.old_fonts import OldFonts
from reader.parse_pdf import PdfParser
from reader.recognise import HEAD, Unreadable
from reader.word_binary import MAGIC
from reader.word_letters import pictured

MOST_UNPACKED = 60_000_000  # bytes; a form is a few pages


def pieces(path: Path) -> tuple[Piece, ...]:
    """The paragraphs and tables of a Word or PDF file; those of a fillable PDF's fields last.

    Raises:
        Unreadable: it is neither, or locked, or damaged.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"%PDF-" in head[:1024]:
        return (*_lines(path), *_fillable(path))
    if head.startswith(b"PK\x03\x04"):
        return _of_blocks(parse_docx.blocks(path, most=MOST_UNPACKED))
    if head.startswith(MAGIC):
        return _of_blocks(parse_doc.blocks(path))
    if head.startswith(b"{\\rtf"):
        return _of_blocks(parse_rtf.blocks(path))
    raise Unreadable("it is no Word or PDF file", "save it as .docx or .pdf")


def _of_blocks(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    given = list(blocks)
    fonts = OldFonts(run for one in given for paragraph in _all(one) for run in paragraph.runs)

    def text(paragraph: Paragraph) -> str:
        said = "".join(pictured(run.text, run.font) for run in fonts.modern(paragraph.runs))
        return " ".join(filter(None, (paragraph.mark, tidy(said))))

    made = (_piece(block, text) for block in given)
    return tuple(piece for piece in made if piece.text.strip() or piece.rows)


def _piece(block: Block, text: Callable[[Paragraph], str]) -> Piece:
    if isinstance(block, Paragraph):
        return Piece(text(block), level=block.level)
    rows = tuple(
        tuple("\n".join(map(text, cell.paragraphs)).strip() for cell in row) for row in block.rows
    )
    return Piece(rows=tuple(row for row in rows if row))


def _all(block: Block) -> Iterator[Paragraph]:
    if isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from cell.paragraphs
    else:
        yield block


def _lines(path: Path) -> tuple[Piece, ...]:
    return tuple(Piece(line.text) for line in PdfParser().parse(path).lines)


def _fillable(path: Path) -> tuple[Piece, ...]:
    """The fields of an interactive PDF: the label people see, and what is written or ticked."""
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        fields = pypdf.PdfReader(path).get_fields() or {}
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        return ()
    rows = []
    for name, one in fields.items():
        kind, value = one.get("/FT"), one.get("/V")
        label = tidy(str(one.get("/TU") or name))
        if kind == "/Btn":
            rows.append((f"{label}:", "□" if value in (None, "/Off", "") else "☑"))
        elif kind in ("/Tx", "/Ch"):
            rows.append((f"{label}:", "" if value is None else tidy(str(value))))
    return (Piece(rows=tuple(rows)),) if rows else ()
