"""Word 6/95 files put together byte by byte; only what a test asks for."""

import struct
from collections.abc import Sequence

from tests.fakes.old_word import FONTS, Stretch
from tests.fakes.ole import ole

_TEXT_AT, _PAGE, _FIRST_PAGE = 0x600, 512, 5


def six(code: int, operand: int | bytes = 1, size: int = 1) -> bytes:
    """One property change of Word 6."""
    return bytes([code]) + (
        operand.to_bytes(size, "little") if isinstance(operand, int) else operand
    )


def row_end(edges: Sequence[int], merges: Sequence[int] = ()) -> bytes:
    """The changes of the paragraph at the end of a row."""
    flags = [*merges, *[0] * (len(edges) - 1 - len(merges))]
    cells = b"".join(struct.pack("<H8x", flag) for flag in flags)
    definition = struct.pack(f"<B{len(edges)}h", len(edges) - 1, *edges) + cells
    return six(24) + six(25) + six(190, struct.pack("<H", len(definition) + 1) + definition)


def word_six(paragraphs: Sequence[Stretch], runs: Sequence[Stretch] = ()) -> bytes:
    """The file's bytes; ``paragraphs`` and ``runs`` cut the same text in two ways.

    Style 0 is "Normal", 1 "heading 1", 2 "Cu" in the font 1.
    """
    text = "".join(paragraph.text for paragraph in paragraphs)
    stored = text.encode("cp1252")
    assert len(stored) <= _FIRST_PAGE * _PAGE - _TEXT_AT, "too much text for this fake"
    runs = [*runs, Stretch(text[sum(len(run.text) for run in runs) :])]
    runs = [run for run in runs if run.text]
    pages = _page(runs, paragraphs=False) + _page(paragraphs, paragraphs=True)
    limits = struct.pack("<II", _TEXT_AT, _TEXT_AT + len(stored))
    section = struct.pack("<IIHIHI", 0, len(stored), 0, 0xFFFFFFFF, 0, 0xFFFFFFFF)
    parts = {
        1: _styles(),
        6: section,
        12: limits + struct.pack("<H", _FIRST_PAGE),
        13: limits + struct.pack("<H", _FIRST_PAGE + 1),
        15: _fonts(),
    }
    tables, places = b"", [(0, 0)] * 69
    for index, part in parts.items():
        places[index] = ((_FIRST_PAGE + 2) * _PAGE + len(tables), len(part))
        tables += part
    head = struct.pack(
        "<HH6xHH6xHHII", 0xA5DC, 0x65, 0, 0x65, 0, 0, _TEXT_AT, _TEXT_AT + len(stored)
    )
    head = head.ljust(0x34, b"\0") + struct.pack("<8i4x", len(stored), *[0] * 7)
    head += b"".join(struct.pack("<II", *place) for place in places)
    head = head.ljust(0x18A, b"\0")[:0x18A]
    head += struct.pack("<HHHH", _FIRST_PAGE, _FIRST_PAGE + 1, 1, 1)
    main = (head.ljust(_TEXT_AT, b"\0") + stored).ljust(_FIRST_PAGE * _PAGE, b"\0")
    return ole({"WordDocument": main + pages + tables})


def _page(stretches: Sequence[Stretch], *, paragraphs: bool) -> bytes:
    at, limits, entries = _TEXT_AT, [_TEXT_AT], list[bytes]()
    body, end = bytearray(_PAGE), 510
    for stretch in stretches:
        at += len(stretch.text)
        limits.append(at)
        stored = stretch.changes
        if paragraphs:
            stored = struct.pack("<H", stretch.style) + stored
            stored += b"\0" * (len(stored) % 2)
            stored = bytes([len(stored) // 2]) + stored
        else:
            stored = bytes([len(stored)]) + stored
        end = (end - len(stored)) & ~1
        body[end : end + len(stored)] = stored
        entries.append(bytes([end // 2]) + bytes(6 if paragraphs else 0))
    front = struct.pack(f"<{len(limits)}I", *limits) + b"".join(entries)
    assert len(front) <= end, "too many stretches for one page"
    body[: len(front)] = front
    body[511] = len(stretches)
    return bytes(body)


def _fonts() -> bytes:
    entries = b""
    for name in FONTS:
        entry = bytes([2, 0x90, 1, 0, 0]) + name.encode("ascii") + b"\0"
        entries += bytes([len(entry)]) + entry
    return struct.pack("<H", len(entries) + 2) + entries


def _styles() -> bytes:
    styles = (
        _style(0, 0xFFF, "Normal", b""),
        _style(1, 0, "heading 1", b""),
        _style(0xFFE, 0, "Cu", six(93, 1, 2)),
    )
    head = struct.pack("<7H", len(styles), 8, 1, 91, 15, 0, 0)
    return struct.pack("<H", len(head)) + head + b"".join(styles)


def _style(number: int, base: int, name: str, characters: bytes) -> bytes:
    body = struct.pack("<4H", number, 1 | base << 4, 2, 0)
    body += bytes([len(name)]) + name.encode("ascii") + b"\0"
    for one in (b"\0\0", characters):
        body += b"\0" * (len(body) % 2) + struct.pack("<H", len(one)) + one
    body += b"\0" * (len(body) % 2)
    return struct.pack("<H", len(body)) + body
