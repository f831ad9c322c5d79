"""The ruled lines of a PDF page: what a table's borders are drawn with.

Word draws borders as thin filled rectangles, other programs as strokes; a rule is often
made of many short pieces. Lengths in points, in the view given.
"""

import ctypes
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from reader.pdf_view import Box, View

FEW = 4  # a page that draws fewer paths has no table
MANY = 20_000  # paths, or strokes of them; a page that draws more is a drawing
_THIN = 3.0  # points; a path at most so wide is a rule
_NEAR = 2.5  # points between pieces of one rule


@dataclass(frozen=True, slots=True)
class Rule:
    """``at`` is where it lies across its direction: y of a level rule, x of an upright one."""

    at: float
    start: float
    end: float


def rules(page: Any, view: View) -> tuple[list[Rule], list[Rule]]:
    """The level and the upright rules of a pypdfium2 page; none where it draws few paths."""
    import pypdfium2.raw as pdfium

    raw, get, kind = page.raw, pdfium.FPDFPage_GetObject, pdfium.FPDFPageObj_GetType
    objects = (get(raw, at) for at in range(pdfium.FPDFPage_CountObjects(raw)))
    paths = [one for one in objects if kind(one) == pdfium.FPDF_PAGEOBJ_PATH]
    level: list[Rule] = []
    upright: list[Rule] = []
    if FEW <= len(paths) <= MANY:
        strokes = islice((box for path in paths for box in _strokes(path)), MANY)
        for x0, y0, x1, y1 in (view.box(*box) for box in strokes):
            if y1 - y0 <= _THIN < x1 - x0:
                level.append(Rule((y0 + y1) / 2, x0, x1))
            elif x1 - x0 <= _THIN < y1 - y0:
                upright.append(Rule((x0 + x1) / 2, y0, y1))
    return _whole(level), _whole(upright)


def _strokes(path: Any) -> Iterator[Box]:
    """The boxes of a path's strokes: left, bottom, right, top."""
    import pypdfium2.raw as pdfium

    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(path, *map(ctypes.byref, sides)):
        return
    left, bottom, right, top = (side.value for side in sides)
    if min(right - left, top - bottom) <= _THIN:
        yield left, bottom, right, top
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if stroke.value:
        yield from _segments(path)


def _segments(path: Any) -> Iterator[Box]:
    """The straight pieces of a path, each as the box it fills."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
    begun = here = (0.0, 0.0)
    for at in range(min(pdfium.FPDFPath_CountSegments(path), MANY)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        there = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begun = there
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield _box(here, there)
        here = there
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield _box(here, begun)
            here = begun


def _box(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float, float, float]:
    xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return xs[0], ys[0], xs[1], ys[1]


def _whole(pieces: Iterable[Rule]) -> list[Rule]:
    """Rules put together from their pieces."""
    found: list[Rule] = []
    group: list[Rule] = []
    for piece in [*sorted(pieces, key=lambda rule: rule.at), Rule(math.inf, 0, 0)]:
        if group and piece.at - group[-1].at > _NEAR:
            found += _along(group)
            group = []
        group.append(piece)
    return found


def _along(group: list[Rule]) -> Iterator[Rule]:
    at = sum(rule.at for rule in group) / len(group)
    start = end = -math.inf
    for piece in sorted(group, key=lambda rule: rule.start):
        if piece.start > end + _NEAR:
            if end > start:
                yield Rule(at, start, end)
            start, end = piece.start, piece.end
        end = max(end, piece.end)
    if end > start:
        yield Rule(at, start, end)
