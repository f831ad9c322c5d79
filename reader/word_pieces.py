"""The text of an old Word file: pieces of the file, put in order by the piece table.

[MS-DOC] 2.4.1. Positions of characters ("CP") count UTF-16 units from the beginning of the
text; positions in the file ("FC") are where formatting is kept for.
"""

import struct
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field

from reader.word_binary import PIECES, WordFile
from reader.word_six import modern

_COMPRESSED = 0x40000000
# The single-byte text is Windows-1252; the five bytes it leaves undefined stay what they are.
_BYTES = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
# Short property changes of a piece (Prm0): their number → the property's own.
_SHORT = {0x0C: 0x260A, 0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x5C: 0x083C}


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``start`` to ``end``, stored from byte ``at``, ``width`` bytes each.

    ``changes`` are property changes (a "grpprl") for all of it, from a fast save.
    """

    start: int
    end: int
    at: int
    width: int
    changes: bytes = b""

    def byte_of(self, position: int) -> int:
        return self.at + (position - self.start) * self.width


@dataclass(frozen=True, slots=True)
class Text:
    """All the file's text: one character of ``characters`` a CP."""

    characters: str
    pieces: tuple[Piece, ...]
    warnings: tuple[str, ...] = ()
    _starts: list[int] = field(default_factory=list)

    def piece_at(self, position: int) -> Piece:
        return self.pieces[max(0, bisect_right(self._starts, position) - 1)]


def text_of(word: WordFile) -> Text:
    """Put together; as much as is there when the piece table or the file is cut short."""
    warnings = []
    pieces = _pieces(word.part(PIECES), six=word.six)
    if not pieces:
        pieces = _one_piece(word)
        if not (word.six and pieces and not word.part(PIECES)):  # Word 6 keeps none if not needed
            warnings.append(
                "The Word file's table of pieces is damaged: the text was read as it lies in the "
                "file, so parts may be missing or doubled. Compare it with the original."
            )
    expected = sum(word.lengths)
    budget = len(word.main)  # no byte is a character twice in a sound file
    texts, kept = list[str](), list[Piece]()
    # One paragraph mark more ends the text where anything follows the main text.
    lost = not pieces or not expected <= pieces[-1].end <= expected + 1
    for piece in pieces:
        length = min(piece.end - piece.start, budget)
        budget -= length
        raw = word.main[piece.at : piece.at + length * piece.width]
        found = _decoded(raw, piece.width)
        lost |= len(found) < piece.end - piece.start
        texts.append(found.ljust(length, "\0"))
        kept.append(piece)
        if length < piece.end - piece.start:
            break
    if lost and not warnings:
        warnings.append("The Word file is cut short or damaged: some of its text is missing.")
    return Text("".join(texts), tuple(kept), tuple(warnings), [piece.start for piece in kept])


def _decoded(raw: bytes, width: int) -> str:
    if width == 1:
        return raw.decode("latin-1").translate(_BYTES)
    raw = raw[: len(raw) & ~1]
    text = raw.decode("utf-16-le", "replace")
    if len(text) * 2 == len(raw):
        return text
    units = array("H")
    units.frombytes(raw)
    if struct.pack("=H", 1) != struct.pack("<H", 1):
        units.byteswap()
    return "".join(map(chr, units))  # a surrogate a unit, so that positions stay right


def _pieces(table: bytes, *, six: bool) -> list[Piece]:
    """The piece table; empty if it makes no sense."""
    changes = list[bytes]()
    at = 0
    while at + 3 <= len(table) and table[at] == 1:
        (size,) = struct.unpack_from("<H", table, at + 1)
        changes.append(table[at + 3 : at + 3 + size])
        at += 3 + size
    if at + 5 > len(table) or table[at] != 2:
        return []
    (size,) = struct.unpack_from("<I", table, at + 1)
    body = table[at + 5 : at + 5 + size]
    count = (len(body) - 4) // 12
    if count < 1:
        return []
    positions = struct.unpack_from(f"<{count + 1}I", body)
    found = list[Piece]()
    for index in range(count):
        start, end = positions[index], positions[index + 1]
        if start != (found[-1].end if found else 0) or end < start:
            break
        _flags, place, change = struct.unpack_from("<HIH", body, 4 * (count + 1) + 8 * index)
        width = 1 if six or place & _COMPRESSED else 2
        if place & _COMPRESSED:
            place = (place & ~_COMPRESSED) // 2
        more = _change_of_six(change, changes) if six else _change(change, changes)
        found.append(Piece(start, end, place, width, more))
    return found


def _change(code: int, changes: list[bytes]) -> bytes:
    if code & 1:
        return changes[code >> 1] if code >> 1 < len(changes) else b""
    name = _SHORT.get(code >> 1 & 0x7F)
    return struct.pack("<HB", name, code >> 8) if name else b""


def _change_of_six(code: int, changes: list[bytes]) -> bytes:
    if code & 1:
        return modern(changes[code >> 1]) if code >> 1 < len(changes) else b""
    return modern(struct.pack("<BB", code >> 1 & 0x7F, code >> 8)) if code else b""


def _one_piece(word: WordFile) -> list[Piece]:
    """The text as one stretch of the file, for want of a piece table."""
    length = sum(word.lengths) or max(0, word.text_end - word.text_start)
    if not 0 < word.text_start < len(word.main) or not length:
        return []
    length = min(length, len(word.main) - word.text_start)
    zeros = word.main[word.text_start : word.text_start + length].count(0)
    width = 2 if zeros > length // 20 else 1
    return [Piece(0, length, word.text_start, width)]
