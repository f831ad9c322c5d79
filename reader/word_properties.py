"""Properties of characters and paragraphs in an old Word file, as lists of changes.

A list of changes ("grpprl") is property codes ("sprm") with operands, [MS-DOC] 2.6; the pages
("FKP") that say for which bytes of the file they stand are [MS-DOC] 2.9.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from reader.word_binary import CHARACTERS, PARAGRAPHS, WordFile
from reader.word_six import modern

_PAGE = 512
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes of an operand by a code's highest three bits; 0: stored
_TABLE, _TABLE_OLD, _TABS = 0xD608, 0xD606, 0xC615


def changes(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """Codes and operands (without their stored lengths), in order, up to any damage."""
    at = 0
    while at + 3 <= len(grpprl):
        (code,) = struct.unpack_from("<H", grpprl, at)
        at += 2
        size = _SIZES[code >> 13]
        if not size:
            size, skip = _stored_size(code, grpprl, at)
            at += skip
        operand = grpprl[at : at + size]
        if len(operand) < size:
            return
        yield code, operand
        at += size


def _stored_size(code: int, grpprl: bytes, at: int) -> tuple[int, int]:
    """Bytes of an operand that brings its length, and the bytes of this length."""
    if code in (_TABLE, _TABLE_OLD):
        size = int.from_bytes(grpprl[at : at + 2], "little") - 1
        return max(0, size), 2
    size = grpprl[at]
    if code == _TABS and size == 255:
        deleted = grpprl[at + 1] if at + 1 < len(grpprl) else 0
        added_at = at + 2 + 4 * deleted
        added = grpprl[added_at] if added_at < len(grpprl) else 0
        return 2 + 4 * deleted + 3 * added, 1
    return size, 1


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of the file (bytes ``starts[i]`` to ``ends[i]``) and what is stored for each."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    stored: list[bytes] = field(default_factory=list)

    def at(self, byte: int) -> bytes:
        index = bisect_right(self.starts, byte) - 1
        return self.stored[index] if index >= 0 and byte < self.ends[index] else b""

    def between(self, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        """The stretches that overlap, cut to fit."""
        index = max(0, bisect_right(self.starts, start) - 1)
        while index < len(self.starts) and self.starts[index] < end:
            low, high = max(start, self.starts[index]), min(end, self.ends[index])
            if low < high:
                yield low, high, self.stored[index]
            index += 1


def character_spans(word: WordFile) -> Spans:
    """For each stretch its list of changes."""
    found = list[tuple[int, int, bytes]]()
    for page in _pages(word, CHARACTERS):
        count = min(page[511], 101)
        limits = struct.unpack_from(f"<{count + 1}I", page)
        for index in range(count):
            at = 2 * page[4 * (count + 1) + index]
            grpprl = page[at + 1 : at + 1 + page[at]] if at else b""
            grpprl = modern(grpprl) if word.six else grpprl
            found.append((limits[index], limits[index + 1], grpprl))
    return _ordered(found)


def paragraph_spans(word: WordFile) -> Spans:
    """For each stretch the number of its style (2 bytes), then its list of changes."""
    found = list[tuple[int, int, bytes]]()
    entry = 7 if word.six else 13
    for page in _pages(word, PARAGRAPHS):
        count = min(page[511], 503 // (4 + entry))
        limits = struct.unpack_from(f"<{count + 1}I", page)
        for index in range(count):
            at = 2 * page[4 * (count + 1) + entry * index]
            stored = b""
            if at and word.six:
                stored = page[at + 1 : at + 1 + 2 * page[at]]
                stored = stored[:2] + modern(stored[2:])
            elif at and page[at]:
                stored = page[at + 1 : at + 2 * page[at]]
            elif at and at + 1 < _PAGE:
                stored = page[at + 2 : at + 2 + 2 * page[at + 1]]
            found.append((limits[index], limits[index + 1], stored))
    return _ordered(found)


def _pages(word: WordFile, part: int) -> Iterator[bytes]:
    """The pages that a table of pages ("PlcBte") names, each once."""
    table, size = word.part(part), 2 if word.six else 4
    count = (len(table) - 4) // (4 + size)
    if count < 1:
        return
    numbers = struct.unpack_from(f"<{count}{'H' if word.six else 'I'}", table, 4 * (count + 1))
    for number in dict.fromkeys(number & 0x3FFFFF for number in numbers):
        page = word.main[number * _PAGE : (number + 1) * _PAGE]
        if len(page) == _PAGE:
            yield page


def _ordered(found: list[tuple[int, int, bytes]]) -> Spans:
    """Sorted and free of overlaps and of empty stretches."""
    spans = Spans()
    for start, end, stored in sorted(found, key=lambda span: span[:2]):
        if spans.ends and start < spans.ends[-1]:
            start = spans.ends[-1]
        if start < end:
            spans.starts.append(start)
            spans.ends.append(end)
            spans.stored.append(stored)
    return spans
