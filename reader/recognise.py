"""What kind of file this is, judged by its content and not by its name."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from corpus.reading import Extraction

HEAD = 4096  # bytes by which a file is recognised

_OLE = b"\xd0\xcf\x11\xe0"
_UNPACK = "unpack it and add the files in it"
_PRINT = "print it to PDF and add that file"
# What a file is that no parser reads: its first bytes, what to call it, and the cure.
_KNOWN = (
    (b"Rar!", "an archive (.rar)", _UNPACK),
    (b"7z\xbc\xaf", "an archive (.7z)", _UNPACK),
    (b"\x1f\x8b", "a compressed file", _UNPACK),
    (b"PK\x03\x04", "an archive or an Office file of a kind that is not read", _PRINT),
    (b"PK\x05\x06", "an empty archive", "pack it again, or leave it out"),
    (_OLE, "an Office file that is locked, damaged or no document", _PRINT),
    (b"MZ", "a program", "leave it out"),
    (b"\x7fELF", "a program", "leave it out"),
    (b"ID3", "a sound recording", "write down what it says"),
    (b"AC10", "a drawing (.dwg)", _PRINT),
    (b"%!PS", "a PostScript file", _PRINT),
)
# Parts of OLE files: who wrote them, and the cure.
_PARTS = (
    ("EncryptedPackage", "an Office file under a password", "remove the password, add it again"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt)", "save it as .pptx, add that file"),
    ("__properties_version1.0", "a message of Outlook", "save the documents attached to it"),
)


class Unreadable(Exception):
    """A file that cannot be read: why, and what would cure it (for maintainers, in English).

    ``passing`` says that the same file may well be read another time: the reader had too
    little memory or time, say.
    """

    def __init__(self, reason: str, cure: str, passing: bool = False) -> None:
        super().__init__(f"{reason}; {cure}")
        self.reason = reason
        self.cure = cure
        self.passing = passing


class Parser(Protocol):
    """Reads one format."""

    def score(self, head: bytes, path: Path, /) -> float:
        """How surely this parser fits the file at ``path``, 0 to 1.

        ``head`` is its first ``HEAD`` bytes; its name is a hint at most.
        """
        ...

    def parse(self, path: Path) -> Extraction:
        """Read the file.

        Raises:
            Unreadable: it holds no text, or is damaged, or locked.
        """
        ...


def choose(parsers: Sequence[Parser], head: bytes, path: Path) -> Parser:
    """The parser that fits best.

    Raises:
        Unreadable: none fits.
    """
    scores = [(parser.score(head, path), -at) for at, parser in enumerate(parsers)]
    score, at = max(scores)
    if score <= 0:
        raise _unknown(head, path)
    return parsers[-at]


def _unknown(head: bytes, path: Path) -> Unreadable:
    for part, what, cure in _PARTS:
        if head.startswith(_OLE) and _holds(path, part):
            return Unreadable(f"it is {what}", cure)
    for magic, what, cure in _KNOWN:
        if head.startswith(magic):
            return Unreadable(f"it is {what}", cure)
    return Unreadable(
        "its content is no format that is read here", "add the document as .docx, .pdf or .txt"
    )


def _holds(path: Path, part: str) -> bool:
    """Whether an OLE file has that part."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as container:
            return any(name[0].startswith(part) for name in container.listdir())
    except Exception:  # no OLE file, or a damaged one
        return False


def is_binary(head: bytes) -> bool:
    """Whether ``head`` is not text in any encoding that is read here."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _utf16_order(head):
        return False
    control = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head))
    return control > max(2, 0.01 * len(head))


def _utf16_order(head: bytes) -> str:
    """ "le" or "be" when the zero bytes lie as in UTF-16 without a mark; else ""."""
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.25 * len(head) / 2 and even == 0:
        return "le"
    if even > 0.25 * len(head) / 2 and odd == 0:
        return "be"
    return ""


def utf16_codec(head: bytes) -> str:
    """The UTF-16 codec that fits ``head``; "" if none does."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    order = _utf16_order(head)
    return f"utf-16-{order}" if order else ""
