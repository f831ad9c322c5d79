"""Presentations (.pptx): each slide's title, texts and tables in the order they are read."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus.reading import Extraction
from reader import archive, flow
from reader.blocks import Block, Cell, Table
from reader.recognise import Unreadable
from reader.slide_text import Texts

_ZIP = b"PK\x03\x04"
_PRESENTATION = "ppt/presentation.xml"
_DEEPEST = 20  # groups of shapes in groups
_ROW = 180_000  # English Metric Units (half a centimetre): shapes no further apart stand in a row


class SlidesParser:
    """Reads through python-pptx."""

    def score(self, head: bytes, path: Path, /) -> float:
        if not head.startswith(_ZIP):
            return 0.0
        names = archive.names(path)
        if names:
            return 1.0 if _PRESENTATION in names else 0.0
        return 0.9 if path.suffix.lower() == ".pptx" else 0.0

    def parse(self, path: Path) -> Extraction:
        if _PRESENTATION not in archive.check(path):
            raise Unreadable("it is an Office file but no presentation", "save it as .pptx")
        warnings: list[str] = []
        try:
            given = list(blocks(path, warnings))
        except Exception as error:  # whatever python-pptx stumbles over
            raise Unreadable(
                f"the presentation is damaged ({error})",
                "open it in PowerPoint and save it again as .pptx",
            ) from error
        found = flow.extraction(given, format="PowerPoint", warnings=warnings)
        if not found.lines:
            raise Unreadable(
                "the presentation holds no text (pictures only, perhaps)",
                "save it as PDF and add that file: its pages go through text recognition",
            )
        return found


def blocks(path: Path, warnings: list[str]) -> Iterator[Block]:
    """What stands on the slides that are shown; what was left out goes to ``warnings``."""
    import pptx

    for page, slide in enumerate(pptx.Presentation(str(path)).slides, 1):
        if slide._element.get("show") in ("0", "false"):
            warnings.append(f"the hidden slide {page} was left out")
            continue
        found = list(_slide(slide, page))
        if not found and any(shape.shape_type == 13 for shape in slide.shapes):
            warnings.append(f"slide {page} holds pictures only: what they show is not read")
        yield from found


def _slide(slide: Any, page: int) -> Iterator[Block]:
    texts = Texts(slide, page)
    title = slide.shapes.title
    if title is not None:
        yield from texts.title(title)
    for shape in _in_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            yield from _shape(shape, texts)


def _in_order(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """Shapes from top to bottom, those of one row from left to right; groups stay together."""
    for shape in sorted(shapes, key=lambda s: ((s.top or 0) // _ROW, s.left or 0)):
        if hasattr(shape, "shapes"):
            if depth < _DEEPEST:
                yield from _in_order(shape.shapes, depth + 1)
        else:
            yield shape


def _shape(shape: Any, texts: Texts) -> Iterator[Block]:
    if getattr(shape, "has_table", False):
        yield _table(shape.table, texts)
    elif getattr(shape, "has_text_frame", False):
        yield from texts.frame(shape.text_frame)
    else:
        yield from texts.diagram(shape)


def _table(table: Any, texts: Texts) -> Table:
    rows = tuple(
        tuple(
            Cell(tuple(texts.frame(cell.text_frame)), cell.span_width, cell.span_height)
            if cell.is_merge_origin
            else Cell(tuple(texts.frame(cell.text_frame)))
            for cell in row.cells
            if not cell.is_spanned
        )
        for row in table.rows
    )
    return Table(rows, heads=1 if table.first_row else 0, page=texts.page)
