"""The container of an old Word file (.doc): its streams and its table of contents.

Sources: [MS-CFB] for the container, read through olefile; [MS-DOC] 2.5 for the "File
Information Block" (FIB), which says where in the table stream each part begins.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.recognise import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = "open it in Word or LibreOffice and save it again as .docx"
_KINDS = (  # a stream that only this kind of file has
    ("encryptedpackage", "encrypted"),
    ("worddocument", "word"),
    ("workbook", "excel"),
    ("book", "excel"),
    ("powerpoint document", "powerpoint"),
    ("pp97_dualstorage", "powerpoint"),
    ("__properties_version1.0", "outlook"),
)
_WORD_97, _WORD_6 = 0xA5EC, 0xA5DC
_FIRST_97, _FIRST_6 = 0xC1, 0x65  # FIB versions
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200

# Index of each part in the FIB's list of places (FibRgFcLcb97).
STYLES, NOTES_AT, NOTES, SECTIONS, CHARACTERS, PARAGRAPHS = 1, 2, 3, 6, 12, 13
FONTS, PIECES, SHAPES, END_NOTES_AT, END_NOTES, BOXES, LISTS, LIST_USES = (
    15,
    33,
    40,
    46,
    47,
    56,
    73,
    74,
)


@dataclass(frozen=True, slots=True)
class WordFile:
    """``lengths`` are characters of: text, footnotes, headers, macros, comments, endnotes, boxes.

    They stand one after the other in this order. ``six``: of Word 6/95, whose list of places is
    the same, but which keeps its tables in the main stream and writes them in its own way.
    """

    main: bytes
    table: bytes
    data: bytes
    lengths: tuple[int, ...]
    text_start: int
    text_end: int
    places: tuple[tuple[int, int], ...]
    six: bool = False

    def part(self, index: int) -> bytes:
        """The part's bytes; none where the file has it not or says nonsense."""
        start, size = self.place(index)
        return self.table[start : start + size]

    def place(self, index: int) -> tuple[int, int]:
        """Where in the table stream the part begins, and its bytes."""
        return self.places[index] if index < len(self.places) else (0, 0)


def kind_of_ole(path: Path) -> str:
    """Of an OLE file: "word", "excel", "powerpoint", "encrypted", "outlook" or "other".

    "encrypted" is a .docx, .xlsx or .pptx under a password. A damaged container is "other".
    """
    try:
        with _container(path) as ole:
            return _kind(ole)
    except Unreadable:
        return "other"


def open_word(path: Path) -> WordFile:
    """
    Raises:
        Unreadable: it is no Word file, or is locked, or too damaged to tell.
    """
    with _container(path) as ole:
        kind = _kind(ole)
        if kind == "encrypted":
            raise Unreadable("it is under a password", "remove the password and add it again")
        if kind != "word":
            raise Unreadable(
                "it is no Word file, or its list of contents is damaged",
                "open it in its own program, save its text as .docx and add that file",
            )
        main = _stream(ole, "WordDocument")
        if len(main) < 34:
            raise Unreadable("the Word file is damaged (it has no beginning)", DAMAGED)
        identity, version = struct.unpack_from("<HH", main)
        (flags,) = struct.unpack_from("<H", main, 10)
        if flags & _ENCRYPTED:
            raise Unreadable(
                "it is under a password",
                "open it in Word with the password, remove the password and save it again",
            )
        if identity == _WORD_6 and _FIRST_6 <= version < _FIRST_97:
            return _word_file(main, main, b"", six=True)
        if version < _FIRST_97:
            raise Unreadable(
                "it was written by a Word older than Word 6, which is not read",
                "open it in Word or LibreOffice and save it as .docx",
            )
        if identity != _WORD_97:
            raise Unreadable("the Word file is damaged (its beginning is wrong)", DAMAGED)
        names = ("1Table", "0Table") if flags & _TABLE_1 else ("0Table", "1Table")
        table = _stream(ole, names[0]) or _stream(ole, names[1])
        return _word_file(main, table, _stream(ole, "Data"))


def _word_file(main: bytes, table: bytes, data: bytes, *, six: bool = False) -> WordFile:
    """With the places that the FIB names; zeros where the FIB ends early."""
    head = main[:4096].ljust(4096, b"\0")
    lengths = (max(0, count) for count in struct.unpack_from("<8i", head, 52 if six else 76))
    text, notes, headers, macros, comments, end_notes, boxes, _ = lengths
    at, (listed,) = (88, (PIECES + 1,)) if six else (154, struct.unpack_from("<H", head, 152))
    places = struct.iter_unpack("<II", head[at : at + 8 * min(listed, 400)])
    return WordFile(
        main=main,
        table=table,
        data=data,
        lengths=(text, notes, headers, macros, comments, end_notes, boxes),
        text_start=struct.unpack_from("<I", head, 24)[0],
        text_end=struct.unpack_from("<I", head, 28)[0],
        places=tuple((start, size) for start, size in places),
        six=six,
    )


@contextmanager
def _container(path: Path) -> Iterator[Any]:
    """
    Raises:
        Unreadable: it is no OLE container, or its table of sectors is damaged.
    """
    import olefile

    try:
        with path.open("rb") as file:
            head = file.read(512)
        if not head.startswith(MAGIC):
            raise Unreadable("it is no old Office file", "add it under its own ending")
        if struct.unpack_from("<HH", head, 30) not in ((9, 6), (12, 6)):  # sizes of sectors, 2^n
            raise Unreadable("the Office file is damaged (sizes of its sectors)", DAMAGED)
        opened: Any = olefile.OleFileIO(path)  # its stubs know little of what is needed here
        with opened as ole:
            # A cycle in a damaged table would be followed as long as these sizes say.
            ole.num_mini_fat_sectors = min(ole.num_mini_fat_sectors, len(ole.fat))
            for entry in (ole.root, *ole.root.kids):
                entry.size = min(entry.size, len(ole.fat) * ole.sectorsize)
            yield ole
    except Unreadable:
        raise
    except Exception as error:  # olefile raises whatever its arithmetic meets
        raise Unreadable(f"the Office file is damaged ({error})", DAMAGED) from error


def _kind(ole: Any) -> str:
    names = {str(entry.name).casefold() for entry in ole.root.kids}
    return next((kind for name, kind in _KINDS if name in names), "other")


def _stream(ole: Any, name: str) -> bytes:
    """The stream's bytes, as many as can be read; none if there is no such stream."""
    if not ole.exists(name):
        return b""
    try:
        return bytes(ole.openstream(name).read())
    except Exception:  # as above; what the text needs and lacks is said later
        return b""
