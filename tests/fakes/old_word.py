"""Old Word files (.doc) put together byte by byte, [MS-DOC]; only what a test asks for."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.fakes.ole import ole

_TEXT_AT, _PAGE = 0x800, 512
NORMAL, HEADING_1, OLD_FONT, BASED_ON_OLD, CAPITALS = range(5)  # styles that every file has
FONTS = ("Times New Roman", ".VnTime", ".VnTimeH", "Wingdings")


@dataclass(frozen=True)
class Stretch:
    """``text`` with its changes; as a paragraph, with its style too."""

    text: str
    changes: bytes = b""
    style: int = NORMAL


@dataclass(frozen=True)
class PieceOf:
    """Characters ``start`` to ``end`` of the text as stored; ``change`` is a Prm."""

    start: int
    end: int
    change: int = 0


def change(code: int, operand: int | bytes, size: int = 0) -> bytes:
    """One property change; ``size`` bytes for a number's operand."""
    if isinstance(operand, int):
        size = size or (1, 1, 2, 4, 2, 2, 1, 3)[code >> 13]
        operand = operand.to_bytes(size, "little")
    elif code == 0xD608:
        operand = struct.pack("<H", len(operand) + 1) + operand
    elif code >> 13 == 6:
        operand = bytes([len(operand)]) + operand
    return struct.pack("<H", code) + operand


def row_end(edges: Sequence[int], merges: Sequence[int] = (), *, head: bool = False) -> bytes:
    """The changes of the paragraph at the end of a row."""
    flags = [*merges, *[0] * (len(edges) - 1 - len(merges))]
    cells = b"".join(struct.pack("<H18x", flag) for flag in flags)
    definition = struct.pack(f"<B{len(edges)}h", len(edges) - 1, *edges) + cells
    return (
        change(0x2416, 1)
        + change(0x2417, 1)
        + (change(0x3404, 1) if head else b"")
        + change(0xD608, definition)
    )


def old_word(
    paragraphs: Sequence[Stretch],
    *,
    runs: Sequence[Stretch] = (),
    wide: bool = False,
    lengths: Sequence[int] = (),
    pieces: Sequence[PieceOf] = (),
    shared_changes: Sequence[bytes] = (),
    parts: Mapping[int, bytes] | None = None,
    data: bytes = b"",
    flags: int = 0,
    version: int = 0xC1,
) -> bytes:
    """The file's bytes.

    ``paragraphs`` and ``runs`` cut the same text in two ways. ``wide`` stores it in two bytes a
    character. ``parts`` are further parts of the table stream by their index in the FIB.
    """
    text = "".join(paragraph.text for paragraph in paragraphs)
    width = 2 if wide else 1
    stored = text.encode("utf-16-le") if wide else b"".join(map(_byte, text))
    runs = [*runs, Stretch(text[sum(len(run.text) for run in runs) :])]
    pages_at = (_TEXT_AT + len(stored) + _PAGE - 1) // _PAGE
    pages = _page(runs, width, paragraphs=False) + _page(paragraphs, width, paragraphs=True)
    limits = struct.pack("<II", _TEXT_AT, _TEXT_AT + len(stored))
    given = {
        33: _pieces(pieces or [PieceOf(0, len(text))], shared_changes, width),
        12: limits + struct.pack("<I", pages_at),
        13: limits + struct.pack("<I", pages_at + 1),
        15: _fonts(),
        1: _styles(),
        **(parts or {}),
    }
    table, places = b"", [(0, 0)] * 93
    for index, part in sorted(given.items()):
        places[index] = (len(table), 2 + 28 * part[0] if index == 73 and part else len(part))
        table += part
    head = _head(lengths or (len(text),), len(stored), places, flags, version)
    main = head.ljust(_TEXT_AT, b"\0") + stored
    main = main.ljust(pages_at * _PAGE, b"\0") + pages
    return ole({"WordDocument": main, "1Table": table, "Data": data})


def _byte(letter: str) -> bytes:
    """As Word stores it in one byte: Windows-1252, and what that leaves undefined."""
    return letter.encode("latin-1" if "\x80" <= letter < "\xa0" else "cp1252")


def _head(
    lengths: Sequence[int], size: int, places: list[tuple[int, int]], flags: int, version: int
) -> bytes:
    counts = [*lengths, *[0] * (8 - len(lengths))]
    head = struct.pack("<HH6xHI8xII", 0xA5EC, version, 0x0200 | flags, 0, _TEXT_AT, _TEXT_AT + size)
    head = head.ljust(32, b"\0") + struct.pack("<H28xH12x8i", 14, 22, *counts)
    head = head.ljust(152, b"\0") + struct.pack("<H", len(places))
    return head + b"".join(struct.pack("<II", *place) for place in places)


def _page(stretches: Sequence[Stretch], width: int, *, paragraphs: bool) -> bytes:
    """A page of properties ("FKP"): limits, then places of the properties, which fill the end."""
    at, limits, entries = _TEXT_AT, [_TEXT_AT], list[bytes]()
    body, end = bytearray(_PAGE), 510
    for stretch in stretches:
        at += width * len(stretch.text)
        limits.append(at)
        stored = stretch.changes
        if paragraphs:
            stored = struct.pack("<H", stretch.style) + stored
            stored += b"\0" * (len(stored) % 2)
            stored = bytes([0, len(stored) // 2]) + stored
        else:
            stored = bytes([len(stored)]) + stored
        end = (end - len(stored)) & ~1
        body[end : end + len(stored)] = stored
        entries.append(bytes([end // 2]) + bytes(12 if paragraphs else 0))
    front = struct.pack(f"<{len(limits)}I", *limits) + b"".join(entries)
    assert len(front) <= end, "too many stretches for one page"
    body[: len(front)] = front
    body[511] = len(stretches)
    return bytes(body)


def _pieces(pieces: Sequence[PieceOf], shared: Sequence[bytes], width: int) -> bytes:
    at, limits, entries = 0, [0], b""
    for piece in pieces:
        at += piece.end - piece.start
        limits.append(at)
        place = _TEXT_AT + width * piece.start
        place = place if width == 2 else place * 2 | 0x40000000
        entries += struct.pack("<HIH", 0, place, piece.change)
    body = struct.pack(f"<{len(limits)}I", *limits) + entries
    before = b"".join(b"\x01" + struct.pack("<H", len(one)) + one for one in shared)
    return before + b"\x02" + struct.pack("<I", len(body)) + body


def _fonts() -> bytes:
    entries = b""
    for name in FONTS:
        entry = bytes(39) + name.encode("utf-16-le") + b"\0\0"
        entries += bytes([len(entry)]) + entry
    return struct.pack("<HH", len(FONTS), 0) + entries


def _styles() -> bytes:
    old = change(0x4A4F, 1) + change(0x4A51, 1)
    capitals = change(0x4A4F, 2) + change(0x4A51, 2)
    styles = (
        _style(0, 1, 0xFFF, "Normal", b"\0\0", b""),
        _style(1, 1, NORMAL, "heading 1", b"\0\0", b""),
        _style(0xFFE, 1, NORMAL, "Cu", b"\0\0" + change(0x460B, 1), old),
        _style(0xFFE, 1, OLD_FONT, "Cu hon", b"\0\0", b""),
        _style(0xFFE, 2, 0xFFF, "Hoa", capitals),
    )
    head = struct.pack("<9H", len(styles), 10, 1, 91, 15, 0, 0, 0, 0)
    return struct.pack("<H", len(head)) + head + b"".join(styles)


def _style(number: int, kind: int, base: int, name: str, *changes: bytes) -> bytes:
    body = struct.pack("<5H", number, kind | base << 4, len(changes), 0, 0)
    body += struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\0\0"
    for one in changes:
        body += struct.pack("<H", len(one)) + one + b"\0" * (len(one) % 2)
    return struct.pack("<H", len(body)) + body


def list_parts(
    levels: Sequence[tuple[int, str]], uses: Sequence[Mapping[int, int]] = ({},)
) -> dict[int, bytes]:
    """One list of up to nine levels (form, pattern with \\0… for numbers), and its uses.

    A use names the starts that it has of its own, by depth.
    """
    nine = [*levels, *[(0, "")] * (9 - len(levels))]
    lists = struct.pack("<H", 1) + struct.pack("<i4x18xBx", 7, 0)
    for form, pattern in nine:
        places = bytes(place for place, letter in enumerate(pattern, 1) if letter < "\t")
        lists += struct.pack("<iBx9s13x", 1, form, places)
        lists += struct.pack("<H", len(pattern)) + pattern.encode("utf-16-le")
    table = struct.pack("<I", len(uses))
    for starts in uses:
        table += struct.pack("<i8xB3x", 7, len(starts))
    for starts in uses:
        table += b"\xff\xff\xff\xff"
        table += b"".join(
            struct.pack("<iI", start, depth | 0x10) for depth, start in starts.items()
        )
    return {73: lists, 74: table}
