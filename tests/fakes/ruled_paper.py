"""Rules drawn onto the PDF files of ``paper``, as Word (thin boxes) and others (strokes) do."""

import ctypes
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from tests.fakes import paper

Line = tuple[float, float, float, float]  # x, y, x, y


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[Line]:
    """All the borders of a table, each in one piece a cell."""
    level = [(a, y, b, y) for y in ys for a, b in pairwise(xs)]
    upright = [(x, a, x, b) for x in xs for a, b in pairwise(ys)]
    return level + upright


def cells(
    xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]], size: float = 10
) -> list[paper.Placed]:
    """The words of a table, each row of print of a cell on its own ("\\n")."""
    return [
        (x + 2, y - (at + 1) * 1.2 * size, size, words)
        for y, row in zip(ys, rows, strict=False)
        for x, cell in zip(xs, row, strict=False)
        for at, words in enumerate(cell.split("\n"))
        if words
    ]


def draw(path: Path, number: int, lines: Iterable[Line], *, stroked: bool = False) -> Path:
    """Draw ``lines`` on page ``number`` (from 0)."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        page = document[number]
        for x0, y0, x1, y1 in lines:
            if stroked:
                line = pdfium.FPDFPageObj_CreateNewPath(x0, y0)
                pdfium.FPDFPath_LineTo(line, ctypes.c_float(x1), ctypes.c_float(y1))
                pdfium.FPDFPath_SetDrawMode(line, pdfium.FPDF_FILLMODE_NONE, True)
            else:
                left, foot, wide, high = min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)
                line = pdfium.FPDFPageObj_CreateNewRect(left, foot, max(wide, 0.5), max(high, 0.5))
                pdfium.FPDFPath_SetDrawMode(line, pdfium.FPDF_FILLMODE_ALTERNATE, False)
            pdfium.FPDFPage_InsertObject(page.raw, line)
        page.gen_content()
        document.save(path)
    return path


def sideways(path: Path, number: int) -> Path:
    """Turn all that stands on page ``number`` upwards, and mark the page as turned back."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        page = document[number]
        _width, height = page.get_size()
        quarter = pdfium.FS_MATRIX(a=0, b=1, c=-1, d=0, e=height, f=0)
        for at in range(pdfium.FPDFPage_CountObjects(page.raw)):
            pdfium.FPDFPageObj_TransformF(pdfium.FPDFPage_GetObject(page.raw, at), quarter)
        page.set_mediabox(0, 0, height, page.get_width())
        page.set_rotation(90)
        page.gen_content()
        document.save(path)
    return path
