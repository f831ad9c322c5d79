"""Where an old Word file keeps what stands apart from its main text: notes and text boxes.

Tables of positions ("PLC", [MS-DOC] 2.2.2) name the places in the main text and those of the
texts, which follow the main text.
"""

import struct
from dataclasses import dataclass

from reader.word_binary import BOXES, END_NOTES, END_NOTES_AT, NOTES, NOTES_AT, SHAPES, WordFile

_SHAPE, _BOX, _BOX_ID_AT = 26, 22, 14  # bytes of a shape, of a box; where a box names its shape


@dataclass(frozen=True, slots=True, order=True)
class Apart:
    """A text from ``start`` to ``end`` whose mark or anchor stands at ``at`` in the main text."""

    at: int
    start: int
    end: int


def notes_of(word: WordFile) -> list[Apart]:
    """Footnotes and endnotes in the order of their marks."""
    main = word.lengths[0]
    found = list[Apart]()
    for marks, texts, base in (
        (NOTES_AT, NOTES, main),
        (END_NOTES_AT, END_NOTES, sum(word.lengths[:5])),
    ):
        at = positions(word.part(marks), 2)[:-1]
        limits = positions(word.part(texts), 0)
        found += [note for note in _texts(at, limits, base) if note.at < main]
    return sorted(found)


def boxes_of(word: WordFile) -> tuple[list[Apart], list[Apart]]:
    """Boxes with an anchor in the main text, in its order; then the others (parts of a group)."""
    shapes, boxes = word.part(SHAPES), word.part(BOXES)
    anchors = dict(zip(_numbers(shapes, _SHAPE, 0), positions(shapes, _SHAPE), strict=False))
    length = word.lengths[6]
    limits = [min(limit, length) for limit in positions(boxes, _BOX)] or [0, length]
    at = [anchors.get(shape, -1) for shape in _numbers(boxes, _BOX, _BOX_ID_AT)] or [-1]
    found = _texts(at, limits, sum(word.lengths[:6]))
    return sorted(box for box in found if box.at >= 0), [box for box in found if box.at < 0]


def positions(table: bytes, size: int) -> list[int]:
    """The positions of a table whose entries have ``size`` bytes besides."""
    count = (len(table) - 4) // (4 + size)
    return list(struct.unpack_from(f"<{count + 1}I", table)) if count > 0 else []


def _numbers(table: bytes, size: int, offset: int) -> list[int]:
    """A number at ``offset`` in each entry of such a table."""
    count = max(0, (len(table) - 4) // (4 + size))
    first = 4 * (count + 1) + offset
    return [struct.unpack_from("<i", table, first + size * index)[0] for index in range(count)]


def _texts(at: list[int], limits: list[int], base: int) -> list[Apart]:
    """Texts between ``limits``; none that overlap, so that damage cannot multiply them."""
    found, last = list[Apart](), 0
    for place, start, end in zip(at, limits, limits[1:], strict=False):
        if last <= start < end:
            found.append(Apart(place, base + start, base + end))
            last = end
    return found
