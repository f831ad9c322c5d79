"""Property changes of Word 6/95 files, put into those of Word 97, which replaced them.

Word 6 codes are one byte and do not tell the length of their operands: this is the list of
its developer documentation ("Microsoft Word 6.0 Binary File Format", table of sprms).
"""

import struct

_STORED, _STORED_LONG = -1, -2  # the length stands before the operand, in one byte or in two
_LENGTHS = {
    **dict.fromkeys((4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 24, 25, 29, 37, 44, 50, 51), 1),
    **dict.fromkeys((2, 16, 17, 18, 19, 21, 22, 26, 27, 28, *range(30, 37), *range(38, 44)), 2),
    **dict.fromkeys((45, 46, 47, 48, 49, 69, 72, 80, 93, 96, 97, 107, 109, 110), 2),
    **dict.fromkeys((65, 66, 67, 71, 75, *range(85, 93), 94, *range(98, 103), 104), 1),
    **dict.fromkeys((117, 118, 119, 185, 186), 1),
    **dict.fromkeys((121, 122, 123, 124, 182, 183, 184, 189, 195, 197, 198), 2),
    **dict.fromkeys((20, 70, 192, 194, 196, 200), 4),
    **dict.fromkeys((73, 95), 3),
    **dict.fromkeys((193, 199), 5),
    **dict.fromkeys((3, 12, 15, 23, 68, 74, 81, 82, 103, 105, 106, 108, 120, 187, 191), _STORED),
    **dict.fromkeys((188, 190), _STORED_LONG),
    0: 0,
    83: 0,
}
_TABS, _SYMBOL, _TABLE = 23, 74, 190
_SAME = {  # code of Word 6 → of Word 97, with the same operand
    24: 0x2416, 25: 0x2417, 65: 0x0800, 80: 0x4A30, 92: 0x083C, 93: 0x4A4F,
    186: 0x3404, 197: 0x5624,
}  # fmt: skip
_CELL, _CELL_97 = 10, 20  # bytes of a cell's description


def modern(grpprl: bytes) -> bytes:
    """The changes that are of interest here, as Word 97 writes them, up to any damage."""
    found = list[bytes]()
    at = 0
    while at < len(grpprl):
        code = grpprl[at]
        start, size = _operand(grpprl, at + 1, code)
        operand = grpprl[start : start + size]
        if size < 0 or len(operand) < size:
            break
        if code in _SAME:
            found.append(struct.pack("<H", _SAME[code]) + operand)
        elif code == _SYMBOL and size >= 3:
            found.append(struct.pack("<H", 0x6A09) + operand[:2] + bytes([operand[2], 0xF0]))
        elif code == _TABLE and operand:
            definition = _wider_cells(operand)
            found.append(struct.pack("<HH", 0xD608, len(definition) + 1) + definition)
        at = start + size
    return b"".join(found)


def _operand(grpprl: bytes, at: int, code: int) -> tuple[int, int]:
    """Where the operand begins, and its bytes; -1 of an unknown code."""
    size = _LENGTHS.get(code)
    if size is None:
        return at, -1
    if size == _STORED_LONG:
        return at + 2, max(0, int.from_bytes(grpprl[at : at + 2], "little") - 1)
    if size != _STORED:
        return at, size
    size = grpprl[at] if at < len(grpprl) else 0
    if code == _TABS and size == 255:
        deleted = int.from_bytes(grpprl[at + 1 : at + 2], "little")
        added = int.from_bytes(grpprl[at + 2 + 4 * deleted : at + 3 + 4 * deleted], "little")
        size = 2 + 4 * deleted + 3 * added
    return at + 1, size


def _wider_cells(operand: bytes) -> bytes:
    edges = 1 + 2 * (operand[0] + 1)
    cells = operand[edges:]
    return operand[:edges] + b"".join(
        cells[at : at + 2].ljust(_CELL_97, b"\0") for at in range(0, len(cells), _CELL)
    )
